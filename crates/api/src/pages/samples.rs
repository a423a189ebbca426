//! Figures to test pages with.

use std::sync::Arc;

use hub_release::{AreaType, Geography, MeasureInfo, MeasureValue, Polarity, Status};
use hub_standard::ids::{AreaCode, Month};

/// A measure with one decimal that neither high nor low is good for.
pub(crate) fn info() -> MeasureInfo {
    MeasureInfo {
        id: "sample".to_owned(),
        title: "A sample".to_owned(),
        why: String::new(),
        numerator: String::new(),
        denominator: String::new(),
        unit: "per 1,000 people".to_owned(),
        per: 1000.0,
        decimals: 1,
        polarity: Polarity::NoJudgement,
        method: String::new(),
        breakdowns: vec!["all".to_owned()],
        cells: vec!["referrals".to_owned()],
        limits: Vec::new(),
        source: String::new(),
        reviewed_by: String::new(),
        reviewed_on: String::new(),
        next_review: String::new(),
        topic: String::new(),
        example: String::new(),
        sql_sha256: String::new(),
        sql: String::new(),
    }
}

/// A figure for England with a narrow interval, or a hidden one.
pub(crate) fn value(month: Month, category: &str, number: Option<f64>) -> MeasureValue {
    MeasureValue {
        measure: Arc::from("sample"),
        area_type: AreaType::England,
        area_code: AreaCode::england(),
        geography: Geography::AsNow,
        month,
        breakdown: Arc::from("all"),
        category: Arc::from(category),
        numerator: number,
        denominator: Some(1000.0),
        value: number,
        lower95: number.map(|number| number - 0.2),
        upper95: number.map(|number| number + 0.2),
        completeness: Some(1.0),
        status: match number {
            Some(_) => Status::Shown,
            None => Status::Hidden,
        },
        display: String::new(),
    }
}
