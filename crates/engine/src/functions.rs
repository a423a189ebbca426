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
//! | `banded_median(count, from, to)` | median of waits in bands; null in the open band (`to` null) |
//! | `banded_quantile(count, from, to, p)` | any percentile, the same |
//!
//! Numbers of every type are accepted. A null argument and an argument outside the domain of the method both give
//! null, so that a measure states a flag instead of failing; a wrong number or type of arguments is an error of the
//! query.

mod arguments;
mod banded;
mod comparison;
mod disclosure;
mod gathered;
mod inequality;
mod limits;

use datafusion::logical_expr::{AggregateUDF, ScalarUDF};
use datafusion::prelude::SessionContext;
use hub_disclosure::Policy;

/// Registers every function, with the disclosure functions following the default policy.
pub fn register(context: &SessionContext) {
    register_with(context, &Policy::default());
}

/// Registers every function, with the disclosure functions following `policy`.
pub fn register_with(context: &SessionContext, policy: &Policy) {
    for limit in limits::Limit::ALL {
        context.register_udf(ScalarUDF::from(limits::LimitFunction::new(limit)));
    }
    context.register_udf(ScalarUDF::from(comparison::Benchmark::new()));
    context.register_udf(ScalarUDF::from(disclosure::Shown::new(policy.clone())));
    context.register_udf(ScalarUDF::from(disclosure::Display::new(policy.clone())));
    context.register_udf(ScalarUDF::from(disclosure::Percent::new(policy.clone())));
    for figure in inequality::Figure::ALL {
        context.register_udaf(AggregateUDF::from(inequality::Inequality::new(figure)));
    }
    for share in banded::Share::ALL {
        context.register_udaf(AggregateUDF::from(banded::Banded::new(share)));
    }
}
