//! How messages follow each other in a byte stream.

/// What stands between the messages of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Framing {
    /// A two-byte big-endian length before each message: Nasdaq's daily files.
    LengthPrefixed,
    /// Two zero bytes before each message; lengths follow from the types: the 2010 test file.
    ZeroPrefixed,
    /// Nothing; lengths follow from the types.
    Bare,
    /// SoupBinTCP 3.00 packets, server to client.
    SoupBinTcp,
    /// MoldUDP64 1.00 packets, one behind the other.
    MoldUdp64,
}
