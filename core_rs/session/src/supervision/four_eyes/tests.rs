use super::*;
use crate::supervision::NewHalt;
use crate::supervision::signing::{MINUTE_NS, both, key, people, request, sign};
use ed25519_dalek::Signer;
use plimsoll_types::HaltMode;
use plimsoll_wire::journal::Canonical;
use proptest::prelude::*;

const NOW: i64 = 1_700_000_000_000_000_000;

fn halted(scopes: &[&str]) -> HaltsState {
    let mut state = HaltsState::empty([7; 16]);
    for scope in scopes {
        state.add(NewHalt {
            number: 0,
            scope: ScopeText::parse(scope).unwrap(),
            mode: HaltMode::Freeze,
            reason: "test".to_owned(),
            by: "kim".to_owned(),
            ts_ns: NOW,
        });
    }
    state
}

fn everyone() -> People {
    people("kim trader, lee risk, ann analyst, max risk, adm administrator, joe trader")
}

#[test]
fn test_two_people_one_of_them_risk_lift_a_halt() {
    let state = halted(&["firm"]);
    let request = request(&state, "kim", NOW);
    let lifted = lifting(&everyone(), &state, NOW + MINUTE_NS, &both(&request, "lee", NOW)).unwrap();
    assert_eq!(lifted.len(), 1);
    let entry = &lifted[0];
    assert_eq!((entry.number, entry.requested_by.as_str(), entry.approved_by.as_str()), (1, "kim", "lee"));
    assert_eq!(entry.signatures.len(), 2 * 128 + 1);
}

#[test]
fn test_of_every_pair_only_two_people_with_one_of_risk_lift_a_halt() {
    let (state, people) = (halted(&["firm"]), everyone());
    for first in people.all() {
        for second in people.all() {
            let request = request(&state, &first.name, NOW);
            let lifted = lifting(&people, &state, NOW, &both(&request, &second.name, NOW));
            let may = first.name != second.name && (first.role == Role::Risk || second.role == Role::Risk);
            assert_eq!(lifted.is_ok(), may, "{} and {}", first.name, second.name);
        }
    }
}

#[test]
fn test_a_request_lives_from_its_making_to_its_end() {
    let (state, people) = (halted(&["firm"]), everyone());
    let request = request(&state, "kim", NOW);
    let refused = |now_ns, approved_ns| {
        lifting(&people, &state, now_ns, &both(&request, "lee", approved_ns)).err().map(|error| error.to_string())
    };
    assert_eq!(refused(NOW + 15 * MINUTE_NS, NOW + 15 * MINUTE_NS), None);
    assert!(refused(NOW + 15 * MINUTE_NS + 1, NOW).unwrap().contains("expired"));
    assert!(refused(NOW - MINUTE_NS, NOW).unwrap().contains("future"));
    assert!(refused(NOW, NOW - MINUTE_NS).unwrap().contains("life"));
    assert!(refused(NOW, NOW + 16 * MINUTE_NS).unwrap().contains("life"));
    for life_ns in [-1, LONGEST_LIFE_NS + 1, i64::MAX] {
        let request = LiftRequest { expires_ns: NOW.saturating_add(life_ns), ..request.clone() };
        assert!(lifting(&people, &state, NOW, &both(&request, "lee", NOW)).is_err(), "{life_ns}");
    }
}

#[test]
fn test_a_request_lifts_the_halts_that_it_names_and_no_others() {
    let (mut state, people) = (halted(&["firm"]), everyone());
    let asked = request(&state, "kim", NOW);
    state.add(halted(&["firm"]).halts.remove(0).into());
    let lifted = lifting(&people, &state, NOW, &both(&asked, "lee", NOW)).unwrap();
    assert_eq!(lifted.iter().map(|entry| entry.number).collect::<Vec<_>>(), [1]);

    state.halts.retain(|halt| halt.number != 1);
    let again = lifting(&people, &state, NOW, &both(&asked, "lee", NOW)).unwrap_err();
    assert!(matches!(again, SupervisionError::NoSuchHalt(1)), "a used approval was taken again: {again}");

    let wider = request(&halted(&["desk:a"]), "kim", NOW);
    let refused = lifting(&people, &halted(&["desk:a"]), NOW, &both(&wider, "lee", NOW)).unwrap_err();
    assert!(refused.to_string().contains("halt 1 is of desk:a"), "{refused}");

    let other = HaltsState { ledger: [8; 16], ..halted(&["firm"]) };
    assert!(lifting(&people, &other, NOW, &both(&asked, "lee", NOW)).is_err());
    let none = LiftRequest { halts: Vec::new(), ..asked.clone() };
    assert!(lifting(&people, &state, NOW, &both(&none, "lee", NOW)).is_err());
    let silent = LiftRequest { reason: " ".to_owned(), ..asked };
    assert!(lifting(&people, &halted(&["firm"]), NOW, &both(&silent, "lee", NOW)).is_err());
}

