//! What has to hold once the world is at rest: nobody lost anything, nobody has anything twice, and everybody agrees.

use super::exchange::Exchange;
use super::firm::MOST_LOTS;
use super::terminal::Terminal;
use super::world::World;
use plimsoll_audit::{MemoryDisk, VerifyOptions, read, verify};
use plimsoll_oms::Oms;
use plimsoll_types::{ClOrdId, InstrumentId, OrdStatus, Qty};
use plimsoll_wire::journal::JournalEntry;
use std::collections::BTreeSet;

/// Compares everything with everything and closes the gateway.
pub fn compare(world: &mut World) {
    let mut found = std::mem::take(&mut world.line.exchange().violations);
    for terminal in &mut world.terminals {
        found.append(&mut terminal.violations);
        world.outcome.commands += terminal.commands;
    }
    world.outcome.fills = world.line.exchange().fills.len() as u64;
    let now = world.now();
    if let Some(gateway) = world.gateway.take() {
        let path = gateway.path();
        orders(path.oms(), &world.line.exchange(), &mut found);
        positions(path.oms(), &world.line.exchange(), &mut found);
        for terminal in &world.terminals {
            agrees(terminal, path.oms(), &mut found);
        }
        world.outcome.state = format!("{} {}", path.state_hash(), path.audit().head().records);
        if let Err(error) = gateway.close(now) {
            found.push(format!("the log did not close: {error}"));
        }
    } else {
        found.push("no gateway runs at the end".to_owned());
    }
    log(&world.disk, &world.line.exchange(), &mut found);
    world.outcome.violations.append(&mut found);
}

/// Every order of the venue stands in our books as it stands there, and there is no other.
fn orders(oms: &Oms, exchange: &Exchange, found: &mut Vec<String>) {
    for (first, truth) in &exchange.orders {
        let ours = oms.order(truth.name);
        let (is_live, cum_qty) = match ours {
            Some(order) => (order.is_live(), order.cum_qty),
            None => match oms.closed(truth.name).or_else(|| oms.closed(*first)) {
                Some(closed) => (false, closed.cum_qty),
                None => {
                    found.push(format!("{first} (now {}) is at the venue and in no book of ours", truth.name));
                    continue;
                }
            },
        };
        if is_live != truth.is_working || cum_qty != truth.cum_qty {
            let status = oms.status(truth.name);
            found.push(format!(
                "{first} (now {}): the venue says working {} filled {}, we say {status:?} filled {cum_qty}",
                truth.name, truth.is_working, truth.cum_qty
            ));
        }
    }
    for order in oms.working() {
        let name = order.cl_ord_id();
        let is_known = exchange.orders.values().any(|truth| truth.name == name);
        if !is_known {
            found.push(format!("{name} is {:?} in our books and the venue never had it", order.status()));
        }
        if order.status() == OrdStatus::Unknown {
            found.push(format!("{name} is still unknown"));
        }
    }
}

fn positions(oms: &Oms, exchange: &Exchange, found: &mut Vec<String>) {
    for id in [InstrumentId(0), InstrumentId(1)] {
        let of = oms.positions().iter().filter(|held| held.instrument == id);
        let (ours, venues): (i64, i64) = (of.map(|held| held.qty.raw()).sum(), exchange.position(id));
        if ours != venues {
            found.push(format!("position of {id:?}: {} by our fills, {} by the venue's", lots(ours), lots(venues)));
        }
        let busts = exchange.fills.iter().any(|fill| fill.is_busted);
        if !busts && venues.abs() > MOST_LOTS * Qty::ONE {
            found.push(format!("position of {id:?} is {} lots, over the limit of {MOST_LOTS}", lots(venues)));
        }
    }
}

const fn lots(raw: i64) -> i64 {
    raw / Qty::ONE
}

/// A terminal that is attached sees the orders that there are.
fn agrees(terminal: &Terminal, oms: &Oms, found: &mut Vec<String>) {
    let Some(snapshot) = &terminal.snapshot else {
        found.push(format!("{} got no snapshot at the end", terminal.name));
        return;
    };
    let ours: BTreeSet<ClOrdId> = oms.working().map(|order| order.cl_ord_id()).collect();
    let told: BTreeSet<ClOrdId> = snapshot.orders.iter().map(|order| order.cl_ord_id).collect();
    let believed: BTreeSet<ClOrdId> = terminal.orders.keys().copied().collect();
    if ours != told || ours != believed {
        found.push(format!("{}: works {ours:?}, snapshot {told:?}, by reports {believed:?}", terminal.name));
    }
}

/// The log is whole and closed, and nothing reached the venue without a decision in it.
fn log(disk: &MemoryDisk, exchange: &Exchange, found: &mut Vec<String>) {
    let options = VerifyOptions::default();
    match verify(&mut disk.copied().attach(), &options) {
        Ok(verdict) if verdict.first_bad.is_none() && verdict.is_closed => {}
        Ok(verdict) => found.push(format!("the log does not verify: {verdict:?}")),
        Err(error) => found.push(format!("the log cannot be read: {error}")),
    }
    let mut approved = BTreeSet::new();
    let read = read(&mut disk.copied().attach(), &options, &mut |record| {
        if let Ok(JournalEntry::Decision(decision)) = JournalEntry::read(record.kind, record.payload)
            && decision.is_approved()
        {
            approved.insert(decision.cl_ord_id);
        }
    });
    if let Err(error) = read {
        found.push(format!("the log cannot be read: {error}"));
    }
    for name in exchange.entered() {
        if !approved.contains(name) {
            found.push(format!("{name} reached the venue and no record says that it was approved"));
        }
    }
}
