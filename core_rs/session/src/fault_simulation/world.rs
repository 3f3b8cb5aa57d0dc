//! One run: everything moves in small steps of virtual time, accidents happen, then the world heals and is compared.

use super::checks;
use super::dice::Dice;
use super::exchange::Exchange;
use super::firm::{self, Firm};
use super::gateway_process::{GatewayProcess, StartError, halt};
use super::line::Line;
use super::plan::{MS, Plan, TICK_NS};
use super::terminal::Terminal;
use super::wires::{Arrival, End, Wires};
use crate::gateway::sessions::Now;
use plimsoll_audit::{AuditError, DiskFault, MemoryDisk, MemoryStorage, Operation};
use plimsoll_risk::HaltGate;
use plimsoll_types::{AccountId, HaltMode, HaltRecord, Scope, StrategyId};
use std::sync::Arc;

const START_NS: i64 = 1_700_000_000_000_000_000;
/// How long the world has to come to rest once accidents are over.
const REST_NS: i64 = 4_000 * MS;

/// What a run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The seed that reproduces it.
    pub seed: u64,
    /// What must never happen and did; empty for a good run.
    pub violations: Vec<String>,
    /// Commands of terminals.
    pub commands: u64,
    /// Fills at the venue.
    pub fills: u64,
    /// Deaths of gateways.
    pub restarts: u64,
    /// Accidents of all kinds.
    pub accidents: u64,
    /// Digest of the state at the end, and records of the log: equal for equal seeds.
    pub state: String,
    /// What happened, in order, for people.
    pub story: Vec<String>,
}

/// The world of one seed.
pub struct World {
    pub(super) firm: Firm,
    plan: Plan,
    dice: Dice,
    mono_ns: i64,
    clock_off_ns: i64,
    pub(super) line: Line,
    pub(super) disk: MemoryDisk,
    gate: Arc<HaltGate>,
    /// As the halts file holds them.
    halts: Vec<HaltRecord>,
    pub(super) gateway: Option<GatewayProcess>,
    start_again_ns: i64,
    venue_back_ns: i64,
    disk_heals_ns: i64,
    disk_is_broken: bool,
    pub(super) terminals: Vec<Terminal>,
    wires: Wires,
    pub(super) outcome: Outcome,
}

/// Runs one seed.
///
/// # Errors
/// [`firm::FirmError`]: a defect of the simulation.
pub fn run(seed: u64) -> Result<Outcome, firm::FirmError> {
    run_plan(seed, Plan::of(seed))
}

pub(super) fn run_plan(seed: u64, plan: Plan) -> Result<Outcome, firm::FirmError> {
    let mut world = World::new(seed, plan)?;
    world.live();
    checks::compare(&mut world);
    Ok(world.outcome)
}

impl World {
    fn new(seed: u64, plan: Plan) -> Result<Self, firm::FirmError> {
        let mut terminals = Vec::new();
        for number in 1..=u16::try_from(plan.terminals).unwrap_or(1) {
            let (name, dice) = (format!("terminal-{number}"), Dice::new(seed, 100 + u64::from(number)));
            terminals.push(Terminal::new(
                &name,
                firm::secret(number),
                firm::attribution(number),
                dice,
                plan.frame_delay_ns,
            ));
        }
        Ok(Self {
            firm: Firm::new()?,
            dice: Dice::new(seed, 3),
            mono_ns: 1_000 * MS,
            clock_off_ns: 0,
            line: Line::to(Exchange::new(seed, plan.clone())),
            disk: MemoryStorage::new().disk(),
            gate: Arc::new(HaltGate::default()),
            halts: Vec::new(),
            gateway: None,
            start_again_ns: 0,
            venue_back_ns: 0,
            disk_heals_ns: 0,
            disk_is_broken: false,
            terminals,
            wires: Wires::default(),
            outcome: Outcome { seed, ..Outcome::default() },
            plan,
        })
    }

    pub(super) const fn now(&self) -> Now {
        Now { utc_ns: START_NS + self.mono_ns + self.clock_off_ns, mono_ns: self.mono_ns }
    }

    fn live(&mut self) {
        let until_ns = self.mono_ns + self.plan.busy_ns;
        while self.mono_ns < until_ns {
            self.step(self.plan.acts);
            self.accidents();
        }
        self.heal();
        let until_ns = self.mono_ns + REST_NS;
        while self.mono_ns < until_ns {
            self.step(0);
        }
        let now_ns = self.mono_ns;
        for terminal in &mut self.terminals {
            terminal.ask_snapshot(&mut self.wires, now_ns);
        }
        for _ in 0..100 {
            self.step(0);
        }
    }

