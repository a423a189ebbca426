//! How different case systems write the same return: other headings, other words, another order.

use hub_standard::codes;

/// The look of the files of one kind of case system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// The hub's own template, codes.
    Template,
    /// A link-worker platform, words.
    Platform,
    /// A referral platform, words.
    Referrals,
    /// A report from a GP system, codes.
    GpReport,
    /// Another GP system's report, codes.
    GpExport,
    /// A charity's own sheet, words.
    Charity,
}

/// Canonical column and the heading that a style gives it.
pub(crate) type Heading = (&'static str, &'static str);

impl Style {
    pub(crate) const COUNT: usize = 6;

    pub(crate) const fn of(number: usize) -> Self {
        match number % Self::COUNT {
            0 => Self::Template,
            1 => Self::Platform,
            2 => Self::Referrals,
            3 => Self::GpReport,
            4 => Self::GpExport,
            _ => Self::Charity,
        }
    }

    /// Columns in the order of the file. A style leaves out some that are optional.
    pub(crate) const fn headings(self) -> &'static [Heading] {
        match self {
            Self::Template => TEMPLATE,
            Self::Platform => PLATFORM,
            Self::Referrals => REFERRALS,
            Self::GpReport => GP_REPORT,
            Self::GpExport => GP_EXPORT,
            Self::Charity => CHARITY,
        }
    }

    /// A value of a code list as this style writes it.
    pub(crate) fn write(self, list: &str, code: &'static str) -> &'static str {
        match self {
            Self::Template | Self::GpReport | Self::GpExport => code,
            Self::Platform | Self::Referrals | Self::Charity => codes::list(list)
                .and_then(|list| list.get(code))
                .map_or(code, |code| code.label.as_str()),
        }
    }

    pub(crate) const fn spaces_nhs_numbers(self) -> bool {
        matches!(self, Self::Platform | Self::GpReport)
    }
}

const TEMPLATE: &[Heading] = &[
    ("local_referral_id", "local_referral_id"),
    ("nhs_number", "nhs_number"),
    ("local_person_id", "local_person_id"),
    ("date_of_birth", "date_of_birth"),
    ("age", "age"),
    ("sex", "sex"),
    ("ethnic_category", "ethnic_category"),
    ("postcode", "postcode"),
    ("lsoa", "lsoa"),
    ("gp_practice", "gp_practice"),
    ("referral_date", "referral_date"),
    ("referral_source", "referral_source"),
    ("referrer_organisation", "referrer_organisation"),
    ("referral_method", "referral_method"),
    ("need_1", "need_1"),
    ("need_2", "need_2"),
    ("need_3", "need_3"),
    ("need_4", "need_4"),
    ("need_5", "need_5"),
    ("long_term_condition_1", "long_term_condition_1"),
    ("long_term_condition_2", "long_term_condition_2"),
    ("long_term_condition_3", "long_term_condition_3"),
    ("long_term_condition_4", "long_term_condition_4"),
    ("long_term_condition_5", "long_term_condition_5"),
    ("carer", "carer"),
    ("declined", "declined"),
    ("declined_reason", "declined_reason"),
    ("first_contact_date", "first_contact_date"),
    ("contacts_this_month", "contacts_this_month"),
    ("closed_date", "closed_date"),
    ("closure_reason", "closure_reason"),
];

const PLATFORM: &[Heading] = &[
    ("local_referral_id", "Case ID"),
    ("local_person_id", "Client ID"),
    ("nhs_number", "NHS Number"),
    ("date_of_birth", "Date of Birth"),
    ("age", "Age at referral"),
    ("sex", "Gender"),
    ("ethnic_category", "Ethnicity"),
    ("postcode", "Home Postcode"),
    ("lsoa", "LSOA of residence"),
    ("gp_practice", "GP Surgery"),
    ("referral_date", "Date Referred"),
    ("referral_source", "Referred By"),
    ("referral_method", "Referral Route"),
    ("need_1", "Primary Need"),
    ("need_2", "Secondary Need"),
    ("need_3", "Need 3"),
    ("carer", "Carer?"),
    ("declined", "Client declined"),
    ("declined_reason", "Reason Declined"),
    ("first_contact_date", "Initial Appointment"),
    ("contacts_this_month", "Number of Sessions"),
    ("closed_date", "Date Closed"),
    ("closure_reason", "Reason for Closure"),
];

