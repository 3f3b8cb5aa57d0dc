//! Checks of how often, against whom, and on what ground: each alone.
#![allow(clippy::unwrap_used)]

mod support;

use plimsoll_risk::{Holding, LimitKind, RiskSetup, SelfTrade, ShortSale};
use plimsoll_types::{
    AccountId, Attribution, HaltMode, HaltRecord, NewOrder, OrdType, OrderFlags, Price, RejectReason, RiskCheck, Scope,
    Side, StrategyId,
};
use support::{AMZN, Desk, NOW, OF, SECOND, buy, limits, lots, px, sell, setup};

const SESSION: Scope = Scope::Session(1);

#[test]
fn test_one_counter_of_messages_a_second_counts_orders_amends_and_cancels() {
    for scope in [Scope::Firm, Scope::Desk(OF.desk), Scope::Trader(OF.trader), Scope::Strategy(OF.strategy), SESSION] {
        let mut desk = Desk::limited(&[(scope, LimitKind::MessagesPerSecond, 3)]);
        let own = plimsoll_risk::Owner { attribution: OF, instrument: AMZN, session: 1 };
        desk.book.owners.insert(buy(1, 1, 100.0).cl_ord_id, own);
        assert_eq!(desk.order(&buy(1, 1, 100.0)), RejectReason::None);
        assert!(desk.amend(&buy(1, 1, 100.0), 1, 100.01).is_none());
        desk.cancel(1);
        assert_eq!(
            desk.refused_by(&buy(4, 1, 100.0)),
            Some((RiskCheck::MessageRateSecond, RejectReason::MessageRate)),
            "{scope:?}"
        );
        assert_eq!(desk.amend(&buy(1, 1, 100.0), 1, 100.01), Some(RejectReason::MessageRate));
        desk.cancel(1);
        desk.mono_ns = SECOND + SECOND / 8;
        assert_eq!(desk.order(&buy(5, 1, 100.0)), RejectReason::None, "{scope:?}: the second is over");
    }
}

#[test]
fn test_cancels_pass_every_limit_and_kill_cancels_count_against_none() {
    let mut desk = Desk::limited(&[(Scope::Firm, LimitKind::MessagesPerSecond, 10)]);
    (0..1_000).for_each(|number| desk.kill_cancel(number));
    assert_eq!(desk.engine.kill_cancels(), 1_000);
    assert_eq!(desk.order(&buy(1, 1, 100.0)), RejectReason::None);
    (0..1_000).for_each(|number| desk.cancel(number));
    assert_eq!(desk.order(&buy(2, 1, 100.0)), RejectReason::MessageRate);
}

#[test]
fn test_a_refused_order_is_no_message() {
    let mut desk = Desk::limited(&[
        (Scope::Firm, LimitKind::MessagesPerSecond, 2),
        (Scope::Firm, LimitKind::MaxQty, lots(5).raw()),
    ]);
    for number in 0..50 {
        assert_eq!(desk.order(&buy(number, 6, 100.0)), RejectReason::MaxQty);
    }
    assert_eq!(desk.order(&buy(51, 1, 100.0)), RejectReason::None);
}

#[test]
fn test_messages_of_an_interval_are_capped_with_a_length_of_its_own() {
    let mut desk = Desk::limited(&[
        (Scope::Firm, LimitKind::MessagesPerInterval, 5),
        (Scope::Firm, LimitKind::MessageInterval, 10 * SECOND),
    ]);
    for number in 0..5 {
        desk.mono_ns = i64::try_from(number).unwrap() * SECOND;
        assert_eq!(desk.order(&buy(number, 1, 100.0)), RejectReason::None);
    }
    assert_eq!(desk.refused_by(&buy(6, 1, 100.0)), Some((RiskCheck::MessageRateInterval, RejectReason::MessageRate)));
    desk.mono_ns = 12 * SECOND;
    assert_eq!(desk.order(&buy(7, 1, 100.0)), RejectReason::None);
}

