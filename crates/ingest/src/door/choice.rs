//! Which sheet of a file is the return.

use crate::check::columns::Headings;
use crate::check::details::DetailSheet;
use crate::check::screen::shown_name;
use crate::choices::Choices;
use crate::sheet::Sheet;

/// Which sheet is the return.
pub(super) enum Choice<'s> {
    One(&'s Sheet, Headings),
    Several(Vec<(String, usize)>),
    /// The sender chose one that is not there.
    Missing(&'s str),
    None,
}

/// The sheet that is the return: the one that the sender chose, or the only one with headings of the return and rows under
/// them.
pub(super) fn choose<'s>(
    sheets: &'s [Sheet],
    details: &[DetailSheet<'_>],
    choices: &'s Choices,
) -> Choice<'s> {
    let is_detail = |sheet: &Sheet| details.iter().any(|other| std::ptr::eq(other.sheet, sheet));
    let mut fitting: Vec<(&Sheet, Headings)> = sheets
        .iter()
        .filter(|sheet| !is_detail(sheet))
        .filter_map(|sheet| Headings::find(sheet, choices).map(|headings| (sheet, headings)))
        .collect();
    if let Some(wanted) = &choices.sheet {
        let is_wanted = |sheet: &Sheet| {
            sheet
                .name
                .as_deref()
                .is_some_and(|name| name.eq_ignore_ascii_case(wanted))
        };
        let chosen = fitting.into_iter().find(|(sheet, _)| is_wanted(sheet));
        return chosen.map_or(Choice::Missing(wanted), |(sheet, headings)| {
            Choice::One(sheet, headings)
        });
    }
    let n_rows = |(sheet, headings): &(&Sheet, Headings)| {
        sheet
            .rows()
            .filter(|row| row.number() > headings.row)
            .count()
    };
    let most = fitting
        .iter()
        .map(|(_, headings)| headings.matched)
        .max()
        .unwrap_or(0);
    if fitting.len() > 1 {
        // A list of codes may share a heading or two with the return; a second return shares most of them.
        fitting.retain(|(_, headings)| headings.matched * 2 > most);
    }
    if fitting.iter().any(|fit| n_rows(fit) > 0) {
        fitting.retain(|fit| n_rows(fit) > 0);
    }
    if fitting.len() > 1 {
        let sheets = fitting.iter().map(|fit| {
            (
                fit.0.name.as_deref().map_or_else(String::new, shown_name),
                n_rows(fit),
            )
        });
        return Choice::Several(sheets.collect());
    }
    match fitting.pop() {
        Some((sheet, headings)) => Choice::One(sheet, headings),
        None => Choice::None,
    }
}
