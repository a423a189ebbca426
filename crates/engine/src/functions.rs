//! The hub's functions in SQL: the same code the pages and the API call, from `hub-methods` and `hub-disclosure`.
//!
//! | Function | Answer |
//! |---|---|
//! | `wilson_lower(x, n[, noise_variance])`, `wilson_upper` | 95 % limits of the proportion `x/n` |
//! | `byar_lower(x[, noise_variance])`, `byar_upper` | 95 % limits of a count: exact below 10, Byar from 10 |
//! | `benchmark(polarity, value, lower, upper, comparator)` | `better`, `same`, `worse`, or `higher`, `lower` |
//! | `sdc_shown(persons, floor_met)` | whether the row's figures are shown; false where anything is null |
//! | `sdc_display(y)` | the protected count as displayed |
//! | `sdc_percent(numerator, denominator)` | percentage of two displayed counts: 5 for 5 or less, 95 for 95 or more |
//! | `sii(value, population, rank, se)`, `sii_lower`, `sii_upper` | slope index of inequality, log scale, 95 % limits |
//! | `rii(..)`, `rii_lower`, `rii_upper` | relative index, the same |
//! | `concentration_index(value, population, rank)` | relative concentration index |
//! | `concentration_lower(..)`, `concentration_upper` | its 95 % limits |
//! | `banded_median(count, from, to)` | median of waits in bands; null in the open band (`to` null) |
//! | `banded_quantile(count, from, to, p)` | any percentile, the same |
//! | `km_seen(from, to, seen, stopped, noise_variance, day)` | share seen before a day, those still waiting counted |
//! | `km_seen_lower(..)`, `km_seen_upper` | its 95 % limits |
//! | `km_quantile(from, to, seen, stopped, noise_variance, p)` | day by which the share `p` was seen, the same |
//! | `km_quantile_lower(..)`, `km_quantile_upper` | its 95 % limits |
//! | `swemwbs_metric(raw)` | metric score of a raw total of 7 to 35 |
//! | `mean_change(n, sum, squares)` | mean of `n` people |
//! | `mean_change_lower(n, sum, squares, noise_n, noise_sum, noise_squares)`, `mean_change_upper` | its 95 % limits |
//! | `use_ratio(before, after)` | events after over events before; null where either is 0 or less |
//! | `use_ratio_lower(..)`, `use_ratio_upper` | its 95 % limits, each person one cluster |
//! | `use_ratio_totals_lower(before, after, noise_sum)`, `use_ratio_totals_upper` | the same as if no one came twice |
//! | `social_return(quantity, proxy, years, deadweight, displacement, attribution, drop_off, rate, investment)` | pounds of present value for each pound invested, of one outcome |
//! | `wellby_value(change, people, years, pounds, price_uplift)` | pounds of a change in life satisfaction |
//! | `payback_months(up_front, net_saving, months, rate)` | month in which a level saving has paid back; null: not within `months` |
//! | `log_ratio_se(lower, upper)` | standard error of the logarithm of a ratio, from its 95 % limits |
//! | `panel_effect(unit, month, exposure, outcome, weight, noise_variance)` | outcome for one more of the exposure |
//! | `panel_effect_lower(..)`, `panel_effect_upper` | its 95 % limits, clustered by unit |
//! | `xmr_mean(month, value)`, `xmr_lower`, `xmr_upper` | mean and process limits of a series (Making Data Count) |
//! | `xmr_signal(month, value)` | 1 where the last month is a real rise, -1 a real fall, 0 neither |
//!
//! `use_ratio_lower` takes `n, before, after, before_sq, after_sq, product, noise_n, noise_sum, noise_square`: the
//! people, their events, the sums of the squares and of the products, and the variance of the noise of the people, of
//! each sum of events and of each sum of squares or products. Units and months of a panel are numbers, as
//! `dense_rank()` makes them; months of a series are whole numbers that count up, as `12 * year + month`. Functions of groups
//! are functions of windows too.
//!
//! Numbers of every type are accepted. A null argument and an argument outside the domain of the method both give
//! null, so that a measure states a flag instead of failing; a wrong number or type of arguments is an error of the
//! query.

mod arguments;
mod banded;
mod change;
mod chart;
mod comparison;
mod concentration;
mod disclosure;
mod gathered;
mod inequality;
mod limits;
mod panel;
mod rowwise;
mod scores;
mod service_use;
mod value;
mod waits;

use std::sync::Arc;

use datafusion::error::Result;
use datafusion::execution::FunctionRegistry;
use datafusion::logical_expr::{AggregateUDF, ScalarUDF};
use datafusion::prelude::SessionContext;
use hub_disclosure::Policy;

use gathered::Answer;
use rowwise::RowAnswer;

use crate::gate::Deadline;

/// Registers every function, with the disclosure functions following the default policy.
pub fn register(context: &SessionContext) {
    register_with(context, &Policy::default());
}

/// Registers every function, with the disclosure functions following `policy`.
pub fn register_with(context: &SessionContext, policy: &Policy) {
    context.register_udf(ScalarUDF::from(comparison::Benchmark::new()));
    context.register_udf(ScalarUDF::from(disclosure::Shown::new(policy.clone())));
    context.register_udf(ScalarUDF::from(disclosure::Display::new(policy.clone())));
    context.register_udf(ScalarUDF::from(disclosure::Percent::new(policy.clone())));
    row_by_row(context, limits::Limit::ALL);
    row_by_row(context, [scores::SwemwbsMetric]);
    row_by_row(context, change::Figure::ALL);
    row_by_row(context, service_use::Figure::ALL);
    row_by_row(context, value::Worth::ALL);
    for function in over_groups(None) {
        context.register_udaf(function);
    }
}

/// Registers the functions of whole groups anew, which from then on end a query whose time is over.
///
/// # Errors
/// As the registry has it; a session never refuses one.
pub fn register_until(registry: &mut dyn FunctionRegistry, deadline: Deadline) -> Result<()> {
    for function in over_groups(Some(deadline)) {
        registry.register_udaf(Arc::new(function))?;
    }
    Ok(())
}

fn row_by_row<A: RowAnswer>(context: &SessionContext, answers: impl IntoIterator<Item = A>) {
    for answer in answers {
        context.register_udf(rowwise::function(answer));
    }
}

fn over_groups(deadline: Option<Deadline>) -> Vec<AggregateUDF> {
    fn each<A: Answer>(
        answers: impl IntoIterator<Item = A>,
        deadline: Option<Deadline>,
    ) -> impl Iterator<Item = AggregateUDF> {
        let answers = answers.into_iter();
        answers.map(move |answer| gathered::function(answer, deadline))
    }
    each(inequality::Figure::ALL, deadline)
        .chain(each(concentration::Figure::ALL, deadline))
        .chain(each([banded::Median], deadline))
        .chain(each([banded::Quantile], deadline))
        .chain(each(waits::Figure::ALL, deadline))
        .chain(each(panel::Figure::ALL, deadline))
        .chain(each(chart::Figure::ALL, deadline))
        .collect()
}
