//! When a certificate ends.

use x509_certificate::X509Certificate;

/// Seconds since 1970; none where the certificate cannot be read.
pub(super) fn of(certificate: &[u8]) -> Option<i64> {
    let certificate = X509Certificate::from_der(certificate).ok()?;
    Some(certificate.validity_not_after().timestamp())
}

#[cfg(test)]
mod tests {
    use rustls_pki_types::CertificateDer;
    use rustls_pki_types::pem::PemObject;

    use super::of;

    #[test]
    fn a_certificate_that_is_cut_off_or_changed_stops_nothing() {
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
