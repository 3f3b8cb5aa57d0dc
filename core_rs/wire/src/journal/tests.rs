use super::*;
use plimsoll_types::*;
use proptest::prelude::*;

fn order(number: u64) -> NewOrder {
    let attribution =
        Attribution { trader: TraderId(1), desk: DeskId(2), account: AccountId(3), strategy: StrategyId(4) };
    let id = ClOrdId::new(7, number);
    NewOrder::limit(id, attribution, InstrumentId(5), Side::Sell, Qty::from_raw(Qty::ONE), Price::from_raw(Price::ONE))
}

fn examples() -> Vec<JournalEntry> {
    let mut directory = Directory::default();
    let desk = directory.add_desk("equities").unwrap();
    directory.add_account("A1", desk, "USD").unwrap();
    directory.add_trader("kim", desk).unwrap();
    directory.add_strategy("ofi").unwrap();
    let amzn = Instrument {
        symbol: "AMZN".into(),
        venue_mic: "XNAS".into(),
        currency: "USD".into(),
        tick: Price::from_raw(10_000_000),
        lot: Qty::from_raw(Qty::ONE),
    };
    let outcome = CheckOutcome {
        check: RiskCheck::PriceCollar,
        scope: Scope::Account(AccountId(3)),
        unit: Unit::Price,
        measured: -5,
        limit: i64::MAX,
        passed: false,
        took_ns: 17,
    };
    let report = VenueReport {
        ts_venue_ns: 9,
        exec_id: ExecId(1),
        cl_ord_id: ClOrdId::new(7, 1),
        venue_order_id: VenueOrderId(2),
        body: VenueReportBody::Fill {
            px: Price::from_raw(1),
            qty: Qty::from_raw(2),
            liquidity: Liquidity::Added,
            fee: Money::from_raw(-3),
        },
    };
    let halt = HaltRecord {
        number: 1,
        scope: Scope::Firm,
        mode: HaltMode::CancelAll,
        reason: "drill".into(),
        by: "kim".into(),
        ts_ns: 4,
    };
    vec![
        JournalEntry::Vocabulary(Vocabulary { profile: "SIM".into(), directory, instruments: vec![amzn] }),
        JournalEntry::Command(CommandEntry { session: 1, seq: 2, command: OrderCommand::New(order(1)) }),
        JournalEntry::Decision(RiskDecision {
            cl_ord_id: ClOrdId::new(7, 1),
            ts_ns: 3,
            limits_version: 4,
            reason: RejectReason::PriceCollar,
            outcomes: vec![outcome],
            took_ns: 99,
        }),
        JournalEntry::Sent(VenueCommand::New(order(2))),
        JournalEntry::VenueReport(report),
        JournalEntry::Halt(halt),
        JournalEntry::VenueLink(true),
        JournalEntry::Note("naïve".into()),
    ]
}

#[test]
fn test_every_entry_reads_back_from_its_one_encoding() {
    for entry in examples() {
        let mut bytes = Vec::new();
        entry.put_payload(&mut bytes);
        assert_eq!(JournalEntry::read(entry.kind() as u16, &bytes), Ok(entry));
    }
}

#[test]
fn test_one_byte_more_or_less_is_refused() {
    for entry in examples() {
        let mut bytes = Vec::new();
        entry.put_payload(&mut bytes);
        let kind = entry.kind() as u16;
        assert_eq!(JournalEntry::read(kind, &bytes[..bytes.len() - 1]), Err(EntryError::Malformed(kind)));
        bytes.push(0);
        assert_eq!(JournalEntry::read(kind, &bytes), Err(EntryError::Malformed(kind)));
    }
}

#[test]
fn test_a_kind_of_a_later_version_is_named() {
    assert_eq!(JournalEntry::read(999, &[]), Err(EntryError::UnknownKind(999)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn test_what_can_be_read_is_written_the_same(kind in 1_u16..=17, bytes in prop::collection::vec(any::<u8>(), 0..160)) {
        if let Ok(entry) = JournalEntry::read(kind, &bytes) {
            let mut again = Vec::new();
            entry.put_payload(&mut again);
            prop_assert_eq!(again, bytes);
        }
    }

    #[test]
    fn test_flipped_bytes_never_read_as_the_same_entry(which in 0_usize..8, at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let entry = examples().swap_remove(which);
        let mut bytes = Vec::new();
        entry.put_payload(&mut bytes);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert_ne!(JournalEntry::read(entry.kind() as u16, &bytes), Ok(entry));
    }
}
