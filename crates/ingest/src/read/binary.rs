//! How Excel writes numbers and errors in its binary workbooks (.xls and .xlsb).

/// The number of two bytes at a place.
pub(super) fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

/// The number of four bytes at a place.
pub(super) fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

/// The number with a fraction at a place.
pub(super) fn f64_at(data: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

/// A number that Excel has packed into four bytes: a whole one or the upper half of one with a fraction, perhaps as so
/// many hundredths.
pub(super) fn packed_number(bits: u32) -> f64 {
    let number = if bits & 2 != 0 {
        f64::from(bits.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(bits & 0xffff_fffc) << 32)
    };
    if bits & 1 != 0 {
        number / 100.0
    } else {
        number
    }
}

/// What a cell with this error shows.
pub(super) fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        0x2b => "#GETTING_DATA",
        _ => "#ERROR",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers_are_unpacked() {
        assert_eq!(packed_number((44 << 2) | 2), 44.0);
        assert_eq!(packed_number((-7_i32).cast_unsigned() << 2 | 2), -7.0);
        assert_eq!(packed_number((1_234 << 2) | 3), 12.34);
        let upper = |number: f64| u32::try_from(number.to_bits() >> 32).unwrap();
        assert_eq!(packed_number(upper(46_300.0)), 46_300.0);
        assert_eq!(packed_number(upper(150.0) | 1), 1.5);
    }

    #[test]
    fn nothing_is_read_beyond_the_end() {
        assert_eq!(u16_at(&[1, 2], 1), None);
        assert_eq!(u32_at(&[1, 0, 0, 0, 9], 0), Some(1));
        assert_eq!(f64_at(&[0; 8], 1), None);
        assert_eq!(u16_at(&[], usize::MAX), None);
    }
}
