//! Reads the page of the result (S7) as far as these tests look at it.

use std::collections::{BTreeMap, BTreeSet};

use hub_standard::finding::{Finding, Place, Severity};

use super::doors::Told;

/// What the page shows.
#[derive(Debug)]
pub(crate) struct Shown {
    /// Its address.
    pub(crate) draft: String,
    /// The page as it came.
    pub(crate) html: String,
    /// Its words without markup.
    pub(crate) text: String,
    /// Rows read, counted, left out, ignored; a file that cannot be used has no sum.
    sum: Option<[u32; 4]>,
    /// Problems by the code of their rule.
    groups: BTreeMap<String, Group>,
}

/// One kind of problem.
#[derive(Debug)]
struct Group {
    /// Whether it is under "Check these" and not under what must be fixed.
    is_warning: bool,
    count: u32,
    /// Row, column and sheet of each place, as they are shown.
    places: BTreeSet<[String; 3]>,
}

impl Shown {
    pub(crate) fn read(draft: &str, html: String) -> Self {
        let warnings_from = html.find("id=\"check\"").unwrap_or(usize::MAX);
        let mut groups = BTreeMap::new();
        let mut from = 0;
        while let Some(at) = html[from..].find("<section class=\"hub-problem\" id=\"rule-") {
            let start = from + at;
            let end = html[start..]
                .find("</section>")
                .map_or(html.len(), |end| start + end);
            let section = &html[start..end];
            let code = between(section, "id=\"rule-", "\"").expect("the code of a rule");
            let group = Group::read(section, start > warnings_from);
            groups.insert(code.to_owned(), group);
            from = end;
        }
        let sum = html.find("class=\"hub-sum\"").map(|at| {
            let sum = html[at..].split("</dl>").next().unwrap_or_default();
            let parts: Vec<u32> = sum.split("<dd>").skip(1).map_while(number).collect();
            // Referrals that closed before the month are named apart, and are ignored like the others.
            let [read, counted, left_out, ignored, closed @ ..] = parts.as_slice() else {
                panic!("four parts of the sum or more: {parts:?}");
            };
            [
                *read,
                *counted,
                *left_out,
                ignored + closed.iter().sum::<u32>(),
            ]
        });
        Self {
            draft: draft.to_owned(),
            text: words(&html),
            html,
            sum,
            groups,
        }
    }

    /// Makes sure that the page says what programs are told.
    pub(crate) fn agrees_with(&self, told: &Told) {
        if told.is_unreadable() {
            // The page of a file that cannot be used gives the reason and the help.
            assert!(
                self.sum.is_none_or(|sum| sum == told.rows),
                "{:?}",
                self.sum
            );
        } else {
            assert_eq!(self.sum, Some(told.rows), "the sum of rows on the page");
        }
        let mut expected: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in told.problems() {
            expected.entry(&finding.code).or_default().push(finding);
        }
        for code in self.groups.keys() {
            assert!(
                expected.contains_key(code.as_str()),
                "{code} is on the page only"
            );
        }
        for (code, findings) in &expected {
            match self.groups.get(*code) {
                Some(group) => group.agrees_with(code, findings),
                None => panic!("{code} is not on the page: {:?}", self.groups.keys()),
            }
        }
        for note in told
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Note)
        {
            for said in [&note.title, &note.message] {
                assert!(self.text.contains(said.as_str()), "not on the page: {said}");
            }
        }
        for question in told
            .findings
            .iter()
            .filter_map(|finding| finding.question.as_ref())
        {
            for answer in &question.answers {
                let offered = match question.parameter.as_str() {
                    "month" => format!("/returns/{}/upload\"", answer.value),
                    _ => format!("value=\"{}\"", escaped(&answer.value)),
                };
                assert!(
                    self.html.contains(&offered),
                    "not offered on the page: {offered}"
                );
            }
            if question.parameter != "month" {
                let field = format!("name=\"{}\"", question.parameter);
                assert!(self.html.contains(&field), "not asked on the page: {field}");
            }
        }
    }
}

impl Group {
    fn read(section: &str, is_warning: bool) -> Self {
        let mut places = BTreeSet::new();
        for row in section.split("<tr ").skip(1) {
            let mut place = [String::new(), String::new(), String::new()];
            let mut has_cells = false;
            for cell in row.split("data-label=\"").skip(1) {
                has_cells = true;
                let label = cell.split('"').next().unwrap_or_default();
                let content = cell.split_once('>').map_or("", |(_, content)| content);
                let end = [content.find("</td>"), content.find("</th>")];
                let end = end.into_iter().flatten().min().unwrap_or(content.len());
                let at = match label {
                    "Row" => 0,
                    "Column" | "Where" => 1,
                    "Sheet" => 2,
                    _ => continue,
                };
                place[at] = words(&content[..end]).trim().to_owned();
            }
            // A column that is not there has its plain name, which stands in quotation marks.
            if has_cells && !place[1].starts_with('\u{201c}') {
                places.insert(place);
            }
        }
        let head = between(section, "hub-extent\">", "</p>").unwrap_or_default();
        // "12 places, leaves out 3 rows." Without such words it is the file as a whole, once.
        let count = [
            " cells in",
            " cell in",
            " places",
            " place",
            " columns",
            " column",
        ]
        .iter()
        .find_map(|word| {
            let before = &head[..head.find(word)?];
            let digits = before
                .rsplit(|c: char| !c.is_ascii_digit() && c != ',')
                .next()?;
            number(digits)
        });
        Self {
            is_warning,
            count: count.unwrap_or(1),
            places,
        }
    }

    fn agrees_with(&self, code: &str, findings: &[&Finding]) {
        let is_warning = findings[0].severity == Severity::Warning;
        assert_eq!(
            self.is_warning, is_warning,
            "{code} is in another part of the page"
        );
        let count: u32 = findings.iter().map(|finding| finding.count).sum();
        assert_eq!(self.count, count, "how often {code} is on the page");
        let places: BTreeSet<[String; 3]> = findings
            .iter()
            .flat_map(|finding| std::iter::once(&finding.place).chain(&finding.more_places))
            // A column of which the cells are named is not named besides.
            .filter(|place| {
                place.row.is_some()
                    || findings
                        .iter()
                        .all(|one| one.more_places.iter().all(|more| more.row.is_none()))
            })
            .filter(|place| {
                let header = place.header.as_deref().unwrap_or_default();
                place.column.is_some() || !header.contains('_')
            })
            .map(as_shown)
            .collect();
        assert_eq!(self.places, places, "the places of {code} on the page");
    }
}

/// A place as a row of the table has it.
fn as_shown(place: &Place) -> [String; 3] {
    let row = place.row.map(|row| row.to_string()).unwrap_or_default();
    let column = match (&place.column, &place.header) {
        (Some(column), Some(header)) => format!("{column} ({header})"),
        (Some(column), None) => column.clone(),
        (None, Some(header)) => header.clone(),
        (None, None) if place.row.is_some() => "whole row".to_owned(),
        (None, None) => "whole file".to_owned(),
    };
    [row, column, place.sheet.clone().unwrap_or_default()]
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(before)?;
    rest.split(after).next()
}

/// The number that a text begins with, which may have commas.
fn number(text: &str) -> Option<u32> {
    let digits: String = text
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == ',')
        .filter(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

/// A text without its markup.
fn words(html: &str) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => {
                in_tag = false;
                // What stands in two elements is two words.
                if !text.ends_with(' ') {
                    text.push(' ');
                }
            }
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// A text as an attribute of the page has it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