#[test]
fn test_a_clock_that_begins_anew_forgets_no_message() {
    let mut desk = Desk::limited(&[(Scope::Firm, LimitKind::MessagesPerSecond, 1)]);
    desk.mono_ns = 500 * SECOND;
    assert_eq!(desk.order(&buy(1, 1, 100.0)), RejectReason::None);
    desk.mono_ns = 3;
    assert_eq!(desk.order(&buy(2, 1, 100.0)), RejectReason::MessageRate);
    desk.mono_ns = 3 + 2 * SECOND;
    assert_eq!(desk.order(&buy(3, 1, 100.0)), RejectReason::None);
}

#[test]
fn test_messages_for_each_order_that_traded_are_capped_once_there_were_a_few() {
    let mut desk = Desk::limited(&[
        (Scope::Strategy(OF.strategy), LimitKind::OrderToTrade, 3_000_000),
        (Scope::Strategy(OF.strategy), LimitKind::OrderToTradeFree, 4),
    ]);
    for number in 1..=4 {
        assert_eq!(desk.order(&buy(number, 1, 100.0)), RejectReason::None, "{number}: free");
    }
    assert_eq!(desk.refused_by(&buy(5, 1, 100.0)), Some((RiskCheck::OrderToTrade, RejectReason::OrderToTrade)));
    desk.fill(&buy(1, 2, 100.0), 1, 1);
    desk.fill(&buy(1, 2, 100.0), 1, 2);
    assert_eq!(desk.order(&buy(6, 1, 100.0)), RejectReason::OrderToTrade, "parts of one order are one trade");
    desk.fill(&buy(2, 1, 100.0), 1, 1);
    assert_eq!(desk.order(&buy(7, 1, 100.0)), RejectReason::None);
    assert_eq!(desk.order(&buy(8, 1, 100.0)), RejectReason::None);
    assert_eq!(desk.order(&buy(9, 1, 100.0)), RejectReason::OrderToTrade);
    desk.engine.start_day();
    assert_eq!(desk.order(&buy(10, 1, 100.0)), RejectReason::None, "a new day");
}

#[test]
fn test_the_same_order_is_refused_within_the_window_and_any_other_is_not() {
    let mut desk = Desk::limited(&[(Scope::Firm, LimitKind::DuplicateWindow, SECOND)]);
    let other_strategy = Attribution { strategy: StrategyId(2), ..OF };
    let first = buy(1, 5, 100.0);
    assert_eq!(desk.order(&first), RejectReason::None);
    desk.mono_ns = SECOND - 1;
    assert_eq!(desk.refused_by(&buy(2, 5, 100.0)), Some((RiskCheck::DuplicateWindow, RejectReason::DuplicateOrder)));
    for (number, other) in [
        NewOrder { px: px(99.99), ..first },
        NewOrder { qty: lots(6), ..first },
        NewOrder { side: Side::Sell, ..first },
        NewOrder { ord_type: OrdType::Market, ..first },
        NewOrder { flags: OrderFlags::POST_ONLY, ..first },
        NewOrder { attribution: other_strategy, ..first },
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(desk.order(&other), RejectReason::None, "{number}");
    }
    assert!(desk.amend(&first, 5, 100.0).is_none(), "an amend is no duplicate");
    desk.mono_ns = SECOND;
    assert_eq!(desk.order(&buy(3, 5, 100.0)), RejectReason::None);
    desk.mono_ns = 2 * SECOND - 1;
    assert_eq!(desk.order(&buy(4, 5, 100.0)), RejectReason::DuplicateOrder, "counted from the last one");
}

#[test]
fn test_the_longest_duplicate_window_of_the_scopes_holds() {
    let mut desk = Desk::limited(&[
        (Scope::Firm, LimitKind::DuplicateWindow, SECOND),
        (Scope::Strategy(OF.strategy), LimitKind::DuplicateWindow, 3 * SECOND),
    ]);
    assert_eq!(desk.order(&buy(1, 5, 100.0)), RejectReason::None);
    desk.mono_ns = 2 * SECOND;
    assert_eq!(desk.order(&buy(2, 5, 100.0)), RejectReason::DuplicateOrder);
    assert_eq!(desk.decision.outcomes.last().unwrap().scope, Scope::Strategy(OF.strategy));
}

