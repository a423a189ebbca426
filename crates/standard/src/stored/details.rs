//! Columns of the rows that hang on a referral: contacts, support, outcomes and service use.
//!
//! Each row carries the keys of its referral and of the person, so that whoever objects or asks to be forgotten is found
//! in it by the same key as in the referral.

use super::{StoredColumn, StoredKind, int16, key, text};

const SERVICE: StoredColumn = text("service", "service code", &[]);
const MONTH: StoredColumn = text("month", "month of the return, like 2026-10", &[]);
const REFERRAL: StoredColumn = key(
    "referral_key",
    "stands for the referral, the same as in its own row",
    &["local_referral_id"],
);
const PERSON: StoredColumn = key("person_key", "stands for the person of the referral", &[]);

/// The columns of a stored contact.
pub const CONTACTS: &[StoredColumn] = &[
    SERVICE,
    MONTH,
    REFERRAL,
    PERSON,
    text("month_contact", "month of the contact", &["contact_date"]),
    int16(
        "day_number",
        "days from the referral to the contact, 0 to 3650",
        &["contact_date"],
    ),
    text(
        "mechanism",
        "how the contact took place; empty when missing",
        &["contact_mechanism"],
    ),
    text("attended", "whether the person came", &["attendance"]),
    int16(
        "minutes",
        "how long it took, 0 to 600",
        &["contact_minutes"],
    ),
];

/// The columns of a stored support.
pub const SUPPORT: &[StoredColumn] = &[
    SERVICE,
    MONTH,
    REFERRAL,
    PERSON,
    text("support", "what kind of support", &["support_type"]),
    text(
        "provider_kind",
        "who gives it; empty when missing",
        &["provider_kind"],
    ),
    text(
        "status",
        "started, waiting or not available; empty when missing",
        &["support_status"],
    ),
];

/// The columns of a stored score.
pub const OUTCOMES: &[StoredColumn] = &[
    SERVICE,
    MONTH,
    REFERRAL,
    PERSON,
    text("instrument", "which questionnaire", &["instrument"]),
    text("phase", "before, review or closing", &["phase"]),
    StoredColumn {
        name: "score",
        kind: StoredKind::Float64,
        nullable: false,
        meaning: "the score as sent",
        from_items: &["score"],
    },
];

/// The columns of a stored use of services.
pub const SERVICE_USE: &[StoredColumn] = &[
    SERVICE,
    MONTH,
    REFERRAL,
    PERSON,
    text(
        "use_group",
        "referred, or comparison for people who were not referred",
        &["use_group"],
    ),
    text(
        "use_period",
        "before or after the referral",
        &["use_period"],
    ),
    int16("months", "length of the period in months", &["use_months"]),
    int16(
        "gp_contacts",
        "contacts with a general practice",
        &["gp_contacts"],
    ),
    int16(
        "ae_attendances",
        "attendances at accident and emergency",
        &["ae_attendances"],
    ),
    int16(
        "outpatient",
        "outpatient appointments attended",
        &["outpatient_appointments"],
    ),
    int16(
        "inpatient",
        "admissions to hospital",
        &["inpatient_admissions"],
    ),
];
