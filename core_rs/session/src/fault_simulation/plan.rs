//! Which accidents a seed brings, and how often. Chances are in 100,000 a tick.

use super::dice::Dice;

/// Nanoseconds of a millisecond.
pub const MS: i64 = 1_000_000;

/// Time of one step of the world.
pub const TICK_NS: i64 = 2 * MS;

/// What may go wrong in one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Terminals on the one account.
    pub terminals: usize,
    /// How long accidents happen; then the world heals and comes to rest.
    pub busy_ns: i64,
    /// A terminal does something.
    pub acts: u32,
    /// Longest way of a frame between terminal and gateway.
    pub frame_delay_ns: i64,
    /// A connection is cut, what is on its way lost.
    pub cuts: u32,
    /// A terminal dies and forgets everything.
    pub terminal_dies: u32,
    /// A terminal's window hangs for a while: its frames go on, its signs of life do not.
    pub window_hangs: u32,
    /// An old frame comes again, or a changed or random one comes.
    pub forges: u32,
    /// The gateway is killed: what was written stays.
    pub gateway_dies: u32,
    /// The power goes: what was not synced is lost, the last of it torn.
    pub power_goes: u32,
    /// The disk is full for a while.
    pub disk_fills: u32,
    /// The disk fails once, for good.
    pub disk_breaks: u32,
    /// The clock is set, by up to an hour to either side.
    pub clock_steps: u32,
    /// The line to the venue is cut, what is on its way lost.
    pub venue_cuts: u32,
    /// A report of the venue comes twice.
    pub report_doubles: u32,
    /// Two reports of different orders change places.
    pub reports_swap: u32,
    /// The venue takes a fill back, or changes it.
    pub busts: u32,
    /// Somebody halts.
    pub halts: u32,
    /// The venue never tells of a fill. No seed brings this: it is what the comparison at the end has to find.
    pub conceals: u32,
}

impl Plan {
    /// The plan of a seed: every kind of accident is left out by some seeds, so that each is met alone too.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed, 1);
        let mut sometimes = |times: u32| if dice.happens(50_000) { times } else { 0 };
        let (cuts, terminal_dies, window_hangs, forges) =
            (sometimes(120), sometimes(30), sometimes(40), sometimes(400));
        let (gateway_dies, power_goes) = (sometimes(60), sometimes(40));
        let (disk_fills, disk_breaks, clock_steps) = (sometimes(30), sometimes(8), sometimes(60));
        let (venue_cuts, report_doubles, reports_swap, busts, halts) =
            (sometimes(90), sometimes(8_000), sometimes(5_000), sometimes(150), sometimes(40));
        Self {
            terminals: if dice.happens(50_000) { 2 } else { 1 },
            busy_ns: dice.between(1_500, 4_000) * MS,
            acts: u32::try_from(dice.between(2_000, 30_000)).unwrap_or(10_000),
            frame_delay_ns: dice.between(0, 30) * MS,
            cuts,
            terminal_dies,
            window_hangs,
            forges,
            gateway_dies,
            power_goes,
            disk_fills,
            disk_breaks,
            clock_steps,
            venue_cuts,
            report_doubles,
            reports_swap,
            busts,
            halts,
            conceals: 0,
        }
    }
}
