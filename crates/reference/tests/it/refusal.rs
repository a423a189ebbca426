//! Files that do not fit together are refused, with file, row and reason.

use hub_reference::ImportError;

use crate::fixture::{
    AGES, CENSUS, DATES, DEPRIVATION, Fixture, LOOKUP, NOW, ORIGINAL, PAYMENTS, PRACTICES,
    QUARTERS, SUCCESSION, refused,
};

#[test]
fn an_unknown_icb_is_refused() {
    refused(
        &Fixture::new().replace(LOOKUP, "QXA,Upper", "QZZ,Upper"),
        LOOKUP,
        Some(2),
        "\"QZZ\" is not known",
    );
    refused(
        &Fixture::new().replace(NOW, "V1W1X", "QZZ"),
        NOW,
        Some(6),
        "\"QZZ\" is not known",
    );
    refused(
        &Fixture::new().replace(PRACTICES, "QXA,Upper", "QZZ,Upper"),
        PRACTICES,
        Some(2),
        "is not known",
    );
    refused(
        &Fixture::new().replace(SUCCESSION, "QXB", "QZZ"),
        SUCCESSION,
        Some(2),
        "\"QZZ\" is not in",
    );
}

#[test]
fn a_hierarchy_that_does_not_hold_is_refused() {
    let row = "E01000006,Low 2,E38000092,92B,Low,E54000092,QXB,Lower";
    let moved = "E01000006,Low 2,E38000091,91A,Up,E54000092,QXB,Lower";
    refused(
        &Fixture::new().replace(LOOKUP, row, moved),
        LOOKUP,
        Some(7),
        "91A is in QXB here and in QXA above",
    );
    let elsewhere = Fixture::new().replace(NOW, "E54000094,V2W2X", "E54000091,QXA");
    refused(&elsewhere, NOW, Some(10), "no part of \"QXB\" became QXA");
    let regions = Fixture::new().replace(PRACTICES, "Upper,Y91", "Upper,Y92");
    refused(&regions, PRACTICES, Some(2), "QXA is in region Y91");
    let sub_icb = Fixture::new().replace(PAYMENTS, "Y91,91A", "Y91,92B");
    refused(
        &sub_icb,
        PRACTICES,
        Some(2),
        "A90001 is in QXA here, but its sub-ICB in QXB",
    );
    let unknown = Fixture::new().replace(PAYMENTS, "Y91,91A", "Y91,99Z");
    refused(&unknown, PAYMENTS, Some(2), "sub-ICB \"99Z\" is not known");
    let icb = "geography/icb_2026_04.csv";
    refused(
        &Fixture::new().replace(icb, "Y91", "Y99"),
        icb,
        Some(2),
        "region \"Y99\"",
    );
}

#[test]
fn successions_must_explain_the_change_of_edition() {
    let line = "QXB,E54000092,V2W2X,2026-04-01,split\n";
    let fixture = Fixture::new().replace(SUCCESSION, line, "");
    refused(
        &fixture,
        SUCCESSION,
        None,
        "V2W2X begins without a predecessor",
    );
    let late = Fixture::new().replace(SUCCESSION, "2026-04-01", "2027-04-01");
    refused(&late, SUCCESSION, Some(2), "not 2027-04-01");
}

#[test]
fn figures_that_do_not_add_up_are_refused() {
    let census = Fixture::new().replace(CENSUS, "900,1500", "901,1500");
    refused(
        &census,
        CENSUS,
        Some(2),
        "the groups add up to 1501, not 1500",
    );
    let ages = Fixture::new().replace(AGES, "E01000001,1500", "E01000001,1499");
    refused(
        &ages,
        AGES,
        Some(2),
        "the age bands add up to 1500, not 1499",
    );
    let decile = Fixture::new().replace(DEPRIVATION, "E01000001,1,", "E01000001,2,");
    refused(
        &decile,
        DEPRIVATION,
        Some(2),
        "rank 1 of 10 is not in decile 2",
    );
    let tied = Fixture::new().replace(DEPRIVATION, "E01000002,2,2,2,", "E01000002,1,1,1,");
    refused(&tied, DEPRIVATION, Some(3), "rank 1 is already in row 2");
    let official = "deprivation/imd2019_lsoa11.csv";
    refused(
        &Fixture::new().replace(official, "E01000003,5", "E01000003,7"),
        official,
        Some(4),
        "is in decile 7 here",
    );
}

