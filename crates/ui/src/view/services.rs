use super::area::{Choice, Select};
use super::frame::Link;
use super::returns::FormError;

/// A service in the list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServiceRow {
    /// Its name, which leads to it.
    pub service: Link,
    /// Its code.
    pub code: String,
    /// Its board.
    pub board: String,
    /// Kind of organisation; empty: nobody said.
    pub kind: String,
    /// From when to when returns are expected: "From September 2026".
    pub months: String,
    /// What became of its return of the newest month: "Sent", "Missing".
    pub mark: String,
    /// How many people have a role for it, which leads to them.
    pub people: Link,
}

/// Something that was done to a service.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServiceChangeRow {
    /// When, in words.
    pub at: String,
    /// Who did it.
    pub by: String,
    /// What was done: "Registered".
    pub what: String,
    /// The service.
    pub service: Link,
}

/// O7, the services that take part.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServicesPage {
    /// The main message in words.
    pub finding: String,
    /// What was just done; empty: nothing.
    pub notice: String,
    /// What was typed to look for.
    pub text: String,
    /// Which services are listed, to choose from.
    pub standing: Select,
    /// The newest month whose returns were due.
    pub month: String,
    /// What was found.
    pub services: Vec<ServiceRow>,
    /// Says that there are more; empty: all are there.
    pub more: String,
    /// The newest changes, newest first.
    pub changes: Vec<ServiceChangeRow>,
    /// Where a service is registered.
    pub add_href: String,
    /// Where a list of services is read.
    pub import_href: String,
    /// All services as a list.
    pub csv_href: String,
}

/// The fields of a service. The form posts `csrf`, `name`, `area`, `kind` and `from`, and for a new one `code`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServiceForm {
    /// What was typed as the code; `None`: it has one, and keeps it.
    pub code: Option<String>,
    /// What was typed as the name.
    pub name: String,
    /// Most characters of a name.
    pub name_characters_max: usize,
    /// What was typed as the code of its place.
    pub area: String,
    /// Kinds of organisation.
    pub kinds: Vec<Choice>,
    /// What was typed as the first month.
    pub from: String,
    /// What is wrong with what was typed.
    pub errors: Vec<FormError>,
    /// Where the form goes.
    pub action: String,
}

/// O7, the form that registers a service.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServiceAdd {
    /// The form.
    pub form: ServiceForm,
    /// Back to the list.
    pub back: Link,
}

/// O7, one service.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServicePage {
    /// Name.
    pub name: String,
    /// What was just done; empty: nothing.
    pub notice: String,
    /// What is known of it: name and value.
    pub facts: Vec<(String, String)>,
    /// Changes it.
    pub form: ServiceForm,
    /// The people who have a role for it, and where a role is given.
    pub people: Vec<Link>,
    /// Where it is said that it ends, or ends in another month.
    pub end: Link,
    /// Where it is taken back that it ends; `None`: it goes on.
    pub keep_action: Option<String>,
    /// Back to the list.
    pub back: Link,
}

/// O7, the question before a service ends.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServiceEnd {
    /// What it is done to: name and value.
    pub facts: Vec<(String, String)>,
    /// What was typed as the first month without a return, like "2027-04".
    pub month: String,
    /// The same month in words; empty: none was asked about yet, or it cannot be.
    pub asked: String,
    /// What follows, one sentence each.
    pub follows: Vec<String>,
    /// What stays, one sentence each.
    pub stays: Vec<String>,
    /// What is wrong with what was typed.
    pub errors: Vec<FormError>,
    /// Where both forms go.
    pub action: String,
    /// Back to the service.
    pub back: Link,
}

/// Something that is wrong with a list of services.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServiceListFinding {
    /// The line: "Line 4"; empty: the whole file.
    pub line: String,
    /// The column; empty: the whole line.
    pub column: String,
    /// What is wrong and what to do, in sentences.
    pub says: String,
}

/// The form that registers the services of a list that was previewed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServiceListApply {
    /// Mark of the list that was previewed.
    pub previewed: String,
    /// Name of the file that was previewed; empty: its sender did not say.
    pub file_name: String,
    /// What registering them does, one sentence each.
    pub effects: Vec<String>,
}

/// O7, a list of services: the form, and what a list that was sent would do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServicesImport {
    /// The main message on a list that was sent; empty: none was.
    pub finding: String,
    /// Columns of the list, with what stands in each.
    pub columns: Vec<(String, String)>,
    /// The largest file, in words.
    pub max_size: String,
    /// What is wrong with what was sent.
    pub errors: Vec<FormError>,
    /// What is wrong with the list, line by line.
    pub findings: Vec<ServiceListFinding>,
    /// Says that there are more findings; empty: all are there.
    pub more: String,
    /// Services that would be registered: code, name, board, kind, first month, last month.
    pub services: Vec<[String; 6]>,
    /// Says that there are more of these; empty: all are there.
    pub more_services: String,
    /// The form; `None`: there is nothing to register.
    pub apply: Option<ServiceListApply>,
    /// All services that there are, as a list.
    pub csv_href: String,
    /// Back to the list of services.
    pub back: Link,
}
