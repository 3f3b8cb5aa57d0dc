//! What two people sign, and when their two signatures are enough.
//!
//! The one who asks signs the request. The one who approves signs an approval, which holds a digest of that request and
//! nothing else: it is good for no other. A request names the halts that were seen when it was made, by their numbers in
//! one halts file; numbers are given once, so neither half can be used a second time.

use super::people::{People, Person, Role, hex};
use super::statement::{Approval, LiftRequest, LimitsRequest, Signable, SignedStatement, digest_of};
use super::{HaltsState, ScopeText, SupervisionError};
use plimsoll_types::Nanos;
use plimsoll_wire::journal::LiftEntry;

/// A request lives no longer.
pub const LONGEST_LIFE_NS: i64 = 24 * 3_600 * 1_000_000_000;

/// How far the clocks of two machines may differ.
const CLOCK_SLACK_NS: i64 = 5_000_000_000;

/// Both halves of a decision, for the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed<R> {
    /// What was asked.
    pub request: R,
    /// Who agreed.
    pub approved_by: String,
    /// Both signatures, hexadecimal.
    pub signatures: String,
}

/// What every request says of itself.
trait Request: Signable {
    fn requested_by(&self) -> &str;
    fn reason(&self) -> &str;
    fn times(&self) -> (Nanos, Nanos);
}

impl Request for LiftRequest {
    fn requested_by(&self) -> &str {
        &self.requested_by
    }

    fn reason(&self) -> &str {
        &self.reason
    }

    fn times(&self) -> (Nanos, Nanos) {
        (self.ts_ns, self.expires_ns)
    }
}

impl Request for LimitsRequest {
    fn requested_by(&self) -> &str {
        &self.requested_by
    }

    fn reason(&self) -> &str {
        &self.reason
    }

    fn times(&self) -> (Nanos, Nanos) {
        (self.ts_ns, self.expires_ns)
    }
}

fn refuse<T>(reason: impl Into<String>) -> Result<T, SupervisionError> {
    Err(SupervisionError::FourEyes(reason.into()))
}

/// The request, where its own signature and times are right. `None` of `now_ns` asks nothing of the present: what was
/// agreed once stays agreed.
fn requested<'p, R: Request>(
    people: &'p People,
    now_ns: Option<Nanos>,
    signed: &SignedStatement,
) -> Result<(R, &'p Person), SupervisionError> {
    let Some(request) = R::of_statement(&signed.statement) else {
        return refuse("the first statement is no such request");
    };
    if request.requested_by() != signed.person {
        return refuse(format!("{} signed a request of {}", signed.person, request.requested_by()));
    }
    let requester = people.signer(&signed.person, R::WHAT, &signed.statement, &signed.signature, now_ns.is_some())?;
    if request.reason().trim().is_empty() {
        return refuse("the request has no reason");
    }
    let (ts_ns, expires_ns) = request.times();
    if !(0..=LONGEST_LIFE_NS).contains(&expires_ns.saturating_sub(ts_ns)) {
        return refuse("the request does not expire within a day; ask anew");
    }
    if now_ns.is_some_and(|now_ns| now_ns > expires_ns) {
        return refuse("the request has expired; ask anew");
    }
    if now_ns.is_some_and(|now_ns| now_ns < ts_ns.saturating_sub(CLOCK_SLACK_NS)) {
        return refuse("the request is of the future; set the clocks right");
    }
    Ok((request, requester))
}

fn agreed<R: Request>(
    people: &People,
    now_ns: Option<Nanos>,
    signed: &[SignedStatement],
) -> Result<Agreed<R>, SupervisionError> {
    let [first, second] = signed else {
        return refuse("it takes a request and an approval: two signatures of two people");
    };
    let (request, requester) = requested::<R>(people, now_ns, first)?;
    let Some(approval) = Approval::of_statement(&second.statement) else {
        return refuse("the second statement is no approval");
    };
    if approval.approved_by != second.person {
        return refuse(format!("{} signed an approval of {}", second.person, approval.approved_by));
    }
    let approver =
        people.signer(&second.person, Approval::WHAT, &second.statement, &second.signature, now_ns.is_some())?;
    if approval.request != digest_of(first) {
        return refuse(format!("{} approved another request", approver.name));
    }
    let (ts_ns, expires_ns) = request.times();
    if !(ts_ns.saturating_sub(CLOCK_SLACK_NS)..=expires_ns).contains(&approval.ts_ns) {
        return refuse("the approval lies outside the request's life");
    }
    four_eyes(requester, approver)?;
    let signatures = format!("{} {}", hex(&first.signature), hex(&second.signature));
    Ok(Agreed { request, approved_by: approver.name.clone(), signatures })
}

