//! What risk, the order path and people ask; nothing here changes anything.

use crate::orders::Named;
use crate::{Amount, ClosedOrder, Fill, Holding, Oms, OrderState, Pnl, Position};
use plimsoll_types::{
    AccountId, Attribution, ClOrdId, ExecId, InstrumentId, Money, OrdStatus, Price, Scope, Side, StrategyId,
    VenueReport,
};

impl Oms {
    /// The order that has or had this name, while it is not done.
    #[must_use]
    pub fn order(&self, name: ClOrdId) -> Option<&OrderState> {
        match self.orders.named(name) {
            Named::Order(number) => self.orders.by_number(number),
            Named::Free | Named::Refused => None,
        }
    }

    /// The order that has or had this name, once it is done.
    #[must_use]
    pub fn closed(&self, name: ClOrdId) -> Option<&ClosedOrder> {
        match self.orders.named(name) {
            Named::Order(number) => self.orders.closed(number),
            Named::Free | Named::Refused => None,
        }
    }

    /// Tag 39 of the order that has or had this name.
    #[must_use]
    pub fn status(&self, name: ClOrdId) -> Option<OrdStatus> {
        self.order(name).map(OrderState::status).or_else(|| self.closed(name).map(|order| order.status))
    }

    /// Whether the name was ever used, by an order, a request or something refused.
    #[must_use]
    pub fn is_used(&self, name: ClOrdId) -> bool {
        self.orders.is_used(name)
    }

    /// The highest number that an origin used: the next is free, after a restart too.
    #[must_use]
    pub fn last_number(&self, origin: u32) -> u64 {
        self.orders.last_number(origin)
    }

    /// Orders that are not done.
    pub fn working(&self) -> impl Iterator<Item = &OrderState> {
        self.orders.whole().map(|(_, order)| order).filter(|order| order.is_live())
    }

    /// Orders of `scope` that are not done and not being cancelled: what a mass cancel is for.
    pub fn to_cancel(&self, scope: Scope) -> impl Iterator<Item = &OrderState> {
        self.working().filter(move |order| {
            order.cancel.is_none() && scope.holds(order.attribution(), order.instrument(), order.session)
        })
    }

    /// The firm's own orders that an order of `side` at `px` (unset: any) would trade with, the best price first. Stops not
    /// yet set off are not among them.
    pub fn own_crossed(&self, instrument: InstrumentId, side: Side, px: Price) -> impl Iterator<Item = &OrderState> {
        let numbers = self.resting.crossed_by(instrument, side.opposite(), px);
        numbers.filter_map(|number| self.orders.by_number(number))
    }

    /// The fill of this name, busts and corrections applied.
    #[must_use]
    pub fn fill(&self, name: ExecId) -> Option<&Fill> {
        self.fills.find(name)
    }

    /// The name that a fill's order was sent with.
    #[must_use]
    pub fn order_of(&self, fill: &Fill) -> Option<ClOrdId> {
        Some(self.orders.first_name(fill.order)).filter(|name| name.is_some())
    }

    /// Every fill, in the order in which they came.
    #[must_use]
    pub fn fills(&self) -> &[Fill] {
        self.fills.all()
    }

    /// A position that was ever traded or ordered.
    #[must_use]
    pub fn position(&self, account: AccountId, strategy: StrategyId, instrument: InstrumentId) -> Option<&Position> {
        self.portfolio.find(Position::key(account, strategy, instrument))
    }

    /// All of them, in the order in which they were opened.
    #[must_use]
    pub fn positions(&self) -> &[Position] {
        &self.portfolio.positions
    }

    /// Quantities of an instrument over the firm, a desk, an account or a strategy; [`Scope::Instrument`] is over the firm.
    #[must_use]
    pub fn holding(&self, scope: Scope, instrument: InstrumentId) -> Option<&Holding> {
        self.portfolio.holding(scope, instrument)
    }