#[test]
fn test_an_order_that_would_meet_an_own_one_is_refused() {
    let other = Attribution { account: AccountId(2), ..OF };
    let refused = Some((RiskCheck::SelfTrade, RejectReason::SelfTrade));
    let mut desk = Desk::limited(&[]);
    desk.book.own = vec![(other, Side::Sell, px(100.05)), (other, Side::Buy, px(99.95))];
    assert_eq!(desk.refused_by(&buy(1, 1, 100.04)), None);
    assert_eq!(desk.refused_by(&buy(2, 1, 100.05)), refused);
    assert_eq!(desk.decision.outcomes.last().unwrap().measured, px(100.05).raw());
    assert_eq!(desk.refused_by(&sell(3, 1, 99.96)), None);
    assert_eq!(desk.refused_by(&sell(4, 1, 99.95)), refused);
    let market = NewOrder { ord_type: OrdType::Market, px: Price::UNSET, ..buy(5, 1, 100.0) };
    assert_eq!(desk.refused_by(&market), refused, "a market order meets any");
    for (rule, reason) in [(SelfTrade::Account, RejectReason::None), (SelfTrade::Unchecked, RejectReason::None)] {
        desk.engine.set_setup(RiskSetup { self_trade: rule, ..setup() });
        assert_eq!(desk.order(&buy(6, 1, 100.05)), reason, "{rule:?}: of another account");
    }
}

#[test]
fn test_repeated_executions_shut_an_algorithm_until_a_person_opens_it() {
    let mut desk = Desk::limited(&[
        (Scope::Strategy(OF.strategy), LimitKind::RepeatedExecutions, 2),
        (Scope::Strategy(OF.strategy), LimitKind::RepeatedWindow, 10 * SECOND),
    ]);
    assert!(desk.fill(&buy(1, 1, 100.0), 1, 1).is_none());
    assert!(desk.fill(&sell(2, 1, 100.1), 1, 1).is_none(), "the other side counts by itself");
    assert!(desk.fill(&buy(3, 1, 100.0), 1, 1).is_none());
    let trip = desk.fill(&buy(4, 1, 100.0), 1, 1).unwrap();
    assert_eq!((trip.scope, trip.measured, trip.limit), (Scope::Strategy(OF.strategy), 3, 2));
    assert_eq!(trip.control, plimsoll_risk::Control::RepeatedExecution);
    for later in [SECOND, 1_000 * SECOND] {
        desk.mono_ns = later;
        assert_eq!(
            desk.refused_by(&buy(5, 1, 100.0)),
            Some((RiskCheck::RepeatedExecution, RejectReason::RepeatedExecution)),
            "no timer opens it"
        );
    }
    let other = NewOrder { attribution: Attribution { strategy: StrategyId(2), ..OF }, ..buy(6, 1, 100.0) };
    let by_hand = NewOrder { attribution: Attribution { strategy: StrategyId::NONE, ..OF }, ..buy(7, 1, 100.0) };
    assert_eq!(desk.order(&other), RejectReason::None);
    assert_eq!(desk.order(&by_hand), RejectReason::None);
    assert_eq!(desk.engine.throttled(), [OF.strategy]);
    desk.rearm(Scope::Strategy(OF.strategy));
    assert_eq!(desk.order(&buy(8, 1, 100.0)), RejectReason::None);
    assert!(desk.engine.throttled().is_empty());
}

#[test]
fn test_a_short_sale_needs_a_locate_where_the_rule_asks() {
    let locate = Some((RiskCheck::Locate, RejectReason::LocateRequired));
    let located = |order: NewOrder| NewOrder { flags: OrderFlags::LOCATED, ..order };
    let account = Scope::Account(OF.account);
    let mut desk = Desk::under(limits(&[]), RiskSetup { short_sale: ShortSale::Locate, ..setup() });
    let held = Holding { net: lots(10), open_sell: lots(4), ..Holding::default() };
    desk.book.holdings.insert((account, AMZN), Some(held));
    assert_eq!(desk.refused_by(&sell(1, 6, 100.1)), None, "sells what is held");
    assert_eq!(desk.refused_by(&sell(2, 7, 100.1)), locate);
    assert_eq!(desk.refused_by(&located(sell(3, 7, 100.1))), None);
    assert_eq!(desk.refused_by(&buy(4, 7, 100.0)), None);
    desk.engine.set_setup(RiskSetup { short_sale_of: [(AMZN, ShortSale::Forbidden)].into(), ..setup() });
    assert_eq!(desk.refused_by(&located(sell(5, 7, 100.1))), locate);
    desk.engine.set_setup(setup());
    assert_eq!(desk.refused_by(&sell(6, 7, 100.1)), None, "free");
    desk.engine.set_setup(RiskSetup { short_sale: ShortSale::Locate, ..setup() });
    desk.book.holdings.insert((account, AMZN), None);
    assert_eq!(desk.refused_by(&sell(7, 1, 100.1)), Some((RiskCheck::Locate, RejectReason::NotANumber)));
}

