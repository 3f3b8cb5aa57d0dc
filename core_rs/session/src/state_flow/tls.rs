//! TLS to Redis: certificates are checked, by the system's authorities or by one file of them.

use super::StateFlowError;
use super::connection::Timed;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::path::Path;
use std::sync::Arc;

pub(super) type Stream = StreamOwned<ClientConnection, Timed>;

/// A TLS session over `timed`; the handshake comes with the first bytes.
///
/// # Errors
/// [`StateFlowError::Tls`] where no authority can be read, or `host` is no name that a certificate could have.
pub(super) fn wrap(host: &str, ca_file: Option<&Path>, timed: Timed) -> Result<Stream, StateFlowError> {
    let wrong = |what: &dyn std::fmt::Display| StateFlowError::Tls(what.to_string());
    let mut roots = RootCertStore::empty();
    match ca_file {
        Some(path) => {
            for certificate in CertificateDer::pem_file_iter(path).map_err(|error| wrong(&error))? {
                let certificate = certificate.map_err(|error| wrong(&error))?;
                roots.add(certificate).map_err(|error| wrong(&error))?;
            }
        }
        None => {
            let (_, _) = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    if roots.is_empty() {
        return Err(wrong(&"no certificate authority found; name a file of them as ssl_ca_certs"));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(&error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).map_err(|error| wrong(&error))?;
    let session = ClientConnection::new(Arc::new(config), name).map_err(|error| wrong(&error))?;
    Ok(StreamOwned::new(session, timed))
}
