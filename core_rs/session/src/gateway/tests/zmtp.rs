//! The ZeroMQ wire protocol.

use crate::gateway::zmtp::{SocketType, Zmtp, ZmtpFault, put_message};
use proptest::prelude::*;

/// Both ends after their handshake.
fn introduced(left: SocketType, right: SocketType) -> Result<(Zmtp, Zmtp), ZmtpFault> {
    let (mut a, mut b) = (Zmtp::new(left, 1_000), Zmtp::new(right, 1_000));
    let (mut from_a, mut from_b) = (Zmtp::greeting().to_vec(), Zmtp::greeting().to_vec());
    for _ in 0..3 {
        b.push(&std::mem::take(&mut from_a));
        assert_eq!(b.next(&mut from_b)?, None);
        a.push(&std::mem::take(&mut from_b));
        assert_eq!(a.next(&mut from_a)?, None);
    }
    Ok((a, b))
}

#[test]
fn test_dealer_and_router_introduce_themselves() {
    let (a, b) = introduced(SocketType::Dealer, SocketType::Router).unwrap();
    assert!(a.is_open() && b.is_open());
    assert!(introduced(SocketType::Pub, SocketType::Sub).is_ok());
    assert_eq!(introduced(SocketType::Pub, SocketType::Router).unwrap_err(), ZmtpFault::SocketType);
}

#[test]
fn test_claimed_lengths_reserve_nothing_and_are_refused() {
    let (mut a, _) = introduced(SocketType::Router, SocketType::Dealer).unwrap();
    let mut bytes = vec![2];
    bytes.extend_from_slice(&(1_u64 << 40).to_be_bytes());
    a.push(&bytes);
    assert_eq!(a.next(&mut Vec::new()), Err(ZmtpFault::TooLong(1 << 40, 1_000)));
}

#[test]
fn test_other_protocols_mechanisms_and_parts_are_refused() {
    let refused = |bytes: &[u8]| {
        let mut end = Zmtp::new(SocketType::Router, 1_000);
        end.push(bytes);
        end.next(&mut Vec::new()).unwrap_err()
    };
    assert_eq!(refused(b"GET / HTTP/1.1\r\n"), ZmtpFault::Greeting);
    let mut curve = Zmtp::greeting();
    curve[12..17].copy_from_slice(b"CURVE");
    assert_eq!(refused(&curve), ZmtpFault::Mechanism);
    let mut plain = Zmtp::greeting().to_vec();
    plain.extend_from_slice(&[0, 1, b'x']);
    assert_eq!(refused(&plain), ZmtpFault::Handshake);
    let (mut a, _) = introduced(SocketType::Router, SocketType::Dealer).unwrap();
    a.push(&[1, 1, b'x']);
    assert_eq!(a.next(&mut Vec::new()), Err(ZmtpFault::Parts));
}

proptest! {
    #[test]
    fn test_messages_arrive_whole_however_they_are_cut(
        messages in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..600), 1..8),
        piece in 1..700_usize,
    ) {
        let (mut a, _) = introduced(SocketType::Router, SocketType::Dealer).unwrap();
        let mut stream = Vec::new();
        messages.iter().for_each(|message| put_message(&mut stream, message));
        let mut arrived = Vec::new();
        for bytes in stream.chunks(piece) {
            a.push(bytes);
            while let Some(message) = a.next(&mut Vec::new()).unwrap() {
                arrived.push(message.to_vec());
            }
        }
        prop_assert_eq!(arrived, messages);
        prop_assert_eq!(a.pending(), 0);
    }

    #[test]
    fn test_random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), greeted: bool, open: bool) {
        let mut end = Zmtp::new(SocketType::Router, 1_000);
        if open {
            end = introduced(SocketType::Router, SocketType::Dealer).unwrap().0;
        } else if greeted {
            end.push(&Zmtp::greeting());
        }
        end.push(&bytes);
        while let Ok(Some(_)) = end.next(&mut Vec::new()) {}
    }
}
