//! The orders that plugins want, as each plugin sees them.
//!
//! No venue stands behind this ledger: an order works from the moment it is taken until it is cancelled. The gateway of the
//! order path takes its place behind the same port. What the ledger settles already is who may say what: a stopped plugin
//! gets no order through, none gets more a second than its budget, and everything that one has working can be cancelled by
//! a thread that needs no interpreter lock.

use plimsoll_types::{InstrumentId, Nanos, Price, Qty, Side};
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Events that wait to be taken. Every working order has a place kept for its end, so that a cancel is never refused; a new
/// order is, where no place is left.
const MOST_EVENTS: usize = 65_536;

/// The window of the order budget.
const SECOND_NS: Nanos = 1_000_000_000;

/// An order that a plugin wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderIntent {
    /// Of the session.
    pub instrument: InstrumentId,
    /// Buy or sell.
    pub side: Side,
    /// Above zero.
    pub qty: Qty,
    /// Limit.
    pub px: Price,
}

/// Why an order was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RejectReason {
    /// The plugin has no account here.
    Unknown,
    /// The plugin is stopped.
    Stopped(String),
    /// More orders within a second than it may send.
    OverBudget(u32),
    /// A quantity that is not above zero, or a price that is unset.
    NotAnOrder,
    /// Nobody takes the ledger's events.
    Full,
}

impl fmt::Display for RejectReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("the ledger does not know this plugin; open its account first"),
            Self::Stopped(why) => write!(f, "the plugin is stopped: {why}"),
            Self::OverBudget(most) => {
                write!(f, "over the budget of {most} orders a second; wait, or raise orders_per_second in its manifest")
            }
            Self::NotAnOrder => f.write_str("an order needs a quantity above zero and a limit price"),
            Self::Full => {
                write!(f, "{MOST_EVENTS} order events wait to be taken; the ledger takes no more until they are")
            }
        }
    }
}

/// What became of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderFate {
    /// It works.
    Submitted,
    /// It is gone, and why.
    Cancelled(String),
    /// It was not taken, and why.
    Refused(RejectReason),
}

/// One entry of the ledger's story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderEvent {
    /// Whose order.
    pub plugin_id: String,
    /// Empty for one that was refused.
    pub cl_ord_id: String,
    /// The order.
    pub intent: OrderIntent,
    /// What happened to it.
    pub fate: OrderFate,
    /// When, on the caller's monotonic clock.
    pub at_ns: Nanos,
}

#[derive(Debug)]
struct Account {
    most_a_second: u32,
    sent_ns: VecDeque<Nanos>,
    stopped: Option<String>,
    working: BTreeMap<u64, OrderIntent>,
}

impl Account {
    fn refusal(&mut self, intent: &OrderIntent, now_ns: Nanos) -> Option<RejectReason> {
        if let Some(why) = &self.stopped {
            return Some(RejectReason::Stopped(why.clone()));
        }
        if intent.qty.raw() <= 0 || !intent.px.is_set() {
            return Some(RejectReason::NotAnOrder);
        }
        while self.sent_ns.front().is_some_and(|sent_ns| now_ns - sent_ns >= SECOND_NS) {
            self.sent_ns.pop_front();
        }
        (self.sent_ns.len() >= self.most_a_second as usize).then_some(RejectReason::OverBudget(self.most_a_second))
    }
}

#[derive(Debug, Default)]
struct Page {
    accounts: BTreeMap<String, Account>,
    events: VecDeque<OrderEvent>,
    last_number: u64,
    working: usize,
    untold: u64,
}

/// The orders of every plugin of this process. Calls are short and take no other lock.
#[derive(Debug, Default)]
pub struct OrderLedger {
    page: Mutex<Page>,
}

impl OrderLedger {
    /// Opens a plugin's account, or opens it anew after a stop: what it had working stays.
    pub fn open(&self, plugin_id: &str, orders_per_second: u32) {
        let mut page = self.page();
        let account = page.accounts.entry(plugin_id.to_owned()).or_insert_with(|| Account {
            most_a_second: 0,
            sent_ns: VecDeque::new(),
            stopped: None,
            working: BTreeMap::new(),
        });
        account.most_a_second = orders_per_second;
        account.stopped = None;
    }

