//! What tables, columns and codes say, in words.

mod open;

pub(super) use open::{notes, table as open_table};

use hub_engine::{Countable, CountableKind, Fact, UnitKind};
use hub_standard::codes;
use hub_ui::view::CodeLabel;

/// What a column says. Empty where its name is all there is to say.
pub(super) fn column(table: &str, name: &str) -> &'static str {
    if let Some(words) = open::column(table, name) {
        return words;
    }
    match name {
        "month" => "Month of the return, like 2026-10.",
        "region" => {
            "Region of today of the practice where the person is registered; where that is not known, of the service. Code in hub.regions."
        }
        "icb" => {
            "Integrated care board of today of the practice where the person is registered; where that is not known, of the service. Code in hub.areas."
        }
        "region_as_was" => "The region as it was in that month.",
        "icb_as_was" => "The board as it was in that month.",
        "person" => "Whoever the row is about. Only good for count(distinct person).",
        "sex" => "Sex.",
        "age_band" => "Age when referred, in bands.",
        "ethnic_group" => "Ethnic group.",
        "imd_quintile" => {
            "Fifth of England by deprivation of where the person lives; 1 is the most deprived."
        }
        "imd_decile" => {
            "Tenth of England by deprivation of where the person lives; 1 is the most deprived."
        }
        "rural" => "Whether the person lives in a rural place.",
        "source" => "Who referred.",
        "need" => "Why the person was referred. One referral can have several.",
        "condition" => "Long-term condition. One referral can have several.",
        "declined" => "Whether the referral was declined by the end of the month, and why.",
        "support" => "Kind of support that the person was to have. One person can have several.",
        "support_status" => "What became of it.",
        "measure" => "Id of the measure.",
        "area_code" => "Code of the area in hub.areas.",
        "geography" => "as_now: areas of today. as_was: areas as they were in the month.",
        "atom" => "Code of the smallest area that never crosses a border.",
        "pcn" => "Code of the primary care network.",
        "sub_icb" => "Code of the sub-location.",
        "ons" => "Code of the Office for National Statistics.",
        "code" => "Its code.",
        "name" => "Its name.",
        "numerator" => "What is counted.",
        "denominator" => "What it is set against.",
        "unit" => "Unit of the value.",
        _ => "",
    }
}

/// What a column of a table of places says, where that is not what it says in other tables.
pub(super) fn of_place(of: UnitKind, column: &str) -> Option<&'static str> {
    let words = match (of, column) {
        (UnitKind::Area, _) => return None,
        (UnitKind::Pcn, "pcn") => {
            "Primary care network that the person's practice belongs to: code in hub.pcns."
        }
        (UnitKind::Practice, "practice") => {
            "General practice of the person: code in hub.practices."
        }
        (UnitKind::Service, "service") => "Code of the link-worker service.",
        (_, "region") => "Region of today that the place belongs to: code in hub.regions.",
        (_, "icb") => {
            "Integrated care board of today that the place belongs to: code in hub.areas."
        }
        _ => return None,
    };
    Some(words)
}

/// One of what the cells of a table are of.
fn one(of: UnitKind) -> &'static str {
    match of {
        UnitKind::Area => "area",
        UnitKind::Pcn => "network",
        UnitKind::Practice => "practice",
        UnitKind::Service => "service",
    }
}

/// Who sees which rows and what is not in them, in sentences; empty where whoever may ask sees all.
pub(super) fn seen_by(of: UnitKind) -> String {
    let rest = match of {
        UnitKind::Area => return String::new(),
        UnitKind::Pcn => {
            "Only final months are in it. Networks with fewer than two practices open in the month, or with practices in \
             more than one area, are left out. Where a practice moves to another network, a month that was published mostly stays as it was."
        }
        UnitKind::Practice => {
            "Only final months are in it, and nobody whose practice is not known."
        }
        UnitKind::Service => {
            "A service is counted with everybody who was referred to it, also those of practices of another board: its \
             figures do not add up to those of its board. They are the totals of its returns as they stood when the release \
             was made."
        }
    };
    let (one, column) = (one(of), of.column());
    format!(
        "A board sees its own {one}s alone, and says so: group by {column} or icb, or choose one with where. National \
         analysts and disclosure officers see all. Many figures of one {one} and month are too small to be shown, and a sum \
         is shown only where one of its parts is. {rest}"
    )
}

/// The codes of a column, with what they stand for.
pub(super) fn labels(column: &str, codes: &[String]) -> Vec<CodeLabel> {
    let labelled = |code: &String| CodeLabel {
        code: code.clone(),
        label: label(column, code),
    };
    codes.iter().map(labelled).collect()
}

