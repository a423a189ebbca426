//! Two queries laid over each other, line by line.

use hub_ui::view::{LineMark, QueryLine};

use super::count;

/// Lines that stay around each change.
const CONTEXT: usize = 3;
/// Most lines that are shown.
const LINES_MAX: usize = 200;
/// Largest table of lines against lines; of longer texts all lines between the first and the last change are told as
/// replaced.
const TABLE_MAX: usize = 250_000;

/// How two texts differ.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Difference {
    /// Lines around each change.
    pub(super) lines: Vec<QueryLine>,
    /// How many more there are.
    pub(super) more: usize,
    /// Lines that only the new text has.
    pub(super) added: usize,
    /// Lines that only the old text has.
    pub(super) removed: usize,
}

/// Lays the lines of two texts over each other.
pub(super) fn difference(old: &str, new: &str) -> Difference {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let marked = marked(&old, &new);
    let of = |mark: LineMark| marked.iter().filter(|(found, _)| *found == mark).count();
    let (added, removed) = (of(LineMark::Added), of(LineMark::Removed));
    let mut lines = around_changes(&marked);
    let more = lines.len().saturating_sub(LINES_MAX);
    lines.truncate(LINES_MAX);
    Difference {
        lines,
        more,
        added,
        removed,
    }
}

type Marked<'a> = (LineMark, &'a str);

fn marked<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Marked<'a>> {
    let pairs = old.iter().zip(new);
    let head = pairs.take_while(|(old, new)| old == new).count();
    let (old_rest, new_rest) = (rest(old, head), rest(new, head));
    let pairs = old_rest.iter().rev().zip(new_rest.iter().rev());
    let tail = pairs.take_while(|(old, new)| old == new).count();
    let (old_inner, old_tail) = old_rest.split_at(old_rest.len() - tail);
    let (new_inner, _) = new_rest.split_at(new_rest.len() - tail);

    let same = |line: &&'a str| (LineMark::Same, *line);
    let mut marked: Vec<Marked<'a>> = old.iter().take(head).map(same).collect();
    if old_inner.len().saturating_mul(new_inner.len()) > TABLE_MAX {
        marked.extend(old_inner.iter().map(|line| (LineMark::Removed, *line)));
        marked.extend(new_inner.iter().map(|line| (LineMark::Added, *line)));
    } else {
        laid_over(old_inner, new_inner, &mut marked);
    }
    marked.extend(old_tail.iter().map(same));
    marked
}

fn rest<'s, 'a>(lines: &'s [&'a str], from: usize) -> &'s [&'a str] {
    lines.get(from..).unwrap_or_default()
}

/// Keeps as many lines as both have in the same order.
fn laid_over<'a>(old: &[&'a str], new: &[&'a str], marked: &mut Vec<Marked<'a>>) {
    let common = Common::of(old, new);
    let (mut at_old, mut at_new) = (0, 0);
    loop {
        match (old.get(at_old), new.get(at_new)) {
            (Some(one), Some(other)) if one == other => {
                marked.push((LineMark::Same, *one));
                at_old += 1;
                at_new += 1;
            }
            (Some(gone), Some(_))
                if common.at(at_old + 1, at_new) >= common.at(at_old, at_new + 1) =>
            {
                marked.push((LineMark::Removed, *gone));
                at_old += 1;
            }
            (_, Some(come)) => {
                marked.push((LineMark::Added, *come));
                at_new += 1;
            }
            (Some(gone), None) => {
                marked.push((LineMark::Removed, *gone));
                at_old += 1;
            }
            (None, None) => break,
        }
    }
}

/// How many lines two texts have in common from a line of each on.
struct Common {
    width: usize,
    lengths: Vec<u32>,
}

