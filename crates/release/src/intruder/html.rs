//! The report as a page that needs nothing else.

mod areas;
mod page;

use std::fmt::Write as _;

use self::page::{Page, escape};
use super::between::Between;
use super::inference::{Guesses, Inference, Sight};
use super::report::{IntruderReport, Line, share};

const STYLE: &str = include_str!("html/page.css");

const ABOUT_INFERENCE: &str = "The intruder knows every other record of an area and month and all other attributes of \
one person, and guesses the last one. The first line must be all right, or the attack itself is broken. The second \
shows what exact counts, hidden from 1 to 7 and rounded to 5, would have given away. The third is the strongest reader \
of its cells: it has the unrounded values, of people and of referrals, that sums can give. The fourth sees only what is displayed. Residual risk: \
a guess gets better than without the release, by the difference of the last two columns.";
const ABOUT_DIFFERENCING: &str = "Two sums that differ by one cell, with and without the person. The intruder asks \
whether the person has the attribute. Hidden sums are not used. Residual risk: two displayed sums tell \
within a few people how many are in the cell.";
const ABOUT_AVERAGING: &str = "The same number of people, estimated from every table that adds up to it: once as a \
plain mean of all estimates, which the line is for, and once with weights by the known noise, which is the best mean that \
there is. Residual risk: a mean comes nearer to the true number than a single displayed count does, but does not reach \
it; how near the weights bring it depends on the noise and on the number of tables, not on the people.";
const ABOUT_UTILITY: &str = "Cells of one area and month by the attribute that was guessed, alone and with one other; numbers \
of cells to the nearest 10. \
Where errors are too large to be of use, ask for more months or a wider area: sums of cells grow faster than their errors.";
const ABOUT_BETWEEN: &str = "Cells of an unchanged version are the same in both releases; behind a newer version enough \
people changed. Small differences are counted and not listed: their noise is new, so that none of them shows that \
anybody changed.";
const ABOUT_TARGETS: &str = "Those attacked have one referral in the area and month, with one code of each attribute. \
People with several referrals or needs are in more cells, and are not covered by these figures. Tables of single places \
(primary care networks, practices, services) are not attacked, nor are contacts and first contacts: whoever has them too \
guesses better.";

impl IntruderReport {
    /// The report as JSON.
    ///
    /// # Errors
    /// [`crate::ReleaseError::Encode`], which is not expected.
    pub fn to_json(&self) -> crate::Result<String> {
        serde_json::to_string_pretty(self)
            .map_err(|error| crate::ReleaseError::encode("intruder report", error))
    }

    /// The report as a page that needs nothing else.
    #[must_use]
    pub fn to_html(&self) -> String {
        self.page(&format!("<style>{STYLE}</style>"), &[])
    }

    /// The report as a page of a site that allows no style inside a page: with style sheets at these addresses, and with
    /// these ways back into the site, each its words and its address, before anything else.
    #[must_use]
    pub fn to_html_with(&self, style_sheets: &[String], ways_back: &[(&str, &str)]) -> String {
        let mut links = String::new();
        for address in style_sheets {
            // Writing to a string cannot fail.
            let _ = write!(
                links,
                "<link rel=\"stylesheet\" href=\"{}\">",
                escape(address)
            );
        }
        self.page(&links, ways_back)
    }

    fn page(&self, style: &str, ways_back: &[(&str, &str)]) -> String {
        let setting = &self.setting;
        let title = format!("Motivated intruder report: release {}", setting.release);
        let mut page = Page::open(&title, style, ways_back);
        page.paragraph(&format!("Verdict: {}.", self.verdict_words()));
        page.paragraph(&format!(
            "Policy {}; attribute guessed: {}; finer tables seen: {}; {} people attacked; {} areas and months of {} months used; {} months left \
             out because their rows do not stand any more; seed {}.",
            setting.policy.name,
            setting.sensitive,
            setting.finer_tables,
            self.figures.n_targets,
            self.figures.n_units,
            setting.months,
            setting.months_left_out,
            setting.seed,
        ));
        page.paragraph_with_hash(&format!(
            "SHA-256 of the release's manifest: {}. {} people were to be attacked at most.",
            setting.manifest_sha256, setting.targets
        ));
        page.paragraph(ABOUT_TARGETS);
        page.table(
            "Lines that must not be crossed",
            &["Line", "Found", "Limit", "Holds"],
            self.lines.iter().map(line_row),
        );
        self.inference_part(&mut page);
        self.sums_part(&mut page);
        self.utility_part(&mut page);
        if let Some(between) = &self.between {
            between_part(between, &mut page);
        }
        page.close()
    }

    /// The verdict in words, with the lines that were crossed.
    #[must_use]
    pub fn verdict_words(&self) -> String {
        if self.passes() {
            return "pass".to_owned();
        }
        let crossed: Vec<&str> = self.crossed().map(|line| line.what.as_str()).collect();
        format!("held, because of: {}", crossed.join("; "))
    }

    /// The lines as plain text, one after another.
    #[must_use]
    pub fn lines_as_text(&self) -> Vec<String> {
        let text = |line: &Line| {
            let [what, found, limit, holds] = line_row(line);
            format!("{holds:>4}  found {found:>6}  limit {limit:>6}  {what}")
        };
        self.lines.iter().map(text).collect()
    }

