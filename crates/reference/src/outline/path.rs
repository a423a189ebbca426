//! Borders of an area as closed lines, and those as the text of an SVG path.

use std::collections::BTreeMap;

use super::Corner;
use super::border::Border;

/// The closed lines round an area, which lies to their left. Each ends where it begins.
pub(super) fn rings(borders: &[Border], number: u8) -> Vec<Vec<Corner>> {
    let mut lines: BTreeMap<Corner, Vec<Vec<Corner>>> = BTreeMap::new();
    let mut add = |line: Vec<Corner>| {
        if let Some(start) = line.first() {
            lines.entry(*start).or_default().push(line);
        }
    };
    for border in borders {
        if border.left == number {
            add(border.corners.clone());
        }
        if border.right == number {
            add(border.corners.iter().rev().copied().collect());
        }
    }
    let mut rings = Vec::new();
    while let Some(start) = lines.keys().next().copied() {
        let mut ring = vec![start];
        let mut corner = start;
        while let Some(line) = take(&mut lines, corner) {
            ring.extend(line.iter().skip(1));
            corner = line.last().copied().unwrap_or(start);
            if corner == start {
                break;
            }
        }
        rings.push(ring);
    }
    rings
}

/// A line that begins at a corner.
fn take(lines: &mut BTreeMap<Corner, Vec<Vec<Corner>>>, start: Corner) -> Option<Vec<Corner>> {
    let here = lines.get_mut(&start)?;
    let line = here.pop();
    if here.is_empty() {
        lines.remove(&start);
    }
    line
}

/// Whether any area lies to the left of the lines.
pub(super) fn encloses(rings: &[Vec<Corner>]) -> bool {
    let twice: i64 = rings
        .iter()
        .flat_map(|ring| ring.iter().zip(ring.iter().skip(1)))
        .map(|((x1, y1), (x2, y2))| {
            i64::from(*x2) * i64::from(*y1) - i64::from(*x1) * i64::from(*y2)
        })
        .sum();
    twice > 0
}

/// The closed lines as a path: where each begins, and then step by step.
pub(super) fn text(rings: &[Vec<Corner>]) -> String {
    let mut text = String::new();
    for ring in rings {
        let Some((x, y)) = ring.first() else {
            continue;
        };
        text.push_str(&format!("M{x} {y}l"));
        let mut is_first = true;
        let mut add = |number: i32| {
            // A sign parts numbers as well as a blank.
            if !is_first && number >= 0 {
                text.push(' ');
            }
            text.push_str(&number.to_string());
            is_first = false;
        };
        // The last step leads to the start.
        let steps = ring.len().saturating_sub(2);
        for (from, to) in ring.iter().zip(ring.iter().skip(1)).take(steps) {
            add(to.0 - from.0);
            add(to.1 - from.1);
        }
        text.push('z');
    }
    text
}
