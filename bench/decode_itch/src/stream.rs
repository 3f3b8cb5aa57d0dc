//! A day's worth of order flow as ITCH bytes, made with the project's own encoder.

use plimsoll_types::Side;
use plimsoll_wire::itch::Framing;
use plimsoll_wire::itch::encode::{Header, Writer, stock_field};

const STOCKS: u64 = 2_000;
const OPEN_NS: u64 = 34_200_000_000_000;

/// Sebastiano Vigna's SplitMix64: enough randomness for a mix of message types.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

/// Live orders, to be executed, cancelled, replaced and deleted by real references.
struct Flow {
    random: SplitMix,
    live: Vec<(u64, u16)>,
    next_ref: u64,
    next_match: u64,
    ts: u64,
    writer: Writer,
}

/// `count` messages behind a stock directory, in the proportions of Nasdaq's file of 2020-01-30 (A 44 %, D 42.5 %, U 8 %,
/// E 2.2 %, X 1 %, F 0.6 %, P 0.5 %, C 0.04 %; the rest left out), independently drawn, on 2,000 stocks.
pub fn make(count: u64) -> Vec<u8> {
    let mut flow = Flow {
        random: SplitMix(20_200_130),
        live: Vec::new(),
        next_ref: 1,
        next_match: 1,
        ts: OPEN_NS,
        writer: Writer::new(Framing::LengthPrefixed),
    };
    flow.directory();
    for _ in 0..count {
        flow.step();
    }
    flow.writer.take()
}

impl Flow {
    fn directory(&mut self) {
        self.writer.system_event(Header { ts_ns_since_midnight: 1, ..Header::default() }, b'O');
        for locate in 1..=STOCKS {
            let header = Header { locate: locate as u16, tracking: 0, ts_ns_since_midnight: 2 };
            self.writer.stock_directory(header, symbol(locate));
        }
    }

    fn step(&mut self) {
        self.ts += self.random.below(8_000);
        let draw = self.random.below(10_000);
        match draw {
            _ if self.live.len() < 1_000 => self.add(false),
            0..4_440 => self.add(false),
            4_440..4_500 => self.add(true),
            4_500..8_750 => self.delete(),
            8_750..9_600 => self.replace(),
            9_600..9_830 => self.execute(draw < 9_604),
            9_830..9_940 => self.cancel(),
            _ => self.trade(),
        }
    }

    fn header(&self, locate: u16) -> Header {
        Header { locate, tracking: 0, ts_ns_since_midnight: self.ts }
    }

    fn pick(&mut self) -> usize {
        self.random.below(self.live.len() as u64) as usize
    }

    fn shares(&mut self) -> u32 {
        (1 + self.random.below(5) as u32) * 100
    }

    fn price(&mut self) -> u32 {
        (1_000_000 + self.random.below(20_000) * 100) as u32
    }

    fn add(&mut self, attributed: bool) {
        let locate = 1 + self.random.below(STOCKS);
        let header = self.header(locate as u16);
        let side = if self.random.below(2) == 0 { Side::Buy } else { Side::Sell };
        let (id, shares, price, stock) = (self.next_ref, self.shares(), self.price(), symbol(locate));
        if attributed {
            self.writer.add_order_mpid(header, id, side, shares, stock, price, *b"VIRT");
        } else {
            self.writer.add_order(header, id, side, shares, stock, price);
        }
        self.live.push((id, locate as u16));
        self.next_ref += 3;
    }

    fn delete(&mut self) {
        let at = self.pick();
        let (id, locate) = self.live.swap_remove(at);
        self.writer.order_delete(self.header(locate), id);
    }

    fn replace(&mut self) {
        let at = self.pick();
        let (id, locate) = self.live[at];
        let (new_id, shares, price) = (self.next_ref, self.shares(), self.price());
        self.writer.order_replace(self.header(locate), id, new_id, shares, price);
        self.live[at].0 = new_id;
        self.next_ref += 3;
    }

    fn execute(&mut self, at_other_price: bool) {
        let at = self.pick();
        let (id, locate) = self.live[at];
        self.next_match += 1;
        let (header, match_number, price) = (self.header(locate), self.next_match, self.price());
        if at_other_price {
            self.writer.order_executed_with_price(header, id, 1, match_number, true, price);
        } else {
            self.writer.order_executed(header, id, 1, match_number);
        }
    }

    fn cancel(&mut self) {
        let at = self.pick();
        let (id, locate) = self.live[at];
        self.writer.order_cancel(self.header(locate), id, 1);
    }

    fn trade(&mut self) {
        let locate = 1 + self.random.below(STOCKS);
        self.next_match += 1;
        let (header, shares, price, match_number) =
            (self.header(locate as u16), self.shares(), self.price(), self.next_match);
        self.writer.trade(header, shares, symbol(locate), price, match_number);
    }
}

fn symbol(locate: u64) -> [u8; 8] {
    let letter = |n: u64| char::from(b'A' + (n % 26) as u8);
    stock_field(&[letter(locate / 676), letter(locate / 26), letter(locate)].iter().collect::<String>())
}
