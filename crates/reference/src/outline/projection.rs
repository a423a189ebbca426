//! From degrees to a plane: Albers' conic projection, which keeps areas in proportion, with parallels that fit England.

use super::{Position, Ring};

/// Parallels that are drawn at their true length, and the meridian that is upright, in degrees.
const PARALLELS: (f64, f64) = (51.0, 54.5);
const MERIDIAN: f64 = -2.0;
/// Room round what is drawn, for thick borders.
const MARGIN: f64 = 4.0;

/// All rings on a plane of that width and height, as large as fits, in its middle.
pub(super) fn onto_plane(areas: &[Vec<Ring>], (width, height): (u16, u16)) -> Vec<Vec<Ring>> {
    let mut areas: Vec<Vec<Ring>> = areas.to_vec();
    let cone = Cone::of_england();
    for position in areas.iter_mut().flatten().flatten() {
        *position = cone.project(*position);
    }
    let all = || areas.iter().flatten().flatten();
    let (left, right) = ends(all().map(|position| position.0));
    let (top, foot) = ends(all().map(|position| position.1));
    let (width, height) = (f64::from(width), f64::from(height));
    let scale =
        ((width - 2.0 * MARGIN) / (right - left)).min((height - 2.0 * MARGIN) / (foot - top));
    // Positions that are all the same have no size.
    let scale = if scale.is_finite() { scale } else { 1.0 };
    let place = |value: f64, (least, most): (f64, f64), room: f64| {
        (value - f64::midpoint(least, most)) * scale + room / 2.0
    };
    for position in areas.iter_mut().flatten().flatten() {
        *position = (
            place(position.0, (left, right), width),
            place(position.1, (top, foot), height),
        );
    }
    areas
}

fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold(
        (f64::INFINITY, f64::NEG_INFINITY),
        |(least, most), value| (least.min(value), most.max(value)),
    )
}

/// The cone of the projection.
pub(super) struct Cone {
    steepness: f64,
    offset: f64,
}

impl Cone {
    pub(super) fn of_england() -> Self {
        let (first, second) = (
            PARALLELS.0.to_radians().sin(),
            PARALLELS.1.to_radians().sin(),
        );
        Self {
            steepness: f64::midpoint(first, second),
            // The square of the cosine of a parallel, and twice the steepness times its sine.
            offset: 1.0 + first * second,
        }
    }

    /// Across and down, where the radius of the earth is 1.
    pub(super) fn project(&self, (longitude, latitude): Position) -> Position {
        let reach = (self.offset - 2.0 * self.steepness * latitude.to_radians().sin()).sqrt();
        let radius = reach / self.steepness;
        let angle = self.steepness * (longitude - MERIDIAN).to_radians();
        (radius * angle.sin(), radius * angle.cos())
    }
}
