//! From where someone lives to what may be told about it.

use hub_reference::{Reference, SmallArea};

/// What is stored of a home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Residence<'a> {
    pub(crate) imd_decile: Option<i8>,
    pub(crate) imd_edition: &'static str,
    pub(crate) rural: &'static str,
    pub(crate) sub_icb: &'a str,
    pub(crate) district: &'a str,
}

impl Residence<'_> {
    /// Nothing is known.
    pub(crate) const UNKNOWN: Self = Self {
        imd_decile: None,
        imd_edition: "",
        rural: "unknown",
        sub_icb: "",
        district: "",
    };
}

impl<'a> Residence<'a> {
    fn of(area: &'a SmallArea) -> Self {
        let imd_decile = i8::try_from(area.imd2025_decile).ok();
        Self {
            imd_decile,
            imd_edition: if imd_decile.is_some() { "2025" } else { "" },
            rural: if area.rural { "rural" } else { "urban" },
            sub_icb: area.sub_icb.as_str(),
            district: area.district.as_str(),
        }
    }
}

/// What is the matter with a postcode or an area code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlaceProblem {
    /// Not a postcode, or not in the list.
    PostcodeUnknown,
    /// No list of postcodes is loaded.
    PostcodeNotUsed,
    /// Stands for no fixed address or not known (ZZ99).
    PostcodePseudo,
    /// From the 2011 list of areas only.
    Lsoa2011,
    /// In no list of areas.
    LsoaUnknown,
}

/// The home that a postcode stands for.
pub(crate) fn by_postcode<'r>(
    reference: &'r Reference,
    text: &str,
) -> Result<Residence<'r>, PlaceProblem> {
    let mut compact: String = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .take(9)
        .collect();
    if compact.starts_with("ZZ99") {
        return Err(PlaceProblem::PostcodePseudo);
    }
    if !(5..=7).contains(&compact.len()) {
        return Err(PlaceProblem::PostcodeUnknown);
    }
    if !reference.has_postcodes() {
        return Err(PlaceProblem::PostcodeNotUsed);
    }
    // The part after the space always has three characters.
    compact.insert(compact.len() - 3, ' ');
    reference
        .postcode(&compact)
        .and_then(|lsoa| reference.small_area(lsoa))
        .map(Residence::of)
        .ok_or(PlaceProblem::PostcodeUnknown)
}

/// The home that an area code stands for.
pub(crate) fn by_lsoa<'r>(
    reference: &'r Reference,
    text: &str,
) -> Result<Residence<'r>, PlaceProblem> {
    let code = text.to_ascii_uppercase();
    match reference.small_area(&code) {
        Some(area) => Ok(Residence::of(area)),
        None if reference.is_lsoa_2011_only(&code) => Err(PlaceProblem::Lsoa2011),
        None => Err(PlaceProblem::LsoaUnknown),
    }
}
