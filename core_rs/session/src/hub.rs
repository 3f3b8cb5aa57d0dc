//! The wires between a session's threads and the views of its instruments.

use crate::md_thread::Command;
use crate::status::StatusCell;
use plimsoll_book::snapshot;
use plimsoll_engine::PanelSink;
use plimsoll_engine::publish::PanelRecord;
use plimsoll_types::{InstrumentId, Nanos};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

/// Records under way per instrument.
const RECORDS_UNDER_WAY: usize = 4_096;

/// The reading ends of one instrument.
pub struct ViewEnds {
    /// Whose.
    pub instrument: InstrumentId,
    /// Trades, columns, statuses, in venue time order.
    pub records: Receiver<PanelRecord>,
    /// The latest book.
    pub snapshots: snapshot::Reader,
}

/// The writing ends of all watched instruments.
pub struct RecordHub {
    lanes: Vec<Option<Lane>>,
    new_views: Sender<ViewEnds>,
    attach: Sender<Command>,
    cell: Arc<StatusCell>,
    waits: bool,
}

struct Lane {
    sender: SyncSender<PanelRecord>,
    skipped: u64,
}

impl RecordHub {
    /// A hub that announces new instruments' views and hands their snapshot writers to the `md` thread.
    #[must_use]
    pub fn new(new_views: Sender<ViewEnds>, attach: Sender<Command>, cell: Arc<StatusCell>) -> Self {
        Self { lanes: Vec::new(), new_views, attach, cell, waits: true }
    }

    /// What happens when a reader falls behind: a recording waits for it, until the session closes; a live feed drops the
    /// record, counts it, and says so on the tape.
    pub fn wait_for_readers(&mut self, waits: bool) {
        self.waits = waits;
    }

    /// Makes the view of `instrument` unless there is one.
    pub fn ensure(&mut self, instrument: InstrumentId) {
        let index = instrument.index();
        if self.lanes.len() <= index {
            self.lanes.resize_with(index + 1, || None);
        }
        if self.lanes[index].is_none() {
            self.lanes[index] = Some(self.open_lane(instrument));
        }
    }

    fn open_lane(&self, instrument: InstrumentId) -> Lane {
        let (sender, records) = sync_channel(RECORDS_UNDER_WAY);
        let (writer, snapshots) = snapshot::channel(snapshot::MAX_DEPTH);
        // Both receivers are gone only when the session is closing: then nobody misses the view.
        let _ = self.attach.send(Command::Attach(instrument, Box::new(writer)));
        let _ = self.new_views.send(ViewEnds { instrument, records, snapshots });
        Lane { sender, skipped: 0 }
    }
}

impl PanelSink for RecordHub {
    fn record(&mut self, instrument: InstrumentId, record: PanelRecord) {
        self.ensure(instrument);
        let Some(Some(lane)) = self.lanes.get_mut(instrument.index()) else { return };
        if self.waits {
            lane.send_waiting(record, &self.cell);
        } else {
            lane.send_or_count(record);
        }
    }
}

impl Lane {
    fn send_waiting(&mut self, record: PanelRecord, cell: &StatusCell) {
        let mut waiting = record;
        while let Err(TrySendError::Full(back)) = self.sender.try_send(waiting) {
            if cell.closing() {
                return;
            }
            waiting = back;
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn send_or_count(&mut self, record: PanelRecord) {
        let ts_ns = time_of(&record);
        if self.skipped > 0 {
            let told = self.sender.try_send(PanelRecord::Skipped { ts_ns, count: self.skipped });
            self.skipped *= u64::from(told.is_err());
        }
        if matches!(self.sender.try_send(record), Err(TrySendError::Full(_))) {
            self.skipped += 1;
        }
    }
}

fn time_of(record: &PanelRecord) -> Nanos {
    match record {
        PanelRecord::Trade(print) => print.ts_venue_ns,
        PanelRecord::Column(column) => column.ts_start_ns,
        PanelRecord::Bar { ts_ns, .. }
        | PanelRecord::Status { ts_ns, .. }
        | PanelRecord::Gap { ts_ns }
        | PanelRecord::Resync { ts_ns }
        | PanelRecord::Skipped { ts_ns, .. } => *ts_ns,
    }
}
