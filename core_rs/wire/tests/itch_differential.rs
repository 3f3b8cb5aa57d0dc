//! The crate `itchy` as a second reader of every ITCH 5.0 message type.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test's own functions may fail it

mod itch_support;

use itch_support::generated::{drafts, write_stream};
use itch_support::test_file;
use plimsoll_wire::itch::encode::Writer;
use plimsoll_wire::itch::{Framing, Message, MessageLengths, messages};
use proptest::prelude::*;

/// Every number and text of a message, as `itchy` reads it and as the view does.
fn agree(ours: Message<'_>, theirs: &itchy::Message) {
    use itchy::Body;
    let shared = ours.header();
    assert_eq!(
        (shared.kind, shared.locate.get(), shared.tracking(), shared.ts_ns_since_midnight()),
        (theirs.tag, theirs.stock_locate, theirs.tracking_number, theirs.timestamp)
    );
    let buys = |side: u8| if side == b'B' { itchy::Side::Buy } else { itchy::Side::Sell };
    match (ours, &theirs.body) {
        (Message::AddOrder(m), Body::AddOrder(t)) => {
            assert_eq!((m.order_ref.get(), m.shares.get(), m.price.get()), (t.reference, t.shares, t.price.raw()));
            assert_eq!((&m.stock[..], buys(m.side), None), (t.stock.as_bytes(), t.side, t.mpid));
        }
        (Message::AddOrderMpid(m), Body::AddOrder(t)) => {
            assert_eq!((m.order_ref.get(), m.shares.get(), m.price.get()), (t.reference, t.shares, t.price.raw()));
            assert_eq!((&m.stock[..], buys(m.side)), (t.stock.as_bytes(), t.side));
            assert_eq!(Some(&m.attribution[..]), t.mpid.as_ref().map(|mpid| mpid.as_bytes()));
        }
        (Message::OrderExecuted(m), Body::OrderExecuted { reference, executed, match_number }) => {
            assert_eq!(
                (m.order_ref.get(), m.shares.get(), m.match_number.get()),
                (*reference, *executed, *match_number)
            );
        }
        (
            Message::OrderExecutedWithPrice(m),
            Body::OrderExecutedWithPrice { reference, executed, match_number, printable, price },
        ) => {
            assert_eq!(
                (m.order_ref.get(), m.shares.get(), m.match_number.get()),
                (*reference, *executed, *match_number)
            );
            assert_eq!((m.printable == b'Y', m.price.get()), (*printable, price.raw()));
        }
        (Message::OrderCancel(m), Body::OrderCancelled { reference, cancelled }) => {
            assert_eq!((m.order_ref.get(), m.shares.get()), (*reference, *cancelled));
        }
        (Message::OrderDelete(m), Body::DeleteOrder { reference }) => assert_eq!(m.order_ref.get(), *reference),
        (Message::OrderReplace(m), Body::ReplaceOrder(t)) => {
            assert_eq!((m.order_ref.get(), m.new_order_ref.get()), (t.old_reference, t.new_reference));
            assert_eq!((m.shares.get(), m.price.get()), (t.shares, t.price.raw()));
        }
        (Message::Trade(m), Body::NonCrossTrade(t)) => {
            assert_eq!((m.order_ref.get(), buys(m.side), m.shares.get()), (t.reference, t.side, t.shares));
            assert_eq!(
                (&m.stock[..], m.price.get(), m.match_number.get()),
                (t.stock.as_bytes(), t.price.raw(), t.match_number)
            );
        }
        (Message::CrossTrade(m), Body::CrossTrade(t)) => {
            assert_eq!((m.shares.get(), &m.stock[..]), (t.shares, t.stock.as_bytes()));
            assert_eq!((m.cross_price.get(), m.match_number.get()), (t.cross_price.raw(), t.match_number));
        }
        (Message::BrokenTrade(m), Body::BrokenTrade { match_number }) => {
            assert_eq!(m.match_number.get(), *match_number)
        }
        (Message::NetOrderImbalance(m), Body::Imbalance(t)) => {
            assert_eq!((m.paired_shares.get(), m.imbalance_shares.get()), (t.paired_shares, t.imbalance_shares));
            assert_eq!((m.far_price.get(), m.near_price.get()), (t.far_price.raw(), t.near_price.raw()));
            assert_eq!((m.reference_price.get(), &m.stock[..]), (t.current_ref_price.raw(), t.stock.as_bytes()));
            assert_eq!(char::from(m.price_variation), t.price_variation_indicator);
        }
        (Message::StockDirectory(m), Body::StockDirectory(t)) => {
            assert_eq!((&m.stock[..], m.round_lot_size.get()), (t.stock.as_bytes(), t.round_lot_size));
            assert_eq!((m.authenticity == b'P', m.etp_leverage.get()), (t.authenticity, t.etp_leverage_factor));
        }
        (Message::StockTradingAction(m), Body::TradingAction { stock, reason, .. }) => {
            assert_eq!((&m.stock[..], &m.reason[..]), (stock.as_bytes(), reason.as_bytes()));
        }
        (
            Message::LuldAuctionCollar(m),
            Body::LULDAuctionCollar { stock, ref_price, upper_price, lower_price, extension },
        ) => {
            assert_eq!((&m.stock[..], m.extension.get()), (stock.as_bytes(), *extension));
            let prices = [m.reference_price, m.upper_price, m.lower_price].map(|price| price.get());
            assert_eq!(prices, [ref_price.raw(), upper_price.raw(), lower_price.raw()]);
        }
        (Message::IpoQuotingPeriod(m), Body::IpoQuotingPeriod(t)) => {
            assert_eq!(
                (&m.stock[..], m.release_time.get(), m.price.get()),
                (t.stock.as_bytes(), t.release_time, t.price.raw())
            );
        }
        (Message::MwcbDeclineLevel(m), Body::MwcbDeclineLevel { level1, level2, level3 }) => {
            let levels = [m.level_1, m.level_2, m.level_3].map(|level| level.get());
            assert_eq!(levels, [level1.raw(), level2.raw(), level3.raw()]);
        }
        (Message::MarketParticipantPosition(m), Body::ParticipantPosition(t)) => {
            assert_eq!((&m.mpid[..], &m.stock[..]), (t.mpid.as_bytes(), t.stock.as_bytes()));
        }
        (Message::RegShoRestriction(m), Body::RegShoRestriction { stock, .. }) => assert_eq!(m.stock, stock.as_bytes()),
        (Message::RetailPriceImprovement(m), Body::RetailPriceImprovementIndicator(t)) => {
            assert_eq!(m.stock, t.stock.as_bytes());
        }
        (Message::SystemEvent(_), Body::SystemEvent { .. }) | (Message::MwcbStatus(_), Body::Breach(_)) => {}
        (ours, theirs) => panic!("{ours:?} is not {theirs:?}"),
    }
}

