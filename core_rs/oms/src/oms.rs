//! The door: what is asked of the order state machine, and what it answers.

use crate::currency::Currencies;
use crate::fills::Fills;
use crate::form;
use crate::hearing::{refusal, report_of};
use crate::open_orders::OpenOrders;
use crate::orders::Orders;
use crate::portfolio::Portfolio;
use crate::resting::{Berth, Resting};
use plimsoll_types::{
    ClOrdId, Directory, ExecType, ExecutionReport, Instrument, InstrumentId, Nanos, NewOrder, Price, RejectReason,
    VenueReport,
};
use thiserror::Error;

/// What cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OmsError {
    /// A rate that is no rate.
    #[error("the rate of {from} in {to} is not above zero, or the two are one currency; give one unit's price")]
    Rate {
        /// Of what.
        from: String,
        /// In what.
        to: String,
    },
}

/// Who there is, and what the firm counts in.
#[derive(Debug, Clone, Default)]
pub struct OmsConfig {
    /// Desks, accounts, traders and strategies.
    pub directory: Directory,
    /// ISO 4217: of figures over desks, strategies and the firm.
    pub currency: String,
    /// What one unit of the first costs in the second; more by [`Oms::set_rate`].
    pub rates: Vec<(String, String, Price)>,
}

/// Every order, fill and position.
#[derive(Debug, Clone)]
pub struct Oms {
    pub(crate) directory: Directory,
    pub(crate) orders: Orders,
    pub(crate) fills: Fills,
    pub(crate) portfolio: Portfolio,
    pub(crate) resting: Resting,
    pub(crate) open_orders: OpenOrders,
    /// The last reports of orders that were never sent.
    pub(crate) strays: Vec<VenueReport>,
    pub(crate) stray_count: u64,
    pub(crate) is_connected: bool,
}

impl Oms {
    /// Nothing traded yet.
    ///
    /// # Errors
    /// [`OmsError`] where a rate is none.
    pub fn new(config: OmsConfig) -> Result<Self, OmsError> {
        let mut portfolio = Portfolio::new(Currencies::new(&config.currency));
        for (index, account) in config.directory.accounts().iter().enumerate() {
            #[allow(clippy::cast_possible_truncation)] // a directory has at most 65,535
            portfolio.open_account(index as u16 + 1, &account.currency);
        }
        for (from, to, rate) in &config.rates {
            portfolio.set_rate(from, to, *rate)?;
        }
        Ok(Self {
            directory: config.directory,
            orders: Orders::default(),
            fills: Fills::default(),
            portfolio,
            resting: Resting::default(),
            open_orders: OpenOrders::default(),
            strays: Vec::new(),
            stray_count: 0,
            is_connected: true,
        })
    }

    /// Learns what an instrument is counted in; [`admit`](Self::admit) does too. A restart has to before it replays orders.
    pub fn list(&mut self, id: InstrumentId, instrument: &Instrument) {
        self.portfolio.list(id, instrument);
    }

    /// Whether an order can be meant: form, attribution, and a name never used. Records nothing but the instrument's
    /// currency.
    ///
    /// # Errors
    /// The first reason against it.
    pub fn admit(
        &mut self,
        now_ns: Nanos,
        _: u32,
        order: &NewOrder,
        instrument: &Instrument,
    ) -> Result<(), RejectReason> {
        self.check_name(order.cl_ord_id)?;
        form::check(now_ns, order, instrument)?;
        self.check_attribution(order)?;
        self.portfolio.list(order.instrument, instrument);
        Ok(())
    }

    pub(crate) fn check_name(&self, name: ClOrdId) -> Result<(), RejectReason> {
        if !name.is_some() {
            return Err(RejectReason::WrongOrigin);
        }
        if self.orders.is_used(name) { Err(RejectReason::DuplicateClOrdId) } else { Ok(()) }
    }

