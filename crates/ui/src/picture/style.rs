//! The rules of `hub.css` that hold everywhere, for pictures that leave the site.

use std::collections::BTreeSet;

use crate::assets;

/// The rules of the sheet, without those for paper, for narrow screens and for forced colours.
pub(super) struct Sheet(Vec<Rule>);

struct Rule {
    selectors: Vec<String>,
    declarations: String,
}

/// What a picture is made of.
#[derive(Debug, Default)]
pub(super) struct Used {
    pub(super) names: BTreeSet<String>,
    pub(super) classes: BTreeSet<String>,
}

impl Sheet {
    /// Reads our sheet.
    pub(super) fn read() -> Option<Self> {
        let asset = assets::get("hub.css")?;
        Some(Self::of(&String::from_utf8_lossy(&asset.bytes)))
    }

    fn of(text: &str) -> Self {
        let text = without_remarks(text);
        let mut rules = Vec::new();
        let mut rest = text.as_str();
        while let Some((head, after)) = rest.split_once('{') {
            if head.trim_start().starts_with('@') {
                rest = after_block(after);
                continue;
            }
            let Some((declarations, after)) = after.split_once('}') else {
                break;
            };
            rules.push(Rule {
                selectors: head.split(',').map(|part| part.trim().to_owned()).collect(),
                declarations: declarations.trim().to_owned(),
            });
            rest = after;
        }
        Self(rules)
    }

    /// Whether any rule is about a class.
    pub(super) fn knows(&self, class: &str) -> bool {
        let mut selectors = self.0.iter().flat_map(|rule| &rule.selectors);
        selectors.any(|selector| parts(selector).any(|(_, classes)| classes.contains(&class)))
    }

    /// The room that a class leaves round what it holds, in pixels: above, right, below, left.
    pub(super) fn room(&self, class: &str) -> Option<[f64; 4]> {
        let selector = format!(".{class}");
        let rule = self
            .0
            .iter()
            .find(|rule| rule.selectors.contains(&selector))?;
        let padding = rule
            .declarations
            .split(';')
            .find_map(|declaration| declaration.trim().strip_prefix("padding:"))?;
        let sides: Vec<f64> = padding
            .split_whitespace()
            .filter_map(|side| side.strip_suffix("px")?.parse().ok())
            .collect();
        sides.try_into().ok()
    }

    /// The rules for what a picture is made of.
    pub(super) fn for_what_is(&self, used: &Used) -> String {
        let mut text = String::new();
        for rule in &self.0 {
            let selectors: Vec<&str> = rule
                .selectors
                .iter()
                .filter(|selector| is_met(selector, used))
                .map(String::as_str)
                .collect();
            if !selectors.is_empty() {
                text.push_str(&selectors.join(", "));
                text.push_str(" { ");
                text.push_str(&rule.declarations);
                text.push_str(" }\n");
            }
        }
        text
    }
}

/// A selector step by step: name of the element, which may be empty, and classes.
fn parts(selector: &str) -> impl Iterator<Item = (&str, Vec<&str>)> {
    selector.split_whitespace().map(|part| {
        let mut pieces = part.split('.');
        (pieces.next().unwrap_or_default(), pieces.collect())
    })
}

/// Whether a picture may have what a selector names. States, like that of a link under the mouse, it never has.
fn is_met(selector: &str, used: &Used) -> bool {
    parts(selector).all(|(name, classes)| {
        (name.is_empty() || used.names.contains(name))
            && classes.iter().all(|class| used.classes.contains(*class))
    })
}

fn without_remarks(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, remark)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = remark.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}

/// What follows a block that was just opened.
fn after_block(text: &str) -> &str {
    let mut depth = 1_u32;
    for (at, sign) in text.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' if depth == 1 => return text.get(at + 1..).unwrap_or_default(),
            '}' => depth -= 1,
            _ => {}
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::{Sheet, Used};

    const TEXT: &str = "/* of { all */ .a, .b { fill: red; }\n@media print { .a { fill: none; } .c { x: y; } }\n\
        .a text { y: z; } .a:hover { fill: blue; } .room { padding: 1px 2px 3px 4px; } p.a { q: r; }";

    #[test]
    fn a_picture_gets_the_rules_for_what_it_is_made_of() {
        let used = Used {
            names: ["text".to_owned()].into(),
            classes: ["a".to_owned()].into(),
        };
        let text = Sheet::of(TEXT).for_what_is(&used);
        assert_eq!(text, ".a { fill: red; }\n.a text { y: z; }\n");
    }

    #[test]
    fn rules_for_paper_alone_are_not_known() {
        let sheet = Sheet::of(TEXT);
        assert!(sheet.knows("a") && sheet.knows("room") && !sheet.knows("c"));
        assert_eq!(sheet.room("room"), Some([1.0, 2.0, 3.0, 4.0]));
        assert_eq!(sheet.room("a"), None);
    }

    #[test]
    fn our_sheet_is_read_to_its_end() {
        let sheet = Sheet::read().unwrap();
        for class in ["hub-svg", "hub-curve", "hub-tile__face", "hub-shade-none"] {
            assert!(sheet.knows(class), "{class}");
        }
        // Pictures leave the site, and other programs know no variables.
        assert!(
            !sheet
                .0
                .iter()
                .any(|rule| rule.declarations.contains("var("))
        );
    }
}
