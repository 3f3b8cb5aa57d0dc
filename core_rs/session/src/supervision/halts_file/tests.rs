use super::*;
use crate::supervision::ScopeText;
use crate::supervision::signing::{both, people, request};
use plimsoll_types::HaltMode;
use proptest::prelude::*;
use std::sync::Barrier;

fn new_halt(scope: &str, reason: &str) -> NewHalt {
    let scope = ScopeText::parse(scope).unwrap();
    NewHalt { number: 0, scope, mode: HaltMode::CancelAll, reason: reason.to_owned(), by: "kim".to_owned(), ts_ns: 5 }
}

const NOW: i64 = 1_700_000_000_000_000_000;

/// Lifts everything that holds.
fn rearm(file: &HaltsFile) -> Vec<LiftEntry> {
    let signed = both(&request(&file.read(), "kim", NOW), "lee", NOW);
    file.rearm(&people("kim trader, lee risk"), NOW, &signed).unwrap()
}

fn reasons(state: &HaltsState) -> Vec<&str> {
    state.halts.iter().map(|halt| halt.reason.as_str()).collect()
}

#[test]
fn test_a_halt_is_there_for_whoever_reads_next() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("supervision");
    assert!(!HaltsFile::at(&home).read().is_halted());
    assert!(!home.exists());
    let kept = HaltsFile::at(&home).engage(new_halt("firm", "why not")).unwrap();
    assert_eq!(kept.number, 1);
    let state = HaltsFile::at(&home).read();
    assert_eq!(state.halts, [kept]);
    assert!(state.damage.is_none() && !state.is_half_damaged);
}

#[test]
fn test_numbers_go_on_after_a_halt_is_lifted() {
    let folder = tempfile::tempdir().unwrap();
    let file = HaltsFile::prepare(folder.path()).unwrap();
    assert_eq!(file.engage(new_halt("firm", "one")).unwrap().number, 1);
    let signed = both(&request(&file.read(), "kim", NOW), "lee", NOW);
    assert_eq!(rearm(&file)[0].number, 1);
    assert_eq!(file.engage(new_halt("firm", "two")).unwrap().number, 2);
    let again = file.rearm(&people("kim trader, lee risk"), NOW, &signed);
    assert!(matches!(again, Err(SupervisionError::NoSuchHalt(1))));
    assert_eq!(reasons(&file.read()), ["two"]);
}

#[test]
fn test_a_change_needs_no_more_room_than_the_file_has() {
    let folder = tempfile::tempdir().unwrap();
    let file = HaltsFile::prepare(folder.path()).unwrap();
    let before = file.path().metadata().unwrap();
    assert!(before.blocks() * 512 >= before.len(), "the file has holes");
    for number in 0..40 {
        file.engage(new_halt("firm", &"x".repeat(number * 10))).unwrap();
    }
    let after = file.path().metadata().unwrap();
    assert_eq!((before.len(), before.blocks()), (after.len(), after.blocks()));
    assert_eq!(folder.path().read_dir().unwrap().count(), 2);
}

/// What every byte of a write, cut there, leaves behind: the state before it or the one after it.
#[test]
fn test_a_kill_at_any_byte_leaves_the_old_state_or_the_new_one() {
    let mut old = HaltsState::empty([1; 16]);
    old.add(new_halt("firm", "old"));
    let mut new = old.clone();
    new.add(new_halt("desk:equities", "new"));
    new.sequence += 1;
    let mut image = vec![0; 2 * SLOT_BYTES];
    for (at, bytes) in steps(&old) {
        image[at as usize..at as usize + bytes.len()].copy_from_slice(&bytes);
    }
    let mut seen_new = false;
    for (at, bytes) in steps(&new) {
        for (index, byte) in bytes.iter().enumerate() {
            image[at as usize + index] = *byte;
            let (first, second) = image.split_at(SLOT_BYTES);
            let state = HaltsState::of_slots(first, second).expect("neither state is left");
            assert!(reasons(&state) == reasons(&old) || reasons(&state) == reasons(&new));
            assert!(!seen_new || reasons(&state) == reasons(&new), "an acknowledged halt was lost");
        }
        seen_new = true;
    }
}

