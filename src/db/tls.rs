//! The certificates that a connection to PostgreSQL trusts.

use std::{path::Path, sync::Arc};

use super::OpenError;
use crate::input;

/// Returns a TLS configuration with the public certificate authorities, or only with those of the
/// operator's file.
pub(super) fn trust(ca_file: Option<&Path>) -> Result<rustls::ClientConfig, OpenError> {
    let mut roots = rustls::RootCertStore::empty();
    if let Some(file) = ca_file {
        input::add_certificates(&mut roots, file)
            .map_err(|why| OpenError::Failed(format!("cannot read {}: {why}", file.display())))?;
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