#[test]
fn the_two_workforce_files_must_agree() {
    let other = Fixture::new().replace(QUARTERS, "Worker,0.5", "Worker,0.6");
    refused(
        &other,
        ORIGINAL,
        Some(2),
        "1.5 full-time equivalents here and 1.6",
    );
    let absent = Fixture::new().replace(QUARTERS, "2022,9,U90004", "2022,6,U90004");
    refused(
        &absent,
        ORIGINAL,
        Some(4),
        "U90004 has no link worker in 2022-09",
    );
    let newer = Fixture::new().replace(ORIGINAL, "2022,9,U90004", "2022,12,U90004");
    refused(
        &newer,
        QUARTERS,
        Some(5),
        "U90004 has no link worker in 2022-09",
    );
}

#[test]
fn values_that_are_not_what_they_should_be_are_refused() {
    refused(
        &Fixture::new().replace(PRACTICES, "5000.5", "many"),
        PRACTICES,
        Some(2),
        "\"many\" is not a number",
    );
    refused(
        &Fixture::new().replace(PRACTICES, "5000.5", "-1"),
        PRACTICES,
        Some(2),
        "-1 is not a number of people",
    );
    refused(
        &Fixture::new().replace(PRACTICES, "5000.5", "NaN"),
        PRACTICES,
        Some(2),
        "is not a number of people",
    );
    refused(
        &Fixture::new().replace(PAYMENTS, "31/01/2023", "2023-01-31"),
        PAYMENTS,
        Some(5),
        "is not a date",
    );
    refused(
        &Fixture::new().replace(PAYMENTS, "U90001", "HILL"),
        PAYMENTS,
        Some(2),
        "not a network code",
    );
    refused(
        &Fixture::new().replace(QUARTERS, "2022,6", "2022,13"),
        QUARTERS,
        Some(2),
        "2022-13 is not a month",
    );
    refused(
        &Fixture::new().replace(QUARTERS, "Worker,1\n", "Worker,900\n"),
        QUARTERS,
        Some(2),
        "900 full-time",
    );
    refused(
        &Fixture::new().replace(LOOKUP, "E01000001", "E0100001"),
        LOOKUP,
        Some(2),
        "not a small area",
    );
    let rural = "geography/lsoa21_ruc21.csv";
    refused(
        &Fixture::new().replace(rural, "Nearer,Urban", "Nearer,Town"),
        rural,
        Some(2),
        "neither Rural nor Urban",
    );
    refused(
        &Fixture::new().replace(DATES, "19740402", "19741402"),
        DATES,
        Some(1),
        "is not a date",
    );
}

#[test]
fn a_row_with_too_few_columns_is_refused_and_the_rest_is_still_read() {
    let fixture = Fixture::new()
        .append(PRACTICES, "A90004,SHORT")
        .replace(PRACTICES, "5000.5", "many");
    refused(
        &fixture,
        PRACTICES,
        Some(8),
        "2 columns where there should be 12",
    );
    refused(&fixture, PRACTICES, Some(2), "\"many\" is not a number");
    refused(
        &Fixture::new().append(DATES, "A90004,SHORT"),
        DATES,
        Some(4),
        "2 columns where there should be 27",
    );
}

#[test]
fn at_most_a_hundred_problems_are_listed_and_the_rest_counted() {
    let fixture = (0..130).fold(Fixture::new(), |fixture, n| {
        fixture.append(PRACTICES, &format!("bad{n},,,,,,,,,,,"))
    });
    let Err(ImportError::Refused { problems, more }) = fixture.import() else {
        panic!("it was taken")
    };
    assert_eq!((problems.len(), more), (100, 30));
}

#[test]
fn problems_read_as_sentences() {
    let problems = Fixture::new()
        .replace(PRACTICES, "5000.5", "many")
        .problems();
    let text: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        text,
        [format!(
            "{PRACTICES}, row 2, column Population: \"many\" is not a number of people"
        )]
    );
}
