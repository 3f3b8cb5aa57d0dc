//! The matching book of one instrument: price–time priority, with uniform sampling of resting orders.
//!
//! The public book crate answers readers; this one serves the generator, which must draw a resting order at random and
//! be cloned cheaply for checkpoints. Levels live in a ring of [`SPAN`] ticks below the best price of their side.

use plimsoll_types::Side;

/// Ticks covered by one side, counted from its best price.
pub(crate) const SPAN: i32 = 1_024;
const WORDS: usize = SPAN as usize / 64;
const NONE: u32 = u32::MAX;

/// A resting order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resting {
    pub(crate) reference: u64,
    pub(crate) qty: u32,
    /// Price in ticks.
    pub(crate) tick: i32,
    pub(crate) side: Side,
    next: u32,
    prev: u32,
    place: u32,
}

#[derive(Debug, Clone, Copy)]
struct Queue {
    front: u32,
    back: u32,
    qty: u32,
    orders: u32,
}

const EMPTY: Queue = Queue { front: NONE, back: NONE, qty: 0, orders: 0 };

/// One side. Prices are held as keys of which the larger is always the better: the tick for bids, its negative for asks.
#[derive(Debug, Clone)]
struct Half {
    queues: Vec<Queue>,
    occupied: [u64; WORDS],
    best: Option<i32>,
}

impl Half {
    fn new() -> Self {
        Self { queues: vec![EMPTY; SPAN as usize], occupied: [0; WORDS], best: None }
    }

    #[inline]
    fn index(key: i32) -> usize {
        (key & (SPAN - 1)) as usize
    }

    #[inline]
    fn holds(&self, key: i32) -> bool {
        let at = Self::index(key);
        self.occupied[at / 64] >> (at % 64) & 1 == 1
    }

    #[inline]
    fn toggle(&mut self, key: i32) {
        let at = Self::index(key);
        self.occupied[at / 64] ^= 1 << (at % 64);
    }

    /// The best occupied key strictly below `key`.
    #[inline]
    fn below(&self, key: i32) -> Option<i32> {
        let start = Self::index(key - 1);
        let mut word = start / 64;
        let mut bits = self.occupied[word] & (u64::MAX >> (63 - start % 64));
        for _ in 0..=WORDS {
            if bits != 0 {
                let at = (word * 64 + 63 - bits.leading_zeros() as usize) as i32;
                return Some(key - 1 - ((start as i32 - at) & (SPAN - 1)));
            }
            word = (word + WORDS - 1) % WORDS;
            bits = self.occupied[word];
        }
        None
    }
}

#[inline]
fn key(side: Side, tick: i32) -> i32 {
    match side {
        Side::Buy => tick,
        Side::Sell => -tick,
    }
}

/// Both sides and every resting order.
#[derive(Debug, Clone)]
pub(crate) struct RestingBook {
    halves: [Half; 2],
    orders: Vec<Resting>,
    free: Vec<u32>,
    live: Vec<Ticket>,
}

/// What a uniform draw of resting orders looks at first: small, so that the many draws that come to nothing stay in cache.
#[derive(Debug, Clone, Copy)]
struct Ticket {
    slot: u32,
    /// As in [`Half`]; negative for asks.
    key: i32,
}

impl RestingBook {
    pub(crate) fn new() -> Self {
        Self { halves: [Half::new(), Half::new()], orders: Vec::new(), free: Vec::new(), live: Vec::new() }
    }

    /// Best price of a side in ticks.
    #[inline]
    pub(crate) fn best(&self, side: Side) -> Option<i32> {
        self.halves[side.index()].best.map(|k| key(side, k))
    }

    /// Displayed quantity at a price.
    #[inline]
    pub(crate) fn qty_at(&self, side: Side, tick: i32) -> u32 {
        let half = &self.halves[side.index()];
        let k = key(side, tick);
        if half.holds(k) && half.best.is_some_and(|best| k <= best && best - k < SPAN) {
            half.queues[Half::index(k)].qty
        } else {
            0
        }
    }

    /// Orders resting on both sides.
    #[inline]
    pub(crate) fn len(&self) -> u32 {
        self.live.len() as u32
    }

    #[inline]
    pub(crate) fn get(&self, slot: u32) -> &Resting {
        &self.orders[slot as usize]
    }

    /// Slot of the `n`-th live order (in an order of no meaning, for uniform sampling; `n < len`) and its distance in ticks
    /// behind the best price of its side.
    #[inline]
    pub(crate) fn nth(&self, n: u32) -> (u32, i32) {
        let Ticket { slot, key } = self.live[n as usize];
        let half = &self.halves[usize::from(key < 0)];
        (slot, half.best.map_or(0, |best| best - key))
    }

