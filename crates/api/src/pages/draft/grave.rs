//! What a file would do that its sender hardly means: take much away of the return that it replaces.

use hub_ingest::CheckedReturn;
use hub_ui::view::Grave;

use crate::pages::words;

/// Said where nothing matches, where sheets are gone, or where more than half of the referrals are.
pub(super) fn of(check: &CheckedReturn) -> Option<Grave> {
    let replaced = check.replaced?;
    let matched = replaced.matched;
    let is_other = matched == Some(0) && replaced.removed > 0;
    let is_much = matched.is_some_and(|matched| replaced.removed > matched);
    if !is_other && !is_much && replaced.gone == 0 {
        return None;
    }
    let lost = replaced.removed.saturating_add(replaced.gone);
    let rows = match lost {
        1 => "1 row".to_owned(),
        n => format!("{} rows", words::thousands(n)),
    };
    let take = format!("This file would take away {rows} that you sent before");
    let mut said = Vec::new();
    let title = if is_other {
        said.push(format!("{take}."));
        "None of your referrals match the return that this would replace".to_owned()
    } else {
        take
    };
    said.push(
        "Is it the right file? The return that is in now can only be brought back by sending its own file again: we do not keep \
         files."
            .to_owned(),
    );
    Some(Grave { title, said })
}

#[cfg(test)]
mod tests {
    use hub_ingest::RowChanges;

    use super::of;
    use crate::intake::nothing_to_report;

    fn title(replaced: RowChanges) -> Option<String> {
        let mut check = nothing_to_report();
        check.replaced = Some(replaced);
        of(&check).map(|grave| grave.title)
    }

    #[test]
    fn much_that_is_taken_away_is_said_and_little_is_not() {
        let changes = |matched, removed, gone| RowChanges {
            matched: Some(matched),
            added: 3,
            removed,
            gone,
        };
        assert_eq!(title(changes(100, 40, 0)), None);
        assert_eq!(
            title(changes(100, 0, 777)).as_deref(),
            Some("This file would take away 777 rows that you sent before")
        );
        assert_eq!(
            title(changes(30, 70, 0)).as_deref(),
            Some("This file would take away 70 rows that you sent before")
        );
        assert_eq!(
            title(changes(0, 184, 0)).as_deref(),
            Some("None of your referrals match the return that this would replace")
        );
    }
}