const REFERRALS: &[Heading] = &[
    ("local_referral_id", "Referral Reference"),
    ("local_person_id", "Patient reference"),
    ("nhs_number", "NHS No."),
    ("date_of_birth", "Patient DOB"),
    ("age", "Age (years)"),
    ("sex", "Patient Gender"),
    ("ethnic_category", "Ethnic Group"),
    ("postcode", "Patient Postcode"),
    ("lsoa", "LSOA Code"),
    ("gp_practice", "Registered Practice"),
    ("referral_date", "Referral Received Date"),
    ("referral_source", "Referrer Type"),
    ("referrer_organisation", "Referring Organisation Code"),
    ("need_1", "Presenting Issue 1"),
    ("need_2", "Presenting Issue 2"),
    ("need_3", "Presenting Issue 3"),
    ("long_term_condition_1", "Health condition 1"),
    ("long_term_condition_2", "Health condition 2"),
    ("declined", "Referral Declined"),
    ("declined_reason", "Decline Reason"),
    ("first_contact_date", "First Contact Date"),
    ("contacts_this_month", "Contacts in period"),
    ("closed_date", "Referral End Date"),
    ("closure_reason", "Closure Reason"),
];

const GP_REPORT: &[Heading] = &[
    ("local_person_id", "EMIS Number"),
    ("local_referral_id", "Referral ID"),
    ("nhs_number", "NHS Number"),
    ("date_of_birth", "DOB"),
    ("age", "Age"),
    ("sex", "Sex"),
    ("ethnic_category", "Ethnic Origin"),
    ("postcode", "Post Code"),
    ("lsoa", "LSOA21CD"),
    ("gp_practice", "Organisation (practice)"),
    ("referral_date", "Referral Date"),
    ("referral_source", "Source of Referral"),
    ("referral_method", "Method"),
    ("need_1", "Need code"),
    ("need_2", "Need code 2"),
    ("long_term_condition_1", "LTC 1"),
    ("long_term_condition_2", "LTC 2"),
    ("long_term_condition_3", "LTC 3"),
    ("carer", "Carer Status"),
    ("declined", "Social prescribing declined"),
    ("first_contact_date", "1st Contact Date"),
    ("contacts_this_month", "No. of contacts"),
    ("closed_date", "Discharge Date"),
    ("closure_reason", "Discharge Reason"),
];

const GP_EXPORT: &[Heading] = &[
    ("local_referral_id", "ReferralID"),
    ("local_person_id", "LocalPatientID"),
    ("nhs_number", "NHSNumber"),
    ("date_of_birth", "DateOfBirth"),
    ("age", "AgeAtReferral"),
    ("sex", "Gender"),
    ("ethnic_category", "EthnicityCode"),
    ("postcode", "Postcode"),
    ("lsoa", "LSOA"),
    ("gp_practice", "PracticeCode"),
    ("referral_date", "ReferralDate"),
    ("referral_source", "ReferralSource"),
    ("referrer_organisation", "ReferringOrg"),
    ("referral_method", "ReferralMethod"),
    ("need_1", "Need1"),
    ("need_2", "Need2"),
    ("need_3", "Need3"),
    ("long_term_condition_1", "LTC1"),
    ("long_term_condition_2", "LTC2"),
    ("carer", "IsCarer"),
    ("declined", "Declined"),
    ("declined_reason", "DeclinedReason"),
    ("first_contact_date", "FirstContactDate"),
    ("contacts_this_month", "ContactCount"),
    ("closed_date", "ClosedDate"),
    ("closure_reason", "ClosedReason"),
];

const CHARITY: &[Heading] = &[
    ("local_referral_id", "Ref no"),
    ("local_person_id", "Client no"),
    ("nhs_number", "NHS No"),
    ("date_of_birth", "D.O.B."),
    ("age", "Age"),
    ("sex", "M/F"),
    ("ethnic_category", "Ethnic background"),
    ("postcode", "Postcode"),
    ("lsoa", "LSOA"),
    ("gp_practice", "GP practice code"),
    ("referral_date", "Ref. date"),
    ("referral_source", "Source"),
    ("need_1", "Main need"),
    ("need_2", "Second need"),
    ("carer", "Carer (Y/N)"),
    ("declined", "Declined (Y/N)"),
    ("first_contact_date", "First contact"),
    ("contacts_this_month", "Contacts"),
    ("closed_date", "Date closed"),
    ("closure_reason", "Outcome"),
];
