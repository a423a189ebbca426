//! One referral as a month's return has it.

use hub_standard::Month;
use jiff::civil::Date;

use super::{Place, Synth};
use crate::{
    calibration::{ETHNIC_NOT_KNOWN, ETHNIC_NOT_STATED, blank},
    chance::kind,
    referral::{Particulars, Timeline},
    row::{SynthRow, age},
    service::SynthService,
};

/// A referral on the caseload of a month.
pub(crate) struct Case {
    pub(crate) place: Place,
    pub(crate) row: SynthRow,
    /// Days of contact of all months, the first one first; none when declined or not reached.
    pub(crate) contacts: Vec<Date>,
}

impl Synth {
    /// What a referral is in the month; none when it is not on the caseload.
    pub(super) fn case(&self, service: &SynthService, place: Place, month: Month) -> Option<Case> {
        // When it happens comes first: most of the referrals looked at are over, and need no person.
        let mut chance = self.chance(kind::REFERRAL, place.service_idx, place.month, place.n);
        let more_days = self.config.truths.more_days(place.month);
        let timeline = Timeline::draw(
            &mut chance,
            place.month,
            service.habits.wait_median_days,
            more_days,
        );
        if !timeline.is_on_caseload(month) {
            return None;
        }
        let (person, person_place) = self.person(service, place)?;
        let decile = person.home.map_or(5, |home| home.decile);
        let referral = Particulars::draw(&mut chance, &timeline, decile);
        let until = month.last_day();
        let practice = service.habits.practice(&person, &mut chance);
        let is_closed = timeline.closed <= until;
        // What is blank is blank in every month: each of these is drawn whether it is needed or not.
        let [sex, birth, home, source, need, carer, reason, ethnic] =
            std::array::from_fn(|_| chance.unit());
        let missing = service.habits.ethnic_missing;
        let ethnic_category = match ethnic {
            _ if ethnic < missing => "",
            _ if ethnic < missing + ETHNIC_NOT_STATED => "Z",
            _ if ethnic < missing + ETHNIC_NOT_STATED + ETHNIC_NOT_KNOWN => "99",
            _ => person.ethnic_category,
        };
        let known =
            |draw: f64, share: f64, code: &'static str| if draw < share { "" } else { code };
        let date_of_birth = (birth >= blank::BIRTH).then_some(person.date_of_birth);
        let referrer = if referral.source == "A1" {
            practice.clone()
        } else {
            String::new()
        };
        let row = SynthRow {
            local_referral_id: self.local_id("R", place)?,
            nhs_number: person
                .nhs_number
                .filter(|_| service.habits.holds_nhs_numbers),
            local_person_id: self.local_id("P", person_place)?,
            date_of_birth,
            age: date_of_birth.map(|birth| age(birth, timeline.date)),
            sex: known(sex, blank::SEX, person.sex),
            ethnic_category,
            postcode: person.postcode.filter(|_| home >= blank::HOME),
            lsoa: person
                .home
                .map(|home| home.lsoa.clone())
                .filter(|_| home >= blank::HOME),
            referrer_organisation: if referrer.starts_with('V') {
                String::new()
            } else {
                referrer
            },
            gp_practice: practice,
            referral_date: timeline.date,
            referral_source: known(source, blank::SOURCE, referral.source),
            referral_method: referral.method,
            needs: if need < blank::NEED {
                Vec::new()
            } else {
                referral.needs
            },
            long_term_conditions: referral.conditions,
            carer: known(
                carer,
                blank::CARER,
                if referral.is_carer { "yes" } else { "no" },
            ),
            declined: is_closed && referral.declined_reason.is_some(),
            declined_reason: referral
                .declined_reason
                .filter(|_| is_closed)
                .unwrap_or_default(),
            first_contact_date: timeline
                .contacts
                .first()
                .copied()
                .filter(|day| *day <= until),
            contacts_this_month: timeline
                .contacts
                .iter()
                .map(|day| u32::from(month.contains(*day)))
                .sum(),
            closed_date: is_closed.then_some(timeline.closed),
            closure_reason: if is_closed {
                known(reason, blank::CLOSURE_REASON, referral.closure_reason)
            } else {
                ""
            },
        };
        Some(Case {
            place,
            row,
            contacts: timeline.contacts,
        })
    }
}
