//! Cells of a plane, each of one area or of nobody.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{Corner, Ring};

/// Stands for no area.
pub(super) const NOBODY: u8 = u8::MAX;

/// The cells beside a cell.
const BESIDE: [(isize, isize); 4] = [(-1, 0), (1, 0), (0, -1), (0, 1)];
/// Of the cells round a cell, those that come before it line by line, and those that come after.
const BEFORE: [(isize, isize); 4] = [(-1, 0), (-1, -1), (0, -1), (1, -1)];
const AFTER: [(isize, isize); 4] = [(1, 0), (1, 1), (0, 1), (-1, 1)];

/// Cells line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grid {
    width: u16,
    height: u16,
    owners: Vec<u8>,
}

/// Cells of one owner that hang together.
struct Patch {
    owner: u8,
    cells: Vec<usize>,
    /// Whether it reaches the edge of the plane.
    is_at_edge: bool,
}

impl Grid {
    /// The areas on a plane, numbered in their order: a cell is of the first area that its middle lies in.
    pub(super) fn of(width: u16, height: u16, areas: &[Vec<Ring>]) -> Self {
        let cells = usize::from(width) * usize::from(height);
        let mut grid = Self {
            width,
            height,
            owners: vec![NOBODY; cells],
        };
        for (number, rings) in (0..NOBODY).zip(areas) {
            grid.lay(number, rings);
        }
        grid
    }

    #[cfg(test)]
    pub(super) fn of_owners(width: u16, owners: Vec<u8>) -> Self {
        let height = u16::try_from(owners.len() / usize::from(width)).unwrap();
        Self {
            width,
            height,
            owners,
        }
    }

    pub(super) const fn width(&self) -> u16 {
        self.width
    }

    pub(super) const fn height(&self) -> u16 {
        self.height
    }

    /// Whose the cell right below a corner is; beyond the edge, nobody's.
    pub(super) fn owner(&self, (x, y): Corner) -> u8 {
        let column = u16::try_from(x).ok().filter(|x| *x < self.width);
        let row = u16::try_from(y).ok().filter(|y| *y < self.height);
        column
            .zip(row)
            .and_then(|(column, row)| {
                let cell = usize::from(row) * usize::from(self.width) + usize::from(column);
                self.owners.get(cell).copied()
            })
            .unwrap_or(NOBODY)
    }

