//! Borders between cells of different owners, each from one meeting of borders to another.

use super::Corner;
use super::grid::Grid;

/// A border, and who lies on either side of it as one goes along. Where it ends where it begins, it is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Border {
    pub(super) left: u8,
    pub(super) right: u8,
    pub(super) corners: Vec<Corner>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heading {
    East,
    South,
    West,
    North,
}

impl Heading {
    const ALL: [Self; 4] = [Self::East, Self::South, Self::West, Self::North];

    const fn back(self) -> Self {
        match self {
            Self::East => Self::West,
            Self::South => Self::North,
            Self::West => Self::East,
            Self::North => Self::South,
        }
    }

    const fn step(self, (x, y): Corner) -> Corner {
        match self {
            Self::East => (x + 1, y),
            Self::South => (x, y + 1),
            Self::West => (x - 1, y),
            Self::North => (x, y - 1),
        }
    }

    /// Who lies to the left and to the right of a step from a corner.
    fn sides(self, grid: &Grid, (x, y): Corner) -> (u8, u8) {
        let right_above = || grid.owner((x, y - 1));
        let right_below = || grid.owner((x, y));
        let left_below = || grid.owner((x - 1, y));
        let left_above = || grid.owner((x - 1, y - 1));
        match self {
            Self::East => (right_above(), right_below()),
            Self::South => (right_below(), left_below()),
            Self::West => (left_below(), left_above()),
            Self::North => (left_above(), right_above()),
        }
    }
}

/// All borders: first those between meetings, then the closed ones that meet no other.
pub(super) fn borders(grid: &Grid) -> Vec<Border> {
    let mut tracer = Tracer::new(grid);
    let corners: Vec<(Corner, Vec<Heading>)> = (0..=i32::from(grid.height()))
        .flat_map(|y| (0..=i32::from(grid.width())).map(move |x| (x, y)))
        .map(|corner| (corner, headings(grid, corner)))
        .filter(|(_, headings)| !headings.is_empty())
        .collect();
    let mut borders = Vec::new();
    let meetings = corners.iter().filter(|(_, headings)| headings.len() > 2);
    for (corner, headings) in meetings.chain(&corners) {
        for heading in headings {
            if !tracer.is_done(*corner, *heading) {
                borders.push(tracer.walk(*corner, *heading));
            }
        }
    }
    borders
}

/// Where borders go from a corner.
fn headings(grid: &Grid, corner: Corner) -> Vec<Heading> {
    Heading::ALL
        .into_iter()
        .filter(|heading| {
            let (left, right) = heading.sides(grid, corner);
            left != right
        })
        .collect()
}

/// Goes along borders, each step of which is gone once.
struct Tracer<'a> {
    grid: &'a Grid,
    /// For each corner whether the step to the east and the one to the south is done.
    done: Vec<[bool; 2]>,
}

impl<'a> Tracer<'a> {
    fn new(grid: &'a Grid) -> Self {
        let corners = (usize::from(grid.width()) + 1) * (usize::from(grid.height()) + 1);
        Self {
            grid,
            done: vec![[false; 2]; corners],
        }
    }

    fn walk(&mut self, start: Corner, heading: Heading) -> Border {
        let (left, right) = heading.sides(self.grid, start);
        let mut corners = vec![start];
        let (mut corner, mut heading) = (start, heading);
        loop {
            if let Some(done) = self.step(corner, heading) {
                *done = true;
            }
            corner = heading.step(corner);
            corners.push(corner);
            let onward = headings(self.grid, corner);
            let next = onward.iter().find(|next| **next != heading.back());
            match next {
                Some(next) if corner != start && onward.len() == 2 => heading = *next,
                _ => break,
            }
        }
        Border {
            left,
            right,
            corners,
        }
    }

    fn is_done(&mut self, corner: Corner, heading: Heading) -> bool {
        self.step(corner, heading).is_none_or(|done| *done)
    }

    fn step(&mut self, corner: Corner, heading: Heading) -> Option<&mut bool> {
        let (from, is_south) = match heading {
            Heading::East => (corner, false),
            Heading::South => (corner, true),
            Heading::West => (heading.step(corner), false),
            Heading::North => (heading.step(corner), true),
        };
        let (x, y) = (usize::try_from(from.0).ok()?, usize::try_from(from.1).ok()?);
        let [east, south] = self
            .done
            .get_mut(y * (usize::from(self.grid.width()) + 1) + x)?;
        Some(if is_south { south } else { east })
    }
}
