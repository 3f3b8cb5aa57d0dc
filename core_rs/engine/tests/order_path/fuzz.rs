//! Whatever comes in by whatever door: the venue sees approved commands only, each after its decision is written, nothing
//! new after a halt; and the journal alone gives the state again.

use super::desk::*;
use super::venue::Manner;
use plimsoll_risk::LimitKind;
use plimsoll_types::*;
use plimsoll_wire::journal::{Canonical, JournalEntry};
use proptest::prelude::*;
use std::collections::{HashMap, HashSet};

/// One thing that happens to the desk.
#[derive(Debug, Clone)]
enum Deed {
    New {
        side: bool,
        lots: i64,
        ticks: i64,
        kind: u8,
        tif: u8,
        flags: u16,
        child: bool,
    },
    Cancel {
        of: usize,
    },
    Replace {
        of: usize,
        lots: i64,
        ticks: i64,
    },
    Quote {
        bid: i64,
        bid_lots: i64,
        ask: i64,
        ask_lots: i64,
    },
    Mass {
        scope: u8,
    },
    /// A command once more, byte for byte.
    Again {
        of: usize,
    },
    /// A command with one byte changed.
    Bent {
        of: usize,
        at: usize,
        by: u8,
    },
    Fill {
        of: usize,
        lots: i64,
        ticks: i64,
    },
    Market {
        ticks: i64,
    },
    Wait {
        milliseconds: i64,
    },
    Halt {
        scope: u8,
        mode: u8,
    },
    Lift,
    Link {
        up: bool,
    },
    Manner {
        silent: bool,
    },
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        8 => (any::<bool>(), -1..40_i64, -15..15_i64, 0..6_u8, 0..8_u8, 0..64_u16, any::<bool>()).prop_map(
            |(side, lots, ticks, kind, tif, flags, child)| Deed::New { side, lots, ticks, kind, tif, flags, child }
        ),
        6 => (any::<bool>(), 1..40_i64, -15..15_i64).prop_map(|(side, lots, ticks)| Deed::New {
            side, lots, ticks, kind: 2, tif: 0, flags: 0, child: false
        }),
        4 => (0..50_usize).prop_map(|of| Deed::Cancel { of }),
        4 => (0..50_usize, 0..50_i64, -15..15_i64).prop_map(|(of, lots, ticks)| Deed::Replace { of, lots, ticks }),
        3 => (-15..5_i64, 0..20_i64, -5..15_i64, 0..20_i64)
            .prop_map(|(bid, bid_lots, ask, ask_lots)| Deed::Quote { bid, bid_lots, ask, ask_lots }),
        1 => (0..5_u8).prop_map(|scope| Deed::Mass { scope }),
        2 => (0..50_usize).prop_map(|of| Deed::Again { of }),
        2 => (0..50_usize, 0..150_usize, any::<u8>()).prop_map(|(of, at, by)| Deed::Bent { of, at, by }),
        4 => (0..50_usize, 1..20_i64, -15..15_i64).prop_map(|(of, lots, ticks)| Deed::Fill { of, lots, ticks }),
        3 => (-20..20_i64).prop_map(|ticks| Deed::Market { ticks }),
        3 => (0..400_i64).prop_map(|milliseconds| Deed::Wait { milliseconds }),
        1 => (0..5_u8, 1..5_u8).prop_map(|(scope, mode)| Deed::Halt { scope, mode }),
        1 => Just(Deed::Lift),
        1 => any::<bool>().prop_map(|up| Deed::Link { up }),
        1 => any::<bool>().prop_map(|silent| Deed::Manner { silent }),
    ]
}

fn scope_of(code: u8) -> Scope {
    match code {
        0 => Scope::Firm,
        1 => Scope::Strategy(StrategyId(1)),
        2 => Scope::Session(SESSION),
        3 => Scope::Account(AccountId(1)),
        _ => Scope::Instrument(AMZN),
    }
}

/// The desk, and every command that was ever sent to it.
struct Floor {
    desk: Desk,
    commands: Vec<OrderCommand>,
    names: Vec<ClOrdId>,
}

impl Floor {
    fn give(&mut self, command: OrderCommand) {
        self.commands.push(command);
        self.desk.command(command);
    }

    fn name(&self, of: usize) -> ClOrdId {
        if self.names.is_empty() { ClOrdId::new(ORIGIN, 999) } else { self.names[of % self.names.len()] }
    }

    fn price(&self, ticks: i64) -> Price {
        Price::from_raw(px(100.0).raw() + ticks * 10_000_000)
    }

