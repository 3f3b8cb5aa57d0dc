//! Classic pcap files and the UDP payloads in their packets.

use crate::bytes::Bytes;
use crate::lines::Refusal;
use plimsoll_types::Nanos;

/// Length of the file header.
pub const FILE_HEADER: usize = 24;
/// Length of a packet header.
pub const PACKET_HEADER: usize = 16;
/// A packet longer than this is damage.
const LONGEST_PACKET: u32 = 1 << 20;
const ETHERNET: u32 = 1;

/// How the file writes its headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capture {
    is_big_endian: bool,
    /// Nanoseconds of the second half of a timestamp.
    fraction_ns: i64,
}

/// A packet header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PacketHeader {
    /// When it was captured.
    pub ts_recv_ns: Nanos,
    /// Bytes in the file.
    pub length: usize,
    /// Whether the capture cut it.
    pub is_cut: bool,
}

impl Capture {
    /// Reads the file header.
    ///
    /// # Errors
    /// [`Refusal`] of files that are no classic pcap of Ethernet.
    pub fn parse(header: &[u8; FILE_HEADER]) -> Result<Self, Refusal> {
        let capture = match header[..4] {
            [0xd4, 0xc3, 0xb2, 0xa1] => Self { is_big_endian: false, fraction_ns: 1_000 },
            [0x4d, 0x3c, 0xb2, 0xa1] => Self { is_big_endian: false, fraction_ns: 1 },
            [0xa1, 0xb2, 0xc3, 0xd4] => Self { is_big_endian: true, fraction_ns: 1_000 },
            [0xa1, 0xb2, 0x3c, 0x4d] => Self { is_big_endian: true, fraction_ns: 1 },
            [0x0a, 0x0d, 0x0d, 0x0a] => {
                return Err(Refusal::new("magic", "pcapng is not read; convert it: editcap -F pcap IN OUT"));
            }
            _ => return Err(Refusal::new("magic", "the file does not begin as a pcap capture")),
        };
        match capture.u32(&header[20..]) {
            Some(ETHERNET) => Ok(capture),
            other => Err(Refusal::new("link type", format!("{} is not Ethernet", other.unwrap_or(0)))),
        }
    }

    /// Reads a packet header.
    ///
    /// # Errors
    /// [`Refusal`] of an impossible length: the next packet cannot be found.
    pub fn packet(self, header: &[u8; PACKET_HEADER]) -> Result<PacketHeader, Refusal> {
        let field = |at: usize| self.u32(&header[at..]).unwrap_or(0);
        let (seconds, fraction, length, original) = (field(0), field(4), field(8), field(12));
        if length > LONGEST_PACKET {
            return Err(Refusal::new("packet length", format!("{length} bytes are not plausible")));
        }
        let ts_recv_ns = i64::from(seconds) * 1_000_000_000 + i64::from(fraction) * self.fraction_ns;
        Ok(PacketHeader { ts_recv_ns, length: length as usize, is_cut: length < original })
    }

    fn u32(self, bytes: &[u8]) -> Option<u32> {
        let value = Bytes::new(bytes).u32_le()?;
        Some(if self.is_big_endian { value.swap_bytes() } else { value })
    }
}

/// The payload of a UDP datagram over IPv4 over Ethernet, VLAN tags passed over; `None` for any other packet.
#[must_use]
pub fn udp_payload(packet: &[u8]) -> Option<&[u8]> {
    let mut bytes = Bytes::new(packet);
    bytes.take(12)?;
    let mut ether_type = bytes.u16_be()?;
    while matches!(ether_type, 0x8100 | 0x88a8) {
        bytes.take(2)?;
        ether_type = bytes.u16_be()?;
    }
    let version = bytes.u8()?;
    if ether_type != 0x0800 || version >> 4 != 4 {
        return None;
    }
    bytes.take(5)?;
    let fragment = bytes.u16_be()?;
    let (_ttl, protocol) = (bytes.u8()?, bytes.u8()?);
    if fragment & 0x3fff != 0 || protocol != 17 {
        return None;
    }
    bytes.take(usize::from(version & 0x0f).checked_mul(4)?.checked_sub(10)?)?;
    bytes.take(4)?;
    let length = bytes.u16_be()?;
    bytes.take(2)?;
    bytes.take(usize::from(length).checked_sub(8)?)
}
