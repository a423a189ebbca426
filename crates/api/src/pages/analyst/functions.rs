//! A8: the functions that a query may be made of.

use hub_ui::view::{CodeLabel, FunctionsPage, Link};

use super::super::Page;
use super::super::reader::Reader;
use super::closed;
use crate::problem::Result;

/// `GET /analyst/functions`
pub(crate) async fn page(reader: Reader) -> Result<Page> {
    reader.params.only(&["as_at"])?;
    let release = reader.release().await?;
    let asking = &reader.hub.asking;
    let offered = asking.functions(Some(&release.id)).await?;
    let view = FunctionsPage {
        own: own(&offered.own),
        rows: offered.rows,
        groups: offered.groups,
        windows: offered.windows,
        notice: (!asking.limits().answers).then(closed),
    };
    let breadcrumbs = vec![Link::new("Start", "/"), Link::new("SQL", "/analyst/sql")];
    let frame = reader.frame_with(&release, breadcrumbs).await;
    Ok(Page(hub_ui::pages::a8_functions(&frame, &view)))
}

/// The hub's own functions with how each is called and what it answers. What is not described is named.
fn own(names: &[String]) -> Vec<CodeLabel> {
    let is_there = |name: &str| names.iter().any(|known| known == name);
    let mut lines: Vec<CodeLabel> = OWN
        .iter()
        .filter(|(calls, _)| calls.iter().any(|call| is_there(name_of(call))))
        .map(|(calls, answer)| CodeLabel {
            code: calls.join(", "),
            label: (*answer).to_owned(),
        })
        .collect();
    let described = |name: &str| {
        OWN.iter()
            .any(|(calls, _)| calls.iter().any(|call| name_of(call) == name))
    };
    let others = names.iter().filter(|name| !described(name));
    lines.extend(others.map(|name| CodeLabel {
        code: name.clone(),
        label: String::new(),
    }));
    lines
}

/// The name of a function in a call of it.
fn name_of(call: &str) -> &str {
    call.split('(').next().unwrap_or(call)
}

/// Calls of the hub's own functions, and what they answer.
const OWN: &[(&[&str], &str)] = &[
    (
        &["byar_lower(x[, noise_variance])", "byar_upper"],
        "95% limits of a count: exact below 10, by Byar's approximation from 10. With a variance, the adjustment is in them too.",
    ),
    (
        &["wilson_lower(x, n[, noise_variance])", "wilson_upper"],
        "95% limits of the proportion x of n, by Wilson. With a variance, the adjustment is in them too.",
    ),
    (
        &["benchmark(polarity, value, lower, upper, comparator)"],
        "Against a value to compare with: better, same or worse; higher or lower where neither is good in itself.",
    ),
    (
        &["sii(value, population, rank, se)", "sii_lower", "sii_upper"],
        "Of groups: slope index of inequality on the log scale, and its 95% limits.",
    ),
    (
        &["rii(value, population, rank, se)", "rii_lower", "rii_upper"],
        "Of groups: relative index of inequality, and its 95% limits.",
    ),
    (
        &[
            "concentration_index(value, population, rank)",
            "concentration_lower",
            "concentration_upper",
        ],
        "Of groups: relative concentration index, and its 95% limits.",
    ),
    (
        &["banded_median(count, from, to)"],
        "Of groups: median of what is counted in bands; none where it lies in the open band, which has no to.",
    ),
    (
        &["banded_quantile(count, from, to, p)"],
        "Of groups: any other quantile, with p from 0 to 1.",
    ),
    (
        &[
            "km_seen(from, to, seen, stopped, noise_variance, day)",
            "km_seen_lower",
            "km_seen_upper",
        ],
        "Of groups: share of people seen before a day, those who still wait counted, and its 95% limits.",
    ),
    (
        &[
            "km_quantile(from, to, seen, stopped, noise_variance, p)",
            "km_quantile_lower",
            "km_quantile_upper",
        ],
        "Of groups: day by which the share p was seen, and its 95% limits.",
    ),
    (
        &["swemwbs_metric(raw)"],
        "Metric score of a raw total of the short Warwick-Edinburgh scale, from 7 to 35.",
    ),
    (
        &[
            "mean_change(n, sum, squares)",
            "mean_change_lower(n, sum, squares, noise_n, noise_sum, noise_squares)",
            "mean_change_upper",
        ],
        "Mean change of n people from its sum, and its 95% limits.",
    ),
    (
        &[
            "use_ratio(before, after)",
            "use_ratio_lower(n, before, after, before_sq, after_sq, product, noise_n, noise_sum, noise_square)",
            "use_ratio_upper",
        ],
        "Events after over events before, and its 95% limits with each person as one cluster; none where either is 0 or less.",
    ),
    (
        &[
            "use_ratio_totals_lower(before, after, noise_sum)",
            "use_ratio_totals_upper",
        ],
        "The same limits as if nobody came twice.",
    ),
    (
        &["log_ratio_se(lower, upper)"],
        "Standard error of the logarithm of a ratio, from its 95% limits.",
    ),
    (
        &[
            "social_return(quantity, proxy, years, deadweight, displacement, attribution, drop_off, rate, investment)",
        ],
        "Pounds of present value for each pound invested, of one outcome.",
    ),
    (
        &["wellby_value(change, people, years, pounds, price_uplift)"],
        "Pounds of a change in life satisfaction.",
    ),
    (
        &["payback_months(up_front, net_saving, months, rate)"],
        "Month in which a level saving has paid back what was spent; none where it does not within months.",
    ),
    (
        &[
            "panel_effect(unit, month, exposure, outcome, weight, noise_variance)",
            "panel_effect_lower",
            "panel_effect_upper",
        ],
        "Of groups: outcome for one more of the exposure, and its 95% limits. Units and months are numbers, as dense_rank() makes them.",
    ),
    (
        &["xmr_mean(month, value)", "xmr_lower", "xmr_upper"],
        "Of groups: mean and process limits of a series. Months are whole numbers that count up, as 12 * year + month.",
    ),
    (
        &["xmr_signal(month, value)"],
        "Of groups: 1 where the last month is a real rise, -1 where it is a real fall, otherwise 0.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_that_is_not_there_is_not_described_and_one_without_words_is_named() {
        let names = ["byar_lower", "byar_upper", "brand_new"].map(str::to_owned);
        let lines = own(&names);
        let told: Vec<(&str, bool)> = lines
            .iter()
            .map(|line| (line.code.as_str(), line.label.is_empty()))
            .collect();
        assert_eq!(
            told,
            [
                ("byar_lower(x[, noise_variance]), byar_upper", false),
                ("brand_new", true),
            ]
        );
    }
}
