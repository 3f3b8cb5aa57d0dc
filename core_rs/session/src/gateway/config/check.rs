//! What a configuration's form does not say.

use super::{FeedKind, GatewayConfig, Profile};
use crate::gateway::sessions::LONGEST_LEASE_MS;
use crate::gateway::socket::Endpoint;
use plimsoll_types::{Directory, Price};
use std::collections::HashSet;

type Wrong = (String, String);

fn wrong<T>(key: &str, reason: impl Into<String>) -> Result<T, Wrong> {
    Err((key.to_owned(), reason.into()))
}

pub(super) fn check(config: &GatewayConfig) -> Result<(), Wrong> {
    let directory = config.directory()?;
    check_principals(config, &directory)?;
    check_market(config)?;
    for rate in &config.firm.rates {
        match Price::parse(rate.rate.as_bytes()) {
            Ok(px) if px.raw() > 0 => {}
            _ => return wrong("firm.rates.rate", format!("`{}` is no rate above zero", rate.rate)),
        }
    }
    let times = config.sessions;
    if times.heartbeat_ms < 50 || times.lost_after_ms < 2 * times.heartbeat_ms {
        return wrong("sessions.lost_after_ms", "must be twice heartbeat_ms at least, and that 50 at least");
    }
    if let Some(text) = &config.endpoints.orders {
        match Endpoint::parse(text) {
            Ok(Endpoint::Tcp(_)) => {}
            Ok(Endpoint::Ipc(_)) => return wrong("endpoints.orders", "ipc is always there; name a tcp endpoint"),
            Err(error) => return wrong("endpoints.orders", error.to_string()),
        }
    }
    if config.audit.sync_ms == 0 || config.audit.sync_ms > 10_000 {
        return wrong("audit.sync_ms", "must lie between 1 and 10000");
    }
    config.state.check()
}

fn check_principals(config: &GatewayConfig, directory: &Directory) -> Result<(), Wrong> {
    let mut names = HashSet::new();
    if config.principals.is_empty() {
        return wrong("principals", "there is none: nobody could log on");
    }
    for principal in &config.principals {
        let name = &principal.name;
        let sound = !name.is_empty()
            && name.len() <= 64
            && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter));
        if !sound {
            return wrong("principals.name", format!("`{name}` is no name; letters, digits, - and _, at most 64"));
        }
        if !names.insert(name) {
            return wrong("principals.name", format!("`{name}` is there twice"));
        }
        let Some(trader) = directory.trader(&principal.trader) else {
            return wrong("principals.trader", format!("firm.traders has no `{}`", principal.trader));
        };
        let desk = directory.trader_of(trader).map(|trader| trader.desk);
        for account in &principal.accounts {
            let Some(id) = directory.account(account) else {
                return wrong("principals.accounts", format!("firm.accounts has no `{account}`"));
            };
            if principal.may_trade && directory.account_of(id).map(|account| account.desk) != desk {
                let reason = format!("account `{account}` is not of the desk of trader `{}`", principal.trader);
                return wrong("principals.accounts", reason);
            }
        }
        if let Some(unknown) = principal.strategies.iter().find(|name| directory.strategy(name).is_none()) {
            return wrong("principals.strategies", format!("firm.strategies has no `{unknown}`"));
        }
        let lease_ms = principal.dead_man.operator_ms.max(principal.dead_man.strategies_ms);
        if lease_ms > LONGEST_LEASE_MS || principal.dead_man.operator_ms.min(principal.dead_man.strategies_ms) == 0 {
            let key = "principals.dead_man.strategies_ms";
            return wrong(key, format!("leases lie between 1 and {LONGEST_LEASE_MS} ms; none is infinite"));
        }
    }
    Ok(())
}

fn check_market(config: &GatewayConfig) -> Result<(), Wrong> {
    let market = &config.market;
    if market.feed == FeedKind::Recording && market.path.is_none() {
        return wrong("market.path", "a recording needs one");
    }
    if !(0.0..=86_400.0).contains(&market.past_s) {
        return wrong("market.past_s", "must lie between 0 and 86400 seconds");
    }
    if !(0.01..=10_000.0).contains(&market.speed) {
        return wrong("market.speed", "must lie between 0.01 and 10000");
    }
    for (key, bps) in
        [("venue.maker_fee_bps", config.venue.maker_fee_bps), ("venue.taker_fee_bps", config.venue.taker_fee_bps)]
    {
        if !(-1_000.0..=1_000.0).contains(&bps) {
            return wrong(key, "must lie between -1000 and 1000 basis points");
        }
    }
    if config.profile == Profile::Live {
        return wrong("profile", "LIVE needs a venue, and only the simulated one is there yet: write SIM");
    }
    Ok(())
}

impl GatewayConfig {
    /// Who there is, numbered.
    ///
    /// # Errors
    /// Key and reason of what is wrong.
    pub fn directory(&self) -> Result<Directory, (String, String)> {
        let mut directory = Directory::default();
        let twice =
            |key: &'static str| move |error: plimsoll_types::DirectoryError| (key.to_owned(), error.to_string());
        for desk in &self.firm.desks {
            directory.add_desk(desk).map_err(twice("firm.desks"))?;
        }
        for account in &self.firm.accounts {
            let Some(desk) = directory.desk(&account.desk) else {
                return wrong("firm.accounts.desk", format!("firm.desks has no `{}`", account.desk));
            };
            directory.add_account(&account.name, desk, &account.currency).map_err(twice("firm.accounts"))?;
        }
        for trader in &self.firm.traders {
            let Some(desk) = directory.desk(&trader.desk) else {
                return wrong("firm.traders.desk", format!("firm.desks has no `{}`", trader.desk));
            };
            directory.add_trader(&trader.name, desk).map_err(twice("firm.traders"))?;
        }
        for strategy in &self.firm.strategies {
            directory.add_strategy(strategy).map_err(twice("firm.strategies"))?;
        }
        Ok(directory)
    }
}
