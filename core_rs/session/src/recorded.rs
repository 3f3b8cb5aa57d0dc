//! Recorded sessions as they lie on disk: what a folder holds, and its sound bytes as one input.

use crate::source::{ByteSource, read_full_at};
use plimsoll_types::{EventBatch, Nanos};
use plimsoll_wire::Decoder;
use plimsoll_wire::recording::{
    BlockHeader, BlockKind, HEADER_BYTES, IndexEntry, RecordingDecoder, SegmentIndex, SegmentOpening, TRAILER_BYTES,
    next_header, segment_name,
};
use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The ending of a segment's name.
const ENDING: &str = "plseg";

/// Files held open at a time: a long day has more segments than a process may have files.
const OPEN_FILES: usize = 8;

/// Blocks decoded to find the names of a cut-off session's instruments.
const NAMING_BLOCKS: usize = 4;

/// What one segment holds.
#[derive(Debug, Clone)]
pub struct SegmentSurvey {
    /// Its file.
    pub path: PathBuf,
    /// Bytes up to the end of the last sound block.
    pub length: u64,
    /// What it says of its session; `None` where that is damaged.
    pub opening: Option<SegmentOpening>,
    /// Its data blocks with events.
    pub index: SegmentIndex,
    /// Whether it was ended in order.
    pub ended: bool,
    /// What is wrong, in words; empty where nothing is.
    pub damage: String,
}

/// What a session holds, from its segments.
#[derive(Debug, Clone, Default)]
pub struct SessionSurvey {
    /// In order.
    pub segments: Vec<SegmentSurvey>,
    /// Which segments the folder lacks, in words; empty where it lacks none.
    pub missing: String,
}

/// The figures of a session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SurveyFigures {
    /// Input units.
    pub units: u64,
    /// Events.
    pub events: u64,
    /// Damaged units that were passed over while recording.
    pub damaged: u64,
    /// Gaps within blocks and between them.
    pub gaps: u64,
    /// Venue times of the first and last event.
    pub first_ns: Option<Nanos>,
    /// See `first_ns`.
    pub last_ns: Option<Nanos>,
    /// Sound bytes.
    pub bytes: u64,
    /// Whether the last segment was ended in order; one before it may have been left when the disk refused.
    pub ended: bool,
    /// What is wrong, in words.
    pub damage: String,
}

impl SessionSurvey {
    /// Looks at every segment of a folder, or at one segment; decodes nothing.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn of(path: &Path) -> io::Result<Self> {
        let files = if path.is_dir() { segment_files(path)? } else { vec![path.to_path_buf()] };
        let missing = if path.is_dir() { missing_words(&files) } else { String::new() };
        let segments = files.iter().map(|file| SegmentSurvey::of(file)).collect::<io::Result<_>>()?;
        Ok(Self { segments, missing })
    }

    /// What the first segment that says anything says.
    #[must_use]
    pub fn opening(&self) -> Option<&SegmentOpening> {
        self.segments.iter().find_map(|segment| segment.opening.as_ref())
    }

    /// Sums over all segments.
    #[must_use]
    pub fn figures(&self) -> SurveyFigures {
        let ended = self.segments.last().is_some_and(|segment| segment.ended);
        let mut figures = SurveyFigures { ended, ..SurveyFigures::default() };
        let mut behind = 0;
        let mut words: Vec<&str> = vec![&self.missing];
        for segment in &self.segments {
            figures.bytes += segment.length;
            words.push(&segment.damage);
            for entry in &segment.index.entries {
                figures.gaps += u64::from(entry.gaps) + u64::from(behind != entry.units_before);
                behind = entry.units_before + u64::from(entry.units);
                figures.units += u64::from(entry.units);
                figures.damaged += u64::from(entry.damaged);
                figures.events += u64::from(entry.events);
                if entry.events > 0 {
                    figures.first_ns.get_or_insert(entry.first_ns);
                    figures.last_ns = figures.last_ns.max(Some(entry.last_ns));
                }
            }
        }
        words.retain(|word| !word.is_empty());
        figures.damage = words.join("; ");
        figures
    }

    /// Symbols that the first blocks of the first and the last segment name.
    #[must_use]
    pub fn symbols(&self) -> Vec<String> {
        let mut symbols = Vec::new();
        let ends = [self.segments.first(), self.segments.last().filter(|_| self.segments.len() > 1)];
        for segment in ends.into_iter().flatten() {
            for symbol in segment.symbols().unwrap_or_default() {
                if !symbols.contains(&symbol) {
                    symbols.push(symbol);
                }
            }
        }
        symbols
    }
}