fn label(column: &str, code: &str) -> String {
    let words = match (column, code) {
        (_, "unknown") => "not recorded",
        ("sex", "other") => "indeterminate",
        ("imd_quintile" | "imd_decile", "1") => "most deprived",
        ("imd_quintile", "5") | ("imd_decile", "10") => "least deprived",
        ("ethnic_group", "white") => "White",
        ("ethnic_group", "mixed") => "Mixed or multiple",
        ("ethnic_group", "asian") => "Asian or Asian British",
        ("ethnic_group", "black") => "Black or Black British",
        ("ethnic_group", "other") => "Other ethnic group",
        ("source", "gp") => "general practice",
        ("source", "primary_care") => "other primary care",
        ("source", "self_or_carer") => "the person or a carer",
        ("source", "voluntary") => "voluntary sector",
        ("declined", "no") => "not declined, or nothing said",
        ("need", code) => return listed("need", code),
        ("condition", code) => return listed("long_term_condition", code),
        ("declined", code) => return listed("declined_reason", code),
        ("support", code) => return listed("support_type", code),
        ("support_status", code) => return listed("support_status", code),
        _ => "",
    };
    words.to_owned()
}

/// The label of a code in a list of the return.
fn listed(list: &str, code: &str) -> String {
    let entry = codes::list(list).and_then(|list| list.get(code));
    entry.map_or_else(String::new, |entry| entry.label.clone())
}

/// The figures that can be had of a table about people.
pub(super) fn figures(fact: &Fact) -> Vec<CodeLabel> {
    let line = |code: &str, label: &str| CodeLabel {
        code: code.to_owned(),
        label: label.to_owned(),
    };
    let rows = fact.countables.iter().find_map(|count| match &count.kind {
        CountableKind::Rows { clip } => Some(*clip),
        _ => None,
    });
    let mut figures = Vec::new();
    if let Some(clip) = rows {
        figures.push(line(
            "count(*)",
            &format!(
                "Rows; {}. To count some of them: count(*) filter (where ...), or sum(case when ... then 1 end).",
                at_most(clip, fact.of)
            ),
        ));
    }
    let people = match fact.of.is_place() {
        false => "People within one month: group by month, or choose one with where.".to_owned(),
        true => format!(
            "People of one {} within one month: group by both, or choose one with where.",
            one(fact.of)
        ),
    };
    figures.push(line("count(distinct person)", &people));
    let is_sum = |count: &&Countable| matches!(count.kind, CountableKind::Sum { .. });
    for count in fact.countables.iter().filter(is_sum) {
        let name = &count.name;
        let bound = at_most(count.kind.clip(), fact.of);
        figures.push(line(
            &format!("sum({name})"),
            &format!("The total; {bound}."),
        ));
        figures.push(line(
            &format!("avg({name})"),
            "The mean of the people of one month, where they are enough.",
        ));
    }
    figures
}

/// The bound on what one person adds, within a sentence.
fn at_most(clip: u32, of: UnitKind) -> String {
    let unit = match of {
        UnitKind::Area => "an area",
        UnitKind::Pcn => "a network",
        UnitKind::Practice => "a practice",
        UnitKind::Service => "a service",
    };
    format!("one person adds at most {clip} to {unit} and month")
}

/// How many coded columns can be used at once, in a sentence.
pub(super) fn at_once(fact: &Fact) -> String {
    let place = match fact.of.is_place() {
        true => format!(", board and {}", one(fact.of)),
        false => " and board".to_owned(),
    };
    let most = match fact.depth {
        0 if fact.dimensions.is_empty() => {
            return format!(
                "It has no columns about people: there are figures by month, region{place} alone."
            );
        }
        0 => return "Columns with a list of values cannot be used.".to_owned(),
        1 => "Only one of the columns with a list of values can be used at once".to_owned(),
        depth => {
            format!("At most {depth} of the columns with a list of values can be used at once")
        }
    };
    let alone = fact
        .dimensions
        .iter()
        .filter(|of| of.alone && fact.depth > 1);
    let alone: Vec<&str> = alone.map(|of| of.name.as_str()).collect();
    let alone = match alone.as_slice() {
        [] => String::new(),
        names => format!(", and {} only by itself", names.join(", ")),
    };
    let finer = match fact.opened_depth > fact.depth {
        true => format!(
            " {} can be where a finer table was made for the release, which a project asks its disclosure officer for.",
            fact.opened_depth
        ),
        false => String::new(),
    };
    format!("{most}{alone}, besides month, region{place}.{finer}")
}
