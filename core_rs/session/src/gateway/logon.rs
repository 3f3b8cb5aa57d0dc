//! Logon: each end proves that it holds the principal's secret, neither sends it, and both come out with the keys of a new
//! session.
//!
//! ```text
//! client  → Hello     profile, principal, 32 random bytes
//! gateway → Challenge 32 random bytes, the instance of the gateway
//! client  → Proof     HMAC(secret, everything said so far ‖ where it stands)
//! gateway → Welcome   sealed under the new key: only the true gateway can
//! ```
//! Session keys are HKDF-SHA256(secret, salt = both random texts, info = profile ‖ principal ‖ instance): one a direction.

use super::frame::MacKey;
use super::octets::canonical;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use plimsoll_types::RejectReason;
use plimsoll_wire::journal::Canonical;
use sha2::Sha256;
use std::fmt;

/// Random bytes that one end contributes.
pub type Nonce = [u8; 32];

/// A principal's secret: 32 bytes that the gateway and one client hold.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl Secret {
    /// From its bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// From the text of a key file: 64 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().as_bytes();
        let mut bytes = [0; 32];
        if digits.len() != 64 {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).ok().filter(|pair| !pair.starts_with('+'))?;
            *byte = u8::from_str_radix(pair, 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// Its bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The text of a key file.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect::<String>() + "\n"
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)") // never in a log
    }
}

/// The client's first words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hello {
    /// `SIM` or `LIVE`: must be the gateway's.
    pub profile: String,
    /// Who, as the gateway's configuration names them.
    pub principal: String,
    /// 32 random bytes.
    pub nonce: Nonce,
}

/// The gateway's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// 32 random bytes.
    pub nonce: Nonce,
    /// Drawn when the gateway started: tells a restart from a new connection.
    pub instance: u64,
}

/// Where the client stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// The highest report number that it has; reports after it are sent again.
    pub last_report: u64,
    /// The last number of the step before that report's: of the last step it may not have everything.
    pub last_step: u64,
    /// The gateway that it has them from.
    pub instance: u64,
    /// Whether it wants reports from before this connection at all.
    pub resumes: bool,
}

impl Standing {
    /// Up to which number this client surely has everything. A restarted gateway numbers the reports of a step anew, so
    /// what was received of the last step is sent again; the client drops what it has.
    #[must_use]
    pub const fn has(&self, instance: u64) -> u64 {
        if self.instance == instance { self.last_report } else { self.last_step }
    }
}

/// The client's proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Where it stands.
    pub standing: Standing,
    /// HMAC-SHA256 under the secret.
    pub code: [u8; 32],
}

/// The session, and where it stands at the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcome {
    /// The session's number; the same whenever this principal logs on.
    pub session: u32,
    /// Origin of this principal's order names.
    pub origin: u32,
    /// The highest number of an order name that the gateway has seen of that origin: the next one is above it.
    pub last_number: u64,
    /// The last report that there is, for any session.
    pub last_report: u64,
    /// Whether the client lacks reports that are no longer kept for sending: the snapshot tells what became of them.
    pub is_behind: bool,
    /// Drawn when the gateway started.
    pub instance: u64,
    /// The gateway's monotonic clock: the session's clock.
    pub session_ns: i64,
    /// Time between two heartbeats.
    pub heartbeat_ms: u32,
    /// Without a heartbeat for this long the session is lost.
    pub lost_after_ms: u32,
    /// Whether it may send orders.
    pub may_trade: bool,
    /// ISO 8601 would be too much: UTC nanoseconds at which the gateway started.
    pub started_ns: i64,
}

/// No session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// By code.
    pub reason: RejectReason,
    /// In words: what was wrong and what to do.
    pub words: String,
}

canonical! {
    Hello { profile, principal, nonce }
    Challenge { nonce, instance }
    Standing { last_report, last_step, instance, resumes }
    Proof { standing, code }
    Welcome {
        session, origin, last_number, last_report, is_behind, instance, session_ns, heartbeat_ms, lost_after_ms, may_trade,
        started_ns,
    }
    Refusal { reason, words }
}

/// The keys of one session, one a direction.
#[derive(Debug, Clone)]
pub struct SessionKeys {
    /// Seals what the client sends.
    pub to_gateway: MacKey,
    /// Seals what the gateway sends.
    pub to_client: MacKey,
}

fn mac_of(secret: &Secret) -> Hmac<Sha256> {
    let mut block = [0; 64];
    block[..32].copy_from_slice(&secret.0);
    <Hmac<Sha256> as KeyInit>::new(&block.into())
}

fn transcript(secret: &Secret, hello: &Hello, challenge: &Challenge, standing: &Standing) -> Hmac<Sha256> {
    let mut said = b"plimsoll logon 1".to_vec();
    hello.put(&mut said);
    challenge.put(&mut said);
    standing.put(&mut said);
    let mut mac = mac_of(secret);
    mac.update(&said);
    mac
}

