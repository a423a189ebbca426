//! Attacks on synthetic people, and the report of them.

use hub_disclosure::{NoiseKey, Policy};
use hub_release::intruder::{
    AuditOptions, Averaging, CERTAIN_MAX, Cell, Differencing, Figures, Guesses, Inference,
    IntruderReport, Lists, Mechanism, Person, RIGHT_MAX, Random, Setting, Sight, Unit, Verdict,
    attack, audit, share,
};
use hub_testkit::fixtures::{REFERENCE, month};

use crate::support::{APRIL, World, keys};

/// Of the needs, in hundredths: the best guess without any figure is right for a quarter.
const NEEDS: [usize; 12] = [25, 15, 12, 10, 8, 7, 6, 5, 4, 3, 3, 2];

/// Seven attributes that the intruder knows, and the need.
fn lists() -> Lists {
    Lists {
        codes: vec![2, 9, 6, 5, 2, 8, 6, 12],
        sensitive: 7,
        sets: std::iter::once(vec![7])
            .chain((0..7).map(|other| vec![other, 7]))
            .collect(),
    }
}

fn people(lists: &Lists, n: usize) -> Vec<Person> {
    let mut random = Random::new(7);
    let person = |_| {
        let mut row: Vec<Vec<u8>> = lists.codes[..7]
            .iter()
            .map(|codes| {
                // The first codes are more common than the last, as in life.
                let n = usize::from(*codes);
                let code = random.below(n).min(random.below(n));
                vec![u8::try_from(code).unwrap()]
            })
            .collect();
        let mut left = random.below(100);
        let need = NEEDS
            .iter()
            .position(|share| match left.checked_sub(*share) {
                Some(rest) => {
                    left = rest;
                    false
                }
                None => true,
            });
        row.push(vec![u8::try_from(need.unwrap()).unwrap()]);
        Person { rows: vec![row] }
    };
    (0..n).map(person).collect()
}

/// One area and month of these people, with cells of people as `sdc-1` makes them.
fn unit_of_people(lists: &Lists, n: usize) -> Unit {
    let people = people(lists, n);
    let policy = Policy::sdc_1();
    let mechanism = Mechanism::new(&policy).unwrap();
    let noise = policy.noise(1).unwrap().unwrap();
    let key = NoiseKey::from_bytes([9; 32]);
    let mut tables = Vec::new();
    for set in &lists.sets {
        let counts = lists.count(&people, set);
        let cells: Vec<Cell> = counts
            .iter()
            .enumerate()
            .map(|(place, n)| {
                let n = i64::from(*n);
                let drawn = noise.draw(key.uniform(&format!("{set:?}|{place}")));
                mechanism.cell(n, n + drawn)
            })
            .collect();
        tables.push(cells);
    }
    Unit::new(lists, people, tables).unwrap()
}

/// The same with the referrals of each cell.
fn unit(lists: &Lists, n: usize) -> Unit {
    let noise = Policy::sdc_1().noise(2).unwrap().unwrap();
    let key = NoiseKey::from_bytes([9; 32]);
    let people = people(lists, n);
    let referrals = lists.sets.iter().map(|set| {
        let counts = lists.count_rows(&people, set, 2);
        let counts = counts.iter().enumerate().map(|(place, n)| {
            let drawn = noise.draw(key.uniform(&format!("referrals {set:?}|{place}")));
            i64::from(*n) + drawn
        });
        counts.collect()
    });
    let referrals = referrals.collect();
    unit_of_people(lists, n)
        .with_rows(lists, 2, referrals)
        .unwrap()
}

#[test]
fn rows_count_once_in_a_cell_and_a_persons_at_most_so_often() {
    let lists = Lists {
        codes: vec![2, 3],
        sensitive: 1,
        sets: vec![vec![1], vec![0, 1]],
    };
    let row = |a: u8, needs: &[u8]| vec![vec![a], needs.to_vec()];
    let people = [
        Person {
            rows: vec![row(0, &[1, 1]), row(1, &[1]), row(0, &[1, 2])],
        },
        Person {
            rows: vec![row(0, &[2])],
        },
    ];
    assert_eq!(lists.count(&people, &[1]), [0, 1, 2]);
    assert_eq!(lists.count_rows(&people, &[1], 2), [0, 2, 2]);
    assert_eq!(lists.count_rows(&people, &[1], 9), [0, 3, 2]);
    assert_eq!(lists.count_rows(&people, &[0, 1], 9), [0, 2, 2, 0, 1, 0]);
}

#[test]
fn referrals_beside_people_tell_the_intruder_more() {
    let lists = lists();
    let right = |unit: Unit| {
        let found = attack(&lists, &[unit], &Policy::sdc_1(), 1_000, 1).unwrap();
        let strong = found.guesses(Sight::Protected);
        assert_eq!(strong.n, 1_000);
        strong.right
    };
    let (people, both) = (
        right(unit_of_people(&lists, 1_800)),
        right(unit(&lists, 1_800)),
    );
    assert!(both > people, "{both} of 1,000 against {people}");
}

