mod confirm;
mod history;
mod home;
mod problems;
mod questions;
mod result;
mod submitted;
mod upload;

pub use confirm::s9_confirm;
pub use history::{s11_history, s11_withdraw};
pub use home::s1_home;
pub use result::s7_result;
pub use submitted::s10_submitted;
pub use upload::s4_upload;
