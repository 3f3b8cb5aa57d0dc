//! A session's segments: encodes what was taken in and writes it, block by block.
//!
//! Every step may fail and be tried again later: what was not written stays, and goes into a new segment.

use super::folder::{RecorderTarget, SegmentPlan, SessionFolder};
use super::inbox::Intake;
use super::segment::Segment;
use plimsoll_types::{Instrument, InstrumentId, Nanos};
use plimsoll_wire::recording::{BlockEncoder, SegmentOpening};
use std::io;
use std::path::Path;

/// Bytes after which the definitions are repeated, so that a damaged block hides no name for long.
const DEFINE_AGAIN: u64 = 4 << 20;

/// What a session holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SessionTotals {
    /// Input units.
    pub units: u64,
    /// Events.
    pub events: u64,
    /// Venue time of the first event.
    pub first_ns: Option<Nanos>,
    /// Latest venue time.
    pub last_ns: Option<Nanos>,
    /// Gaps: those of the feed, and those for what was dropped.
    pub gaps: u64,
    /// Damaged units passed over.
    pub damaged: u64,
    /// Events received and not kept.
    pub dropped: u64,
    /// Bytes of all segments.
    pub bytes: u64,
    /// Segments.
    pub segments: u32,
}

/// Writes one session.
#[derive(Debug)]
pub struct SessionWriter {
    folder: SessionFolder,
    plan: SegmentPlan,
    segment: Option<Segment>,
    encoder: BlockEncoder,
    definitions: BlockEncoder,
    known: Vec<Instrument>,
    /// Units received before the block under way.
    units: u64,
    defined_at: u64,
    totals: SessionTotals,
    part: usize,
}

