//! What open tables and their columns say, in words.

/// What an open table holds, and what one of its rows is.
pub(in crate::pages::analyst) fn table(name: &str) -> (&'static str, &'static str) {
    match name {
        "measures" => ("Measures: what each counts and how", "one measure"),
        "measure_values" => (
            "Every released figure of England, its regions and boards, as pages and files have it",
            "one measure, geography, area, month, breakdown and category",
        ),
        "months" => ("Months of the release", "one month"),
        "noise" => (
            "How far the random adjustment of a count goes",
            "one count of one table about people",
        ),
        "regions" => ("Regions of NHS England", "one region"),
        "areas" => (
            "England, regions, integrated care boards and primary care networks, those of today and those before",
            "one area in one edition of the areas",
        ),
        "area_successors" => (
            "Which boards took over from which",
            "one board and one that followed it",
        ),
        "area_atoms" => (
            "Smallest areas that never cross a border, and the areas that they belong to",
            "one atom in one area, from one month to another",
        ),
        "practices" => ("General practices", "one practice"),
        "pcns" => ("Primary care networks", "one network"),
        "populations" => (
            "People who live in an area or are registered there, by group",
            "one atom, basis, breakdown and category",
        ),
        "workforce" => (
            "Link workers of primary care networks, from the workforce census",
            "one network and census month",
        ),
        "small_area_changes" => (
            "How small areas of 2011 became those of 2021",
            "one small area of 2011 and one of 2021",
        ),
        _ => ("Open data", "one row"),
    }
}

/// What whoever asks an open table must know of it, in sentences.
pub(in crate::pages::analyst) fn notes(table: &str) -> &'static [&'static str] {
    match table {
        "measure_values" => &[
            "Each figure is there twice, of areas as they are today (as_now) and as they were in the month (as_was). Choose one \
             with where geography = 'as_now', or areas count twice and boards of two editions stand side by side.",
            "A measure can have several breakdowns: choose one with where breakdown = '...'; all is the total, where it has one.",
        ],
        "noise" => &[
            "The numbers are constants of the disclosure policy: they depend on no person and are the same for every area and month.",
            "A figure is a sum of cells, each with an adjustment of its own, so that its variance is that of one cell times the number \
             of cells: the atoms of the area (hub.area_atoms) times the months times the codes that are added up.",
            "There are two intervals about a count. byar_lower(n, variance) and byar_upper(n, variance) have chance, the adjustment and the \
             rounding in them: with these, areas and months are compared. n minus and plus 1.96 times the square root of the variance have \
             the adjustment and the rounding alone: between these lies, in 95 of 100 figures, how many there were. The last query below \
             gives both.",
        ],
        "areas" => &[
            "area_type = 'icb' and edition in ('now', 'both') gives the boards of today, whose codes the column icb of other tables has.",
        ],
        _ => &[],
    }
}

/// What a column of an open table says; none where it says what it says in every table.
pub(in crate::pages::analyst) fn column(table: &str, name: &str) -> Option<&'static str> {
    let words = match (table, name) {
        ("measures", name) => return of_measures(name),
        ("measure_values", name) => return of_values(name),
        ("noise", "fact") => {
            "The table about people. Those that are not in the list of tables are read by measures alone."
        }
        ("noise", "countable") => {
            "What is counted: persons is count(distinct person), referrals is count(*), and a name of a column is its sum."
        }
        ("noise", "variance") => "Variance of the adjustment of one cell.",
        ("noise", "clip") => "The most that one person adds to one cell.",
        ("areas", "area_type") => "england, region, icb or pcn.",
        ("areas", "short_name") => "A short name, for a map or a narrow column.",
        ("areas", "parent") => "Code of the area that it lies in; empty of England.",
        ("areas", "edition") => {
            "now: of today. before: until March 2026. both: the same from then until today. between: begun after that and over."
        }
        ("areas", "valid_from") => "First day; empty where not known.",
        ("areas", "valid_to") => "Last day; empty while it lasts.",
        ("area_successors", "predecessor") => "Code of the board that gave.",
        ("area_successors", "successor") => "Code of the board that took.",
        ("area_successors", "date") => "First day under the successor.",
        ("area_successors", "kind") => "merger, split or acquisition.",
        ("area_atoms", "area_type") => "england, region or icb.",
        ("area_atoms", "from_month") => "First month; 0000-00 where it has always been so.",
        ("area_atoms", "to_month") => "Last month; 9999-12 while it lasts.",
        ("practices", "registered") => "Registered patients.",
        ("practices", "pcn") => {
            "Network of the practice: code in hub.pcns; empty where it has none."
        }
        ("practices", "district") => {
            "Local authority district: code of the Office for National Statistics."
        }
        ("practices", "opened") => "First day; empty where not known.",
        ("practices", "closed") => "Last day; empty while it is open.",
        ("practices", "imd_quintile") => {
            "Fifth of the practices by deprivation of the people registered there; 1 is the most deprived."
        }
        ("workforce", "month") => "Month of the census, like 2026-09.",
        ("workforce", "rows") => "Lines of the census behind it.",
        ("workforce", "fte") => "Full-time equivalents.",
        ("populations", "basis") => {
            "registered: registered with a practice there. resident_census_2021 and resident_mid_2020: living there."
        }
        ("populations", "people") => "How many people.",
        ("populations", "breakdown") => "What it is broken down by; all for the total.",
        ("populations", "category") => "The group; all for the total.",
        ("months", "month") => "A month of the release, like 2026-10.",
        ("months", "stage") => "provisional while returns may still come, otherwise final.",
        ("small_area_changes", "lsoa11") => "Code of the small area of 2011.",
        ("small_area_changes", "lsoa21") => "Code of the small area of 2021.",
        ("small_area_changes", "change") => {
            "How one became the other: U unchanged, S split, M merged, X otherwise."
        }
        _ => return None,
    };
    Some(words)
}

fn of_measures(name: &str) -> Option<&'static str> {
    Some(match name {
        "title" => "Its name for people.",
        "why" => "Why it matters.",
        "method" => "How value and limits are worked out.",
        "source" => "Where its data come from.",
        _ => return None,
    })
}

fn of_values(name: &str) -> Option<&'static str> {
    Some(match name {
        "area_type" => "england, region or icb.",
        "month" => "Month of the figure, like 2026-10.",
        "breakdown" => "What it is broken down by; all for the total.",
        "category" => "The group; all for the total.",
        "status" => {
            "shown, hidden, not_submitted, not_applicable, provisional, revised or not_calculated: see the status codes below."
        }
        "numerator" => "What is counted, as displayed; none where it is not shown.",
        "value" => "The value; none where it is not shown.",
        "display" => "The value as pages show it, or the sign that stands for it.",
        "lower95" => "Lower 95% limit.",
        "upper95" => "Upper 95% limit.",
        "completeness" => "Share of the expected returns that it rests on, 0 to 1.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::column;

    #[test]
    fn no_open_column_has_the_words_of_one_about_people() {
        let source = column("measures", "source").unwrap();
        assert!(source.starts_with("Where its data"), "{source}");
        for name in ["title", "method"] {
            assert!(column("measures", name).is_some(), "{name}");
        }
        assert!(column("areas", "area_type").unwrap().contains("pcn"));
        assert!(column("areas", "short_name").is_some());
    }
}