fn figures(n_people: usize, n_targets: usize) -> Figures {
    let lists = lists();
    let units = [unit(&lists, n_people)];
    attack(&lists, &units, &Policy::sdc_1(), n_targets, 1).unwrap()
}

#[test]
fn against_exact_counts_the_intruder_is_always_right() {
    let found = figures(300, 60).guesses(Sight::Exact);
    assert_eq!((found.n, found.right), (60, 60));
    assert_eq!(found.certain_and_right, 60);
}

#[test]
fn noise_keeps_the_strong_intruder_from_certainty() {
    let found = figures(1_800, 300);
    let strong = found.guesses(Sight::Protected);
    assert_eq!(strong.n, 300);
    assert!(
        share(strong.certain_and_right, strong.n).unwrap() <= CERTAIN_MAX,
        "{strong:?}"
    );
    // By the counts of people. With those of referrals it guesses more of these: their attributes say nothing of each other,
    // so that each table tells something new.
    let lists = lists();
    let units = [unit_of_people(&lists, 1_800)];
    let by_people = attack(&lists, &units, &Policy::sdc_1(), 300, 1).unwrap();
    let by_people = by_people.guesses(Sight::Protected);
    assert!(
        share(by_people.right, by_people.n).unwrap() <= RIGHT_MAX,
        "{by_people:?}"
    );
    // Whoever sees less knows no more for certain.
    let reader = found.guesses(Sight::Displayed);
    assert!(
        reader.certain_and_right <= strong.certain_and_right,
        "{reader:?}"
    );
    assert_eq!(found.differencing.len(), 3);
    for pairs in &found.differencing {
        assert!(pairs.certain <= pairs.sure && pairs.sure <= 6, "{pairs:?}");
    }
}

#[test]
fn the_2018_rule_gives_most_away() {
    let found = figures(1_800, 300);
    let guesses = found.guesses(Sight::Hes2018);
    assert!(
        share(guesses.right, guesses.n).unwrap() >= 0.8,
        "{guesses:?}"
    );
    let most = found.differencing.last().unwrap();
    assert!(
        share(most.certain_hes_2018, most.n).unwrap() >= 0.6,
        "{most:?}"
    );
}

#[test]
fn the_same_seed_gives_the_same_figures() {
    assert_eq!(figures(300, 20), figures(300, 20));
}

#[test]
fn cells_that_are_not_those_of_the_lists_are_refused() {
    let lists = lists();
    assert!(Unit::new(&lists, people(&lists, 10), Vec::new()).is_err());
    let unit = unit_of_people(&lists, 10);
    assert!(unit.with_rows(&lists, 2, Vec::new()).is_err());
}

fn setting() -> Setting {
    Setting {
        release: "2026-11-14.1".parse().unwrap(),
        manifest_sha256: "ab".repeat(32),
        policy: Policy::sdc_1(),
        seed: 1,
        targets: 100,
        sensitive: "need".to_owned(),
        finer_tables: 0,
        months: 1,
        months_left_out: 0,
    }
}

/// Figures of a release that stands, but for how often the strong intruder is right.
fn report(right: u32) -> IntruderReport {
    let guesses = |right, certain_and_right| Guesses {
        n: 100,
        right,
        confident_and_right: certain_and_right,
        certain_and_right,
        right_without: 25,
    };
    let inference = [
        (Sight::Exact, guesses(100, 100)),
        (Sight::Protected, guesses(right, 1)),
    ];
    let figures = Figures {
        n_units: 4,
        n_targets: 100,
        inference: inference
            .map(|(sight, all)| Inference {
                sight,
                all,
                by_size: Vec::new(),
            })
            .into(),
        differencing: vec![Differencing {
            pairs: 10,
            n: 100,
            sure: 1,
            certain: 0,
            certain_hes_2018: 90,
        }],
        averaging: Averaging {
            n: 100,
            single_display: 15,
            mean_display: 18,
            averaged_displays: 22,
            ..Averaging::default()
        },
        utility: Vec::new(),
        areas: Vec::new(),
    };
    IntruderReport::new(setting(), figures, None)
}

