use super::area::Select;
use super::frame::Link;

/// Questions about a file. The answers go with the file when it is selected again, since the file is not kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Questions {
    /// The questions; none: the form is not drawn.
    pub asked: Vec<Select>,
    /// What was answered before.
    pub answered: Vec<(String, String)>,
    /// Cells that were put right by values that are not kept, and that an answer therefore loses: "A40".
    pub lost: Vec<String>,
    /// The same file for another month: where to send it.
    pub other_month: Option<Link>,
}

/// Another month whose file this seems to be.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OtherMonth {
    /// That month in words.
    pub month: String,
    /// Where a file for it is sent: "Send it for October 2026 instead".
    pub link: Link,
}