impl Common {
    fn of(old: &[&str], new: &[&str]) -> Self {
        let width = new.len() + 1;
        let mut common = Self {
            width,
            lengths: vec![0; width * (old.len() + 1)],
        };
        for (at_old, one) in old.iter().enumerate().rev() {
            for (at_new, other) in new.iter().enumerate().rev() {
                let length = if one == other {
                    common.at(at_old + 1, at_new + 1) + 1
                } else {
                    let without_old = common.at(at_old + 1, at_new);
                    without_old.max(common.at(at_old, at_new + 1))
                };
                if let Some(slot) = common.lengths.get_mut(at_old * width + at_new) {
                    *slot = length;
                }
            }
        }
        common
    }

    fn at(&self, at_old: usize, at_new: usize) -> u32 {
        let length = self.lengths.get(at_old * self.width + at_new);
        length.copied().unwrap_or_default()
    }
}

/// Leaves out lines that are the same and stand far from any change.
fn around_changes(marked: &[Marked<'_>]) -> Vec<QueryLine> {
    let changes: Vec<usize> = marked
        .iter()
        .enumerate()
        .filter(|(_, (mark, _))| *mark != LineMark::Same)
        .map(|(at, _)| at)
        .collect();
    let is_near = |at: usize| {
        let next = changes.partition_point(|change| change + CONTEXT < at);
        changes
            .get(next)
            .is_some_and(|change| *change <= at + CONTEXT)
    };
    let mut lines = Vec::new();
    let mut skipped = 0;
    for (at, (mark, text)) in marked.iter().enumerate() {
        if !is_near(at) {
            skipped += 1;
            continue;
        }
        lines.extend(skip(skipped));
        skipped = 0;
        lines.push(QueryLine {
            mark: *mark,
            text: (*text).to_owned(),
        });
    }
    if !lines.is_empty() {
        lines.extend(skip(skipped));
    }
    lines
}

fn skip(skipped: usize) -> Option<QueryLine> {
    let text = match skipped {
        0 => return None,
        1 => "1 line that is the same".to_owned(),
        more => format!("{} lines that are the same", count(more)),
    };
    Some(QueryLine {
        mark: LineMark::Skipped,
        text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(difference: &Difference) -> Vec<String> {
        let sign = |mark: LineMark| match mark {
            LineMark::Same => ' ',
            LineMark::Added => '+',
            LineMark::Removed => '-',
            LineMark::Skipped => '.',
        };
        let lines = difference.lines.iter();
        lines
            .map(|line| format!("{}{}", sign(line.mark), line.text))
            .collect()
    }

    #[test]
    fn lines_that_stay_are_found_between_those_that_go_and_come() {
        let found = difference("a\nb\nc\nd\ne", "a\nx\nc\ny\nd\ne");
        assert_eq!(told(&found), [" a", "-b", "+x", " c", "+y", " d", " e"]);
        assert_eq!((found.added, found.removed, found.more), (2, 1, 0));
    }

    #[test]
    fn lines_far_from_any_change_are_counted_and_not_shown() {
        let old: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        let mut new = old.clone();
        new[10] = "ten".to_owned();
        let found = difference(&old.join("\n"), &new.join("\n"));
        assert_eq!(
            told(&found),
            [
                ".7 lines that are the same",
                " 7",
                " 8",
                " 9",
                "-10",
                "+ten",
                " 11",
                " 12",
                " 13",
                ".6 lines that are the same",
            ]
        );
    }

    #[test]
    fn equal_texts_have_no_line_to_show() {
        assert_eq!(difference("a\nb", "a\nb"), Difference::default());
        assert_eq!(told(&difference("", "a")), ["+a"]);
        assert_eq!(told(&difference("a", "")), ["-a"]);
    }

    #[test]
    fn long_texts_are_bounded() {
        let text = |word: &str, lines: usize| -> String {
            let lines: Vec<String> = (0..lines).map(|n| format!("{word}{n}")).collect();
            lines.join("\n")
        };
        let (old, new) = (text("a", 600), text("b", 600));
        let found = difference(&old, &new);
        assert_eq!((found.added, found.removed), (600, 600));
        assert_eq!((found.lines.len(), found.more), (LINES_MAX, 1_000));
    }
}