    /// The order that trades first on a side.
    #[inline]
    pub(crate) fn front(&self, side: Side) -> Option<u32> {
        let half = &self.halves[side.index()];
        half.best.map(|k| half.queues[Half::index(k)].front)
    }

    /// An order that would fall out of the ring when `tick` became the best price of its side.
    pub(crate) fn out_of_span(&self, side: Side, tick: i32) -> Option<u32> {
        let half = &self.halves[side.index()];
        let best = half.best?;
        let k = key(side, tick);
        let last = (k - SPAN).min(best);
        (best - SPAN + 1..=last).find(|&far| half.holds(far)).map(|far| half.queues[Half::index(far)].front)
    }

    /// Whether an order at `tick` fits into the ring without becoming the best.
    #[inline]
    pub(crate) fn in_span(&self, side: Side, tick: i32) -> bool {
        self.halves[side.index()].best.is_none_or(|best| best - key(side, tick) < SPAN)
    }

    /// Joins the back of the queue at `tick`. The caller has seen to [`in_span`](Self::in_span),
    /// [`out_of_span`](Self::out_of_span) and to the price not crossing the other side.
    #[inline]
    pub(crate) fn add(&mut self, side: Side, tick: i32, qty: u32, reference: u64) -> u32 {
        let k = key(side, tick);
        let half = &mut self.halves[side.index()];
        let queue = &mut half.queues[Half::index(k)];
        let place = self.live.len() as u32;
        let order = Resting { reference, qty, tick, side, next: NONE, prev: queue.back, place };
        let slot = match self.free.pop() {
            Some(slot) => {
                self.orders[slot as usize] = order;
                slot
            }
            None => {
                self.orders.push(order);
                self.orders.len() as u32 - 1
            }
        };
        self.live.push(Ticket { slot, key: k });
        if queue.back == NONE {
            queue.front = slot;
        } else {
            self.orders[queue.back as usize].next = slot;
        }
        queue.back = slot;
        queue.qty += qty;
        queue.orders += 1;
        if queue.orders == 1 {
            half.toggle(k);
            half.best = Some(half.best.map_or(k, |best| best.max(k)));
        }
        slot
    }

    /// Takes `qty`, less than what is left, from an order, which keeps its place.
    #[inline]
    pub(crate) fn reduce(&mut self, slot: u32, qty: u32) {
        let order = &mut self.orders[slot as usize];
        order.qty -= qty;
        let k = key(order.side, order.tick);
        self.halves[order.side.index()].queues[Half::index(k)].qty -= qty;
    }

    /// Takes `qty`, at most what is left, from an order, which leaves when nothing is.
    #[inline]
    pub(crate) fn take(&mut self, slot: u32, qty: u32) {
        if self.get(slot).qty > qty {
            self.reduce(slot, qty);
        } else {
            self.remove(slot);
        }
    }

    /// Gives an order another reference number.
    pub(crate) fn rename(&mut self, slot: u32, reference: u64) -> Resting {
        let order = &mut self.orders[slot as usize];
        order.reference = reference;
        *order
    }

    /// Takes an order out of the book.
    #[inline]
    pub(crate) fn remove(&mut self, slot: u32) -> Resting {
        let order = self.orders[slot as usize];
        let k = key(order.side, order.tick);
        self.unlink(&order, k);
        let half = &mut self.halves[order.side.index()];
        if half.queues[Half::index(k)].orders == 0 {
            half.toggle(k);
            if half.best == Some(k) {
                half.best = half.below(k);
            }
        }
        self.live.swap_remove(order.place as usize);
        if let Some(&moved) = self.live.get(order.place as usize) {
            self.orders[moved.slot as usize].place = order.place;
        }
        self.free.push(slot);
        order
    }

    #[inline]
    fn unlink(&mut self, order: &Resting, k: i32) {
        let queue = &mut self.halves[order.side.index()].queues[Half::index(k)];
        queue.qty -= order.qty;
        queue.orders -= 1;
        match order.prev {
            NONE => queue.front = order.next,
            prev => self.orders[prev as usize].next = order.next,
        }
        match order.next {
            NONE => queue.back = order.prev,
            next => self.orders[next as usize].prev = order.prev,
        }
    }

    /// Slots of one side from the best price down, each queue front to back.
    pub(crate) fn in_priority(&self, side: Side) -> Vec<u32> {
        let half = &self.halves[side.index()];
        let mut slots = Vec::new();
        let mut level = half.best;
        while let Some(k) = level {
            let mut slot = half.queues[Half::index(k)].front;
            while slot != NONE {
                slots.push(slot);
                slot = self.orders[slot as usize].next;
            }
            level = half.below(k).filter(|&lower| half.best.is_some_and(|best| lower > best - SPAN && lower < k));
        }
        slots
    }
}