#[test]
fn test_damage_to_either_slot_loses_nothing_and_is_mended_by_the_next_change() {
    let folder = tempfile::tempdir().unwrap();
    let file = HaltsFile::prepare(folder.path()).unwrap();
    file.engage(new_halt("firm", "stays")).unwrap();
    for slot in 0..2 {
        let mut bytes = std::fs::read(file.path()).unwrap();
        bytes[slot * SLOT_BYTES + 60] ^= 1;
        std::fs::write(file.path(), bytes).unwrap();
        let state = HaltsFile::at(folder.path()).read();
        assert_eq!(reasons(&state), ["stays"]);
        assert!(state.is_half_damaged);
        rearm(&file);
        file.engage(new_halt("firm", "stays")).unwrap();
        assert!(!file.read().is_half_damaged);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn test_a_cut_or_changed_file_holds_the_halt_or_halts_all(cut in 0..2 * SLOT_BYTES, flips in prop::collection::vec(0..2 * SLOT_BYTES, 0..4), near in any::<bool>()) {
        let folder = tempfile::tempdir().unwrap();
        let file = HaltsFile::prepare(folder.path()).unwrap();
        file.engage(new_halt("desk:a", "stays")).unwrap();
        let mut bytes = std::fs::read(file.path()).unwrap();
        for flip in flips {
            let place = if near { flip % SLOT_BYTES % 140 + flip / SLOT_BYTES * SLOT_BYTES } else { flip };
            bytes[place] ^= 0x10;
        }
        bytes.truncate(if near { cut % 140 } else { cut });
        std::fs::write(file.path(), bytes).unwrap();
        let state = HaltsFile::at(folder.path()).read();
        if state.damage.is_some() {
            prop_assert_eq!(&state.halts[0].scope, &ScopeText::firm());
            prop_assert!(state.halts[0].reason.contains("cannot be trusted"));
        } else {
            prop_assert_eq!(reasons(&state), ["stays"]);
        }
    }
}

#[test]
fn test_a_file_that_has_gone_halts_the_firm() {
    let folder = tempfile::tempdir().unwrap();
    let file = HaltsFile::prepare(folder.path()).unwrap();
    std::fs::remove_file(file.path()).unwrap();
    for reader in [&file, &HaltsFile::at(folder.path())] {
        assert_eq!(reader.read().halts[0].scope, ScopeText::firm());
    }
    let state = file.read();
    assert!(state.damage.unwrap().contains("No such file"));
    let state = HaltsFile::at(folder.path()).settle().unwrap();
    assert_eq!((state.halts[0].number, state.damage), (1, None));
}

#[test]
fn test_a_damaged_file_stays_halted_when_it_is_settled_or_halted_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = HaltsFile::prepare(folder.path()).unwrap();
    file.engage(new_halt("desk:a", "lost")).unwrap();
    let before = file.read().ledger;
    std::fs::write(file.path(), b"junk").unwrap();
    let kept = file.engage(new_halt("desk:b", "again")).unwrap();
    assert_eq!(kept.number, 2);
    let state = file.settle().unwrap();
    assert_eq!((state.halts.len(), state.halts[0].scope.as_str()), (2, "firm"));
    assert_ne!(state.ledger, before);
    assert_eq!(std::fs::read(file.path().with_extension("damaged")).unwrap(), b"junk");
}

#[test]
fn test_writers_at_once_lose_no_halt() {
    let folder = tempfile::tempdir().unwrap();
    let start = Barrier::new(4);
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let (path, start) = (folder.path(), &start);
            scope.spawn(move || {
                start.wait();
                for halt in 0..5 {
                    HaltsFile::at(path).engage(new_halt("firm", &format!("{writer} {halt}"))).unwrap();
                }
            });
        }
    });
    let mut numbers: Vec<u64> = HaltsFile::at(folder.path()).read().halts.iter().map(|halt| halt.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=20).collect::<Vec<u64>>());
}

#[test]
fn test_a_writer_that_never_ends_is_named_after_a_while() {
    let folder = tempfile::tempdir().unwrap();
    let file = HaltsFile::prepare(folder.path()).unwrap();
    let other = File::open(file.path()).unwrap();
    other.lock().unwrap();
    let refused = file.engage(new_halt("firm", "x")).unwrap_err();
    assert!(refused.to_string().contains("another process"), "{refused}");
}