fn agree_on(bytes: &[u8], framing: Framing) -> usize {
    let theirs = itchy::MessageStream::from_reader(bytes).map(|message| message.expect("itchy reads it"));
    let mut ours = messages(bytes, framing);
    let both = ours.by_ref().zip(theirs).map(|(ours, theirs)| agree(ours, &theirs)).count();
    assert_eq!(ours.next(), None);
    assert!(ours.remainder().is_empty());
    both
}

#[test]
fn test_itchy_agrees_on_the_real_file() {
    let Some(bytes) = test_file() else { return };
    assert_eq!(agree_on(&bytes, Framing::ZeroPrefixed), 12_012);
}

proptest! {
    #[test]
    fn test_itchy_agrees_on_written_streams(drafts in drafts(60), length_given in any::<bool>()) {
        let framing = if length_given { Framing::LengthPrefixed } else { Framing::ZeroPrefixed };
        let known_to_itchy = |draft: &itch_support::generated::Draft| {
            !matches!(draft, itch_support::generated::Draft::Notice { kind: b'h' | b'O', .. })
        };
        let drafts: Vec<_> = drafts.into_iter().filter(known_to_itchy).collect();
        prop_assert_eq!(agree_on(&write_stream(framing, &drafts), framing), 4 + drafts.len());
    }

    #[test]
    fn test_views_cover_every_byte_of_every_type(kind in proptest::sample::select(MessageLengths::KINDS), filler in any::<[u8; 50]>()) {
        let mut bytes = filler[..MessageLengths::of(kind)].to_vec();
        bytes[0] = kind;
        let message = Message::of(&bytes).expect("right type and length");
        prop_assert_eq!(message.as_bytes(), &bytes[..]);
        let mut writer = Writer::new(Framing::LengthPrefixed);
        writer.push_bytes(message.as_bytes());
        let framed = writer.take();
        prop_assert_eq!(messages(&framed, Framing::LengthPrefixed).next(), Message::of(&bytes));
    }
}
