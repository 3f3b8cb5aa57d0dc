//! Bytes of a recording, plain or compressed, readable at any offset by several cursors.

use ruzstd::decoding::{FrameDecoder, StreamingDecoder};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Bytes moved at a time while decompressing.
const CHUNK: usize = 1 << 20;

/// Random access to the decompressed bytes of one input.
pub trait ByteSource: Send + Sync {
    /// Fills `buffer` from `offset`. Fewer bytes than asked for mean that the end, or damage, lies behind them; none mean
    /// the end.
    ///
    /// # Errors
    /// What the operating system or the decompressor says about the first byte asked for.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// How far reading has come, as a fraction of the file on disk from 0 to 1.
    fn fraction(&self, offset: u64) -> f64;
}

/// Opens `path`, decompressing gzip, zstd and xz by their magic numbers.
///
/// # Errors
/// What the operating system says.
pub fn open(path: &Path) -> io::Result<Box<dyn ByteSource>> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::other("is a folder, not a file"));
    }
    let size = file.metadata()?.len();
    let mut magic = [0_u8; 6];
    let seen = read_full_at(&file, 0, &mut magic)?;
    let reader = BufReader::with_capacity(CHUNK, CountingReader { file: file.try_clone()?, read: 0 });
    match &magic[..seen] {
        [0x1f, 0x8b, ..] => spool(Box::new(flate2::bufread::MultiGzDecoder::new(reader)), size),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => spool(Box::new(ZstdFrames::new(reader)), size),
        [0xfd, b'7', b'z', b'X', b'Z', 0] => spool(Box::new(lzma_rust2::XzReader::new(reader, true)), size),
        _ => Ok(Box::new(PlainFile { file, size })),
    }
}

struct PlainFile {
    file: File,
    size: u64,
}

impl ByteSource for PlainFile {
    /// A file that was cut while open would end early without a word; one that grows is read as far as it goes.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let count = read_full_at(&self.file, offset, buffer)?;
        if count == 0 && !buffer.is_empty() && offset < self.size {
            return Err(io::Error::other(format!("it ends there now, and had {} bytes when it was opened", self.size)));
        }
        Ok(count)
    }

    fn fraction(&self, offset: u64) -> f64 {
        ratio(offset, self.size)
    }
}

/// Decompressed as far as any cursor asked, kept in an unnamed temporary file.
struct Spool {
    inner: Mutex<SpoolState>,
    kept: File,
    compressed_size: u64,
}

struct SpoolState {
    decoder: Box<dyn Read + Send>,
    length: u64,
    complete: bool,
    failure: Option<String>,
    chunk: Vec<u8>,
}

fn spool(decoder: Box<dyn Read + Send>, compressed_size: u64) -> io::Result<Box<dyn ByteSource>> {
    let state = SpoolState { decoder, length: 0, complete: false, failure: None, chunk: vec![0; CHUNK] };
    Ok(Box::new(Spool { inner: Mutex::new(state), kept: tempfile::tempfile()?, compressed_size }))
}

impl Spool {
    /// Decompresses up to `end`. What came before damage is kept, and the damage is told to every cursor that gets there.
    fn extend_to(&self, end: u64) -> Option<String> {
        let mut state = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        while state.length < end && !state.complete {
            let SpoolState { decoder, chunk, length, complete, failure } = &mut *state;
            let (count, ended) = read_full(decoder.as_mut(), chunk);
            let kept = (&self.kept).write_all(&chunk[..count]);
            *length += count as u64;
            *failure = ended.and(kept).err().map(|error| error.to_string());
            *complete = count < chunk.len() || failure.is_some();
        }
        state.failure.clone()
    }
}

impl ByteSource for Spool {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let failure = self.extend_to(offset + buffer.len() as u64);
        match (read_full_at(&self.kept, offset, buffer)?, failure) {
            (0, Some(reason)) if !buffer.is_empty() => Err(io::Error::other(reason)),
            (count, _) => Ok(count),
        }
    }

    fn fraction(&self, offset: u64) -> f64 {
        let state = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        // Until the end is known, text compresses about eightfold: a guess that only a progress bar reads.
        let total = if state.complete { state.length } else { (self.compressed_size * 8).max(state.length) };
        ratio(offset, total)
    }
}

type ZstdFrame<R> = StreamingDecoder<R, FrameDecoder>;

/// A zstd file is any number of frames one after the other (RFC 8878, section 3), some to be skipped.
struct ZstdFrames<R: BufRead> {
    between: Option<R>,
    frame: Option<ZstdFrame<R>>,
}

impl<R: BufRead> ZstdFrames<R> {
    fn new(reader: R) -> Self {
        Self { between: Some(reader), frame: None }
    }

