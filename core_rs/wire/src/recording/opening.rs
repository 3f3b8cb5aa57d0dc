//! The first block of a segment: whose it is, and what a loop must know of the feed besides its events.

use super::block::{BlockHeader, BlockKind, HEADER_BYTES};
use super::varint::{Reader, put_text};

const FEED_WIDE_ORDER_IDS: u8 = 1;
const KRAKEN_CHECKSUMS: u8 = 2;

/// Tells a session's segments from another's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SegmentOpening {
    /// Id of the session.
    pub session: String,
    /// Format or generator that the events came from.
    pub source: String,
    /// Number of the segment in the session, from 0.
    pub segment: u32,
    /// Whether order ids are unique within the feed, rather than within an instrument.
    pub feed_wide_order_ids: bool,
    /// Whether checksums are those of Kraken.
    pub kraken_checksums: bool,
}

impl SegmentOpening {
    /// As the whole block; `units_before` are the session's units before the segment.
    #[must_use]
    pub fn to_block(&self, units_before: u64) -> Vec<u8> {
        let mut block = vec![0; HEADER_BYTES];
        let flag = |set: bool, flag: u8| if set { flag } else { 0 };
        block.push(flag(self.feed_wide_order_ids, FEED_WIDE_ORDER_IDS) | flag(self.kraken_checksums, KRAKEN_CHECKSUMS));
        put_text(&mut block, &self.session);
        put_text(&mut block, &self.source);
        BlockHeader::seal(&mut block, BlockKind::Opening, units_before, self.segment);
        block
    }

    /// From the front of a segment; `None` where it is no opening, or damaged.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let header = BlockHeader::parse(bytes).filter(|header| header.kind == BlockKind::Opening)?;
        let payload = bytes.get(HEADER_BYTES..header.block_bytes()).filter(|payload| header.fits(payload))?;
        let mut reader = Reader::new(payload);
        let flags = reader.byte()?;
        Some(Self {
            session: reader.text()?.to_owned(),
            source: reader.text()?.to_owned(),
            segment: header.number,
            feed_wide_order_ids: flags & FEED_WIDE_ORDER_IDS != 0,
            kraken_checksums: flags & KRAKEN_CHECKSUMS != 0,
        })
    }
}

/// The file of a segment.
#[must_use]
pub fn segment_name(number: u32) -> String {
    format!("{number:06}.plseg")
}
