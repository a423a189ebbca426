//! The one table of what the status of a figure means, for every page that has it.

use hub_release::Status;
use hub_ui::view::StatusCode;

use crate::v1::figures::{file_status, sheet_sign};

/// Every status, as SQL, JSON, files, pages and spreadsheets have it.
pub(super) fn codes() -> Vec<StatusCode> {
    Status::ALL.into_iter().map(code).collect()
}

fn code(status: Status) -> StatusCode {
    let file = match status {
        Status::Shown => format!("{} of people; otherwise empty", file_status(status, true)),
        other => file_status(other, true).to_owned(),
    };
    let (sign, sheet_sign) = match status.has_value() {
        true => ("", ""),
        false => (status.sign(), sheet_sign(status)),
    };
    StatusCode {
        status: status.as_str().to_owned(),
        file,
        sign: sign.to_owned(),
        sheet_sign: sheet_sign.to_owned(),
        meaning: status.meaning().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::codes;

    #[test]
    fn both_vocabularies_stand_side_by_side() {
        let codes = codes();
        let pairs: Vec<(&str, &str)> = codes
            .iter()
            .map(|code| (code.status.as_str(), code.file.as_str()))
            .collect();
        for pair in [
            ("shown", "rounded of people; otherwise empty"),
            ("hidden", "hidden"),
            ("not_submitted", "x"),
            ("not_applicable", "z"),
            ("provisional", "p"),
            ("revised", "r"),
            ("not_calculated", "u"),
        ] {
            assert!(pairs.contains(&pair), "{pair:?}");
        }
        assert_eq!(codes.len(), 7);
    }
}
