//! Reading the files of a group.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The files of one group: `NAME.csv`, or `NAME.in.csv`, `NAME.out.csv` and others.
pub(super) struct Group {
    folder: PathBuf,
    name: String,
}

/// One row, by column name.
pub(super) struct Row(HashMap<String, String>);

/// The rows of one case, in the order of the file.
pub(super) struct Case {
    pub(super) id: String,
    pub(super) rows: Vec<Row>,
}

impl Group {
    pub(super) fn new(folder: &Path, name: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            name: name.to_owned(),
        }
    }

    /// The rows of `NAME.csv`.
    pub(super) fn rows(&self) -> Vec<Row> {
        self.read(&format!("{}.csv", self.name))
    }

    /// The rows of `NAME.PART.csv`.
    pub(super) fn part(&self, part: &str) -> Vec<Row> {
        self.read(&format!("{}.{part}.csv", self.name))
    }

    fn read(&self, file: &str) -> Vec<Row> {
        let path = self.folder.join(file);
        let mut reader = csv::Reader::from_path(&path)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        reader
            .deserialize::<HashMap<String, String>>()
            .map(|row| Row(row.unwrap_or_else(|error| panic!("{}: {error}", path.display()))))
            .collect()
    }
}

/// Gathers rows by `case_id`, in the order in which the cases first appear.
pub(super) fn by_case(rows: Vec<Row>) -> Vec<Case> {
    let mut places = HashMap::new();
    let mut cases: Vec<Case> = Vec::new();
    for row in rows {
        let id = row.text("case_id").to_owned();
        let place = *places.entry(id.clone()).or_insert_with(|| {
            cases.push(Case {
                id,
                rows: Vec::new(),
            });
            cases.len() - 1
        });
        cases[place].rows.push(row);
    }
    cases
}

/// Pairs each row of outputs with its case of inputs; a case without its other half is an error of the folder.
pub(super) fn paired(inputs: Vec<Row>, outputs: Vec<Row>) -> Vec<(Case, Case)> {
    let mut inputs: HashMap<String, Case> = by_case(inputs)
        .into_iter()
        .map(|case| (case.id.clone(), case))
        .collect();
    let pairs = by_case(outputs)
        .into_iter()
        .map(|output| {
            let input = inputs
                .remove(&output.id)
                .unwrap_or_else(|| panic!("no input for {}", output.id));
            (input, output)
        })
        .collect();
    assert!(inputs.is_empty(), "no output for {:?}", inputs.keys());
    pairs
}

impl Case {
    /// The only row.
    pub(super) fn row(&self) -> &Row {
        assert_eq!(self.rows.len(), 1, "{} has several rows", self.id);
        &self.rows[0]
    }
}

impl Row {
    pub(super) fn text(&self, column: &str) -> &str {
        self.0
            .get(column)
            .unwrap_or_else(|| panic!("no column {column}"))
    }

    pub(super) fn number(&self, column: &str) -> Option<f64> {
        let text = self.text(column);
        (!text.is_empty()).then(|| {
            text.parse()
                .unwrap_or_else(|_| panic!("{column} is not a number: {text}"))
        })
    }

    pub(super) fn required(&self, column: &str) -> f64 {
        self.number(column)
            .unwrap_or_else(|| panic!("{column} is empty"))
    }

    pub(super) fn whole<T: std::str::FromStr>(&self, column: &str) -> T {
        let text = self.text(column);
        text.parse()
            .unwrap_or_else(|_| panic!("{column} is not a whole number: {text}"))
    }

    pub(super) fn truth(&self, column: &str) -> bool {
        match self.text(column) {
            "true" => true,
            "false" => false,
            other => panic!("{column} is neither true nor false: {other}"),
        }
    }
}
