//! The certificates that a connection to PostgreSQL trusts.

use std::{path::Path, sync::Arc};

use rustls::pki_types::{CertificateDer, pem::PemObject as _};

use super::OpenError;
use crate::input;

/// Returns a TLS configuration with the public certificate authorities, or only with those of the
/// operator's file.
pub(super) fn trust(ca_file: Option<&Path>) -> Result<rustls::ClientConfig, OpenError> {
    let mut roots = rustls::RootCertStore::empty();
    if let Some(file) = ca_file {
        let failed = |e: &dyn std::fmt::Display| {
            OpenError::Failed(format!("cannot read {}: {e}", file.display()))
        };
        let read = input::read_regular(file, input::SETTING_MAX).map_err(|e| failed(&e))?;
        for certificate in CertificateDer::pem_slice_iter(&read) {
            roots
                .add(certificate.map_err(|e| failed(&e))?)
                .map_err(|e| failed(&e))?;
        }
        if roots.is_empty() {
            return Err(failed(&"it contains no certificate"));
        }
    } else {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| OpenError::failed(&e))?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