    #[allow(clippy::too_many_arguments)]
    fn order(&mut self, side: bool, count: i64, ticks: i64, kind: u8, tif: u8, flags: u16, child: bool) -> NewOrder {
        let name = self.desk.next_name();
        let parent = if child { self.name(3) } else { ClOrdId::NONE };
        self.names.push(name);
        let kinds =
            [OrdType::Market, OrdType::Limit, OrdType::Limit, OrdType::Stop, OrdType::StopLimit, OrdType::Pegged];
        let tifs = [
            TimeInForce::Day,
            TimeInForce::Gtc,
            TimeInForce::AtOpen,
            TimeInForce::Ioc,
            TimeInForce::Fok,
            TimeInForce::Day,
            TimeInForce::Gtd,
            TimeInForce::AtClose,
        ];
        let side = if side { Side::Buy } else { Side::Sell };
        let ord_type = kinds[usize::from(kind) % kinds.len()];
        let time_in_force = tifs[usize::from(tif) % tifs.len()];
        let limit = NewOrder::limit(name, WHO, AMZN, side, lots(count), self.price(ticks));
        let named = !matches!(ord_type, OrdType::Market | OrdType::Stop);
        let stops = matches!(ord_type, OrdType::Stop | OrdType::StopLimit);
        NewOrder {
            ord_type,
            time_in_force,
            parent,
            flags: OrderFlags(flags),
            peg_to: (ord_type == OrdType::Pegged).then_some(PegTo::Primary),
            px: if named { limit.px } else { Price::UNSET },
            stop_px: if stops { limit.px } else { Price::UNSET },
            expire_ns: if time_in_force == TimeInForce::Gtd {
                self.desk.now_ns + 200 * MILLISECOND
            } else {
                UNKNOWN_TIME
            },
            ..limit
        }
    }

    fn act(&mut self, deed: &Deed) {
        match *deed {
            Deed::New { side, lots, ticks, kind, tif, flags, child } => {
                let order = self.order(side, lots, ticks, kind, tif, flags, child);
                self.give(OrderCommand::New(order));
            }
            Deed::Cancel { of } => {
                let (cl_ord_id, orig_cl_ord_id) = (self.desk.next_name(), self.name(of));
                self.give(OrderCommand::Cancel(CancelOrder { cl_ord_id, orig_cl_ord_id, ts_intent_ns: 0 }));
            }
            Deed::Replace { of, lots: count, ticks } => {
                let (cl_ord_id, orig_cl_ord_id, px) = (self.desk.next_name(), self.name(of), self.price(ticks));
                self.names.push(cl_ord_id);
                self.give(OrderCommand::Replace(ReplaceOrder {
                    cl_ord_id,
                    orig_cl_ord_id,
                    qty: lots(count),
                    display_qty: Qty::UNSET,
                    px,
                    stop_px: Price::UNSET,
                    frame_seq: 0,
                    ts_intent_ns: 0,
                }));
            }
            Deed::Quote { bid, bid_lots, ask, ask_lots } => {
                let quote_id = self.desk.next_name();
                self.names.extend([quote_id, self.desk.next_name()]);
                self.give(OrderCommand::Quote(TwoSidedQuote {
                    quote_id,
                    attribution: WHO,
                    instrument: AMZN,
                    bid_px: self.price(bid),
                    bid_qty: lots(bid_lots),
                    ask_px: self.price(ask),
                    ask_qty: lots(ask_lots),
                    frame_seq: 0,
                    ts_intent_ns: 0,
                }));
            }
            Deed::Mass { scope } => {
                let cl_ord_id = self.desk.next_name();
                self.give(OrderCommand::MassCancel(MassCancel { cl_ord_id, scope: scope_of(scope), ts_intent_ns: 0 }));
            }
            Deed::Again { of } => {
                if let Some(&command) = self.commands.get(of % self.commands.len().max(1)) {
                    self.desk.command(command);
                }
            }
            Deed::Bent { of, at, by } => self.bend(of, at, by),
            Deed::Fill { of, lots: count, ticks } => {
                let (name, px) = (self.name(of), self.price(ticks));
                self.desk.venue.script().fill(name, px, lots(count));
                self.desk.wait(1);
            }
            Deed::Market { ticks } => {
                #[allow(clippy::cast_precision_loss)]
                let bid = 100.0 + ticks as f64 / 100.0;
                self.desk.quote_market(bid, bid + 0.1);
            }
            Deed::Wait { milliseconds } => self.desk.wait(milliseconds * MILLISECOND),
            Deed::Halt { scope, mode } => {
                self.desk.halt(scope_of(scope), HaltMode::from_code(mode).unwrap());
            }
            Deed::Lift => self.lift_all(),
            Deed::Link { up } => {
                self.desk.venue.script().is_connected = up;
                self.desk.wait(1);
                self.answer();
            }
            Deed::Manner { silent } => {
                self.desk.venue.script().manner = if silent { Manner::Silent } else { Manner::Obliging };
            }
        }
    }

