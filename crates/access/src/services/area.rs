//! Where a service is, from the code of a board, a network or a practice.

use hub_reference::{AtomId, Edition, Reference};
use hub_standard::ids::{AreaCode, Month};
use hub_store::Service;

/// Where a service is. Rows that name no practice count here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceArea {
    /// Smallest area of the dated geography.
    pub atom: String,
    /// Its integrated care board today.
    pub icb: AreaCode,
}

/// Why a code is no place of a service. Each is a sentence without its full stop.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AreaError {
    /// The reference data do not have it.
    #[error(
        "The reference data for {} have no board, network or practice of this code. Use one that there was then",
        .0.words()
    )]
    Unknown(Month),
    /// The board has parts that were other boards once, or will be, so that it does not say where the service is.
    #[error(
        "This board has several parts ({parts}), and figures of the past need to know in which of them the service is. Use the code of a \
         practice or network that it works with, or of the part"
    )]
    Parts {
        /// The codes of the parts.
        parts: String,
    },
    /// The practice closed.
    #[error("This practice was not open in {}. Use one that was", .0.words())]
    Closed(Month),
}

/// Where a service is whose place is given by the code of a board, a network, a practice or a part of a board.
///
/// # Errors
/// [`AreaError`] that says what to give instead.
pub fn service_area(
    reference: &Reference,
    code: &str,
    month: Month,
) -> Result<ServiceArea, AreaError> {
    let code = code.trim().to_ascii_uppercase();
    let edition = reference.edition_at(month);
    if reference.icb_in(edition, &code).is_some() {
        return part_of_board(reference, &code, edition)
            .and_then(|atom| area(reference, &atom).ok_or(AreaError::Unknown(month)));
    }
    let found = if let Some(practice) = reference.practice(&code) {
        if !practice.open_in(month) {
            return Err(AreaError::Closed(month));
        }
        area(reference, &practice.atom)
    } else if let Some(network) = reference.pcn(&code) {
        area(reference, &network.atom)
    } else {
        let part = reference.atom(&code);
        part.and_then(|part| area(reference, &part.id))
    };
    found.ok_or(AreaError::Unknown(month))
}

/// The only part of a board.
fn part_of_board(reference: &Reference, code: &str, edition: Edition) -> Result<AtomId, AreaError> {
    let atoms = reference.atoms().iter();
    let parts: Vec<&AtomId> = atoms
        .filter(|atom| atom.icb(edition).as_str() == code)
        .map(|atom| &atom.id)
        .collect();
    match parts.as_slice() {
        [only] => Ok((*only).clone()),
        several => {
            let parts: Vec<&str> = several.iter().map(|part| part.as_str()).collect();
            Err(AreaError::Parts {
                parts: parts.join(", "),
            })
        }
    }
}

fn area(reference: &Reference, atom: &AtomId) -> Option<ServiceArea> {
    let icb = reference.icb_of(atom, reference.now())?;
    Some(ServiceArea {
        atom: atom.to_string(),
        icb: icb.clone(),
    })
}

/// A code that leads to the place of a service: its board where that says enough, and the part otherwise.
#[must_use]
pub fn service_place(reference: &Reference, service: &Service) -> String {
    let edition = reference.edition_at(service.at_month);
    let board = reference
        .atom(&service.atom)
        .map(|atom| atom.icb(edition).to_string());
    let is_enough = |board: &String| part_of_board(reference, board, edition).is_ok();
    board
        .filter(is_enough)
        .unwrap_or_else(|| service.atom.clone())
}
