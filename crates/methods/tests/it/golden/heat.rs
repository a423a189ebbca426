//! Measures of inequality between groups.

use hub_methods::heat::{
    Concentration, Estimate, Gap, Group as People, Outcome, Scale, Weighting, best, entropy,
    index_of_disparity, linear_indexes, mean, mean_difference, population_attributable, variation,
};
use hub_methods::{Level, Result};

use super::table::{Case, Group, Row, paired};
use super::tally::{Tally, Tolerance};

const TOLERANCE: Tolerance = Tolerance {
    relative: 1e-6,
    absolute: 1e-12,
};

/// The groups of a case, and what the reference was told of them.
struct Given {
    groups: Vec<People>,
    outcome: Outcome,
    is_ordered: bool,
    reference: Option<usize>,
    scale: f64,
}

pub(super) fn heat(group: &Group, tally: &mut Tally) {
    for (input, output) in paired(group.part("in"), group.part("out")) {
        let case = output.id.as_str();
        let given = given(&input);
        for row in &output.rows {
            let measure = row.text("measure");
            // The binomial form weights rounded counts twice; the hub does not show it.
            if measure.ends_with("_logit_heat") {
                continue;
            }
            let Some(found) = tally.ok(case, figure(measure, &given)) else {
                continue;
            };
            compare(
                tally,
                case,
                row,
                found,
                standard_error_unit(measure, &given),
            );
        }
    }
}

fn compare(tally: &mut Tally, case: &str, row: &Row, found: Option<Estimate>, error_unit: f64) {
    let measure = row.text("measure");
    let mut number = |column: &str, got: Option<f64>| {
        let what = format!("{measure} {column}");
        tally.number(case, &what, got, row.number(column), TOLERANCE);
    };
    number("estimate", found.map(|found| found.value));
    number(
        "se",
        found
            .and_then(|found| found.error)
            .map(|error| error / error_unit),
    );
    let limits = found.and_then(|found| found.limits(Level::P95).expect("finite limits"));
    number("lower95", limits.map(|limits| limits.lower));
    number("upper95", limits.map(|limits| limits.upper));
}

/// The reference prints the standard error of a linear slope index for values divided by the power of ten that brings
/// them under 1.
fn standard_error_unit(measure: &str, given: &Given) -> f64 {
    let mut unit = 1.0;
    if measure == "sii_linear" {
        unit = 100.0;
        while given.groups.iter().any(|group| group.value > unit) {
            unit *= 10.0;
        }
    }
    unit
}

fn given(case: &Case) -> Given {
    let mut rows: Vec<&Row> = case.rows.iter().collect();
    let is_ordered = rows[0].truth("ordered");
    if is_ordered {
        rows.sort_by_key(|row| row.whole::<u32>("subgroup_order"));
    }
    Given {
        groups: rows
            .iter()
            .map(|row| People {
                value: row.required("estimate"),
                error: row.required("se"),
                population: row.required("population"),
            })
            .collect(),
        outcome: if rows[0].truth("favourable") {
            Outcome::Favourable
        } else {
            Outcome::Adverse
        },
        is_ordered,
        reference: rows.iter().position(|row| row.truth("reference")),
        scale: rows[0].required("scale"),
    }
}

fn figure(measure: &str, given: &Given) -> Result<Option<Estimate>> {
    let (groups, outcome) = (given.groups.as_slice(), given.outcome);
    let gap = || {
        if given.is_ordered {
            Gap::between_ends(groups, outcome)
        } else {
            Gap::between_extremes(groups)
        }
    };
    let reference = || given.reference.expect("a reference group");
    let from_reference = || Gap::from_reference(groups, reference(), outcome);
    let best_value = || -> Result<f64> { Ok(groups[best(groups, outcome)?].value) };
    let attributable = || {
        let against = if given.is_ordered {
            groups.len() - 1
        } else {
            best(groups, outcome)?
        };
        population_attributable(groups, against, outcome, given.scale)
    };
    match measure {
        "difference" => gap()?.difference().map(Some),
        "ratio" => gap()?.ratio(),
        "difference_vs_reference" => from_reference()?.difference().map(Some),
        "ratio_vs_reference" => from_reference()?.ratio(),
        "aci" => Ok(Some(Concentration::of(groups)?.absolute())),
        "rci" => Concentration::of(groups)?.relative(),
        "aci_bounded_0_100" => Concentration::of(groups)?.bounded(100.0).map(Some),
        "rci_erreygers" => Concentration::of(groups)?.erreygers(100.0).map(Some),
        "rci_wagstaff" => Concentration::of(groups)?.wagstaff(100.0),
        "sii_linear" => Ok(Some(linear_indexes(groups)?.sii)),
        "rii_linear" => Ok(linear_indexes(groups)?.rii),
        "par" => Ok(Some(attributable()?.risk)),
        "paf" => Ok(attributable()?.percent.map(alone)),
        "bgv" => Ok(Some(variation(groups)?.variance)),
        "bgsd" => Ok(Some(alone(variation(groups)?.deviation))),
        "cov" => Ok(variation(groups)?.coefficient.map(alone)),
        "theil_x1000" => Ok(Some(alone(entropy(groups)?.theil_x1000))),
        "mld_x1000" => Ok(Some(alone(entropy(groups)?.mean_log_deviation_x1000))),
        "idis_weighted" => Ok(index_of_disparity(groups, Weighting::ByPopulation)?.map(alone)),
        "idis_unweighted" => Ok(index_of_disparity(groups, Weighting::Equal)?.map(alone)),
        "md_mean_weighted" => distance(groups, mean(groups)?, Weighting::ByPopulation),
        "md_mean_unweighted" => distance(groups, mean(groups)?, Weighting::Equal),
        "md_best_weighted" => distance(groups, best_value()?, Weighting::ByPopulation),
        "md_best_unweighted" => distance(groups, best_value()?, Weighting::Equal),
        "md_reference_weighted" => {
            distance(groups, groups[reference()].value, Weighting::ByPopulation)
        }
        "md_reference_unweighted" => distance(groups, groups[reference()].value, Weighting::Equal),
        other => panic!("unknown measure {other}"),
    }
}

fn distance(groups: &[People], from: f64, weighting: Weighting) -> Result<Option<Estimate>> {
    Ok(Some(alone(mean_difference(groups, from, weighting)?)))
}

/// A number without a standard error.
const fn alone(value: f64) -> Estimate {
    Estimate {
        value,
        error: None,
        scale: Scale::Plain,
    }
}
