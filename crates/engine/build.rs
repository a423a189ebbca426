//! Rebuilds when a file appears in or leaves `sql/`: the folder is embedded whole.
fn main() {
    println!("cargo:rerun-if-changed=../../sql");
}