#[test]
fn a_report_passes_and_says_why() {
    let passing = report(46);
    assert_eq!(passing.verdict, Verdict::Pass, "{:?}", passing.lines);
    assert!(passing.to_json().unwrap().contains(r#""verdict": "pass""#));
    let words = passing.lines_as_text().join("\n");
    assert!(
        words.contains("0.460") && words.contains("0.600"),
        "{words}"
    );

    let held = report(61);
    assert_eq!(held.verdict, Verdict::Held);
    let crossed: Vec<_> = held.crossed().map(|line| line.what.as_str()).collect();
    assert_eq!(crossed, ["strong intruder: right guesses"]);
    assert_eq!(
        held.verdict_words(),
        "held, because of: strong intruder: right guesses"
    );
}

#[test]
fn html_has_no_unescaped_text() {
    let mut report = report(46);
    report.setting.sensitive = "<script>\"&'".to_owned();
    report.lines[0].what = "<img src=x>".to_owned();
    let page = report.to_html();
    assert!(
        !page.contains("<script") && !page.contains("<img"),
        "{page}"
    );
    assert!(page.contains("&lt;script&gt;&quot;&amp;&#39;"), "{page}");
    assert!(page.contains("&lt;img src=x&gt;"), "{page}");
    assert!(page.ends_with("</body></html>\n"));
}

#[test]
fn a_page_of_a_site_leads_back_into_it_and_a_file_leads_nowhere() {
    let report = report(46);
    let ways = [("Start", "/"), ("A & B", "/b?c=1&d=2")];
    let page = report.to_html_with(&[], &ways);
    let (before, _) = page.split_once("<main").unwrap();
    assert!(before.contains("href=\"/\">Start</a>"), "{before}");
    assert!(
        before.contains("href=\"/b?c=1&amp;d=2\">A &amp; B</a>"),
        "{before}"
    );
    assert!(before.contains("nhsuk-back-link"), "{before}");
    assert!(!report.to_html().contains("href="));
}

#[test]
fn the_report_is_within_the_page() {
    let report = report(46);
    let alone = report.to_html();
    let served = report.to_html_with(&["/assets/hub.css?a=1&b=2".to_owned()], &[]);
    let frame = "<body><div class=\"nhsuk-width-container\"><main class=\"nhsuk-main-wrapper\">";
    for page in [&alone, &served] {
        assert!(page.contains(frame), "{page}");
        assert!(page.ends_with("</main></div></body></html>\n"), "{page}");
        // What is wider than the screen scrolls by itself, also by keyboard; a hash breaks.
        let tables: Vec<&str> = page.split("<table").collect();
        assert_eq!(tables.len(), 7, "{page}");
        for before in &tables[..6] {
            assert!(before.ends_with("\" tabindex=\"0\">"), "{before}");
            assert!(
                before.contains("<div class=\"hub-scroll\" role=\"region\" aria-label=\""),
                "{before}"
            );
        }
        let hash = "<p class=\"hub-break\">SHA-256 of the release&#39;s manifest: abab";
        assert!(page.contains(hash), "{page}");
    }
    // The page of a file brings its own rules; the hub's has only the hub's.
    for rule in [
        ".nhsuk-width-container {",
        ".hub-break {",
        ".hub-scroll {",
        "@media print {",
    ] {
        assert!(alone.contains(rule), "{rule}");
    }
    assert!(!served.contains("<style"), "{served}");
    let link = "<link rel=\"stylesheet\" href=\"/assets/hub.css?a=1&amp;b=2\">";
    assert!(served.contains(link), "{served}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_is_attacked_with_its_own_rows_though_others_count_now() {
    let world = World::with_april(61).await;
    let first = world.build().await;
    world.send("YA001", month(APRIL), 0..90).await;
    let second = world.build().await;
    let options = AuditOptions::default();
    for release in [&first, &second] {
        let report = audit(&world.store, &REFERENCE, &keys(), release, &options)
            .await
            .unwrap();
        let exact = report.figures.guesses(Sight::Exact);
        assert!(exact.n > 0);
        assert_eq!(exact.right, exact.n);
        assert_eq!(report.figures.areas.len(), 3);
        assert_eq!((report.setting.months, report.figures.n_units), (1, 1));
        let Some(between) = &report.between else {
            assert_eq!(release, &first);
            continue;
        };
        assert_eq!(between.earlier, first);
        assert_eq!((between.anew, between.anew_too_few_changed), (1, 0));
        assert!(between.kept > 0);
        assert_eq!(between.kept_cells_that_differ, 0);
    }
}

#[test]
fn no_small_count_is_displayed_and_large_ones_are_near_the_truth() {
    let figures = figures(1_800, 10);
    let small: Vec<_> = figures
        .utility
        .iter()
        .filter(|band| band.from < 8)
        .collect();
    assert!(
        small
            .iter()
            .all(|band| band.cells > 0 && band.displayed == 0)
    );
    let large = figures.utility.iter().filter(|band| band.from >= 100);
    // Of few cells no error is told.
    let large: Vec<_> = large.filter(|band| band.error_median.is_some()).collect();
    assert!(!large.is_empty());
    for band in large {
        assert_eq!(band.displayed, band.cells);
        assert!(band.error_median.unwrap() < 0.05, "{band:?}");
    }
}
