//! What comes out, in words and as a chart: never one figure without its range.

use hub_methods::scenarios::Scenarios;
use hub_ui::view::{
    ChartBlock, Downloads, FreedCapacity, FreedService, RefLine, TornadoChart, TornadoRow,
    ValueResult,
};

use super::assumption::{Input, Kind};
use super::inputs::{Form, grouped};
use super::result::{DECIMALS, Driver, Found, Freed, MONTHS};
use crate::pages::figures::{self, Scope};
use crate::pages::{picture, words};

/// What the range holds, and which one to quote.
const RANGE: &str = "From the low to the high case every assumption stands at its cautious or its hopeful end at once, and the change in life \
    satisfaction at its own low or high. Quote the central case with this range. The answers to studies have two others of the social \
    return, of the assumptions alone and of chance alone.";

/// The result; `share` is the address of the calculation.
pub(super) fn result(scope: &Scope, form: &Form, found: &Found, share: &str) -> ValueResult {
    ValueResult {
        sentence: sentence(&found.social),
        range: range(scope, &found.social),
        changed: changed(form),
        low: pounds(found.social.low),
        central: pounds(found.social.central),
        high: pounds(found.social.high),
        drivers: drivers(scope, form, found, share),
        freed: freed(&found.freed),
    }
}

/// No line breaks after the sign.
const LOSS: &str = "\u{2212}\u{2060}£";

/// "£1,250.40", "−£0.50".
pub(super) fn pounds(value: f64) -> String {
    let text = words::decimal(value, DECIMALS);
    match text.strip_prefix('\u{2212}') {
        Some(rest) => format!("{LOSS}{rest}"),
        None => format!("£{text}"),
    }
}

/// An assumption as it is read: "£450", "60%", "1.2 points".
pub(super) fn shown(input: Input, value: f64) -> String {
    let number = grouped(value);
    let counted = |one: &str, many: &str| {
        let unit = if number == "1" { one } else { many };
        format!("{number} {unit}")
    };
    match input.kind() {
        Kind::Pounds => match number.strip_prefix('\u{2212}') {
            Some(rest) => format!("{LOSS}{rest}"),
            None => format!("£{number}"),
        },
        Kind::Points => counted("point", "points"),
        Kind::Years => counted("year", "years"),
        Kind::Share | Kind::Rate => format!("{number}%"),
        Kind::Times | Kind::Events => number,
    }
}

/// Which assumptions are not as the hub offers them, with both numbers.
fn changed(form: &Form) -> Vec<String> {
    let cases = form.asked.iter().flat_map(|asked| {
        asked.cases_changed().filter_map(move |case| {
            let values = asked.values()?;
            Some(format!(
                "{}, {}: {} in place of {}",
                asked.input.label(),
                case.name(),
                shown(asked.input, *case.of(&values)),
                shown(asked.input, *case.of(&asked.offered.cases))
            ))
        })
    });
    cases.collect()
}

/// Whether it may be worth less than it costs, what the range holds, and how those of studies lie to it.
fn range(scope: &Scope, social: &Scenarios<f64>) -> String {
    [
        below_cost(social),
        RANGE.to_owned(),
        beside_studies(scope).unwrap_or_default(),
    ]
    .into_iter()
    .filter(|sentence| !sentence.is_empty())
    .collect::<Vec<String>>()
    .join(" ")
}

/// Said where a pound of support returns less than a pound, in the low case or in all.
fn below_cost(social: &Scenarios<f64>) -> String {
    if social.high < 0.0 {
        // A loss is said in the sentence before.
        String::new()
    } else if social.high < 1.0 {
        "In every case it is worth less than it costs.".to_owned()
    } else if social.low < 1.0 {
        format!(
            "It may be worth less than it costs: in the low case {} for each £1.",
            pounds(social.low)
        )
    } else {
        String::new()
    }
}

/// The two ranges of the released return, with numbers; none where the release shows none here.
fn beside_studies(scope: &Scope) -> Option<String> {
    let values = scope.values("social_return", "return", scope.month, scope.month);
    let of = |case: &str| values.iter().find(|value| &*value.category == case);
    let (low, central, high) = (of("low")?, of("central")?, of("high")?);
    Some(format!(
        "With the assumptions as the hub offers them these are {} to {} by the assumptions alone, and {} to {} by chance alone: the range here \
         holds both at once, so it is the widest.",
        pounds(low.value?),
        pounds(high.value?),
        pounds(central.lower95?),
        pounds(central.upper95?)
    ))
}

