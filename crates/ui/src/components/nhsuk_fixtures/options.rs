//! Options of a fixture, taken one by one: one that is left over is one that our component does not have.

use std::collections::BTreeSet;

use maud::{Markup, PreEscaped, html};
use serde_json::{Map, Value};

/// What was made of options, or the option that we do not have.
pub(super) type Mapped<T> = Result<T, String>;

pub(super) struct Options<'a> {
    values: &'a Map<String, Value>,
    taken: BTreeSet<&'static str>,
}

impl<'a> Options<'a> {
    pub(super) fn of(value: &'a Value) -> Mapped<Self> {
        let values = value.as_object().ok_or("options of another kind")?;
        Ok(Self {
            values,
            taken: BTreeSet::new(),
        })
    }

    /// An option, unless it is left out or empty of meaning.
    pub(super) fn take(&mut self, name: &'static str) -> Option<&'a Value> {
        self.taken.insert(name);
        self.values.get(name).filter(|value| !value.is_null())
    }

    /// An option that is on.
    pub(super) fn is_on(&mut self, name: &'static str) -> bool {
        self.take(name) == Some(&Value::Bool(true))
    }

    /// An option that is off where it is on if left out.
    pub(super) fn is_off(&mut self, name: &'static str) -> bool {
        self.take(name) == Some(&Value::Bool(false))
    }

    pub(super) fn text(&mut self, name: &'static str) -> Mapped<Option<&'a str>> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(name.to_owned()),
        }
    }

    pub(super) fn must(&mut self, name: &'static str) -> Mapped<&'a str> {
        self.text(name)?.ok_or_else(|| format!("no {name}"))
    }

    pub(super) fn number(&mut self, name: &'static str) -> Mapped<Option<u8>> {
        let number = |value: &Value| u8::try_from(value.as_u64()?).ok();
        match self.take(name) {
            None => Ok(None),
            Some(value) => number(value).map(Some).ok_or_else(|| name.to_owned()),
        }
    }

    /// Things in a list, without those that stand for nothing.
    pub(super) fn list(&mut self, name: &'static str) -> Mapped<Vec<&'a Value>> {
        match self.take(name) {
            None => Ok(Vec::new()),
            Some(value) => things(value).ok_or_else(|| name.to_owned()),
        }
    }

    /// `text` or `html` of these options.
    pub(super) fn words(&mut self) -> Mapped<Markup> {
        match (self.text("html")?, self.text("text")?) {
            (Some(html), _) => Ok(PreEscaped(html.to_owned())),
            (None, Some(text)) => Ok(html! { (text) }),
            (None, None) => Err("no words".to_owned()),
        }
    }

    /// An option that is a text or has `text` or `html`.
    pub(super) fn words_of(&mut self, name: &'static str) -> Mapped<Option<Markup>> {
        match self.take(name) {
            None => Ok(None),
            Some(value) => words(value).map(Some),
        }
    }

    /// An option that is a text or has `text`.
    pub(super) fn text_of(&mut self, name: &'static str) -> Mapped<Option<&'a str>> {
        match self.take(name) {
            None => Ok(None),
            Some(value) => text(value).map(Some),
        }
    }

    /// Whether every option was taken.
    pub(super) fn end(self) -> Mapped<()> {
        let left = |name: &&String| !self.taken.contains(name.as_str());
        match self.values.keys().find(left) {
            None => Ok(()),
            Some(name) => Err(name.clone()),
        }
    }
}

/// Things in a list, without those that stand for nothing.
pub(super) fn things(value: &Value) -> Option<Vec<&Value>> {
    let stands_for_something = |thing: &&Value| !matches!(thing, Value::Null | Value::Bool(false));
    let things = value.as_array()?;
    Some(things.iter().filter(stands_for_something).collect())
}

/// A text, or what has `text` or `html`.
pub(super) fn words(value: &Value) -> Mapped<Markup> {
    if let Some(text) = value.as_str() {
        return Ok(html! { (text) });
    }
    let mut options = Options::of(value)?;
    let words = options.words()?;
    options.end()?;
    Ok(words)
}

/// A text, or what has `text`.
pub(super) fn text(value: &Value) -> Mapped<&str> {
    if let Some(text) = value.as_str() {
        return Ok(text);
    }
    let mut options = Options::of(value)?;
    let text = options.must("text")?;
    options.end()?;
    Ok(text)
}

/// Classes of options that are nothing but a class.
pub(super) fn joined(classes: &[String]) -> String {
    classes.join(" ")
}
