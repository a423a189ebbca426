//! How often a text would be read, and what its names stand for, before anything of it is read.

use std::collections::{HashMap, HashSet};

use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::Token;

/// So many words and signs may be read, each as often as the parser may come back to it.
pub(super) const READINGS_MAX: u64 = 100_000;

/// How many words and signs the parser could read at most: so many times as many in each further bracket, since it reads the
/// inside of most in one way first and then in another, and so on within. The worst are those that follow a bracket, and
/// those of `position`.
pub(super) fn readings(tokens: &[Token]) -> u64 {
    let (mut all, mut times) = (0_u64, 1_u64);
    let mut open = Vec::new();
    let mut before: Option<&Token> = None;
    for token in tokens {
        match token {
            Token::LParen | Token::LBracket | Token::LBrace => {
                open.push(times);
                times = times.saturating_mul(ways(before));
            }
            Token::RParen | Token::RBracket | Token::RBrace => times = open.pop().unwrap_or(1),
            _ => {}
        }
        all = all.saturating_add(times);
        before = Some(token);
    }
    all
}

/// In how many ways the inside of a bracket may be read, by what stands before it.
fn ways(before: Option<&Token>) -> u64 {
    match before {
        Some(Token::LParen | Token::LBracket | Token::LBrace) => 3,
        Some(Token::Word(word)) if word.keyword == Keyword::POSITION => 3,
        _ => 2,
    }
}

/// So often may common tables be read, those that read others counted as often as they are read themselves.
pub(super) const UNFOLDED_MAX: u64 = 1_000;

/// Words with which a common table begins, or with which one says how it is kept.
const QUERY: [Keyword; 7] = [
    Keyword::SELECT,
    Keyword::WITH,
    Keyword::VALUES,
    Keyword::FROM,
    Keyword::TABLE,
    Keyword::MATERIALIZED,
    Keyword::NOT,
];

/// How often common tables could be read at most, if each that is read more than once were read by the next that is: the
/// engine puts each in its place wherever it is read, before anything else can be measured. `None` where two have one name,
/// so that nobody could tell which is read.
pub(super) fn unfolded(tokens: &[Token]) -> Option<u64> {
    let word = |token: Option<&Token>| match token {
        Some(Token::Word(word)) => word.value.to_lowercase(),
        _ => String::new(),
    };
    let mut reads: HashMap<String, u64> = HashMap::new();
    // Where names stand that are given, which is no reading of them.
    let mut given = HashSet::new();
    let mut tables = HashSet::new();
    for at in 1..tokens.len() {
        // Or: as materialized (...), as not materialized (...).
        let is_defined = tokens.get(at + 1) == Some(&Token::LParen)
            || matches!(word(tokens.get(at + 1)).as_str(), "materialized" | "not");
        if word(tokens.get(at)) != "as" || !is_defined {
            continue;
        }
        // Columns may be named before it: with a (x, y) as (...).
        let before = match tokens.get(at - 1) {
            Some(Token::RParen) => {
                let open = tokens.get(..at).unwrap_or_default();
                let open = open.iter().rposition(|token| *token == Token::LParen);
                open.and_then(|open| open.checked_sub(1))
            }
            _ => Some(at - 1),
        };
        let name = before
            .map(|before| word(tokens.get(before)))
            .unwrap_or_default();
        // The name of a window is given in the same way.
        let is_query = tokens.iter().skip(at + 1).find_map(|token| match token {
            Token::Word(word) => Some(QUERY.contains(&word.keyword)),
            Token::LParen => None,
            _ => Some(false),
        });
        if is_query == Some(true) && !name.is_empty() && !tables.insert(name.clone()) {
            return None;
        }
        reads.entry(name).or_default();
        given.extend(before);
    }
    reads.remove("");
    for (at, (before, token)) in tokens.iter().zip(tokens.iter().skip(1)).enumerate() {
        if given.contains(&(at + 1)) {
            continue;
        }
        let is_table = matches!(before, Token::Comma | Token::LParen)
            || matches!(
                word(Some(before)).as_str(),
                "from" | "join" | "lateral" | "table"
            );
        if is_table && let Some(n) = reads.get_mut(&word(Some(token))) {
            *n += 1;
        }
    }
    let times = reads.into_values().map(|n| n.max(1));
    Some(times.fold(1, u64::saturating_mul))
}