    /// Gives an area the cells that lie in it and that nobody has.
    fn lay(&mut self, number: u8, rings: &[Ring]) {
        let middles = |n: u16| -> Vec<f64> { (0..n).map(|n| f64::from(n) + 0.5).collect() };
        let (across, down) = (middles(self.width), middles(self.height));
        let width = across.len().max(1);
        // Cells before which a line is crossed. Each crossing leads in or out.
        let mut is_crossed = vec![false; self.owners.len()];
        for ring in rings {
            for (from, to) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                let (top, foot) = if from.1 <= to.1 {
                    (from, to)
                } else {
                    (to, from)
                };
                let first = down.partition_point(|y| *y < top.1);
                let end = down.partition_point(|y| *y < foot.1);
                let slope = (foot.0 - top.0) / (foot.1 - top.1);
                for (row, y) in down.iter().enumerate().take(end).skip(first) {
                    let x = top.0 + (y - top.1) * slope;
                    let column = across.partition_point(|middle| *middle < x);
                    let crossed = is_crossed.get_mut(row * width + column);
                    if let Some(crossed) = crossed.filter(|_| column < width) {
                        *crossed = !*crossed;
                    }
                }
            }
        }
        for (crossed, owners) in is_crossed.chunks(width).zip(self.owners.chunks_mut(width)) {
            let mut is_inside = false;
            for (crossed, owner) in crossed.iter().zip(owners) {
                is_inside ^= *crossed;
                if is_inside && *owner == NOBODY {
                    *owner = number;
                }
            }
        }
    }

    /// Leaves out islands of fewer cells, unless an area has none larger, and closes holes of fewer cells.
    pub(super) fn tidy(&mut self, cells_min: usize) {
        let patches = self.patches();
        let mut largest: BTreeMap<u8, usize> = BTreeMap::new();
        for patch in &patches {
            let size = largest.entry(patch.owner).or_default();
            *size = patch.cells.len().max(*size);
        }
        for patch in &patches {
            let size = patch.cells.len();
            let is_largest = largest.get(&patch.owner) == Some(&size);
            if patch.owner != NOBODY && size < cells_min && !is_largest {
                self.give(&patch.cells, NOBODY);
            }
        }
        for patch in self.patches() {
            let is_hole = patch.owner == NOBODY && !patch.is_at_edge;
            if is_hole && patch.cells.len() < cells_min {
                let neighbour = self.neighbour(&patch);
                self.give(&patch.cells, neighbour);
            }
        }
    }

    fn give(&mut self, cells: &[usize], to: u8) {
        for cell in cells {
            if let Some(owner) = self.owners.get_mut(*cell) {
                *owner = to;
            }
        }
    }

    /// Who has most of the cells round a patch; of those who have as many, the first.
    fn neighbour(&self, patch: &Patch) -> u8 {
        let mut cells: BTreeMap<u8, usize> = BTreeMap::new();
        for cell in &patch.cells {
            let owners = BESIDE
                .iter()
                .filter_map(|side| self.owners.get(self.beside(*cell, *side)?).copied());
            for owner in owners.filter(|owner| *owner != patch.owner) {
                *cells.entry(owner).or_default() += 1;
            }
        }
        cells
            .into_iter()
            .max_by_key(|(owner, cells)| (*cells, Reverse(*owner)))
            .map_or(NOBODY, |(owner, _)| owner)
    }

    fn patches(&self) -> Vec<Patch> {
        let mut patches = Vec::new();
        let mut is_seen = vec![false; self.owners.len()];
        let mut see = |cell: usize| {
            is_seen
                .get_mut(cell)
                .is_some_and(|is_seen| !std::mem::replace(is_seen, true))
        };
        for (cell, owner) in self.owners.iter().enumerate() {
            if !see(cell) {
                continue;
            }
            let mut patch = Patch {
                owner: *owner,
                cells: Vec::new(),
                is_at_edge: false,
            };
            let mut open = vec![cell];
            while let Some(cell) = open.pop() {
                patch.cells.push(cell);
                for side in BESIDE {
                    match self.beside(cell, side) {
                        None => patch.is_at_edge = true,
                        Some(next) => {
                            if self.owners.get(next) == Some(owner) && see(next) {
                                open.push(next);
                            }
                        }
                    }
                }
            }
            patches.push(patch);
        }
        patches
    }

    /// For every area the place that is deepest in it, and how far from there all is inside.
    pub(super) fn middles(&self) -> BTreeMap<u8, ((u32, u32), u32)> {
        let mut deepest: BTreeMap<u8, (u32, Vec<usize>)> = BTreeMap::new();
        let owned = self.owners.iter().zip(self.depths()).enumerate();
        for (cell, (owner, depth)) in owned.filter(|(_, (owner, _))| **owner != NOBODY) {
            let (most, cells) = deepest.entry(*owner).or_default();
            if depth > *most {
                (*most, *cells) = (depth, Vec::new());
            }
            if depth == *most {
                cells.push(cell);
            }
        }
        let width = usize::from(self.width).max(1);
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        deepest
            .into_iter()
            .filter_map(|(owner, (depth, cells))| {
                let cell = *cells.get(cells.len() / 2)?;
                let place = (small(cell % width), small(cell / width));
                Some((owner, (place, depth.saturating_sub(1))))
            })
            .collect()
    }

    /// For every cell how many steps it is, straight or aslant, from the nearest cell of another owner.
    fn depths(&self) -> Vec<u32> {
        let mut depths = vec![u32::MAX; self.owners.len()];
        for cell in 0..self.owners.len() {
            self.deepen(&mut depths, cell, &BEFORE);
        }
        for cell in (0..self.owners.len()).rev() {
            self.deepen(&mut depths, cell, &AFTER);
        }
        depths
    }

    fn deepen(&self, depths: &mut [u32], cell: usize, sides: &[(isize, isize)]) {
        let own = self.owners.get(cell);
        let of_next = |side: &(isize, isize)| {
            self.beside(cell, *side)
                .filter(|next| self.owners.get(*next) == own)
                .and_then(|next| depths.get(next).copied())
                .unwrap_or_default()
        };
        let nearest = sides.iter().map(of_next).min().unwrap_or_default();
        if let Some(depth) = depths.get_mut(cell) {
            *depth = nearest.saturating_add(1).min(*depth);
        }
    }

    /// The cell so many to the right and below; none beyond the edge.
    fn beside(&self, cell: usize, (right, below): (isize, isize)) -> Option<usize> {
        let (width, height) = (usize::from(self.width), usize::from(self.height));
        let column = (cell % width).checked_add_signed(right)?;
        let row = (cell / width).checked_add_signed(below)?;
        (column < width && row < height).then(|| row * width + column)
    }
}
