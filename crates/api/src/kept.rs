//! What somebody had typed into a form when their sign-in ended.
//!
//! It goes back to the browser that sent it, in the page that asks to sign in, and stays nowhere else: no store, no log, no
//! memory of this process. After signing in it waits for one press of a button on a page that carries the secret of the new
//! session, so that nothing is taken that was not sent from there. Files never go into a page.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use hub_standard::ids::{Month, ServiceCode};

use crate::body;
use crate::identity::Principal;
use crate::params::Params;

/// Longest form that is kept. It comes back with the token, and both together must fit into one form.
const BYTES_MAX: usize = 48 * 1024;
/// Most fields of it: each takes a few bytes more on its way back.
const FIELDS_MAX: usize = 1_000;
/// Begins the name of each field on its way back, so that none is taken for one of the sign-in.
const PREFIX: &str = "k.";
/// The field that says which form it was.
const FORM: &str = "kept";
/// Fields of every form that say nothing of what was typed: its secret, and which button was pressed.
const SECRET: &str = "csrf";
const BUTTON: &str = "do";

/// A form of which what was typed is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeptForm {
    /// Referrals typed in for a month.
    TypeIn(ServiceCode, Month),
    /// A query to be saved.
    SaveQuery,
}

impl KeptForm {
    /// The form that is sent to an address, if it is one of these.
    fn at(path: &str) -> Option<Self> {
        if path == "/analyst/queries" {
            return Some(Self::SaveQuery);
        }
        let of_service = path.strip_prefix("/s/")?.strip_suffix("/type")?;
        let (service, month) = of_service.split_once("/returns/")?;
        Some(Self::TypeIn(service.parse().ok()?, month.parse().ok()?))
    }

    /// The form that a request sends, if it is one of these.
    pub(crate) fn of(parts: &Parts) -> Option<Self> {
        let kind = parts.headers.get(CONTENT_TYPE)?.to_str().ok()?;
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return None;
        }
        Self::at(parts.uri.path())
    }

    /// Where it is sent to, which is also the page that it is on.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::TypeIn(service, month) => format!("/s/{service}/returns/{month}/type"),
            Self::SaveQuery => "/analyst/queries".to_owned(),
        }
    }

    /// What was typed into it; none where that is nothing, or too much to keep.
    pub(crate) async fn read(self, body: Body) -> Option<Kept> {
        let bytes = body::read(body, BYTES_MAX).await.ok()?;
        let sent = Params::of(&bytes);
        let fields = sent.pairs().iter().filter(|(name, _)| name != SECRET);
        Kept::of(self, fields.cloned())
    }
}

/// What was typed into one of these forms. It may be about people, so that there is no `Debug`.
#[derive(Clone)]
pub(crate) struct Kept {
    pub(crate) form: KeptForm,
    /// Those that have a value, as they were sent.
    fields: Vec<(String, String)>,
}

impl Kept {
    fn of(form: KeptForm, fields: impl Iterator<Item = (String, String)>) -> Option<Self> {
        let fields: Vec<_> = fields.filter(|(_, value)| !value.is_empty()).collect();
        let has_text = fields.iter().any(|(name, _)| name != BUTTON);
        (has_text && fields.len() <= FIELDS_MAX).then_some(Self { form, fields })
    }

    /// What comes back with the form of a sign-in.
    pub(crate) fn come_back(fields: &Params) -> Option<Self> {
        let form = KeptForm::at(fields.text(FORM)?)?;
        let typed = fields.pairs().iter().filter_map(|(name, value)| {
            let name = name.strip_prefix(PREFIX)?;
            Some((name.to_owned(), value.clone()))
        });
        Self::of(form, typed)
    }

    /// The fields under the names by which they come back.
    pub(crate) fn to_come_back(&self) -> Vec<(String, String)> {
        let fields = self.fields.iter();
        let typed = fields.map(|(name, value)| (format!("{PREFIX}{name}"), value.clone()));
        std::iter::once((FORM.to_owned(), self.form.path()))
            .chain(typed)
            .collect()
    }

    /// The fields as they were sent.
    pub(crate) fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// Whether somebody may go on with it: nobody is shown what was typed for another service.
    pub(crate) fn is_for(&self, principal: &Principal) -> bool {
        match &self.form {
            KeptForm::TypeIn(service, _) => principal.sends_for(service),
            KeptForm::SaveQuery => principal.role.may_ask(),
        }
    }

    /// What it is, in words.
    pub(crate) fn words(&self) -> String {
        let KeptForm::TypeIn(_, month) = &self.form else {
            return "the query that you were saving, and its name".to_owned();
        };
        let referrals: BTreeSet<&str> = self
            .fields
            .iter()
            .filter_map(|(name, _)| name.split_once('.').map(|(number, _)| number))
            .collect();
        let count = match referrals.len() {
            1 => "1 referral".to_owned(),
            more => format!("{more} referrals"),
        };
        format!("what you typed in for {} ({count})", month.words())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(fields: &[(&str, &str)]) -> Option<Kept> {
        let fields = fields.iter();
        let owned = fields.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Kept::of(KeptForm::at("/s/YA001/returns/2026-10/type")?, owned)
    }

    #[test]
    fn only_forms_with_text_and_no_file_are_kept() {
        for path in [
            "/s/YA001/returns/2026-10/upload",
            "/s/YA001/returns/2026-10/nil",
            "/s/YA001/returns/october/type",
            "/s/YA001/drafts/01k9q0000000000000000000zz/fix",
            "/analyst/queries/1/remove",
            "//elsewhere.example/analyst/queries",
        ] {
            assert_eq!(KeptForm::at(path), None, "{path}");
        }
        for path in ["/s/YA001/returns/2026-10/type", "/analyst/queries"] {
            let form = KeptForm::at(path).unwrap();
            assert_eq!(form.path(), path);
        }
    }

    #[test]
    fn what_was_typed_comes_back_as_it_was_sent() {
        let typed = [
            ("do", "check"),
            ("1.sex", "2"),
            ("2.sex", ""),
            ("3.age", "70"),
        ];
        let before = kept(&typed).unwrap();
        assert_eq!(
            before.words(),
            "what you typed in for October 2026 (2 referrals)"
        );
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(before.to_come_back());
        form.append_pair("token", "a token");
        let after = Kept::come_back(&Params::of(form.finish().as_bytes())).unwrap();
        assert_eq!(after.form, before.form);
        let expected = [("do", "check"), ("1.sex", "2"), ("3.age", "70")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(after.fields(), expected);
    }

    #[test]
    fn a_form_without_text_is_not_kept_nor_one_with_too_many_fields() {
        assert!(kept(&[("do", "check"), ("1.sex", "")]).is_none());
        let many: Vec<(&str, &str)> = vec![("1.sex", "2"); FIELDS_MAX + 1];
        assert!(kept(&many).is_none());
        assert!(kept(&many[1..]).is_some());
    }
}