    /// Profit and exposure of the firm, a desk, an account or a strategy; `None` for other scopes and where nothing was ever
    /// traded.
    #[must_use]
    pub fn pnl(&self, scope: Scope) -> Option<Pnl> {
        self.portfolio.ledger(scope).map(|ledger| ledger.pnl(&self.portfolio.currencies))
    }

    /// ISO 4217: what the figures of a scope are counted in.
    #[must_use]
    pub fn currency(&self, scope: Scope) -> Option<&str> {
        self.portfolio.ledger(scope).map(|ledger| self.portfolio.currencies.name(ledger.currency))
    }

    /// ISO 4217: what a position is counted in.
    #[must_use]
    pub fn currency_of(&self, position: &Position) -> &str {
        self.portfolio.currencies.name(position.currency)
    }

    /// The price that an instrument's positions are valued at; unset where there is none yet.
    #[must_use]
    pub fn mark_of(&self, instrument: InstrumentId) -> Price {
        self.portfolio.find_listing(instrument).map_or(Price::UNSET, |listing| listing.mark)
    }

    /// The last reports, up to 4,096, of orders that were never sent, and how many there were in all.
    #[must_use]
    pub fn strays(&self) -> (&[VenueReport], u64) {
        (&self.strays, self.stray_count)
    }

    /// Names and reports that are remembered: what memory grows with.
    #[must_use]
    pub fn remembered(&self) -> (usize, usize) {
        (self.orders.names_used(), self.fills.reports_seen())
    }

    /// Orders of a scope that are not done: every scope is counted.
    #[must_use]
    pub fn open_orders(&self, scope: Scope) -> u32 {
        match scope {
            Scope::Trader(trader) => self.open_orders.of_trader(trader),
            Scope::Session(session) => self.open_orders.of_session(session),
            Scope::Instrument(instrument) => {
                self.holding(scope, instrument).map_or(0, |it| it.working[0].orders + it.working[1].orders)
            }
            _ => self.portfolio.ledger(scope).map_or(0, |ledger| ledger.open_orders),
        }
    }

    /// Attribution, instrument and session of the order that has or had this name.
    #[must_use]
    pub fn whose(&self, name: ClOrdId) -> Option<(Attribution, InstrumentId, u32)> {
        let Named::Order(number) = self.orders.named(name) else { return None };
        let live = self.orders.by_number(number).map(|it| (it.attribution(), it.instrument(), it.session));
        live.or_else(|| self.orders.closed(number).map(|it| (it.attribution, it.instrument, it.session)))
    }

    /// The best price among own orders of one side that can trade now, of the firm or an account; unset where one trades at
    /// any price; `None` where there is none, and for other scopes.
    #[must_use]
    pub fn own_best(&self, scope: Scope, instrument: InstrumentId, side: Side) -> Option<Price> {
        let account = match scope {
            Scope::Firm | Scope::Instrument(_) => AccountId::NONE,
            Scope::Account(account) => account,
            _ => return None,
        };
        let rank = self.resting.best(account, instrument, side)?;
        Some(if rank == i64::MIN { Price::UNSET } else { Price::from_raw(-side.sign() * rank) })
    }

    /// `amount` of an instrument's currency in that of a scope (the account's own, the firm's for others); `None` where the
    /// instrument's currency or the rate is not known.
    #[must_use]
    pub fn convert(&self, amount: Money, instrument: InstrumentId, scope: Scope) -> Option<Money> {
        let from = self.portfolio.find_listing(instrument)?.currency;
        let to = self.portfolio.currency_of(scope);
        if from == to {
            return Some(amount).filter(|amount| amount.is_set());
        }
        self.portfolio.currencies.convert(Amount::from_money(amount), from, to)?.to_money()
    }
    /// The same, exact.
    #[must_use]
    #[inline]
    pub fn convert_amount(&self, amount: Amount, instrument: InstrumentId, scope: Scope) -> Option<Amount> {
        let from = self.portfolio.find_listing(instrument)?.currency;
        self.portfolio.currencies.convert(amount, from, self.portfolio.currency_of(scope)).filter(|it| it.is_known())
    }
}
