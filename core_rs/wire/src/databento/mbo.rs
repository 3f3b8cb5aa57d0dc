//! One market-by-order record and the event it is.

use crate::fields::shown;
use crate::lines::Refusal;
use crate::unit::Stamp;
use crate::{listing, notes};
use plimsoll_types::{
    EventBatch, EventFlags, InstrumentId, InstrumentTable, MarketBody, MarketEvent, Nanos, OrderId, Price, Qty, Side,
};
use std::collections::HashSet;

/// After which records the book may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnitEnd {
    /// The last record of an event (flag 128): a replace is never seen half done.
    #[default]
    Event,
    /// Every record, as Databento's own MBP-10 rows are written: for verification against them.
    Record,
}

const FLAG_LAST: u8 = 128;
const FLAG_SNAPSHOT: u8 = 32;
const FLAG_MAYBE_BAD_BOOK: u8 = 4;

/// A record with its fields as they are on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mbo {
    /// Venue's clock.
    pub ts_event_ns: Nanos,
    /// Capture server's clock.
    pub ts_recv_ns: Nanos,
    /// `A C M R T F N`.
    pub action: u8,
    /// `A B N`.
    pub side: u8,
    /// Unset where the record has none.
    pub px: Price,
    /// Contracts or shares.
    pub qty: Qty,
    /// The venue's order reference.
    pub order_id: OrderId,
    /// Bits as above.
    pub flags: u8,
    /// Sequence number at the venue.
    pub sequence: u32,
}

/// Turns records into events; shared by CSV and DBN.
#[derive(Debug, Clone, Default)]
pub struct MboEvents {
    unit_end: UnitEnd,
    /// Instruments whose feed said that its book may be bad.
    gapped: HashSet<InstrumentId>,
}

impl MboEvents {
    /// With units that end as told.
    #[must_use]
    pub fn new(unit_end: UnitEnd) -> Self {
        Self { unit_end, gapped: HashSet::new() }
    }

    /// Appends the event of `record`.
    ///
    /// # Errors
    /// [`Refusal`] of an action or side that there is not.
    pub fn record(
        &mut self,
        table: &mut InstrumentTable,
        instrument: InstrumentId,
        record: &Mbo,
        out: &mut EventBatch,
    ) -> Result<(), Refusal> {
        let body = body(record)?;
        if matches!(body, MarketBody::AddOrder { .. } | MarketBody::AmendOrder { .. } | MarketBody::Trade { .. }) {
            listing::learn(table, instrument, record.px, record.qty);
        }
        let stamp = Stamp { ts_venue_ns: record.ts_event_ns, ts_recv_ns: record.ts_recv_ns, instrument };
        let mut flags = EventFlags::default();
        if record.flags & FLAG_SNAPSHOT != 0 {
            flags = flags.with(EventFlags::SNAPSHOT);
        }
        self.continuity(record, stamp, out);
        push(out, stamp, flags, body);
        let is_last = self.unit_end == UnitEnd::Record || record.flags & FLAG_LAST != 0;
        if let Some(last) = out.events.last_mut().filter(|_| is_last) {
            last.flags = last.flags.with(EventFlags::LAST);
        }
        out.units += 1;
        Ok(())
    }

    /// The feed says that packets were lost: a gap, until the book is cleared to be built anew.
    fn continuity(&mut self, record: &Mbo, stamp: Stamp, out: &mut EventBatch) {
        let is_bad = record.flags & FLAG_MAYBE_BAD_BOOK != 0;
        let received = u64::from(record.sequence);
        if is_bad && self.gapped.insert(stamp.instrument) {
            push(out, stamp, EventFlags::default(), MarketBody::Gap { expected: received.saturating_sub(1), received });
        } else if !is_bad && record.action == b'R' && self.gapped.remove(&stamp.instrument) {
            push(out, stamp, EventFlags::default(), MarketBody::Resync);
        }
    }
}

fn push(out: &mut EventBatch, stamp: Stamp, flags: EventFlags, body: MarketBody) {
    let Stamp { ts_venue_ns, ts_recv_ns, instrument } = stamp;
    out.events.push(MarketEvent { ts_venue_ns, ts_recv_ns, instrument, flags, body });
}

fn body(record: &Mbo) -> Result<MarketBody, Refusal> {
    let Mbo { order_id, px, qty, .. } = *record;
    let side = match record.side {
        b'B' => Some(Side::Buy),
        b'A' => Some(Side::Sell),
        b'N' => None,
        other => return Err(Refusal::new("side", format!("{} is none of A, B, N", shown(&[other])))),
    };
    Ok(match (record.action, side) {
        (b'A' | b'M', _) if !px.is_set() => MarketBody::Note { code: notes::UNSUPPORTED },
        (b'A', Some(side)) => MarketBody::AddOrder { order_id, side, px, qty },
        (b'M', Some(side)) => MarketBody::AmendOrder { order_id, side, px, qty },
        (b'C', side) => MarketBody::ReduceOrder { order_id, qty, px, side },
        (b'R', side) => MarketBody::Clear { side },
        (b'T', aggressor) => MarketBody::Trade { px, qty, aggressor, match_id: 0 },
        (b'F', _) => MarketBody::Note { code: notes::FILL },
        (b'N', _) => MarketBody::Note { code: notes::EMPTY },
        (b'A' | b'M', None) => return Err(Refusal::new("side", "an order has side A or B, not N")),
        (other, _) => {
            return Err(Refusal::new("action", format!("{} is none of A, C, M, R, T, F, N", shown(&[other]))));
        }
    })
}
