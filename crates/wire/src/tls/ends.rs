//! When a certificate ends, read from its DER form (RFC 5280, 4.1): of all that a certificate says, nothing more is wanted.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

const INTEGER: u8 = 0x02;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
const SEQUENCE: u8 = 0x30;
/// The version of a certificate, which one of version 1 leaves out.
const VERSION: u8 = 0xa0;

/// Seconds since 1970; none where the certificate cannot be read so far.
pub(super) fn of(certificate: &[u8]) -> Option<i64> {
    let (whole, _) = value(certificate, SEQUENCE)?;
    let (signed, _) = value(whole, SEQUENCE)?;
    let rest = value(signed, VERSION).map_or(signed, |(_, rest)| rest);
    let (_serial, rest) = value(rest, INTEGER)?;
    let (_algorithm, rest) = value(rest, SEQUENCE)?;
    let (_issuer, rest) = value(rest, SEQUENCE)?;
    let (validity, _) = value(rest, SEQUENCE)?;
    let (_, _begins, rest) = next(validity)?;
    let (tag, ends, _) = next(rest)?;
    let text = std::str::from_utf8(ends).ok()?;
    let text = match tag {
        // Two digits stand for the years 1950 to 2049.
        UTC_TIME if text.get(..2)? < "50" => format!("20{text}"),
        UTC_TIME => format!("19{text}"),
        GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    let ends = DateTime::strptime("%Y%m%d%H%M%SZ", text).ok()?;
    let ends = ends.to_zoned(TimeZone::UTC).ok()?;
    Some(ends.timestamp().as_second())
}

/// What stands in the next value, if it is of this kind, and what follows it.
fn value(bytes: &[u8], wanted: u8) -> Option<(&[u8], &[u8])> {
    let (tag, value, rest) = next(bytes)?;
    (tag == wanted).then_some((value, rest))
}

/// The next value with its kind, and what follows it.
fn next(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..0x80 => (usize::from(first), rest),
        // So many bytes tell the length; no certificate needs more than four.
        0x81..=0x84 => {
            let (told, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let told = told.iter();
            let length = told.fold(0_usize, |length, byte| (length << 8) | usize::from(*byte));
            (length, rest)
        }
        _ => return None,
    };
    let (value, rest) = rest.split_at_checked(length)?;
    Some((tag, value, rest))
}

#[cfg(test)]
mod tests {
    use rustls_pki_types::CertificateDer;
    use rustls_pki_types::pem::PemObject;

    use super::of;

    #[test]
    fn whatever_is_cut_off_or_changed_is_read_as_far_as_it_goes() {
        let pem = include_bytes!("../../tests/it/tls/old.cert.pem");
        let whole = CertificateDer::from_pem_slice(pem).unwrap();
        assert_eq!(of(&whole), Some(2_493_072_000));
        for n in 0..whole.len() {
            assert_eq!(of(&whole[..n]), None, "{n} bytes");
            let mut changed = whole.to_vec();
            changed[n] ^= 0xff;
            // Whatever comes of it, it comes.
            of(&changed);
        }
    }
}