impl SegmentSurvey {
    /// From the index where there is a sound one, else from the blocks.
    fn of(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        let mut head = vec![0; HEADER_BYTES + 4_096];
        let seen = read_full_at(&file, 0, &mut head)?;
        let opening = SegmentOpening::parse(&head[..seen]);
        let mut survey = Self {
            path: path.to_path_buf(),
            length: size,
            opening,
            index: SegmentIndex::default(),
            ended: false,
            damage: String::new(),
        };
        match index_of(&file, size)? {
            Some(index) => {
                survey.index = index;
                survey.ended = true;
            }
            None => survey.walk(&file, size)?,
        }
        Ok(survey)
    }

    /// Goes from block to block. What lies behind the last sound one is a block that was being written: it is cut.
    fn walk(&mut self, file: &File, size: u64) -> io::Result<()> {
        let mut found: Vec<(u64, BlockHeader)> = Vec::new();
        let mut at = 0;
        while at < size {
            let mut head = [0; HEADER_BYTES];
            let seen = read_full_at(file, at, &mut head)?;
            let header = BlockHeader::parse(&head[..seen]);
            match header.filter(|header| at + header.block_bytes() as u64 <= size) {
                Some(header) => {
                    found.push((at, header));
                    at += header.block_bytes() as u64;
                }
                None => match self.block_behind(file, at, size)? {
                    Some(next) => {
                        self.say(&format!("the block at byte {at} is damaged"));
                        at = next;
                    }
                    None => break,
                },
            }
        }
        let sound = self.drop_unsound_end(file, &mut found)?;
        if sound < size {
            self.say(&format!("cut off: the last {} bytes hold no whole block and are left out", size - sound));
        }
        self.length = sound;
        let with_events = |(_, header): &&(u64, BlockHeader)| {
            header.kind == BlockKind::Data && (header.events > 0 || header.units > 0)
        };
        self.index.entries = found.iter().filter(with_events).map(|(at, header)| IndexEntry::of(header, *at)).collect();
        Ok(())
    }

    fn block_behind(&self, file: &File, at: u64, size: u64) -> io::Result<Option<u64>> {
        let mut rest = vec![0; usize::try_from(size - at).unwrap_or(0)];
        let seen = read_full_at(file, at, &mut rest)?;
        Ok(next_header(&rest[..seen], 1).map(|place| at + place as u64))
    }

    /// After a power cut the newest blocks may have their length and not their content.
    fn drop_unsound_end(&self, file: &File, found: &mut Vec<(u64, BlockHeader)>) -> io::Result<u64> {
        while let Some((at, header)) = found.last().copied() {
            let mut payload = vec![0; header.length as usize];
            let seen = read_full_at(file, at + HEADER_BYTES as u64, &mut payload)?;
            if header.fits(&payload[..seen]) {
                return Ok(at + header.block_bytes() as u64);
            }
            found.pop();
        }
        Ok(0)
    }

    fn say(&mut self, words: &str) {
        let name = self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let separator = if self.damage.is_empty() { "" } else { "; " };
        self.damage = format!("{}{separator}{name}: {words}", self.damage);
    }

    fn symbols(&self) -> io::Result<Vec<String>> {
        let file = File::open(&self.path)?;
        let end = self.index.entries.get(NAMING_BLOCKS).map_or(self.length, |entry| entry.offset);
        let mut bytes = vec![0; usize::try_from(end).unwrap_or(0)];
        let seen = read_full_at(&file, 0, &mut bytes)?;
        let mut decoder = RecordingDecoder::new();
        let mut batch = EventBatch::default();
        let mut at = 0;
        while let Ok(consumed) = decoder.decode(&bytes[at..seen], false, &mut batch) {
            batch.clear();
            at += consumed;
            if consumed == 0 {
                break;
            }
        }
        Ok(decoder.instruments().rows().iter().map(|instrument| instrument.symbol.clone()).collect())
    }
}