#[test]
fn test_an_order_on_a_frame_that_the_market_left_behind_is_refused() {
    let mut desk = Desk::limited(&[(Scope::Firm, LimitKind::FrameAge, 3)]);
    let stale = Some((RiskCheck::Frame, RejectReason::StaleFrame));
    let seen = |frame_seq| NewOrder { frame_seq, ..buy(1, 1, 100.0) };
    assert_eq!(desk.refused_by(&seen(997)), None);
    assert_eq!(desk.refused_by(&seen(996)), stale);
    assert_eq!(desk.refused_by(&seen(1_001)), stale, "never published");
    assert_eq!(desk.refused_by(&seen(0)), None, "an algorithm reads the core, not frames");
    assert_eq!(desk.refused_by(&NewOrder { flags: OrderFlags::MANUAL, ..seen(0) }), stale, "a person sees frames");
}

#[test]
fn test_a_reduce_only_order_may_not_pass_flat_whatever_is_open_beside_it() {
    let refused = Some((RiskCheck::ReduceOnly, RejectReason::ReduceOnly));
    let only = |order: NewOrder| NewOrder { flags: OrderFlags::REDUCE_ONLY, ..order };
    let mut desk = Desk::limited(&[]);
    desk.book.position = Some(Some(Holding { net: lots(10), open_sell: lots(4), ..Holding::default() }));
    assert_eq!(desk.refused_by(&only(sell(1, 6, 100.1))), None);
    assert_eq!(desk.refused_by(&only(sell(2, 7, 100.1))), refused);
    assert_eq!(desk.refused_by(&only(buy(3, 1, 100.0))), refused);
    desk.book.position = Some(Some(Holding { net: lots(-10), ..Holding::default() }));
    assert_eq!(desk.refused_by(&only(buy(4, 10, 100.0))), None);
    assert_eq!(desk.refused_by(&only(buy(5, 11, 100.0))), refused);
    desk.book.position = Some(None);
    assert_eq!(desk.refused_by(&only(buy(6, 1, 100.0))), Some((RiskCheck::ReduceOnly, RejectReason::NotANumber)));
}

#[test]
fn test_under_a_reduce_only_halt_every_order_must_reduce_and_liquidations_alone_pass_a_flatten_halt() {
    let halt =
        |mode| HaltRecord { number: 1, scope: Scope::Firm, mode, reason: "x".into(), by: "kim".into(), ts_ns: NOW };
    let mut desk = Desk::limited(&[]);
    desk.book.position = Some(Some(Holding { net: lots(10), ..Holding::default() }));
    desk.gate.engage(halt(HaltMode::ReduceOnly));
    assert_eq!(desk.order(&sell(1, 10, 100.1)), RejectReason::None);
    assert_eq!(desk.order(&sell(2, 11, 100.1)), RejectReason::ReduceOnly);
    assert_eq!(desk.order(&buy(3, 1, 100.0)), RejectReason::ReduceOnly);
    desk.gate.engage(halt(HaltMode::Flatten));
    assert_eq!(desk.order(&sell(4, 10, 100.1)), RejectReason::Halted);
    desk.grant.liquidates = true;
    let liquidation = |qty| NewOrder { flags: OrderFlags::LIQUIDATION, ..sell(5, qty, 100.1) };
    assert_eq!(desk.order(&liquidation(10)), RejectReason::None);
    assert_eq!(desk.order(&liquidation(11)), RejectReason::ReduceOnly);
    assert_eq!(desk.order(&sell(6, 10, 100.1)), RejectReason::Halted, "the session alone is not enough");
}
