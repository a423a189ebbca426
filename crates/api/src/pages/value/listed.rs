//! The listed assumptions, read where measures read them: in the shared view `unit_values`, so that there is one list.

use std::sync::LazyLock;

use hub_methods::scenarios::Scenarios;

use crate::pages::measures::catalogue;

/// The view that holds the list.
const VIEW: &str = "unit_values";

/// One assumption of the list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Listed {
    item: String,
    pub(super) cases: Scenarios<f64>,
    pub(super) price_year: String,
    pub(super) source: String,
}

/// The list; empty where the view is not written as it is expected to be.
static LISTED: LazyLock<Vec<Listed>> = LazyLock::new(|| {
    let view = catalogue().and_then(|catalogue| {
        let mut shared = catalogue.shared.iter();
        shared.find(|view| view.name == VIEW)
    });
    view.and_then(|view| listed(&view.sql)).unwrap_or_default()
});

/// The assumption of that name.
pub(super) fn find(item: &str) -> Option<&'static Listed> {
    LISTED.iter().find(|listed| listed.item == item)
}

fn listed(sql: &str) -> Option<Vec<Listed>> {
    rows(sql).iter().map(|row| Listed::of(row)).collect()
}

impl Listed {
    fn of(row: &[Token]) -> Option<Self> {
        let [
            Token::Text(item),
            low,
            central,
            high,
            Token::Text(_),
            Token::Text(price_year),
            Token::Text(source),
        ] = row
        else {
            return None;
        };
        Some(Self {
            item: item.clone(),
            cases: Scenarios {
                low: low.number()?,
                central: central.number()?,
                high: high.number()?,
            },
            price_year: price_year.clone(),
            source: source.clone(),
        })
    }
}

/// A piece of SQL, as far as lists of values are made of them.
#[derive(Debug, Clone, PartialEq)]
enum Token {
    /// Between quotes.
    Text(String),
    /// A name or a number.
    Word(String),
    Sign(char),
}

impl Token {
    fn number(&self) -> Option<f64> {
        let Self::Word(word) = self else { return None };
        word.parse().ok().filter(|number: &f64| number.is_finite())
    }
}

/// The rows of the first list of values, without their commas.
fn rows(sql: &str) -> Vec<Vec<Token>> {
    let is_values =
        |token: &Token| matches!(token, Token::Word(word) if word.eq_ignore_ascii_case("values"));
    let mut tokens = tokens(sql)
        .into_iter()
        .skip_while(|token| !is_values(token))
        .skip(1);
    let mut rows = Vec::new();
    while tokens.next() == Some(Token::Sign('(')) {
        let row = tokens
            .by_ref()
            .take_while(|token| *token != Token::Sign(')'));
        rows.push(row.filter(|token| *token != Token::Sign(',')).collect());
        if tokens.next() != Some(Token::Sign(',')) {
            break;
        }
    }
    rows
}

fn tokens(sql: &str) -> Vec<Token> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let mut tokens = Vec::new();
    let mut chars = sql.chars().peekable();
    while let Some(first) = chars.next() {
        match first {
            '-' if chars.peek() == Some(&'-') => while chars.next_if(|c| *c != '\n').is_some() {},
            '\'' => {
                let mut text = String::new();
                while let Some(c) = chars.next() {
                    // A quote inside a text is written twice.
                    if c == '\'' && chars.next_if_eq(&'\'').is_none() {
                        break;
                    }
                    text.push(c);
                }
                tokens.push(Token::Text(text));
            }
            c if is_word(c) => {
                let mut word = String::from(c);
                while let Some(c) = chars.next_if(|c| is_word(*c)) {
                    word.push(c);
                }
                tokens.push(Token::Word(word));
            }
            c if c.is_whitespace() => {}
            c => tokens.push(Token::Sign(c)),
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_as_measures_read_it() {
        let found = |item: &str| find(item).unwrap().cases;
        let cases = |low, central, high| Scenarios { low, central, high };
        assert_eq!(found("wellby_pounds"), cases(10000.0, 13000.0, 16000.0));
        assert_eq!(found("deadweight"), cases(0.9, 0.6, 0.4));
        assert_eq!(found("discount_rate"), cases(0.035, 0.035, 0.015));
        assert_eq!(found("inpatient_admissions"), cases(738.0, 1590.0, 3684.0));
        assert_eq!(
            find("cost_per_person").unwrap().price_year,
            "none; none; 2015/16"
        );
        let gp = &find("gp_contacts").unwrap().source;
        assert!(gp.contains("The King's Fund"), "{gp}");
        assert!(find("no_such_item").is_none());
    }

    #[test]
    fn comments_and_quotes_do_not_end_a_row() {
        let sql = "-- values (1)\nselect a from ( values\n -- first\n ('a', 1.0, 2, 3, 'x (y), z', '', 'it''s -- so'),\n ('b', 4, 5, 6, '', '', '')\n) as t (a)";
        let found = listed(sql).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].source, "it's -- so");
        assert_eq!(found[1].cases.high, 6.0);
        // A row of another shape is no list of assumptions.
        assert_eq!(listed("select * from (values ('a', 1, 2))"), None);
    }
}