/// The index at the end of a segment; `None` where there is none that is sound and fits the file.
fn index_of(file: &File, size: u64) -> io::Result<Option<SegmentIndex>> {
    let mut trailer = [0; TRAILER_BYTES];
    let Some(at) = size.checked_sub(TRAILER_BYTES as u64) else { return Ok(None) };
    read_full_at(file, at, &mut trailer)?;
    let Some(length) = SegmentIndex::length_of(&trailer).filter(|length| *length as u64 <= size) else {
        return Ok(None);
    };
    let mut block = vec![0; length];
    let seen = read_full_at(file, size - length as u64, &mut block)?;
    Ok(SegmentIndex::parse(&block[..seen]))
}

/// The segments of a folder, in order; empty where it is no recorded session.
///
/// # Errors
/// What the operating system says.
pub fn segment_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in folder.read_dir()? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == ENDING) && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Names the first segment that should lie before one that is there.
fn missing_words(files: &[PathBuf]) -> String {
    let names = files.iter().filter_map(|file| file.file_name()).map(|name| name.to_string_lossy());
    let lost = (0..).map(segment_name).zip(names).find(|(expected, name)| expected != name);
    lost.map_or_else(String::new, |(expected, _)| format!("{expected} is missing: what it held is a gap"))
}

/// The sound bytes of a session's segments, one behind the other, as they were when it was opened.
pub struct SessionSource {
    segments: Vec<(PathBuf, u64, u64)>,
    total: u64,
    open: Mutex<VecDeque<(usize, Arc<File>)>>,
    /// Shared, so that nobody deletes the folder meanwhile; a session that is being written has its own.
    _lock: Option<File>,
}

impl SessionSource {
    /// Of what a survey found.
    #[must_use]
    pub fn new(survey: &SessionSurvey) -> Self {
        let mut total = 0;
        let mut segments = Vec::new();
        for segment in &survey.segments {
            segments.push((segment.path.clone(), total, segment.length));
            total += segment.length;
        }
        let folder = survey.segments.first().and_then(|segment| segment.path.parent());
        let lock = folder.and_then(|folder| File::open(folder).ok()).filter(|folder| folder.try_lock_shared().is_ok());
        Self { segments, total, open: Mutex::default(), _lock: lock }
    }

    fn file(&self, number: usize) -> io::Result<Arc<File>> {
        // A poisoned lock holds open files all the same.
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, file)) = open.iter().find(|(held, _)| *held == number) {
            return Ok(Arc::clone(file));
        }
        let file = Arc::new(File::open(&self.segments[number].0)?);
        if open.len() == OPEN_FILES {
            open.pop_front();
        }
        open.push_back((number, Arc::clone(&file)));
        Ok(file)
    }
}

impl ByteSource for SessionSource {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let first = self.segments.partition_point(|(_, start, length)| start + length <= offset);
        let mut filled = 0;
        for number in first..self.segments.len() {
            let (path, start, length) = &self.segments[number];
            let within = (offset + filled as u64).saturating_sub(*start);
            let want = usize::try_from(length - within).unwrap_or(usize::MAX).min(buffer.len() - filled);
            let seen = read_full_at(self.file(number)?.as_ref(), within, &mut buffer[filled..filled + want])?;
            filled += seen;
            if seen < want && filled == 0 {
                let reason = format!("{} is shorter than when it was opened", path.display());
                return Err(io::Error::other(reason));
            }
            if seen < want || filled == buffer.len() {
                break;
            }
        }
        Ok(filled)
    }

    #[allow(clippy::cast_precision_loss)]
    fn fraction(&self, offset: u64) -> f64 {
        offset as f64 / self.total.max(1) as f64
    }
}