/// Two different people, one of them of role risk.
///
/// # Errors
/// [`SupervisionError::FourEyes`] naming the rule that is broken.
pub fn four_eyes(first: &Person, second: &Person) -> Result<(), SupervisionError> {
    if first.name == second.name || first.key == second.key {
        return refuse(format!("{} cannot approve what they asked for; a second person must", first.name));
    }
    if first.role != Role::Risk && second.role != Role::Risk {
        return refuse(format!("neither {} nor {} is of role risk; one of the two must be", first.name, second.name));
    }
    Ok(())
}

/// Whether two people may lift these halts now.
///
/// # Errors
/// [`SupervisionError`] naming what is wrong: a person, a signature, the time, the scope or a halt that holds no longer.
pub fn lifting(
    people: &People,
    state: &HaltsState,
    now_ns: Nanos,
    signed: &[SignedStatement],
) -> Result<Vec<LiftEntry>, SupervisionError> {
    let agreed = agreed::<LiftRequest>(people, Some(now_ns), signed)?;
    check_halts(state, &agreed.request)?;
    let entry = |&number| LiftEntry {
        number,
        reason: agreed.request.reason.clone(),
        requested_by: agreed.request.requested_by.clone(),
        approved_by: agreed.approved_by.clone(),
        signatures: agreed.signatures.clone(),
    };
    Ok(agreed.request.halts.iter().map(entry).collect())
}

/// Whether a request for re-arming is sound, before anybody approves it.
///
/// # Errors
/// As [`lifting`].
pub fn lift_request(
    people: &People,
    state: &HaltsState,
    now_ns: Nanos,
    signed: &SignedStatement,
) -> Result<LiftRequest, SupervisionError> {
    let (request, _) = requested::<LiftRequest>(people, Some(now_ns), signed)?;
    check_halts(state, &request)?;
    Ok(request)
}

fn check_halts(state: &HaltsState, request: &LiftRequest) -> Result<(), SupervisionError> {
    if state.damage.is_some() {
        return refuse("the halts file is damaged; halt or ask anew, so that a sound one is made");
    }
    if state.ledger != request.ledger {
        return refuse("the request is about the halts of another file");
    }
    let scope = ScopeText::parse(&request.scope)?;
    if request.halts.is_empty() {
        return refuse("the request names no halt");
    }
    for &number in &request.halts {
        let halt = state.halt(number).ok_or(SupervisionError::NoSuchHalt(number))?;
        if halt.scope != scope {
            return refuse(format!("halt {number} is of {}, the request is of {scope}", halt.scope));
        }
    }
    Ok(())
}

/// Whether two people agreed to limits; `now_ns` is that of the approval, or `None` for limits that were approved before.
///
/// # Errors
/// [`SupervisionError`] naming what is wrong.
pub fn limits_agreed(
    people: &People,
    now_ns: Option<Nanos>,
    signed: &[SignedStatement],
) -> Result<Agreed<LimitsRequest>, SupervisionError> {
    agreed(people, now_ns, signed)
}

/// Whether a request for limits is sound, before anybody approves it.
///
/// # Errors
/// As [`limits_agreed`].
pub fn limits_request(
    people: &People,
    now_ns: Nanos,
    signed: &SignedStatement,
) -> Result<LimitsRequest, SupervisionError> {
    requested::<LimitsRequest>(people, Some(now_ns), signed).map(|(request, _)| request)
}

#[cfg(test)]
mod tests;