    /// Opens the next frame; false at the end of the file.
    fn open_next(&mut self) -> io::Result<bool> {
        let Some(mut reader) = self.between.take() else { return Ok(self.frame.is_some()) };
        loop {
            let ahead = reader.fill_buf()?;
            if ahead.is_empty() {
                self.between = Some(reader);
                return Ok(false);
            }
            if ahead.len() >= 4 && ahead[1..4] == [0x2a, 0x4d, 0x18] && ahead[0] & 0xf0 == 0x50 {
                skip_frame(&mut reader)?;
                continue;
            }
            self.frame = Some(StreamingDecoder::new(reader).map_err(io::Error::other)?);
            return Ok(true);
        }
    }
}

fn skip_frame(reader: &mut impl Read) -> io::Result<()> {
    let mut header = [0; 8];
    reader.read_exact(&mut header)?;
    let length = u32::from_le_bytes([header[4], header[5], header[6], header[7]]);
    io::copy(&mut reader.take(length.into()), &mut io::sink()).map(|_| ())
}

impl<R: BufRead> Read for ZstdFrames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.frame.is_none() && !self.open_next()? {
                return Ok(0);
            }
            let Some(frame) = &mut self.frame else { return Ok(0) };
            let count = frame.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            self.between = self.frame.take().map(StreamingDecoder::into_inner);
        }
    }
}

struct CountingReader {
    file: File,
    read: u64,
}

impl Read for CountingReader {
    // Positioned reads: the descriptor is shared with whoever read the magic number.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read_at(buffer, self.read)?;
        self.read += count as u64;
        Ok(count)
    }
}

/// Bytes read until the buffer is full or the input over, and how it ended.
fn read_full(reader: &mut dyn Read, buffer: &mut [u8]) -> (usize, io::Result<()>) {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (filled, Err(error)),
        }
    }
    (filled, Ok(()))
}

pub(crate) fn read_full_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read_at(&mut buffer[filled..], offset + filled as u64) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[allow(clippy::cast_precision_loss)]
fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { (part as f64 / whole as f64).min(1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes() -> Vec<u8> {
        (0..3_000_000_u32).flat_map(u32::to_le_bytes).collect()
    }

    fn write_temporary(content: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content).unwrap();
        file
    }

    #[test]
    fn test_gzip_reads_like_plain_at_any_offset() {
        let content = bytes();
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&content).unwrap();
        let packed = write_temporary(&encoder.finish().unwrap());
        let plain = write_temporary(&content);
        let (a, b) = (open(packed.path()).unwrap(), open(plain.path()).unwrap());
        for offset in [11_000_000, 0, 5_000_001, 11_999_999, 12_000_000] {
            let (mut x, mut y) = (vec![0; 4_096], vec![0; 4_096]);
            let (n, m) = (a.read_at(offset, &mut x).unwrap(), b.read_at(offset, &mut y).unwrap());
            assert_eq!(n, m);
            assert_eq!(x[..n], y[..m]);
            assert_eq!(x[..n], content[offset as usize..offset as usize + n]);
        }
    }

    #[test]
    fn test_every_zstd_frame_is_read_and_skippable_ones_are_skipped() {
        let (first, second) = (vec![7_u8; 300_000], bytes());
        let mut packed = zstd_frame(&first);
        packed.extend([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
        packed.extend(zstd_frame(&second));
        let source = open(write_temporary(&packed).path()).unwrap();
        let mut read = vec![0; first.len() + second.len() + 1];
        let count = source.read_at(0, &mut read).unwrap();
        assert_eq!(count, first.len() + second.len());
        assert!(read[..count] == [first, second].concat());
    }

    fn zstd_frame(content: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(content, ruzstd::encoding::CompressionLevel::Fastest)
    }

    #[test]
    fn test_truncated_gzip_gives_what_it_has_and_then_an_error_to_every_cursor() {
        let content = bytes();
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&content).unwrap();
        let packed = encoder.finish().unwrap();
        let cut = write_temporary(&packed[..packed.len() / 2]);
        let source = open(cut.path()).unwrap();
        let mut whole = vec![0; content.len()];
        let count = source.read_at(0, &mut whole).unwrap();
        assert!(count > content.len() / 4 && count < content.len());
        assert!(whole[..count] == content[..count]);
        for _ in 0..2 {
            assert!(source.read_at(count as u64, &mut whole).is_err());
        }
    }

    #[test]
    fn test_a_file_cut_while_open_is_an_error_and_not_a_short_file() {
        let file = write_temporary(&bytes());
        let source = open(file.path()).unwrap();
        file.as_file().set_len(5_000).unwrap();
        let mut buffer = vec![0; 8_000];
        assert_eq!(source.read_at(0, &mut buffer).unwrap(), 5_000);
        assert!(source.read_at(5_000, &mut buffer).unwrap_err().to_string().contains("12000000 bytes"));
    }

    #[test]
    fn test_folder_is_refused() {
        assert!(open(tempfile::tempdir().unwrap().path()).is_err());
    }
}