    /// Bytes off the wire with one of them changed: whatever they still mean is only another command.
    fn bend(&mut self, of: usize, at: usize, by: u8) {
        let Some(command) = self.commands.get(of % self.commands.len().max(1)) else { return };
        let mut bytes = command.to_bytes();
        let at = at % bytes.len();
        bytes[at] ^= by;
        if let Some(command) = OrderCommand::from_bytes(&bytes) {
            self.desk.command(command);
        }
    }

    /// The venue says how every order stands that it is asked for.
    fn answer(&mut self) {
        let asked = std::mem::take(&mut self.desk.venue.script().asked);
        for name in asked {
            let Some(order) = self.desk.path().oms().order(name).copied() else { continue };
            let body = VenueReportBody::Status {
                qty: order.terms.qty,
                px: order.terms.px,
                cum_qty: order.cum_qty,
                is_working: order.is_live(),
            };
            self.desk.venue.script().say(name, body);
        }
        self.desk.wait(1);
    }

    fn lift_all(&mut self) {
        for halt in self.desk.gate.halts() {
            let at = self.desk.path().now();
            let entry = plimsoll_wire::journal::LiftEntry {
                number: halt.number,
                reason: "clean".into(),
                requested_by: "kim".into(),
                approved_by: "lee".into(),
                signatures: String::new(),
            };
            self.desk.path().lift(at, &entry);
        }
    }
}

/// Walks the journal: every `Sent` has an approving decision before it, and no halt in force that stops it.
fn check_journal(entries: &[JournalEntry], sent: &[VenueCommand]) -> Result<(), TestCaseError> {
    let (mut approved, mut halts, mut recorded) = (HashSet::new(), HashMap::<u64, HaltRecord>::new(), Vec::new());
    let (mut terms, mut sessions) = (HashMap::new(), HashMap::new());
    for entry in entries {
        match entry {
            JournalEntry::Command(entry) => {
                _ = sessions.insert(entry.command.cl_ord_id(), entry.session);
                if let OrderCommand::New(order) = entry.command {
                    terms.entry(order.cl_ord_id).or_insert((order.attribution, order.instrument, order.flags));
                }
            }
            JournalEntry::Decision(decision) if decision.is_approved() => _ = approved.insert(decision.cl_ord_id),
            JournalEntry::Halt(halt) => _ = halts.insert(halt.number, halt.clone()),
            JournalEntry::Lift(lift) => _ = halts.remove(&lift.number),
            JournalEntry::Sent(command) => {
                prop_assert!(approved.contains(&command.cl_ord_id()), "{command:?} was never approved");
                recorded.push(*command);
                if let VenueCommand::New(order) = command {
                    let session = sessions[&order.cl_ord_id];
                    let mode = halts
                        .values()
                        .filter(|halt| halt.scope.holds(order.attribution, order.instrument, session))
                        .map(|halt| halt.mode)
                        .max()
                        .unwrap_or_default();
                    let liquidates = order.flags.contains(OrderFlags::LIQUIDATION) && session == 0;
                    let passes = match mode {
                        HaltMode::None | HaltMode::ReduceOnly => true,
                        HaltMode::Freeze | HaltMode::CancelAll => false,
                        HaltMode::Flatten => liquidates,
                    };
                    prop_assert!(passes, "{order:?} was sent under {mode:?}");
                }
            }
            _ => {}
        }
    }
    prop_assert_eq!(recorded, sent, "what the venue saw is what the journal says");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, max_shrink_iters: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn test_nothing_skips_risk_or_the_journal_and_nothing_new_passes_a_halt(
        deeds in proptest::collection::vec(deed(), 1..120),
        tight in any::<bool>(),
    ) {
        let changes = [
            (LimitKind::MaxQty, Scope::Firm, 30 * Qty::ONE),
            (LimitKind::Position, Scope::Strategy(StrategyId(1)), 60 * Qty::ONE),
            (LimitKind::MessagesPerSecond, Scope::Firm, 40),
            (LimitKind::DailyLoss, Scope::Strategy(StrategyId(1)), 20 * Money::ONE),
            (LimitKind::DuplicateWindow, Scope::Firm, MILLISECOND),
            (LimitKind::RejectsPerInterval, Scope::Firm, 25),
        ];
        let desk = if tight { Desk::under(&changes) } else { Desk::new() };
        let mut floor = Floor { desk, commands: Vec::new(), names: Vec::new() };
        for deed in &deeds {
            floor.act(deed);
        }
        floor.desk.wait(1);
        let sent = floor.desk.venue.script().sent.clone();
        check_journal(&entries(&floor.desk.disk), &sent)?;
        let (before, rebuilt) = (floor.desk.path().state_hash(), floor.desk.rebuilt());
        prop_assert_eq!(rebuilt.verdict(), Ok(()));
        prop_assert_eq!(rebuilt.state_hash(), before, "the journal alone gives the state");
    }
}
