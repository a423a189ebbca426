//! Reading a file of settings.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::at;
use super::near::nearest;
use super::table::Setting;

/// Longest file that is read. One with every setting has a few thousand bytes.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// What a file says of one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// Of which.
    pub(crate) key: String,
    /// In which line.
    pub(crate) line: usize,
    value: Value,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    /// On, or as if nothing were said.
    Flag(bool),
    Texts(Vec<String>),
}

impl Said {
    /// The same on the command line.
    pub(super) fn arguments(&self) -> Vec<OsString> {
        let key = &self.key;
        match &self.value {
            Value::Flag(true) => vec![format!("--{key}").into()],
            Value::Flag(false) => Vec::new(),
            Value::Texts(texts) => texts
                .iter()
                .map(|text| format!("--{key}={text}").into())
                .collect(),
        }
    }
}

/// Reads a file; what is wrong with it in lines of words, in which no value stands.
pub(super) fn read(path: &Path, table: &[Setting]) -> Result<Vec<Said>, Vec<String>> {
    let unreadable = |why: String| vec![format!("{}: {why}", at(path, None))];
    let size = fs::metadata(path).map_err(|error| unreadable(error.to_string()))?;
    if size.len() > FILE_BYTES_MAX {
        return Err(unreadable(format!("longer than {FILE_BYTES_MAX} bytes")));
    }
    let text = fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
    read_text(path, &text, table)
}

pub(super) fn read_text(
    path: &Path,
    text: &str,
    table: &[Setting],
) -> Result<Vec<Said>, Vec<String>> {
    let document = DeTable::parse(text).map_err(|error| {
        let line = error.span().map(|span| line_of(text, span.start));
        vec![format!("{}: {}", at(path, line), error.message())]
    })?;
    let (mut said, mut faults) = (Vec::new(), Vec::new());
    for (name, value) in document.get_ref() {
        let line = line_of(text, name.span().start);
        let key: &str = name.get_ref();
        let read = match table.iter().find(|setting| setting.key == key) {
            Some(setting) => value_of(setting, value.get_ref()),
            None => Err(unknown(key, table)),
        };
        match read {
            Ok(value) => said.push(Said {
                key: key.to_owned(),
                line,
                value,
            }),
            Err(why) => faults.push((line, why)),
        }
    }
    if faults.is_empty() {
        said.sort_by_key(|said| said.line);
        return Ok(said);
    }
    faults.sort();
    let told = |(line, why): (usize, String)| format!("{}: {why}", at(path, Some(line)));
    Err(faults.into_iter().map(told).collect())
}

fn unknown(key: &str, table: &[Setting]) -> String {
    let known = table.iter().map(|setting| setting.key.as_str());
    match nearest(key, known) {
        Some(meant) => format!("there is no setting {key}. Did you mean {meant}?"),
        None => {
            format!("there is no setting {key}. All that there are: hub config example")
        }
    }
}

fn value_of(setting: &Setting, value: &DeValue<'_>) -> Result<Value, String> {
    let key = &setting.key;
    match (setting.is_flag, value) {
        (true, DeValue::Boolean(is_on)) => Ok(Value::Flag(*is_on)),
        (true, _) => Err(format!("{key} is true or false, without quotes")),
        (false, DeValue::Array(items)) => {
            let texts = items.iter().map(|item| text_of(key, item.get_ref()));
            Ok(Value::Texts(texts.collect::<Result<_, _>>()?))
        }
        (false, value) => Ok(Value::Texts(vec![text_of(key, value)?])),
    }
}

fn text_of(key: &str, value: &DeValue<'_>) -> Result<String, String> {
    match value {
        DeValue::String(text) => Ok(text.to_string()),
        DeValue::Integer(number) => Ok(number.to_string()),
        DeValue::Float(number) => Ok(number.to_string()),
        DeValue::Boolean(_) => Err(format!("{key} is a text in quotes, not true or false")),
        DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => {
            Err(format!("{key} is a text in quotes or a number"))
        }
    }
}

/// The line of a place in a text, from 1.
fn line_of(text: &str, offset: usize) -> usize {
    let before = text.bytes().take(offset);
    before.filter(|byte| *byte == b'\n').count() + 1
}
