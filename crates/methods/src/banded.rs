//! Percentiles of waits that are only known in bands.

use crate::error::{MethodError, Result, domain};

/// One band of waits: from `from` up to, but not including, `to`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Where the band begins, in the unit of the wait.
    pub from: f64,
    /// Where the band ends; `None` for the open last band.
    pub to: Option<f64>,
    /// The people, or a protected count of them, in the band. A protected count can be below 0.
    pub count: f64,
}

/// A percentile of banded waits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BandedQuantile {
    /// The wait, linear inside its band.
    At(f64),
    /// The percentile lies in the open last band, which begins here: "52 weeks or more".
    OrMore(f64),
}

/// Bands in order, without overlap, and with more than no one in them together.
#[derive(Debug, Clone, PartialEq)]
pub struct Bands {
    bands: Vec<Band>,
    total: f64,
}

/// Sums of decimal shares miss a band's edge by rounding alone; this much of the target is forgiven.
const ROUNDING: f64 = 1e-12;

impl Bands {
    /// Checks and orders the bands; bands with the same edges are added up, gaps between bands hold no one.
    ///
    /// Counts may be below 0, as protected ones are by chance: to cut them off at 0 would add people who are not there.
    ///
    /// # Errors
    /// No bands, or a total of no one or less; an edge that is negative or not finite; a count that is not finite; a
    /// band that does not end after it begins; bands that overlap; an open band that is not the last.
    pub fn new(bands: impl IntoIterator<Item = Band>) -> Result<Self> {
        let mut ordered: Vec<Band> = Vec::new();
        for band in bands {
            domain("count", "a finite number", band.count, |_| true)?;
            domain("start of a band", "0 or more", band.from, |from| {
                from >= 0.0
            })?;
            if let Some(to) = band.to {
                domain("end of a band", "after its start", to, |to| to > band.from)?;
            }
            ordered.push(band);
        }
        ordered.sort_by(|a, b| {
            let end = |band: &Band| band.to.unwrap_or(f64::INFINITY);
            (a.from.total_cmp(&b.from))
                .then_with(|| end(a).total_cmp(&end(b)))
                .then_with(|| a.count.total_cmp(&b.count))
        });
        let mut merged: Vec<Band> = Vec::new();
        for band in ordered {
            match merged.last_mut() {
                Some(last) if last.from == band.from && last.to == band.to => {
                    last.count += band.count
                }
                Some(last) if last.to.is_none_or(|to| to > band.from) => {
                    return Err(MethodError::Inconsistent("bands overlap"));
                }
                _ => merged.push(band),
            }
        }
        let total = merged.iter().map(|band| band.count).sum();
        domain("number of people", "above 0", total, |total| total > 0.0)?;
        Ok(Self {
            bands: merged,
            total,
        })
    }

    /// Everyone in the bands.
    pub const fn total(&self) -> f64 {
        self.total
    }

    /// The wait by which the share `p` of the people was seen.
    ///
    /// Definition: the target is `p` times the number of people; the wait is read off inside the band that reaches
    /// it, as if the people were spread evenly over the band. Where counts below 0 let the sum go down again, the first
    /// band that reaches the target counts; it is one with a count above 0, for the sum rises only there.
    ///
    /// # Errors
    /// `p` outside 0 to 1 (both excluded).
    pub fn quantile(&self, p: f64) -> Result<BandedQuantile> {
        domain("share", "between 0 and 1", p, |p| p > 0.0 && p < 1.0)?;
        let target = p * self.total;
        let mut before = 0.0;
        for band in &self.bands {
            let after = before + band.count;
            if band.count > 0.0 && after >= target * (1.0 - ROUNDING) {
                return Ok(match band.to {
                    Some(to) => {
                        let inside = ((target - before) / band.count).clamp(0.0, 1.0);
                        BandedQuantile::At(band.from + inside * (to - band.from))
                    }
                    None => BandedQuantile::OrMore(band.from),
                });
            }
            before = after;
        }
        Err(MethodError::NotFinite("banded percentile"))
    }

    /// The share of the people, cut to 0 to 1, seen before `wait`; `None` if that lies inside the open last band.
    ///
    /// # Errors
    /// A wait that is negative or not finite.
    pub fn share_within(&self, wait: f64) -> Result<Option<f64>> {
        domain("wait", "0 or more", wait, |wait| wait >= 0.0)?;
        let mut seen = 0.0;
        for band in self.bands.iter().take_while(|band| band.from < wait) {
            match band.to {
                Some(to) => seen += band.count * ((wait - band.from) / (to - band.from)).min(1.0),
                None if band.count != 0.0 => return Ok(None),
                None => {}
            }
        }
        Ok(Some((seen / self.total).clamp(0.0, 1.0)))
    }
}