    /// Everybody named exists, and the account is the desk's. Without a directory there is nobody to ask.
    fn check_attribution(&self, order: &NewOrder) -> Result<(), RejectReason> {
        let (of, directory) = (order.attribution, &self.directory);
        if directory.accounts().is_empty() {
            return Ok(());
        }
        let account = directory.account_of(of.account).ok_or(RejectReason::Unattributed)?;
        let is_known =
            directory.trader_of(of.trader).is_some() && usize::from(of.strategy.0) <= directory.strategies().len();
        if !is_known {
            return Err(RejectReason::Unattributed);
        }
        if account.desk == of.desk { Ok(()) } else { Err(RejectReason::NotYours) }
    }

    /// Records an admitted order as sent: from now on it holds back what it may trade. A name that was used before is refused
    /// here too.
    pub fn place(&mut self, now_ns: Nanos, session: u32, order: &NewOrder) -> ExecutionReport {
        if self.check_name(order.cl_ord_id).is_err() {
            return refusal(now_ns, order, RejectReason::DuplicateClOrdId);
        }
        let position = self.portfolio.position_at(order.attribution, order.instrument);
        let slot = self.orders.add(now_ns, session, order, position);
        if order.flags.contains(plimsoll_types::OrderFlags::QUOTE) {
            self.remember_quote(slot, position, order.side);
        }
        self.settle(slot);
        self.orders.get(slot).map_or_else(
            || refusal(now_ns, order, RejectReason::None),
            |placed| report_of(now_ns, placed, ExecType::PendingNew, None),
        )
    }

    /// Uses up the order's name and says why it was not sent.
    pub fn refuse(&mut self, now_ns: Nanos, _: u32, order: &NewOrder, reason: RejectReason) -> ExecutionReport {
        if order.cl_ord_id.is_some() {
            self.orders.burn(order.cl_ord_id);
        }
        refusal(now_ns, order, reason)
    }

    /// Brings what an order holds back, and where it stands among the firm's own, into line with what it is now; a done order
    /// leaves for the archive.
    pub(crate) fn settle(&mut self, slot: u32) {
        let Self { orders, portfolio, resting, open_orders, .. } = self;
        let Some(order) = orders.get_mut(slot) else { return };
        let (reserve, rank) = (order.wanted_reserve(), order.wanted_rank());
        let side = order.terms.side;
        portfolio.reserve(order.position, side, &order.reserve, &reserve);
        let (account, instrument) = (order.terms.attribution.account, order.terms.instrument);
        resting.swap(Berth { account, instrument, side, number: order.number }, order.rank, rank);
        if order.reserve.is_open != reserve.is_open {
            open_orders.swap(order.terms.attribution.trader, order.session, reserve.is_open);
        }
        order.reserve = reserve;
        order.rank = rank;
        let waits = order.replace.is_some_and(|request| request.is_sent) || order.has_open_question();
        if !order.is_live() && !waits {
            orders.close(slot);
        }
    }

    /// Uses up a name for something that is no order: a mass cancel's, a quote's.
    ///
    /// # Errors
    /// [`RejectReason::DuplicateClOrdId`] where it was used before.
    pub fn use_name(&mut self, name: ClOrdId) -> Result<(), RejectReason> {
        self.check_name(name)?;
        self.orders.burn(name);
        Ok(())
    }

    /// Values an instrument's positions at `px`; unset changes nothing.
    pub fn mark(&mut self, instrument: InstrumentId, px: Price) {
        self.portfolio.mark(instrument, px);
    }

    /// One unit of `from` costs `rate` of `to`, there and back.
    ///
    /// # Errors
    /// [`OmsError::Rate`] where it is no rate.
    pub fn set_rate(&mut self, from: &str, to: &str, rate: Price) -> Result<(), OmsError> {
        self.portfolio.set_rate(from, to, rate)
    }

    /// Begins a day: day figures start at zero, the day's peak at the total.
    pub fn start_day(&mut self) {
        self.portfolio.start_day();
    }
}
