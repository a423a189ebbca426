use std::fmt;

use super::returns::FormError;

/// One value to type. It may be personal, and is not shown by `Debug`.
#[derive(Clone, Default, PartialEq)]
pub struct TypedField {
    /// Its id and name in the form: "2.referral_date".
    pub name: String,
    /// Name for people: "Referral date".
    pub label: String,
    /// What to enter, with an example.
    pub hint: String,
    /// What was typed so far.
    pub value: String,
    /// Values and labels to choose from; empty: it is typed.
    pub options: Vec<(String, String)>,
}

impl fmt::Debug for TypedField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TypedField")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// One referral to type.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TypedReferral {
    /// From 1.
    pub number: usize,
    /// What a return needs or asks for.
    pub fields: Vec<TypedField>,
    /// What may be said besides.
    pub more: Vec<TypedField>,
    /// Whether something among that has an error or was typed, so that it is shown.
    pub is_open: bool,
}

/// What was typed and checked, and waits for a look: a GET form with a field `ok` for each rule.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TypedChecked {
    /// Its id, which goes with the form so that typing anew takes its place.
    pub id: String,
    /// Where the form goes.
    pub action: String,
    /// The rules of what there is to look at.
    pub codes: Vec<String>,
}

/// S2, a return that is typed in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TypeIn {
    /// Name of the service.
    pub service: String,
    /// Month in words.
    pub month: String,
    /// The referrals so far, at least one.
    pub referrals: Vec<TypedReferral>,
    /// The most that can be typed.
    pub referrals_max: usize,
    /// Problems, each at the field it belongs to.
    pub errors: Vec<FormError>,
    /// What counts and needs a look, each at its field; an empty field: the return as a whole.
    pub warnings: Vec<FormError>,
    /// The way on, where nothing but a look is needed.
    pub checked: Option<TypedChecked>,
    /// What being late means; none in time.
    pub late: Option<String>,
    /// What it replaces; none where nothing was sent.
    pub replaces: Option<String>,
    /// Where the form posts to.
    pub action: String,
    /// Where a file can be uploaded instead.
    pub upload_href: String,
}
