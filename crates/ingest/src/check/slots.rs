//! The columns of the return as places in an array, so that a row is read without looking anything up.

use hub_standard::definition::{Item, ReturnDefinition};

/// A place in the array of a row's cells.
pub(crate) type Slot = usize;

pub(crate) const REFERRAL_ID: Slot = 0;
pub(crate) const NHS_NUMBER: Slot = 1;
pub(crate) const PERSON_ID: Slot = 2;
pub(crate) const BIRTH: Slot = 3;
pub(crate) const AGE: Slot = 4;
pub(crate) const SEX: Slot = 5;
pub(crate) const ETHNIC: Slot = 6;
pub(crate) const POSTCODE: Slot = 7;
pub(crate) const LSOA: Slot = 8;
pub(crate) const PRACTICE: Slot = 9;
pub(crate) const REFERRAL_DATE: Slot = 10;
pub(crate) const SOURCE: Slot = 11;
pub(crate) const REFERRER: Slot = 12;
pub(crate) const METHOD: Slot = 13;
pub(crate) const NEED: Slot = 14;
pub(crate) const CONDITION: Slot = 19;
pub(crate) const CARER: Slot = 24;
pub(crate) const DECLINED: Slot = 25;
pub(crate) const DECLINED_REASON: Slot = 26;
pub(crate) const FIRST_CONTACT: Slot = 27;
pub(crate) const CONTACTS: Slot = 28;
pub(crate) const CLOSED: Slot = 29;
pub(crate) const CLOSURE_REASON: Slot = 30;
pub(crate) const SERVICE: Slot = 31;
pub(crate) const MONTH: Slot = 32;
/// How many slots there are.
pub(crate) const SLOTS: usize = 33;
/// The first slot of the items of another sheet, beyond those of Referrals: which of them it is tells the sheet.
pub(crate) const DETAILS: Slot = 100;

/// The columns that hold days.
pub(crate) const DATES: [Slot; 4] = [BIRTH, REFERRAL_DATE, FIRST_CONTACT, CLOSED];

const ITEMS: [(&str, Slot); 25] = [
    ("local_referral_id", REFERRAL_ID),
    ("nhs_number", NHS_NUMBER),
    ("local_person_id", PERSON_ID),
    ("date_of_birth", BIRTH),
    ("age", AGE),
    ("sex", SEX),
    ("ethnic_category", ETHNIC),
    ("postcode", POSTCODE),
    ("lsoa", LSOA),
    ("gp_practice", PRACTICE),
    ("referral_date", REFERRAL_DATE),
    ("referral_source", SOURCE),
    ("referrer_organisation", REFERRER),
    ("referral_method", METHOD),
    ("need", NEED),
    ("long_term_condition", CONDITION),
    ("carer", CARER),
    ("declined", DECLINED),
    ("declined_reason", DECLINED_REASON),
    ("first_contact_date", FIRST_CONTACT),
    ("contacts_this_month", CONTACTS),
    ("closed_date", CLOSED),
    ("closure_reason", CLOSURE_REASON),
    ("service_code", SERVICE),
    ("return_month", MONTH),
];

/// The first slot of an item.
pub(crate) fn of_item(id: &str) -> Option<Slot> {
    ITEMS
        .iter()
        .find(|(item, _)| *item == id)
        .map(|(_, slot)| *slot)
}

/// The items of the sheet with their first slots, in the order of the definition.
pub(crate) fn items() -> impl Iterator<Item = (&'static Item, Slot)> {
    ReturnDefinition::v1()
        .referrals()
        .into_iter()
        .flat_map(|sheet| &sheet.items)
        .filter_map(|item| of_item(&item.id).map(|slot| (item, slot)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_of_the_definition_has_slots_of_its_own() {
        let sheet = ReturnDefinition::v1().referrals().unwrap();
        let mut next = 0;
        for item in &sheet.items {
            assert_eq!(of_item(&item.id), Some(next), "{}", item.id);
            next += usize::from(item.repeat);
        }
        for context in &ReturnDefinition::v1().context {
            assert_eq!(of_item(&context.id), Some(next), "{}", context.id);
            next += 1;
        }
        assert_eq!(next, SLOTS);
    }
}
