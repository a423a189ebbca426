//! Where the name of the reader's own area stands: on no other mark, however wide the drawing is.

use maud::{Markup, html};

use super::HEIGHT;
use crate::chart::scale::{as_f64, px};
use crate::picture::words::{BOLD, width};

/// Widths of the drawing, from the smallest screen to a wide one.
const WIDTHS: [f64; 4] = [178.0, 300.0, 460.0, 636.0];
/// Size of the letters, and how far they go above and below their line.
const TEXT: f64 = 15.0;
const ABOVE: f64 = 12.0;
const BELOW: f64 = 4.0;
/// Half of the largest mark.
const MARK: f64 = 8.0;
/// Room for names to the right of the drawing; to its left are the values of the axis.
const ROOM_RIGHT: f64 = 24.0;
/// What each pixel that the name goes out of the drawing weighs against a mark under it: a name that is cut off tells nothing.
const OUTSIDE: f64 = 10.0;
/// Names so far from their mark are tied to it by a line.
const FAR: f64 = 30.0;
/// Lines of the name below and above the mark, the nearest first.
const NEAR: [f64; 2] = [24.0, -14.0];
const FARTHER: [f64; 6] = [44.0, -34.0, 64.0, -54.0, 84.0, -74.0];
/// The same line as the mark.
const BESIDE: f64 = 5.0;

/// How a name lies to its mark.
#[derive(Debug, Clone, Copy)]
struct Side {
    anchor: &'static str,
    /// Where the name is held, from the mark.
    across: f64,
    /// The part of the name that is before that.
    before: f64,
}

const OVER: [Side; 3] = [
    Side {
        anchor: "start",
        across: -8.0,
        before: 0.0,
    },
    Side {
        anchor: "end",
        across: 8.0,
        before: 1.0,
    },
    Side {
        anchor: "middle",
        across: 0.0,
        before: 0.5,
    },
];
const NEXT: [Side; 2] = [
    Side {
        anchor: "start",
        across: 14.0,
        before: 0.0,
    },
    Side {
        anchor: "end",
        across: -14.0,
        before: 1.0,
    },
];

/// A mark: how far along the drawing, as a share, and how far down it.
pub(super) type Mark = (f64, f64);

/// A place for a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    side: Side,
    down: f64,
}

impl Place {
    /// The nearest place to the mark `own` where `name` covers the fewest of the `others`.
    pub(super) fn of(name: &str, own: Mark, others: &[Mark]) -> Self {
        let wide = width(name, TEXT * BOLD);
        let cost = |place: &Self| place.cost(wide, own, others);
        let [side, ..] = OVER;
        let [down, ..] = NEAR;
        places()
            .min_by(|a, b| cost(a).total_cmp(&cost(b)))
            .unwrap_or(Self { side, down })
    }

    /// The name at its place, of a mark at `x` (attribute) and `y` (pixels).
    pub(super) fn text(&self, name: &str, x: &str, y: f64) -> Markup {
        html! {
            text class="hub-label hub-strong" x=(x) dx=(px(self.side.across)) y=(px(y + self.down)) text-anchor=(self.side.anchor) { (name) }
        }
    }

    /// The line from the mark to its name, where that is far.
    pub(super) fn leader(&self, x: &str, y: f64) -> Markup {
        let end = if self.down > 0.0 {
            self.down - ABOVE
        } else {
            self.down + BELOW
        };
        html! {
            @if self.down.abs() > FAR {
                svg class="hub-over" x=(x) y=(px(y)) { line class="hub-leader" x1="0" x2="0" y1="0" y2=(px(end)) {} }
            }
        }
    }

    /// How much is covered by the name and how far it goes out of the drawing, at all widths.
    fn cost(&self, wide: f64, (along, y): Mark, others: &[Mark]) -> f64 {
        let (top, foot) = (y + self.down - ABOVE, y + self.down + BELOW);
        let at = |across: f64| {
            let left = along * across + self.side.across - wide * self.side.before;
            let right = left + wide;
            let covered = others.iter().filter(|(other, down)| {
                let x = other * across;
                x + MARK > left && x - MARK < right && down + MARK > top && down - MARK < foot
            });
            let outside = [-left, right - across - ROOM_RIGHT, -top, foot - HEIGHT];
            let outside: f64 = outside.into_iter().map(|far| far.max(0.0)).sum();
            as_f64(covered.count()) + OUTSIDE * outside
        };
        WIDTHS.into_iter().map(at).sum()
    }
}

/// All places, the nearest first.
fn places() -> impl Iterator<Item = Place> {
    let on = |down: f64| OVER.into_iter().map(move |side| Place { side, down });
    let beside = NEXT.into_iter().map(|side| Place { side, down: BESIDE });
    let near = NEAR.into_iter().flat_map(on);
    near.chain(beside).chain(FARTHER.into_iter().flat_map(on))
}

#[cfg(test)]
mod tests {
    use super::{FAR, Place};

    #[test]
    fn a_name_with_room_stands_right_below_its_mark() {
        let place = Place::of("Gtr Manchester", (0.3, 100.0), &[(0.9, 40.0)]);
        assert!(place.down > 0.0 && place.down < FAR, "{place:?}");
        assert_eq!(place.side.anchor, "start");
    }

    #[test]
    fn a_name_near_the_right_edge_ends_at_its_mark() {
        let place = Place::of("Gtr Manchester", (0.95, 100.0), &[]);
        assert_eq!(place.side.anchor, "end");
    }

    #[test]
    fn a_name_near_the_axis_stands_above_its_mark() {
        let place = Place::of("Gtr Manchester", (0.3, 310.0), &[]);
        assert!(place.down < 0.0, "{place:?}");
    }

    #[test]
    fn a_name_in_a_crowd_is_moved_away_and_tied_to_its_mark() {
        let others: Vec<(f64, f64)> = (0..41)
            .flat_map(|step| {
                let along = f64::from(step) * 0.025;
                [(along, 120.0), (along, 150.0), (along, 175.0)]
            })
            .collect();
        let place = Place::of("Gtr Manchester", (0.5, 150.0), &others);
        assert_eq!(place.cost(115.0, (0.5, 150.0), &others), 0.0, "{place:?}");
        let drawn = place.leader("50%", 150.0).into_string();
        assert!(drawn.contains("hub-leader"), "{drawn}");
    }
}
