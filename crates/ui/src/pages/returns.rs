mod confirm;
mod home;
mod problems;
mod result;
mod submitted;
mod upload;

pub use confirm::s9_confirm;
pub use home::s1_home;
pub use result::s7_result;
pub use submitted::s10_submitted;
pub use upload::s4_upload;
