use super::*;

fn read(query: &str) -> Form {
    Form::read(&Params::of(query.as_bytes()), &Measured::illustration()).unwrap()
}

fn messages(query: &str) -> Vec<(String, String)> {
    let errors = read(query).errors.into_iter();
    errors.map(|error| (error.field, error.message)).collect()
}

#[test]
fn what_is_offered_is_the_list_itself() {
    let form = read("");
    assert!(form.errors.is_empty() && form.changed().is_empty());
    let inputs = form.inputs().unwrap();
    for asked in &form.asked {
        let Some(item) = asked.input.item() else {
            continue;
        };
        let listed = listed::find(item).unwrap();
        for case in Case::ALL {
            let of_the_list = *case.of(&listed.cases);
            let taken = inputs.at(asked.input, case).unwrap() / asked.input.times_listed();
            assert!((taken - of_the_list).abs() < 1e-12, "{item}");
            assert_eq!(
                asked.text(case),
                plain(of_the_list * asked.input.times_listed())
            );
        }
    }
    // Fields have names of their own.
    let mut names = field_names();
    let n_fields = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), n_fields);
    assert_eq!(n_fields, 3 * form.asked.len());
}

#[test]
fn numbers_are_read_as_people_type_them() {
    for (text, expected) in [
        ("348", 348.0),
        (" £1,250.50 ", 1250.5),
        ("60%", 60.0),
        ("60 %", 60.0),
        ("\u{2212}0.5", -0.5),
        ("-3", -3.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1,000,000", 1_000_000.0),
    ] {
        assert_eq!(number(text), Some(expected), "{text}");
    }
    for text in [
        "",
        " ",
        ".",
        "-",
        "%",
        "£",
        "1e3",
        "inf",
        "NaN",
        "0x10",
        "1.2.3",
        "--1",
        "0,5",
        "1,00",
        "1,0000",
        ",100",
        "six",
        "1234567890123",
        "٣",
    ] {
        assert_eq!(number(text), None, "{text}");
    }
}

#[test]
fn what_cannot_be_used_stays_in_its_field_and_gives_no_result() {
    let form = read("deadweight_central=140&years_high=1.5&cost_low=");
    assert_eq!(form.inputs(), None);
    let messages: Vec<_> = form
        .errors
        .iter()
        .map(|error| (error.field.as_str(), error.message.as_str()))
        .collect();
    assert_eq!(
        messages,
        [
            ("cost_low", "Enter pounds from 1 to 100,000"),
            (
                "years_high",
                "Enter a part of a year from 0.05 to 1, or whole years up to 10"
            ),
            ("deadweight_central", "Enter a share from 0 to 100"),
        ]
    );
    let deadweight = form
        .asked
        .iter()
        .find(|asked| asked.input == Input::Deadweight);
    assert_eq!(deadweight.unwrap().text(Case::Central), "140");
    let long = "9".repeat(500);
    let form = read(&format!("cost_low={long}"));
    assert_eq!(form.errors.len(), 1);
    assert_eq!(form.asked[0].text(Case::Low).len(), TEXT_CHARS_MAX);
}

#[test]
fn no_case_is_more_hopeful_than_the_next() {
    assert_eq!(
        messages("deadweight_low=30&point_high=12000"),
        [
            (
                "point_high".to_owned(),
                "High is the hopeful case: enter 13,000 or more, or change the central case"
                    .to_owned()
            ),
            (
                "deadweight_low".to_owned(),
                "Low is the cautious case: enter 60 or more, or change the central case".to_owned()
            ),
        ]
    );
    // Three equal cases are as good as one.
    assert!(messages("deadweight_low=50&deadweight_central=50&deadweight_high=50").is_empty());
}

#[test]
fn only_what_differs_is_changed() {
    let form = read("deadweight_central=50%25&cost_central=348.0&point_low=10%2C000");
    assert_eq!(
        form.changed(),
        [("deadweight_central".to_owned(), "50%".to_owned())]
    );
    assert!(form.is_changed(Input::Deadweight) && !form.is_changed(Input::Cost));
}

#[test]
fn numbers_are_written_with_no_more_decimals_than_they_need() {
    assert_eq!(
        [0.25, 13000.0, 3.5, -0.0, 100.0].map(plain),
        ["0.25", "13000", "3.5", "0", "100"]
    );
    assert_eq!(
        [13000.0, 0.25, -1250.5].map(grouped),
        ["13,000", "0.25", "\u{2212}1,250.5"]
    );
}