fn sentence(social: &Scenarios<f64>) -> String {
    let Scenarios { low, central, high } = *social;
    let loss = if high < 0.0 {
        " That is a loss: life satisfaction fell."
    } else {
        ""
    };
    format!(
        "Each £1 of support would return {} of social value in the central case, from {} in the low to {} in the high case.{loss}",
        pounds(central),
        pounds(low),
        pounds(high)
    )
}

fn drivers(scope: &Scope, form: &Form, found: &Found, share: &str) -> Option<TornadoChart> {
    let moving: Vec<&Driver> = found
        .drivers
        .iter()
        .filter(|driver| driver.swing() > 0.0)
        .collect();
    let first = moving.first()?;
    let rows = moving.iter().filter_map(|driver| row(form, driver));
    Some(TornadoChart {
        block: ChartBlock {
            id: "drivers".to_owned(),
            finding: finding(first, moving.get(1).copied()),
            subtitle: format!(
                "Pounds of social value for each pound of support, {}, {}, with one assumption at a time in its low and its high case",
                scope.place.name,
                scope.month.words()
            ),
            source: format!(
                "assumptions under \"What goes in\"; release {}, {}.",
                scope.release.id,
                words::date(scope.release.id.date())
            ),
            downloads: Downloads {
                figures: figures::files(share),
                picture: picture::href(share, "drivers"),
            },
            unit: "pounds of social value for each pound of support".to_owned(),
            decimals: DECIMALS,
            ..ChartBlock::default()
        },
        rows: rows.collect(),
        central: RefLine {
            value: found.social.central,
            label: format!("Central {}", pounds(found.social.central)),
        },
        note: still(found),
    })
}

/// What the chart finds, of swings as they are displayed.
fn finding(first: &Driver, second: Option<&Driver>) -> String {
    let label = first.input.label();
    let rounded = |driver: &Driver| words::as_displayed(driver.swing(), DECIMALS);
    match second {
        Some(second) if rounded(second) == rounded(first) => {
            format!("{label} and others move the result most")
        }
        _ => format!("{label} moves the result most"),
    }
}

fn row(form: &Form, driver: &Driver) -> Option<TornadoRow> {
    let mut asked = form.asked.iter();
    let cases = asked
        .find(|asked| asked.input == driver.input)
        .and_then(|asked| asked.values())?;
    Some(TornadoRow {
        label: driver.input.label().to_owned(),
        low_input: shown(driver.input, cases.low),
        high_input: shown(driver.input, cases.high),
        low: driver.low,
        high: driver.high,
        low_display: pounds(driver.low),
        high_display: pounds(driver.high),
    })
}

/// The assumptions that the chart leaves out.
fn still(found: &Found) -> String {
    let still: Vec<String> = found
        .drivers
        .iter()
        .filter(|driver| driver.swing() == 0.0)
        .map(|driver| driver.input.label().to_lowercase())
        .collect();
    match still.as_slice() {
        [] => String::new(),
        [one] => format!("This moves nothing here: {one}."),
        several => format!("These move nothing here: {}.", several.join(", ")),
    }
}

fn freed(freed: &Freed) -> FreedCapacity {
    if !freed.is_anything() {
        return FreedCapacity {
            sentences: vec![
                "Nothing is counted as freed. Enter under \"What goes in\" how many fewer contacts, attendances, appointments or \
                 admissions one person has in twelve months."
                    .to_owned(),
            ],
            services: Vec::new(),
        };
    }
    let (person, pound) = (&freed.per_person, &freed.per_pound);
    // Where nothing goes in, nothing is known to come out.
    let (none, some): (Vec<_>, Vec<_>) = freed
        .services
        .iter()
        .partition(|(_, worth)| worth.low == 0.0 && worth.central == 0.0 && worth.high == 0.0);
    let rows = some.iter().map(|(service, worth)| FreedService {
        name: service.events().to_owned(),
        low: pounds(worth.low),
        central: pounds(worth.central),
        high: pounds(worth.high),
    });
    let none: Vec<&str> = none.iter().map(|(service, _)| service.events()).collect();
    FreedCapacity {
        sentences: vec![
            worth(person, pound),
            paid_back(&freed.months),
            match none.as_slice() {
                [] => "All four services are counted.".to_owned(),
                services => format!(
                    "Not counted, since no number goes in for them: {}.",
                    services.join(", ")
                ),
            },
            "No cash comes back: staff and beds are paid for whoever comes. Never add this to the social value above: both see the \
             same people."
                .to_owned(),
        ],
        services: rows.collect(),
    }
}