impl SessionWriter {
    /// Makes the session's folder.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn create(target: RecorderTarget, plan: SegmentPlan, now_ns: Nanos) -> io::Result<Self> {
        Ok(Self {
            folder: SessionFolder::create(target, now_ns)?,
            plan,
            segment: None,
            encoder: BlockEncoder::default(),
            definitions: BlockEncoder::default(),
            known: Vec::new(),
            units: 0,
            defined_at: 0,
            totals: SessionTotals::default(),
            part: 0,
        })
    }

    /// Writes what was taken in, and empties it. Called again after a failure it goes on where it stopped.
    ///
    /// # Errors
    /// What the operating system says; nothing is lost by it.
    pub fn write(&mut self, intake: &mut Intake) -> io::Result<()> {
        if self.encoder.is_full() {
            self.flush()?;
        }
        while let Some(part) = intake.parts.get(self.part).copied() {
            if (part.lost || part.redefines) && !self.encoder.is_empty() {
                self.flush()?;
            }
            self.take(intake, self.part);
            self.part += 1;
            if self.encoder.is_full() {
                self.flush()?;
            }
        }
        if !self.encoder.is_empty() {
            self.flush()?;
        }
        self.part = 0;
        intake.clear();
        Ok(())
    }

    /// Encodes one part.
    fn take(&mut self, intake: &Intake, number: usize) {
        let part = intake.parts[number];
        let (events, definitions) = number.checked_sub(1).map_or((0, 0), |before| {
            let before = intake.parts[before];
            (before.events, before.definitions)
        });
        if part.lost {
            self.units += part.units;
            self.totals.gaps += 1;
            return;
        }
        for definition in &intake.definitions[definitions..part.definitions] {
            self.define(definition.id, &definition.instrument);
        }
        for event in &intake.events[events..part.events] {
            self.encoder.event(event, &intake.bars, &self.known);
        }
        self.encoder.count(part.units, part.damaged);
    }

    fn define(&mut self, id: InstrumentId, instrument: &Instrument) {
        let redefines = id.index() < self.known.len();
        if redefines {
            self.known[id.index()].clone_from(instrument);
        } else {
            self.known.push(instrument.clone());
        }
        self.encoder.define(id, instrument, redefines);
    }

    /// Writes the block under way.
    fn flush(&mut self) -> io::Result<()> {
        if self.segment.as_ref().is_some_and(|segment| segment.length() >= self.plan.segment_bytes) {
            self.end_segment()?;
        }
        self.ready()?;
        let Some(segment) = &mut self.segment else { return Ok(()) };
        let (header, block) = self.encoder.seal(segment.next_block(), self.units);
        segment.append(&header, block)?;
        self.units = header.units_behind();
        let totals = &mut self.totals;
        totals.bytes += block.len() as u64;
        totals.units += u64::from(header.units);
        totals.events += u64::from(header.events);
        totals.gaps += u64::from(header.gaps);
        totals.damaged += u64::from(header.damaged);
        if header.events > 0 {
            totals.first_ns.get_or_insert(header.first_ns);
            totals.last_ns = totals.last_ns.max(Some(header.last_ns));
        }
        self.encoder.clear();
        Ok(())
    }

    /// There is a segment, and what is known is defined in it.
    fn ready(&mut self) -> io::Result<()> {
        if self.segment.is_none() {
            let opening = SegmentOpening {
                session: self.folder.target().id(),
                source: self.folder.target().source.clone(),
                segment: self.totals.segments,
                feed_wide_order_ids: self.plan.feed_wide_order_ids,
                kraken_checksums: self.plan.kraken_checksums,
            };
            // The number is used up even where the file cannot be made: it may be there, half.
            self.totals.segments += 1;
            let segment = match Segment::begin(self.folder.path(), &opening, self.units) {
                Ok(segment) => segment,
                Err(error) => {
                    self.totals.segments -= u32::from(error.kind() != io::ErrorKind::AlreadyExists);
                    return Err(error);
                }
            };
            self.totals.bytes += segment.length();
            self.segment = Some(segment);
            self.folder.sync()?;
            self.defined_at = 0;
        } else if self.totals.bytes - self.defined_at < DEFINE_AGAIN.max(self.known.len() as u64 * 4_096) {
            return Ok(());
        }
        self.repeat_definitions()
    }

    fn repeat_definitions(&mut self) -> io::Result<()> {
        let Some(segment) = &mut self.segment else { return Ok(()) };
        self.defined_at = self.totals.bytes.max(1);
        if self.known.is_empty() {
            return Ok(());
        }
        self.definitions.clear();
        for (number, instrument) in self.known.iter().enumerate() {
            self.definitions.define(InstrumentId(u32::try_from(number).unwrap_or(u32::MAX)), instrument, false);
        }
        let (header, block) = self.definitions.seal(segment.next_block(), self.units);
        segment.append(&header, block)?;
        self.totals.bytes += block.len() as u64;
        Ok(())
    }

    fn end_segment(&mut self) -> io::Result<()> {
        let Some(mut segment) = self.segment.take() else { return Ok(()) };
        let before = segment.length();
        segment.finish(self.units)?;
        self.totals.bytes += segment.length() - before;
        Ok(())
    }

    /// After a failure: what follows goes into a new segment.
    pub fn abandon_segment(&mut self) {
        self.segment = None;
    }

    /// What was written outlives a power cut.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn sync(&mut self) -> io::Result<()> {
        self.segment.as_mut().map_or(Ok(()), Segment::sync)
    }

    /// Ends the session in order.
    ///
    /// # Errors
    /// What the operating system says: it then counts as cut off.
    pub fn finish(&mut self, now_ns: Nanos, dropped: u64) -> io::Result<SessionTotals> {
        self.end_segment()?;
        self.totals.dropped = dropped;
        self.folder.tell(Some((now_ns, &self.totals)), &self.known)?;
        Ok(self.totals)
    }

    /// What was written so far.
    #[must_use]
    pub const fn totals(&self) -> &SessionTotals {
        &self.totals
    }

    /// The session's folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}
