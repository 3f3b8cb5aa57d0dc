//! People with keys, for tests.

use super::people::{People, hex};
use super::statement::{Approval, LiftRequest, Signable};
use super::{HaltsState, SignedStatement};
use ed25519_dalek::{Signer, SigningKey};
use std::path::Path;

pub(crate) const MINUTE_NS: i64 = 60_000_000_000;

pub(crate) fn key(name: &str) -> SigningKey {
    SigningKey::from_bytes(blake3::hash(name.as_bytes()).as_bytes())
}

pub(crate) fn sign<S: Signable>(name: &str, what: &S) -> SignedStatement {
    let statement = what.statement();
    let signature = key(name).sign(&statement).to_bytes().to_vec();
    SignedStatement { person: name.to_owned(), statement, signature }
}

/// The file's text: `kim trader, lee risk`; whoever comes third or later is vouched for by `by`.
pub(crate) fn people_text(who: &str, by: &str) -> String {
    let mut text = String::new();
    for (index, one) in who.split(", ").enumerate() {
        let (name, role) = one.split_once(' ').unwrap();
        let public = hex(key(name).verifying_key().as_bytes());
        text += &format!("[[person]]\nname = \"{name}\"\nrole = \"{role}\"\nkey = \"{public}\"\n");
        if index >= super::people::FOUNDERS {
            let bare = format!("[[person]]\nname = \"{name}\"\nrole = \"{role}\"\nkey = \"{public}\"\n");
            let person = People::parse(Path::new("people.toml"), &bare).unwrap().all()[0].clone();
            let vouch = hex(&sign(by, &person.vouch()).signature);
            text += &format!("vouched_by = \"{by}\"\nvouch = \"{vouch}\"\n");
        }
    }
    text
}

pub(crate) fn people(who: &str) -> People {
    People::parse(Path::new("people.toml"), &people_text(who, "lee")).unwrap()
}

/// A request to lift everything of the firm.
pub(crate) fn request(state: &HaltsState, by: &str, now_ns: i64) -> LiftRequest {
    LiftRequest {
        ledger: state.ledger,
        halts: state.halts.iter().map(|halt| halt.number).collect(),
        scope: "firm".to_owned(),
        reason: "the feed is back".to_owned(),
        requested_by: by.to_owned(),
        ts_ns: now_ns,
        expires_ns: now_ns + 15 * MINUTE_NS,
    }
}

pub(crate) fn both(request: &LiftRequest, approver: &str, now_ns: i64) -> [SignedStatement; 2] {
    let first = sign(&request.requested_by, request);
    let second = sign(approver, &Approval::of(&first, approver, now_ns));
    [first, second]
}