/// Time and places of one person, and of each pound of support: what is less than nothing is taken up, not freed.
fn worth(person: &Scenarios<f64>, pound: &Scenarios<f64>) -> String {
    let is_ever_taken = person.low < 0.0;
    let told = |value: f64| match value < 0.0 {
        true => format!("{} more taken up", pounds(-value)),
        false if is_ever_taken => format!("{} freed", pounds(value)),
        false => pounds(value),
    };
    let central = if person.central < 0.0 {
        format!(
            "take up time and places worth {} more",
            pounds(-person.central)
        )
    } else {
        format!("free time and places worth {}", pounds(person.central))
    };
    format!(
        "Other use of services would {central} for one person in twelve months, from {} to {}. That is {} for each £1 of support, \
         from {} to {}.",
        told(person.low),
        told(person.high),
        told(pound.central),
        told(pound.low),
        told(pound.high)
    )
}

fn paid_back(months: &Scenarios<Option<f64>>) -> String {
    let when = |months: Option<f64>| match months {
        Some(months) if months <= 1.0 => "within 1 month".to_owned(),
        Some(months) => format!("after {} months", words::decimal(months, 0)),
        None => format!("not within {MONTHS} months"),
    };
    format!(
        "Going on at that level it would be worth as much as support costs: central case {}, high case {}, low case {}.",
        when(months.central),
        when(months.high),
        when(months.low)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn driver(input: Input, low: f64, high: f64) -> Driver {
        Driver { input, low, high }
    }

    #[test]
    fn no_result_is_said_without_its_range() {
        let social = Scenarios {
            low: 0.24,
            central: 5.14,
            high: 1027.82,
        };
        assert_eq!(
            sentence(&social),
            "Each £1 of support would return £5.14 of social value in the central case, from £0.24 in the low to £1,027.82 in the \
             high case."
        );
        let fell = Scenarios {
            low: -2.0,
            central: -1.0,
            high: -0.5,
        };
        assert!(
            sentence(&fell).contains("\u{2212}\u{2060}£1.00") && sentence(&fell).contains("a loss")
        );
        let months = Scenarios {
            low: None,
            central: Some(39.0),
            high: Some(1.0),
        };
        assert_eq!(
            paid_back(&months),
            "Going on at that level it would be worth as much as support costs: central case after 39 months, high case within 1 \
             month, low case not within 60 months."
        );
    }

    #[test]
    fn time_that_is_taken_up_is_not_called_freed() {
        let of = |low: f64, central: f64, high: f64| Scenarios { low, central, high };
        assert_eq!(
            worth(&of(-176.2, -53.5, 56.9), &of(-0.58, -0.15, 0.19)),
            "Other use of services would take up time and places worth £53.50 more for one person in twelve months, from £176.20 \
             more taken up to £56.90 freed. That is £0.15 more taken up for each £1 of support, from £0.58 more taken up to £0.19 \
             freed."
        );
        assert_eq!(
            worth(&of(0.0, 33.3, 84.0), &of(0.0, 0.1, 0.25)),
            "Other use of services would free time and places worth £33.30 for one person in twelve months, from £0.00 to £84.00. \
             That is £0.10 for each £1 of support, from £0.00 to £0.25."
        );
    }

    #[test]
    fn what_moves_most_is_named_only_where_it_does() {
        let (a, b) = (
            driver(Input::Years, 1.0, 4.0),
            driver(Input::Deadweight, 2.0, 3.0),
        );
        assert_eq!(
            finding(&a, Some(&b)),
            "How long it lasts moves the result most"
        );
        let alike = driver(Input::Deadweight, 0.5, 3.5);
        assert_eq!(
            finding(&a, Some(&alike)),
            "How long it lasts and others move the result most"
        );
    }

    #[test]
    fn assumptions_are_read_in_their_units() {
        assert_eq!(shown(Input::Cost, 1250.0), "£1,250");
        assert_eq!(shown(Input::Change, 1.0), "1 point");
        assert_eq!(shown(Input::Change, -0.5), "\u{2212}0.5 points");
        assert_eq!(shown(Input::Years, 0.25), "0.25 years");
        assert_eq!(shown(Input::Discount, 3.5), "3.5%");
    }
}
