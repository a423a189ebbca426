//! The kinds of defects, how often each is, and in which files.

use super::{
    Setting, blanks, codes, columns, counts, dates, formats, layout, rows, table::Table, text,
    values, whole,
};
use crate::{chance::Chance, file::SynthKind};

/// A kind of defect.
pub(super) struct Defect {
    /// How often it is chosen against the others (own choice, by what is said of returns of charities).
    weight: f64,
    /// The only kind of file that can have it.
    only: Option<SynthKind>,
    pub(super) plant: Plant,
}

type Plant = fn(&mut Table, &mut Chance, &Setting<'_>);

const fn any(weight: f64, plant: Plant) -> Defect {
    Defect {
        weight,
        only: None,
        plant,
    }
}

const fn csv(weight: f64, plant: Plant) -> Defect {
    Defect {
        weight,
        only: Some(SynthKind::Csv),
        plant,
    }
}

const fn xlsx(weight: f64, plant: Plant) -> Defect {
    Defect {
        weight,
        only: Some(SynthKind::Xlsx),
        plant,
    }
}

/// Defects that can be in one file together, in the order in which they are put in: columns before cells, single cells
/// before whole columns of them, cells before the rows that repeat them, rows before what stands around them, and the
/// writing of the file last.
pub(super) const MIXED: &[Defect] = &[
    // Columns, and the rows that a column of its own tells.
    any(7.0, columns::extra),
    any(2.0, columns::blank),
    csv(5.0, columns::windows_1252),
    any(7.0, columns::reworded),
    any(5.0, columns::recased),
    any(2.0, rows::other_service),
    any(3.0, rows::other_month),
    any(3.0, rows::next_month),
    // Cells.
    any(8.0, dates::impossible),
    any(4.0, dates::month_only),
    any(3.0, dates::in_words),
    any(5.0, dates::in_future),
    any(2.0, dates::after_month),
    any(4.0, dates::just_after_month),
    any(7.0, dates::contact_before),
    any(4.0, dates::closed_before),
    any(2.0, dates::birth_after),
    any(2.0, dates::age_out_of_range),
    any(3.0, dates::no_first_contact),
    any(5.0, dates::reason_missing),
    any(4.0, dates::reason_without_date),
    any(4.0, counts::hidden),
    any(4.0, counts::in_words),
    any(4.0, counts::out_of_range),
    any(6.0, codes::ethnic_in_words),
    any(4.0, codes::ethnic_ambiguous),
    any(5.0, codes::ethnic_unknown),
    any(4.0, codes::unknown),
    any(5.0, codes::practice_unknown),
    any(3.0, codes::practice_closed),
    any(4.0, codes::practice_lower_case),
    any(4.0, codes::practice_letters),
    any(7.0, blanks::mandatory),
    any(5.0, blanks::required),
    any(8.0, blanks::in_words),
    any(4.0, values::digits_lost),
    any(4.0, values::formula_error),
    any(2.0, values::personal),
    csv(3.0, rows::extra_comma),
    xlsx(6.0, formats::text),
    any(5.0, formats::iso),
    any(6.0, formats::short_year),
    any(5.0, formats::serial),
    any(2.0, formats::with_time),
    any(6.0, values::spaces),
    // Rows.
    any(5.0, rows::same_reference),
    any(4.0, rows::left_over),
    any(6.0, rows::repeated),
    // What stands around them.
    any(2.0, layout::headings_again),
    any(6.0, layout::blank_rows),
    any(6.0, layout::total),
    any(5.0, layout::notes),
    any(4.0, layout::example),
    any(6.0, layout::titles),
    xlsx(3.0, layout::hidden_rows),
    xlsx(3.0, layout::merged_cells),
    // The writing of the file.
    csv(5.0, text::separator),
    csv(0.3, text::declared_separator),
    csv(5.0, text::byte_order_mark),
    csv(2.0, text::unicode_text),
];

/// Defects that make a whole file unusable.
pub(super) const WHOLE: &[Defect] = &[
    any(4.0, whole::personal_heading),
    any(3.0, whole::personal_content),
    any(2.0, whole::column_missing),
    any(1.0, whole::person_missing),
    any(2.0, whole::heading_twice),
    any(1.0, whole::no_rows),
    any(1.0, whole::no_headings),
    any(0.5, whole::empty),
    any(1.0, whole::other_service),
    any(2.0, whole::other_month),
    any(2.0, formats::swapped),
    csv(2.0, whole::open_quote),
];

/// Chooses so many different kinds by weight, in the order in which they are put in.
pub(super) fn choose(
    chance: &mut Chance,
    defects: &[Defect],
    n: usize,
    kind: SynthKind,
) -> Vec<usize> {
    let fits = |defect: &Defect| defect.only.is_none_or(|only| only == kind);
    let mut left: Vec<(usize, f64)> = defects
        .iter()
        .enumerate()
        .filter(|(_, defect)| fits(defect))
        .map(|(number, defect)| (number, defect.weight))
        .collect();
    let mut chosen = Vec::new();
    while chosen.len() < n {
        let Some(number) = chance.pick(&left).copied() else {
            break;
        };
        left.retain(|(other, _)| *other != number);
        chosen.push(number);
    }
    chosen.sort_unstable();
    chosen
}