#[test]
fn test_half_an_agreement_is_none() {
    let (state, people) = (halted(&["firm"]), everyone());
    let asked = request(&state, "kim", NOW);
    let [first, second] = both(&asked, "lee", NOW);
    let other = LiftRequest { reason: "another".to_owned(), ..asked };
    let [first_of_other, second_of_other] = both(&other, "lee", NOW);
    let forged = SignedStatement { person: "lee".to_owned(), ..sign("kim", &Approval::of(&first, "lee", NOW)) };
    let in_others_name = SignedStatement { person: "max".to_owned(), ..second.clone() };
    let stranger = sign("eve", &Approval::of(&first, "eve", NOW));
    for signed in [
        vec![],
        vec![first.clone()],
        vec![second.clone(), first.clone()],
        vec![first.clone(), first.clone()],
        vec![first.clone(), second_of_other],
        vec![first_of_other, second.clone()],
        vec![first.clone(), forged],
        vec![first.clone(), in_others_name],
        vec![first.clone(), stranger],
        vec![first.clone(), second.clone(), second],
        vec![first.clone(), SignedStatement { signature: vec![0; 64], ..first }],
    ] {
        assert!(lifting(&people, &state, NOW, &signed).is_err(), "{signed:?}");
    }
}

#[test]
fn test_whoever_left_approves_nothing_more_but_what_they_approved_stays() {
    let text = crate::supervision::signing::people_text("kim trader, lee risk", "lee");
    let left = People::parse(std::path::Path::new("people.toml"), &format!("{text}removed = 5\n")).unwrap();
    let state = halted(&["firm"]);
    let refused = lifting(&left, &state, NOW, &both(&request(&state, "kim", NOW), "lee", NOW)).unwrap_err();
    assert!(refused.to_string().contains("nobody called `lee`"), "{refused}");
    let limits = LimitsRequest {
        version: 2,
        replaces: 1,
        digest: [4; 32],
        reason: "more capital".to_owned(),
        requested_by: "kim".to_owned(),
        ts_ns: NOW,
        expires_ns: NOW + MINUTE_NS,
    };
    let first = sign("kim", &limits);
    let signed = [first.clone(), sign("lee", &Approval::of(&first, "lee", NOW))];
    assert!(limits_agreed(&left, Some(NOW), &signed).is_err());
    assert_eq!(limits_agreed(&left, None, &signed).unwrap().request, limits);
}

#[test]
fn test_no_signature_serves_for_another_kind_of_statement() {
    let (state, people) = (halted(&["firm"]), everyone());
    let asked = request(&state, "kim", NOW);
    let mut bare = Vec::new();
    asked.put(&mut bare);
    let signature = key("kim").sign(&bare).to_bytes().to_vec();
    let first = SignedStatement { person: "kim".to_owned(), statement: bare, signature };
    let second = sign("lee", &Approval::of(&first, "lee", NOW));
    assert!(lifting(&people, &state, NOW, &[first, second]).is_err());
    assert_eq!(LimitsRequest::of_statement(&asked.statement()), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn test_one_changed_bit_of_either_half_lifts_nothing(half in 0..2_usize, part in any::<bool>(), at in any::<prop::sample::Index>(), bit in 0..8) {
        let (state, people) = (halted(&["firm"]), everyone());
        let mut signed = both(&request(&state, "kim", NOW), "lee", NOW);
        let bytes = if part { &mut signed[half].statement } else { &mut signed[half].signature };
        let at = at.index(bytes.len());
        bytes[at] ^= 1_u8 << bit;
        prop_assert!(lifting(&people, &state, NOW, &signed).is_err());
    }

    #[test]
    fn test_random_statements_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let signed = SignedStatement { person: "kim".to_owned(), statement: bytes, signature: vec![1; 64] };
        prop_assert!(lifting(&everyone(), &halted(&["firm"]), NOW, &[signed.clone(), signed]).is_err());
    }
}
