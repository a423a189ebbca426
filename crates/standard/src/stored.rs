//! The stored rows: what is left of a return after the door, and the only thing that leaves `ingest`.

mod details;
mod record;

pub use details::{CONTACTS, OUTCOMES, SERVICE_USE, SUPPORT};
pub use record::Record;

/// A column of the stored row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredColumn {
    /// Name.
    pub name: &'static str,
    /// Type.
    pub kind: StoredKind,
    /// Whether it can be empty. Text columns never are: they hold `""` for missing.
    pub nullable: bool,
    /// What it holds.
    pub meaning: &'static str,
    /// The items it comes from; empty for what is known without them.
    pub from_items: &'static [&'static str],
}

/// Type of a stored column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoredKind {
    /// Text.
    Text,
    /// 32 bytes that stand for a person or a referral.
    Key,
    /// Whole number of 16 bits.
    Int16,
    /// Whole number of 8 bits.
    Int8,
    /// Number with decimals, of 64 bits.
    Float64,
}

/// The longest wait or time open that is stored, in days.
pub const DAYS_MAX: i16 = 3650;

/// The age bands of `age_band`, in order; ages are at the day of the referral.
pub const AGE_BANDS: [&str; 10] = [
    "0-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75-84", "85+", "unknown",
];

/// The age band of an age in years; `unknown` outside 0 to 120.
pub fn age_band(age: i64) -> &'static str {
    match age {
        0..=17 => "0-17",
        18..=24 => "18-24",
        25..=34 => "25-34",
        35..=44 => "35-44",
        45..=54 => "45-54",
        55..=64 => "55-64",
        65..=74 => "65-74",
        75..=84 => "75-84",
        85..=120 => "85+",
        _ => "unknown",
    }
}

const fn text(
    name: &'static str,
    meaning: &'static str,
    from_items: &'static [&'static str],
) -> StoredColumn {
    StoredColumn {
        name,
        kind: StoredKind::Text,
        nullable: false,
        meaning,
        from_items,
    }
}

const fn key(
    name: &'static str,
    meaning: &'static str,
    from_items: &'static [&'static str],
) -> StoredColumn {
    StoredColumn {
        name,
        kind: StoredKind::Key,
        nullable: false,
        meaning,
        from_items,
    }
}

const fn int16(
    name: &'static str,
    meaning: &'static str,
    from_items: &'static [&'static str],
) -> StoredColumn {
    StoredColumn {
        name,
        kind: StoredKind::Int16,
        nullable: true,
        meaning,
        from_items,
    }
}

const BIRTH: &[&str] = &["date_of_birth", "age", "referral_date"];
const RESIDENCE: &[&str] = &["postcode", "lsoa"];

/// The columns of the stored referral row, in their order.
pub const REFERRALS: &[StoredColumn] = &[
    text("service", "service code", &[]),
    text("month", "month of the return, like 2026-10", &[]),
    key(
        "referral_key",
        "stands for the referral, the same in every month",
        &["local_referral_id"],
    ),
    key(
        "person_key",
        "stands for the person",
        &["nhs_number", "local_person_id"],
    ),
    text(
        "practice",
        "GP practice code, default codes kept; empty when missing",
        &["gp_practice"],
    ),
    StoredColumn {
        name: "imd_decile",
        kind: StoredKind::Int8,
        nullable: true,
        meaning: "deprivation decile of the home's area, 1 = most deprived, edition 2025",
        from_items: RESIDENCE,
    },
    text(
        "imd_edition",
        "2025, or empty when the decile is not known",
        RESIDENCE,
    ),
    text("rural", "rural, urban or unknown", RESIDENCE),
    text(
        "residence_sub_icb",
        "sub-ICB of the home, or empty",
        RESIDENCE,
    ),
    text(
        "residence_district",
        "district of the home, or empty",
        RESIDENCE,
    ),
    text("sex", "1, 2, 9, X; empty when missing", &["sex"]),
    text(
        "age_band",
        "age band at the day of the referral, or unknown",
        BIRTH,
    ),
    text(
        "ethnic_category",
        "A to S, Z, 99; empty when missing",
        &["ethnic_category"],
    ),
    text(
        "month_received",
        "month of the referral",
        &["referral_date"],
    ),
    text(
        "source",
        "source of the referral; empty when missing",
        &["referral_source"],
    ),
    text(
        "referrer_organisation",
        "code of the referring organisation, or empty",
        &["referrer_organisation"],
    ),
    text(
        "method",
        "how the referral came; empty when missing",
        &["referral_method"],
    ),
    text("need_1", "first need, or empty", &["need"]),
    text("need_2", "second need, or empty", &["need"]),
    text("need_3", "third need, or empty", &["need"]),
    text("need_4", "fourth need, or empty", &["need"]),
    text("need_5", "fifth need, or empty", &["need"]),
    text(
        "ltc_1",
        "first long-term condition, or empty",
        &["long_term_condition"],
    ),
    text(
        "ltc_2",
        "second long-term condition, or empty",
        &["long_term_condition"],
    ),
    text(
        "ltc_3",
        "third long-term condition, or empty",
        &["long_term_condition"],
    ),
    text(
        "ltc_4",
        "fourth long-term condition, or empty",
        &["long_term_condition"],
    ),
    text(
        "ltc_5",
        "fifth long-term condition, or empty",
        &["long_term_condition"],
    ),
    text("carer", "yes, no, or empty", &["carer"]),
    text(
        "declined",
        "reason for declining, other when no reason is given; empty when not declined",
        &["declined", "declined_reason"],
    ),
    text(
        "month_first_contact",
        "month of the first contact; empty when there was none yet",
        &["first_contact_date"],
    ),
    int16(
        "wait_days",
        "days from the referral to the first contact, 0 to 3650",
        &["referral_date", "first_contact_date"],
    ),
    int16(
        "contacts",
        "contacts in the month of the return",
        &["contacts_this_month"],
    ),
    text(
        "month_closed",
        "month of closing; empty when open",
        &["closed_date"],
    ),
    int16(
        "days_open",
        "days from the referral to closing",
        &["referral_date", "closed_date"],
    ),
    text(
        "closure_reason",
        "reason for closing, or empty",
        &["closure_reason"],
    ),
];