    fn step(&mut self, acts: u32) {
        self.mono_ns += TICK_NS;
        let now = self.now();
        {
            let mut exchange = self.line.exchange();
            exchange.now_ns = self.mono_ns;
            exchange.turn();
        }
        self.gateway_turn(now);
        for (conn, arrival) in self.wires.arrivals(End::Terminal, now.mono_ns) {
            for terminal in &mut self.terminals {
                terminal.arrived(conn, arrival.clone(), &mut self.wires, now.mono_ns);
            }
        }
        for terminal in &mut self.terminals {
            terminal.turn(acts, &mut self.wires, now.mono_ns);
        }
        if !self.line.exchange().connected && now.mono_ns >= self.venue_back_ns {
            self.line.exchange().mend();
        }
        if self.disk_heals_ns > 0 && now.mono_ns >= self.disk_heals_ns {
            self.disk.set_capacity(None);
            self.disk_heals_ns = 0;
        }
    }

    fn gateway_turn(&mut self, now: Now) {
        let arrivals = self.wires.arrivals(End::Gateway, now.mono_ns);
        if self.gateway.is_none() && now.mono_ns >= self.start_again_ns {
            self.start_gateway(now);
        }
        match &mut self.gateway {
            Some(gateway) => {
                gateway.turn(arrivals, now, &mut self.wires, &mut self.dice);
            }
            None => {
                for (conn, arrival) in arrivals {
                    if arrival == Arrival::Opened {
                        self.wires.close(conn, End::Gateway, now.mono_ns, 0);
                    }
                }
            }
        }
    }

    fn start_gateway(&mut self, now: Now) {
        self.gate = Arc::new(HaltGate::new(self.halts.clone()));
        let terminals = u16::try_from(self.terminals.len()).unwrap_or(1);
        let started = GatewayProcess::start(
            &self.firm,
            &self.disk,
            &self.line,
            &self.gate,
            terminals,
            now,
            self.plan.frame_delay_ns,
        );
        match started {
            Ok(gateway) => self.gateway = Some(gateway),
            // Not on a disk that fails: the operator tries again once it is well.
            Err(StartError::Audit(AuditError::Full(_) | AuditError::Failed(_))) => {
                self.mend_disk();
                self.start_again_ns = self.mono_ns + 50 * MS;
            }
            Err(error) => {
                self.outcome.violations.push(format!("the gateway did not start: {error}"));
                self.start_again_ns = i64::MAX;
            }
        }
    }

    fn tell(&mut self, what: &str) {
        self.outcome.accidents += 1;
        self.outcome.story.push(format!("{:>6} ms  {what}", self.mono_ns / MS));
    }

    fn accidents(&mut self) {
        let plan = self.plan.clone();
        if self.dice.happens(plan.cuts) {
            self.cut_a_wire();
        }
        if self.dice.happens(plan.terminal_dies) {
            self.kill_a_terminal();
        }
        if self.dice.happens(plan.window_hangs) {
            self.hang_a_window();
        }
        if self.dice.happens(plan.forges) {
            self.forge();
        }
        if self.dice.happens(plan.gateway_dies) {
            self.tell("the gateway is killed");
            self.kill_gateway();
        }
        if self.dice.happens(plan.power_goes) {
            self.power_cut();
        }
        self.disk_accidents(&plan);
        if self.dice.happens(plan.clock_steps) {
            self.clock_off_ns = self.dice.between(-3_600_000, 3_600_000) * MS;
            self.tell("the clock is set");
        }
        if self.dice.happens(plan.venue_cuts) && self.line.exchange().connected {
            self.line.exchange().cut();
            self.venue_back_ns = self.mono_ns + self.dice.between(5, 400) * MS;
            self.tell("the line to the venue is cut");
        }
        if self.dice.happens(plan.halts) {
            self.halt();
        }
    }

