//! Generated postcodes: worked out in both directions, never stored.
//!
//! A network has an outward code of its own in an area that does not exist, `XA1` to `XZ12`; a small area has four
//! postcodes.

/// Letters of the inward half; the real ones leave out C, I, K, M, O and V.
const LETTERS: &[u8; 20] = b"ABDEFGHJLNPQRSTUWXYZ";
const AREAS_PER_PCN: usize = 24;
const PER_AREA: usize = 4;
const DISTRICTS_PER_LETTER: usize = 12;
const PER_SECTOR: usize = 12;

/// The postcodes of the small area at a place in the sorted list.
pub(crate) fn postcodes_of_place(place: usize) -> Vec<String> {
    let network = place / AREAS_PER_PCN;
    let first = place % AREAS_PER_PCN * PER_AREA;
    (first..first + PER_AREA)
        .filter_map(|unit| postcode(network, unit))
        .collect()
}

/// The place in the sorted list of the small area that a postcode is in.
pub(crate) fn place_of_postcode(postcode_text: &str) -> Option<usize> {
    let (outward, inward) = postcode_text.split_once(' ')?;
    let [b'X', letter @ b'A'..=b'Z', district @ ..] = outward.as_bytes() else {
        return None;
    };
    let [sector @ b'1'..=b'8', unit, _] = inward.as_bytes() else {
        return None;
    };
    let district = std::str::from_utf8(district)
        .ok()?
        .parse::<usize>()
        .ok()?
        .checked_sub(1)?;
    let network = usize::from(letter - b'A') * DISTRICTS_PER_LETTER + district;
    let unit =
        usize::from(sector - b'1') * PER_SECTOR + LETTERS.iter().position(|known| known == unit)?;
    // Written back, it must be the same: this refuses the many that were never given out.
    let is_given = postcode(network, unit).is_some_and(|given| given == postcode_text);
    is_given.then_some(network * AREAS_PER_PCN + unit / PER_AREA)
}

fn postcode(network: usize, unit: usize) -> Option<String> {
    let letter = u8::try_from(network / DISTRICTS_PER_LETTER)
        .ok()
        .filter(|place| *place < 26)?;
    let letter = char::from(b'A' + letter);
    let district = network % DISTRICTS_PER_LETTER + 1;
    let sector = unit / PER_SECTOR + 1;
    let first = char::from(*LETTERS.get(unit % PER_SECTOR)?);
    let second = char::from(*LETTERS.get((unit * 7 + network) % LETTERS.len())?);
    Some(format!("X{letter}{district} {sector}{first}{second}"))
}