    /// Takes an order at monotonic time `now_ns` and returns its id.
    ///
    /// # Errors
    /// [`RejectReason`]; it is told as an event too.
    pub fn submit(&self, plugin_id: &str, intent: OrderIntent, now_ns: Nanos) -> Result<String, RejectReason> {
        let mut page = self.page();
        let full = page.events.len() + page.working + 2 > MOST_EVENTS;
        let refusal = match page.accounts.get_mut(plugin_id) {
            None => Some(RejectReason::Unknown),
            Some(account) => account.refusal(&intent, now_ns).or(full.then_some(RejectReason::Full)),
        };
        if let Some(reason) = refusal {
            page.tell(plugin_id, String::new(), intent, OrderFate::Refused(reason.clone()), now_ns);
            return Err(reason);
        }
        page.last_number += 1;
        page.working += 1;
        let number = page.last_number;
        if let Some(account) = page.accounts.get_mut(plugin_id) {
            account.sent_ns.push_back(now_ns);
            account.working.insert(number, intent);
        }
        let cl_ord_id = id_of(plugin_id, number);
        page.tell(plugin_id, cl_ord_id.clone(), intent, OrderFate::Submitted, now_ns);
        Ok(cl_ord_id)
    }

    /// Cancels one working order of the plugin; false where it has none of this id.
    pub fn cancel(&self, plugin_id: &str, cl_ord_id: &str, reason: &str, now_ns: Nanos) -> bool {
        let mut page = self.page();
        let Some(number) = number_of(plugin_id, cl_ord_id) else { return false };
        let Some(account) = page.accounts.get_mut(plugin_id) else { return false };
        let Some(intent) = account.working.remove(&number) else { return false };
        page.end(plugin_id, number, intent, reason, now_ns);
        true
    }

    /// Cancels everything that the plugin has working, oldest first; returns how many.
    pub fn cancel_all(&self, plugin_id: &str, reason: &str, now_ns: Nanos) -> usize {
        self.page().cancel_all(plugin_id, reason, now_ns)
    }

    /// Takes no further order of the plugin and cancels those that work; returns how many.
    pub fn stop(&self, plugin_id: &str, reason: &str, now_ns: Nanos) -> usize {
        let mut page = self.page();
        if let Some(account) = page.accounts.get_mut(plugin_id) {
            account.stopped.get_or_insert_with(|| reason.to_owned());
        }
        page.cancel_all(plugin_id, reason, now_ns)
    }

    /// Ids of the plugin's working orders, oldest first.
    #[must_use]
    pub fn working(&self, plugin_id: &str) -> Vec<String> {
        let page = self.page();
        let orders = page.accounts.get(plugin_id).map(|account| account.working.keys());
        orders.into_iter().flatten().map(|number| id_of(plugin_id, *number)).collect()
    }

    /// What happened since the last call, in order, and how many refusals found no place.
    pub fn take_events(&self) -> (Vec<OrderEvent>, u64) {
        let mut page = self.page();
        (page.events.drain(..).collect(), std::mem::take(&mut page.untold))
    }

    // Every change of the page is complete before anything that could panic.
    fn page(&self) -> MutexGuard<'_, Page> {
        self.page.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Page {
    fn cancel_all(&mut self, plugin_id: &str, reason: &str, now_ns: Nanos) -> usize {
        let Some(account) = self.accounts.get_mut(plugin_id) else { return 0 };
        let orders = std::mem::take(&mut account.working);
        let count = orders.len();
        for (number, intent) in orders {
            self.end(plugin_id, number, intent, reason, now_ns);
        }
        count
    }

    fn end(&mut self, plugin_id: &str, number: u64, intent: OrderIntent, reason: &str, now_ns: Nanos) {
        self.working -= 1;
        let fate = OrderFate::Cancelled(reason.to_owned());
        self.tell(plugin_id, id_of(plugin_id, number), intent, fate, now_ns);
    }

    fn tell(&mut self, plugin_id: &str, cl_ord_id: String, intent: OrderIntent, fate: OrderFate, at_ns: Nanos) {
        let refused = matches!(fate, OrderFate::Refused(_));
        if refused && self.events.len() + self.working >= MOST_EVENTS {
            self.untold += 1;
            return;
        }
        self.events.push_back(OrderEvent { plugin_id: plugin_id.to_owned(), cl_ord_id, intent, fate, at_ns });
    }
}

fn id_of(plugin_id: &str, number: u64) -> String {
    format!("{plugin_id}-{number}")
}

fn number_of(plugin_id: &str, cl_ord_id: &str) -> Option<u64> {
    cl_ord_id.strip_prefix(plugin_id)?.strip_prefix('-')?.parse().ok()
}