    fn disk_accidents(&mut self, plan: &Plan) {
        if self.dice.happens(plan.disk_fills) && self.disk_heals_ns == 0 && !self.disk_is_broken {
            self.disk.set_capacity(Some(self.disk.used() + self.dice.below(2_000)));
            self.disk_heals_ns = self.mono_ns + self.dice.between(10, 400) * MS;
            self.tell("the disk is full");
        }
        if self.dice.happens(plan.disk_breaks) && !self.disk_is_broken {
            let operation = if self.dice.happens(50_000) { Operation::Write } else { Operation::Sync };
            self.disk.fail(operation, 0, DiskFault::Io);
            self.disk_is_broken = true;
            self.terminals.iter_mut().for_each(|terminal| terminal.may_hear_again = true);
            self.tell("the disk fails");
        }
    }

    fn mend_disk(&mut self) {
        self.disk.heal();
        self.disk.set_capacity(None);
        (self.disk_heals_ns, self.disk_is_broken) = (0, false);
    }

    fn cut_a_wire(&mut self) {
        let standing = self.wires.standing();
        if let Some(&conn) = self.dice.pick(&standing) {
            self.tell("a connection is cut");
            self.wires.cut(conn, self.mono_ns, &mut self.dice);
        }
    }

    fn kill_a_terminal(&mut self) {
        let which = usize::try_from(self.dice.below(self.terminals.len() as u64)).unwrap_or(0);
        self.tell("a terminal dies");
        self.terminals[which].die(&mut self.wires, self.mono_ns);
    }

    fn hang_a_window(&mut self) {
        let which = usize::try_from(self.dice.below(self.terminals.len() as u64)).unwrap_or(0);
        self.terminals[which].hangs_until_ns = self.mono_ns + self.dice.between(100, 1_500) * MS;
        self.tell("a window hangs");
    }

    /// Something that a terminal said comes again, changed or not, on its own connection.
    fn forge(&mut self) {
        let which = usize::try_from(self.dice.below(self.terminals.len() as u64)).unwrap_or(0);
        let Some((_, mut bytes)) = self.dice.pick(&self.terminals[which].overheard).cloned() else { return };
        let Some(conn) = self.terminals[which].conn() else { return };
        match self.dice.below(3) {
            0 => {}
            1 => {
                let at = usize::try_from(self.dice.below(bytes.len() as u64)).unwrap_or(0);
                bytes[at] ^= 1 << self.dice.below(8);
            }
            _ => bytes.truncate(usize::try_from(self.dice.below(bytes.len() as u64)).unwrap_or(0)),
        }
        self.tell("a frame is forged");
        self.wires.send(conn, End::Gateway, bytes, self.mono_ns, 0);
    }

    fn kill_gateway(&mut self) {
        if self.gateway.take().is_none() {
            return;
        }
        self.outcome.restarts += 1;
        for conn in self.wires.standing() {
            self.wires.close(conn, End::Gateway, self.mono_ns, 0);
        }
        self.mend_disk();
        self.start_again_ns = self.mono_ns + self.dice.between(20, 300) * MS;
    }

    fn power_cut(&mut self) {
        self.tell("the power goes");
        self.kill_gateway();
        let dice = &mut self.dice;
        self.disk.power_cut(|tail| {
            let kept = usize::try_from(dice.below(tail.len() as u64 + 1)).unwrap_or(0);
            if let Some(last) = kept.checked_sub(1).filter(|_| dice.happens(30_000)) {
                tail[last] ^= 0xFF;
            }
            kept
        });
    }

    /// The risk officer halts: the gate is shut, on the file, before anything else.
    fn halt(&mut self) {
        let scope = match self.dice.below(4) {
            0 => Scope::Firm,
            1 => Scope::Account(AccountId(1)),
            2 => Scope::Strategy(StrategyId(1)),
            _ => Scope::Instrument(plimsoll_types::InstrumentId(1)),
        };
        let mode = if self.dice.happens(50_000) { HaltMode::CancelAll } else { HaltMode::Freeze };
        let record = halt(scope, mode, self.now().utc_ns);
        self.gate.engage(record);
        self.halts = self.gate.halts();
        if matches!(scope, Scope::Firm | Scope::Account(_)) {
            self.line.exchange().shut = true;
        }
        self.tell(&format!("halt {scope:?} {}", mode.name()));
    }

    /// No more accidents; what is down comes up.
    fn heal(&mut self) {
        self.clock_off_ns = 0;
        if self.disk_is_broken {
            self.kill_gateway(); // a broken log is shut for good: the operator starts anew on a good disk
        }
        self.mend_disk();
        let mut exchange = self.line.exchange();
        exchange.calm();
        if !exchange.connected {
            exchange.mend();
        }
    }
}
