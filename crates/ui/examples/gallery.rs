//! Writes every page with invented data as static files, to be looked at: `cargo run -p hub-ui --example gallery -- FOLDER`.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "fixtures are shared with the tests"
)]

#[path = "../tests/it"]
mod it {
    #[allow(dead_code, reason = "the tests use more of it")]
    pub(super) mod fixtures;
}

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use hub_ui::assets;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("give the folder to write to");
        return ExitCode::from(2);
    };
    match write(&folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path) -> io::Result<()> {
    for path in [
        "hub.css",
        "hub.js",
        "icon.svg",
        "vendor/nhsuk-frontend/nhsuk-frontend-10.6.1.min.css",
    ] {
        let target = folder.join("assets").join(path);
        if let (Some(parent), Some(asset)) = (target.parent(), assets::get(path)) {
            fs::create_dir_all(parent)?;
            fs::write(&target, &asset.bytes)?;
        }
    }
    for (name, page) in it::fixtures::all() {
        // Opened from a disk, addresses of assets are relative.
        fs::write(
            folder.join(format!("{name}.html")),
            page.replace("\"/assets/", "\"assets/"),
        )?;
    }
    Ok(())
}