/// The client's proof.
#[must_use]
pub fn prove(secret: &Secret, hello: &Hello, challenge: &Challenge, standing: Standing) -> Proof {
    Proof { standing, code: transcript(secret, hello, challenge, &standing).finalize().into_bytes().into() }
}

/// Whether the proof is the principal's; takes the same time wherever it is wrong.
#[must_use]
pub fn is_proven(secret: &Secret, hello: &Hello, challenge: &Challenge, proof: &Proof) -> bool {
    transcript(secret, hello, challenge, &proof.standing).verify_slice(&proof.code).is_ok()
}

/// The keys that both ends come out with.
#[must_use]
pub fn session_keys(secret: &Secret, hello: &Hello, challenge: &Challenge) -> SessionKeys {
    let salt = [hello.nonce, challenge.nonce].concat();
    let mut info = b"plimsoll session 1".to_vec();
    hello.profile.put(&mut info);
    hello.principal.put(&mut info);
    challenge.instance.put(&mut info);
    let mut keys = [0; 64];
    // HKDF-SHA256 gives up to 8,160 bytes: 64 cannot be too many.
    let expanded = Hkdf::<Sha256>::new(Some(&salt), &secret.0).expand(&info, &mut keys);
    debug_assert!(expanded.is_ok(), "64 bytes of HKDF");
    let (mut to_gateway, mut to_client) = ([0; 32], [0; 32]);
    to_gateway.copy_from_slice(&keys[..32]);
    to_client.copy_from_slice(&keys[32..]);
    SessionKeys { to_gateway: MacKey::new(&to_gateway), to_client: MacKey::new(&to_client) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said() -> (Secret, Hello, Challenge, Standing) {
        let hello = Hello { profile: "SIM".into(), principal: "desk-1".into(), nonce: [1; 32] };
        let standing = Standing { last_report: 17, resumes: true, ..Standing::default() };
        (Secret::new([7; 32]), hello, Challenge { nonce: [2; 32], instance: 9 }, standing)
    }

    #[test]
    fn test_a_proof_holds_for_what_was_said_and_nothing_else() {
        let (secret, hello, challenge, standing) = said();
        let proof = prove(&secret, &hello, &challenge, standing);
        assert!(is_proven(&secret, &hello, &challenge, &proof));
        assert!(!is_proven(&Secret::new([8; 32]), &hello, &challenge, &proof), "another secret");
        assert!(!is_proven(&secret, &Hello { profile: "LIVE".into(), ..hello.clone() }, &challenge, &proof));
        assert!(!is_proven(&secret, &hello, &Challenge { nonce: [3; 32], instance: 9 }, &proof), "replayed");
        assert!(!is_proven(&secret, &hello, &Challenge { nonce: [2; 32], instance: 8 }, &proof), "before a restart");
        let moved = Proof { standing: Standing { last_report: 0, resumes: true, ..Standing::default() }, ..proof };
        assert!(!is_proven(&secret, &hello, &challenge, &moved), "another resume point");
    }

    #[test]
    fn test_keys_differ_by_direction_and_session() {
        let (secret, hello, challenge, _) = said();
        let keys = session_keys(&secret, &hello, &challenge);
        let code = keys.to_gateway.of(b"x");
        assert!(session_keys(&secret, &hello, &challenge).to_gateway.verifies(b"x", &code), "both ends agree");
        assert!(!keys.to_client.verifies(b"x", &code), "a frame sent back at its sender");
        let later = session_keys(&secret, &hello, &Challenge { nonce: [4; 32], ..challenge });
        assert!(!later.to_gateway.verifies(b"x", &code), "a frame of the session before");
    }

    #[test]
    fn test_a_key_file_reads_back_and_damage_is_seen() {
        let secret = Secret::new(std::array::from_fn(|at| u8::try_from(at * 7 % 256).unwrap()));
        assert_eq!(Secret::parse(&secret.text()), Some(secret.clone()));
        for wrong in ["", "00", &"0g".repeat(32), &"+1".repeat(32), &"0".repeat(65)] {
            assert_eq!(Secret::parse(wrong), None, "{wrong}");
        }
        assert_eq!(format!("{secret:?}"), "Secret(..)");
    }

    #[test]
    fn test_what_is_said_reads_back() {
        let (secret, hello, challenge, standing) = said();
        let proof = prove(&secret, &hello, &challenge, standing);
        assert_eq!(Hello::from_bytes(&hello.to_bytes()), Some(hello));
        assert_eq!(Challenge::from_bytes(&challenge.to_bytes()), Some(challenge));
        assert_eq!(Proof::from_bytes(&proof.to_bytes()), Some(proof));
    }
}