    fn inference_part(&self, page: &mut Page) {
        page.heading("Guessing one attribute");
        let head = [
            "What the intruder sees",
            "People",
            "Right",
            "Confident and right",
            "Certain and right",
            "Right without the release",
        ];
        let all = &self.figures.inference;
        let row = |found: &Inference| guess_row(sight_words(found.sight), &found.all);
        page.table("All people attacked", &head, all.iter().map(row));
        for found in all.iter().filter(|found| found.sight == Sight::Protected) {
            let rows = found
                .by_size
                .iter()
                .map(|band| guess_row(&band.size, &band.guesses));
            page.table(
                "Unrounded protected values, by size of the area and month",
                &head,
                rows,
            );
        }
        page.paragraph(ABOUT_INFERENCE);
    }

    fn sums_part(&self, page: &mut Page) {
        page.heading("Differencing");
        let rows = self.figures.differencing.iter().map(|found| {
            [
                found.pairs.to_string(),
                found.n.to_string(),
                share_text(share(found.sure, found.n)),
                share_text(share(found.certain, found.n)),
                share_text(share(found.certain_hes_2018, found.n)),
            ]
        });
        page.table(
            "People given away",
            &[
                "Pairs of sums",
                "People",
                "Sure",
                "Certain",
                "Certain under the rule of 2018",
            ],
            rows,
        );
        page.paragraph(ABOUT_DIFFERENCING);
        page.heading("Averaging");
        let found = &self.figures.averaging;
        let row = |what: &str, hits: [u32; 3]| {
            let [single, mean, weighted] = hits.map(|hits| share_text(share(hits, found.n)));
            [what.to_owned(), single, mean, weighted]
        };
        let rows = [
            row(
                "Displayed counts",
                [
                    found.single_display,
                    found.mean_display,
                    found.averaged_displays,
                ],
            ),
            row(
                "Unrounded protected values",
                [
                    found.single_protected,
                    found.mean_protected,
                    found.averaged_protected,
                ],
            ),
            row(
                "Counts under the rule of 2018",
                [
                    found.single_hes_2018,
                    found.mean_hes_2018,
                    found.averaged_hes_2018,
                ],
            ),
        ];
        page.table(
            &format!("Exact hits of {} displayed counts", found.n),
            &["Estimate", "Single", "Plain mean", "Mean with weights"],
            rows.into_iter(),
        );
        page.paragraph(ABOUT_AVERAGING);
    }

    fn utility_part(&self, page: &mut Page) {
        page.heading("What protection costs");
        let rows = self.figures.utility.iter().map(|band| {
            let size = match band.to {
                Some(to) => format!("{} to {to}", band.from),
                None => format!("{} or more", band.from),
            };
            let displayed = format!("{} of {}", band.displayed, band.cells);
            let error = |error: Option<f64>| {
                error.map_or_else(String::new, |error| format!("{:.1} %", error * 100.0))
            };
            [
                size,
                displayed,
                error(band.error_median),
                error(band.error_p95),
            ]
        });
        page.table(
            "Displayed against true counts of single cells, by true number of people",
            &["People", "Displayed", "Median error", "95 of 100 below"],
            rows,
        );
        page.paragraph(ABOUT_UTILITY);
        areas::part(&self.figures.areas, page);
    }
}

fn between_part(between: &Between, page: &mut Page) {
    page.heading("Between releases");
    let row = |what: &str, n: u64| [what.to_owned(), n.to_string()];
    let rows = [
        row(
            "Areas and months of an unchanged version",
            u64::from(between.kept),
        ),
        row("Cells of those that differ", between.kept_cells_that_differ),
        row(
            "Areas and months of a newer version",
            u64::from(between.anew),
        ),
        row(
            "Of those, too few people changed",
            u64::from(between.anew_too_few_changed),
        ),
        row(
            "Of those, not checked: the rows do not stand any more",
            u64::from(between.anew_not_checked),
        ),
        row(
            "Their cells that are displayed in both releases",
            between.displayed_in_both,
        ),
        row(
            "Of those, displayed values that differ by 1 to 7",
            between.small_differences,
        ),
    ];
    page.table(
        &format!("Held against release {}", between.earlier),
        &["What", "Number"],
        rows.into_iter(),
    );
    page.paragraph(ABOUT_BETWEEN);
}

fn sight_words(sight: Sight) -> &'static str {
    match sight {
        Sight::Exact => "Exact counts (check)",
        Sight::Hes2018 => "Exact counts under the rule of 2018",
        Sight::Protected => "Unrounded protected values",
        Sight::Displayed => "Displayed values",
    }
}

fn guess_row(what: &str, guesses: &Guesses) -> [String; 6] {
    let part = |hits: u32| share_text(share(hits, guesses.n));
    [
        what.to_owned(),
        guesses.n.to_string(),
        part(guesses.right),
        part(guesses.confident_and_right),
        part(guesses.certain_and_right),
        part(guesses.right_without),
    ]
}

fn line_row(line: &Line) -> [String; 4] {
    let holds = if line.holds { "yes" } else { "no" };
    [
        line.what.clone(),
        share_text(line.found),
        share_text(Some(line.limit)),
        holds.to_owned(),
    ]
}

fn share_text(share: Option<f64>) -> String {
    share.map_or_else(|| "none".to_owned(), |share| format!("{share:.3}"))
}
