//! Lines with fewer corners, by the method of Douglas and Peucker: a corner stays where the line would else lie too far
//! from it.

use super::Corner;

/// Corners of a piece that is made simpler by itself, which bounds the work.
const PIECE: usize = 1_000;

/// The line with fewer corners: those that are left out lie no farther than `tolerance` from it. Both ends stay, and a
/// closed line goes on to enclose something.
pub(super) fn simplified(line: &[Corner], tolerance: f64) -> Vec<Corner> {
    let is_closed = line.len() > 1 && line.first() == line.last();
    let mut cuts: Vec<usize> = (0..line.len()).step_by(PIECE).collect();
    cuts.extend(line.len().checked_sub(1));
    if is_closed {
        cuts.extend(farthest_from_start(line));
    }
    cuts.sort_unstable();
    let kept = kept(line, &cuts, tolerance);
    let fewer: Vec<Corner> = line
        .iter()
        .zip(kept)
        .filter_map(|(corner, is_kept)| is_kept.then_some(*corner))
        .collect();
    // Start, one more corner and start again enclose nothing.
    if is_closed && fewer.len() < 4 {
        line.to_vec()
    } else {
        fewer
    }
}

fn farthest_from_start(line: &[Corner]) -> Option<usize> {
    let start = *line.first()?;
    line.iter()
        .enumerate()
        .max_by(|(_, a), (_, b)| {
            distance(**a, start, start).total_cmp(&distance(**b, start, start))
        })
        .map(|(n, _)| n)
}

/// Which corners stay: the cuts, and between them those without which the line would lie too far away.
fn kept(line: &[Corner], cuts: &[usize], tolerance: f64) -> Vec<bool> {
    let mut kept = vec![false; line.len()];
    let mut keep = |n: usize| {
        if let Some(is_kept) = kept.get_mut(n) {
            *is_kept = true;
        }
    };
    cuts.iter().copied().for_each(&mut keep);
    let mut pieces: Vec<(usize, usize)> = cuts
        .windows(2)
        .filter_map(|pair| match pair {
            [first, last] => Some((*first, *last)),
            _ => None,
        })
        .collect();
    while let Some((first, last)) = pieces.pop() {
        let (Some(from), Some(to)) = (line.get(first), line.get(last)) else {
            continue;
        };
        let between = line.iter().enumerate().take(last).skip(first + 1);
        let farthest = between
            .map(|(n, corner)| (n, distance(*corner, *from, *to)))
            .max_by(|(_, a), (_, b)| a.total_cmp(b));
        if let Some((n, _)) = farthest.filter(|(_, distance)| *distance > tolerance) {
            keep(n);
            pieces.push((first, n));
            pieces.push((n, last));
        }
    }
    kept
}

/// How far a corner lies from the straight line between two others.
pub(super) fn distance(corner: Corner, from: Corner, to: Corner) -> f64 {
    let less = |a: Corner, b: Corner| {
        (
            f64::from(a.0) - f64::from(b.0),
            f64::from(a.1) - f64::from(b.1),
        )
    };
    let (along, away) = (less(to, from), less(corner, from));
    let length = along.0.hypot(along.1);
    let reach = along.0 * away.0 + along.1 * away.1;
    if reach <= 0.0 {
        away.0.hypot(away.1)
    } else if reach >= length * length {
        let beyond = less(corner, to);
        beyond.0.hypot(beyond.1)
    } else {
        (along.0 * away.1 - along.1 * away.0).abs() / length
    }
}
