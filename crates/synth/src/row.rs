//! Rows of a return as the service holds them. They hold identities, so none of it is shown by `Debug`.

use std::fmt;

use jiff::civil::Date;

/// One row of a return before it is written in a service's own words. Codes are the return's.
#[derive(Clone, PartialEq, Eq)]
pub struct SynthRow {
    /// The service's name for the referral.
    pub local_referral_id: String,
    /// NHS number, from the range that belongs to nobody; none where the service does not hold it.
    pub nhs_number: Option<String>,
    /// The service's name for the person.
    pub local_person_id: String,
    /// Date of birth, if recorded.
    pub date_of_birth: Option<Date>,
    /// Age at the referral, if recorded.
    pub age: Option<i16>,
    /// Sex; empty when not recorded. Likewise below.
    pub sex: &'static str,
    /// Ethnic category.
    pub ethnic_category: &'static str,
    /// Postcode, from the generated directory.
    pub postcode: Option<String>,
    /// Small area of residence.
    pub lsoa: Option<String>,
    /// Practice, or a code for not known.
    pub gp_practice: String,
    /// Day of the referral.
    pub referral_date: Date,
    /// Source.
    pub referral_source: &'static str,
    /// Organisation that referred.
    pub referrer_organisation: String,
    /// Way of referring.
    pub referral_method: &'static str,
    /// Needs, the main one first; at most five.
    pub needs: Vec<&'static str>,
    /// Long-term conditions; at most five.
    pub long_term_conditions: Vec<&'static str>,
    /// `yes`, `no` or empty.
    pub carer: &'static str,
    /// Whether the person said no.
    pub declined: bool,
    /// Why.
    pub declined_reason: &'static str,
    /// Day of the first contact, once it has happened.
    pub first_contact_date: Option<Date>,
    /// Contacts in the month.
    pub contacts_this_month: u32,
    /// Day of closing, once closed.
    pub closed_date: Option<Date>,
    /// Why it was closed.
    pub closure_reason: &'static str,
}

impl fmt::Debug for SynthRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SynthRow(<redacted>)")
    }
}

/// What in a service's returns can tell who someone is, for tests that look for it where it must not be.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// NHS number, where the service sends it.
    pub nhs_number: Option<String>,
    /// Date of birth.
    pub date_of_birth: Date,
    /// Postcode, where the service sends it.
    pub postcode: Option<String>,
    /// The service's name for the person.
    pub local_person_id: String,
    /// The service's name for the referral.
    pub local_referral_id: String,
    /// The service's name for the person compared with this one, where the service compares.
    pub compared_id: Option<String>,
}

impl Identity {
    /// Every form in which these may stand in a file or leak from one: with and without spaces, dates both ways.
    pub fn forms(&self) -> Vec<String> {
        let mut forms = vec![
            self.local_person_id.clone(),
            self.local_referral_id.clone(),
            self.date_of_birth.to_string(),
            day_first(self.date_of_birth),
        ];
        if let Some(number) = &self.nhs_number {
            forms.extend([number.clone(), spaced(number)]);
        }
        if let Some(postcode) = &self.postcode {
            forms.extend([postcode.clone(), postcode.replace(' ', "")]);
        }
        forms.extend(self.compared_id.clone());
        forms
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(<redacted>)")
    }
}

/// A date as services write it.
pub(crate) fn day_first(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

/// An NHS number as people write it: `999 123 4567`.
pub(crate) fn spaced(number: &str) -> String {
    let digits: Vec<char> = number.chars().collect();
    let part = |from, to| {
        digits
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .collect::<String>()
    };
    format!("{} {} {}", part(0, 3), part(3, 6), part(6, digits.len()))
}

/// Age in whole years.
pub(crate) fn age(birth: Date, day: Date) -> i16 {
    let had_birthday = (day.month(), day.day()) >= (birth.month(), birth.day());
    day.year() - birth.year() - i16::from(!had_birthday)
}
