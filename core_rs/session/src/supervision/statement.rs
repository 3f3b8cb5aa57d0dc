//! What people sign, as bytes.

use plimsoll_types::Nanos;
use plimsoll_wire::bytes::Bytes;
use plimsoll_wire::journal::Canonical;
use sha2::{Digest, Sha256};

/// Something that a person can sign: its encoding begins with what it is, so that no signature is good for another kind.
pub trait Signable: Canonical {
    /// First field of the encoding, and the word for messages.
    const WHAT: &'static str;

    /// The bytes that are signed.
    fn statement(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        Self::WHAT.to_owned().put(&mut bytes);
        self.put(&mut bytes);
        bytes
    }

    /// Reads signed bytes; `None` where they are of another kind.
    fn of_statement(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Bytes::new(bytes);
        let is_this = String::take(&mut bytes)? == Self::WHAT;
        let value = Self::take(&mut bytes).filter(|_| is_this)?;
        bytes.is_empty().then_some(value)
    }
}

/// A statement and whose signature is under it, as they travel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedStatement {
    /// Who.
    pub person: String,
    /// The bytes that were signed.
    pub statement: Vec<u8>,
    /// Ed25519, 64 bytes.
    pub signature: Vec<u8>,
}

/// Asks for halts to be lifted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiftRequest {
    /// Of which halts file.
    pub ledger: [u8; 16],
    /// Which halts of it.
    pub halts: Vec<u64>,
    /// What all of them hold for.
    pub scope: String,
    /// Why they may go.
    pub reason: String,
    /// Who asks.
    pub requested_by: String,
    /// When, UTC.
    pub ts_ns: Nanos,
    /// From when on nobody can approve any more.
    pub expires_ns: Nanos,
}

/// Asks for limits to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitsRequest {
    /// Their version.
    pub version: u64,
    /// The version that holds until then.
    pub replaces: u64,
    /// SHA-256 of their text.
    pub digest: [u8; 32],
    /// Why.
    pub reason: String,
    /// Who asks.
    pub requested_by: String,
    /// When, UTC.
    pub ts_ns: Nanos,
    /// From when on nobody can approve any more.
    pub expires_ns: Nanos,
}

/// Agrees to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// SHA-256 of the request's statement and of its signature.
    pub request: [u8; 32],
    /// Who agrees.
    pub approved_by: String,
    /// When, UTC.
    pub ts_ns: Nanos,
}

/// Says that a key is somebody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vouch {
    /// Whose.
    pub name: String,
    /// What they are there for.
    pub role: String,
    /// Their public key.
    pub key: [u8; 32],
    /// What they may halt.
    pub scopes: Vec<String>,
}

macro_rules! signable {
    ($($type:ident = $what:literal { $($field:ident),* })*) => {
        $(
            impl Canonical for $type {
                fn put(&self, out: &mut Vec<u8>) {
                    $(self.$field.put(out);)*
                }

                fn take(bytes: &mut Bytes<'_>) -> Option<Self> {
                    Some(Self { $($field: Canonical::take(bytes)?),* })
                }
            }

            impl Signable for $type {
                const WHAT: &'static str = $what;
            }
        )*
    };
}

/// Sixteen bytes, which the journal has no encoding of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ledger([u8; 16]);

impl Canonical for Ledger {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }

    fn take(bytes: &mut Bytes<'_>) -> Option<Self> {
        bytes.take(16)?.try_into().ok().map(Self)
    }
}

impl Canonical for LiftRequest {
    fn put(&self, out: &mut Vec<u8>) {
        Ledger(self.ledger).put(out);
        self.halts.put(out);
        self.scope.put(out);
        self.reason.put(out);
        self.requested_by.put(out);
        self.ts_ns.put(out);
        self.expires_ns.put(out);
    }

    fn take(bytes: &mut Bytes<'_>) -> Option<Self> {
        Some(Self {
            ledger: Ledger::take(bytes)?.0,
            halts: Canonical::take(bytes)?,
            scope: Canonical::take(bytes)?,
            reason: Canonical::take(bytes)?,
            requested_by: Canonical::take(bytes)?,
            ts_ns: Canonical::take(bytes)?,
            expires_ns: Canonical::take(bytes)?,
        })
    }
}

impl Signable for LiftRequest {
    const WHAT: &'static str = "plimsoll 1 request to re-arm";
}

signable! {
    LimitsRequest = "plimsoll 1 request for limits" { version, replaces, digest, reason, requested_by, ts_ns, expires_ns }
    Approval = "plimsoll 1 approval" { request, approved_by, ts_ns }
    Vouch = "plimsoll 1 word for a person" { name, role, key, scopes }
}

impl Approval {
    /// Of this request.
    #[must_use]
    pub fn of(request: &SignedStatement, approved_by: &str, ts_ns: Nanos) -> Self {
        Self { request: digest_of(request), approved_by: approved_by.to_owned(), ts_ns }
    }
}

impl SignedStatement {
    /// With a signature given in hexadecimal digits; none where it is no signature.
    #[must_use]
    pub fn new(person: &str, statement: Vec<u8>, signature: &str) -> Self {
        let signature = super::people::bytes_of_hex::<64>(signature).map(Vec::from).unwrap_or_default();
        Self { person: person.to_owned(), statement, signature }
    }
}

pub(crate) fn digest_of(request: &SignedStatement) -> [u8; 32] {
    Sha256::new().chain_update(&request.statement).chain_update(&request.signature).finalize().into()
}
