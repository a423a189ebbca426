//! Who reads for a board that became part of another.

use hub_access::Role;
use hub_release::Reach;
use hub_testkit::fixtures::{MERGED, MERGED_BOARD, REFERENCE, merging};
use jiff::civil::date;

#[test]
fn a_role_for_a_board_that_merged_is_one_for_what_it_became() {
    let [own, _] = merging();
    let role = Role::Icb(own.clone());
    let before = MERGED.on(date(2027, 3, 31));
    assert_eq!(role.of_now(&before), role);
    assert_eq!(role.of_now(&REFERENCE), role);
    let now = role.of_now(&MERGED.on(date(2027, 4, 1)));
    assert_eq!(now, Role::Icb(MERGED_BOARD.parse().unwrap()));
    assert_eq!(now.reach(), Reach::Board(MERGED_BOARD.to_owned()));
}

#[test]
fn a_board_that_went_to_several_leads_to_none_of_them() {
    let several = Role::Icb("QM7".parse().unwrap());
    assert_eq!(several.of_now(&REFERENCE), several);
    let whole = Role::Icb("QMM".parse().unwrap());
    assert_eq!(
        whole.of_now(&REFERENCE),
        Role::Icb("T6Y0W".parse().unwrap())
    );
}

#[test]
fn other_roles_stay_as_they_are() {
    for role in [Role::Public, Role::Analyst, Role::Officer, Role::Operator] {
        assert_eq!(role.of_now(&MERGED), role);
    }
}
