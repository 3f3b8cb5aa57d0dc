//! Configurations that make no market are refused before anything is generated.

use crate::config::{SimConfig, SimInstrument};
use plimsoll_types::Price;
use thiserror::Error;

/// Ten-thousandths of a dollar in the highest ITCH price, 200,000.
pub(crate) const HIGHEST_PRICE: u32 = 2_000_000_000;
/// Fixed-point units in an ITCH price step.
pub(crate) const ITCH_STEP: i64 = Price::ONE / 10_000;

/// Why a configuration is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// ITCH numbers instruments by 16 bits.
    #[error("{0} instruments, at most 65,535 are possible")]
    TooManyInstruments(usize),
    /// An ITCH symbol has one to eight printable ASCII characters.
    #[error("symbol {0:?} is not one to eight printable ASCII characters")]
    Symbol(String),
    /// The tick is no positive multiple of 0.0001, or the start price no price of it up to 100,000.
    #[error("{0}: start price or tick outside what ITCH can carry")]
    Price(String),
    /// A rate or scale that must be positive and finite is not.
    #[error("{instrument}: {field} is not positive and finite")]
    Scale {
        /// Symbol, or `session`.
        instrument: String,
        /// The field of the configuration.
        field: &'static str,
    },
    /// Midnight, start and close do not follow each other within two days.
    #[error("midnight, session start and close do not follow each other within two days")]
    Times,
    /// A shock names an instrument that does not exist.
    #[error("shock {0} names an instrument that does not exist")]
    Shock(usize),
}

impl SimConfig {
    /// Whether a market can be made from this.
    ///
    /// # Errors
    /// [`ConfigError`] naming the first field that does not do.
    pub fn check(&self) -> Result<(), ConfigError> {
        let count = self.instruments.len();
        if count > usize::from(u16::MAX) {
            return Err(ConfigError::TooManyInstruments(count));
        }
        let two_days = 172_800_000_000_000;
        let ordered = self.midnight_ns <= self.session_start_ns && self.session_start_ns < self.close_ns;
        if !ordered || self.open_ns >= self.close_ns || self.close_ns - self.midnight_ns > two_days {
            return Err(ConfigError::Times);
        }
        positive("session", "rate_scale", self.rate_scale)?;
        if let Some(nth) = self.shocks.iter().position(|shock| shock.instrument >= count) {
            return Err(ConfigError::Shock(nth));
        }
        self.instruments.iter().try_for_each(SimInstrument::check)
    }
}

impl SimInstrument {
    fn check(&self) -> Result<(), ConfigError> {
        let symbol = &self.symbol;
        if !(1..=8).contains(&symbol.len()) || !symbol.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(ConfigError::Symbol(symbol.clone()));
        }
        let (tick, start) = (self.tick.raw(), self.start_px.raw());
        let carried = tick > 0 && tick % ITCH_STEP == 0 && tick <= Price::ONE * 1_000;
        if !carried || start < tick || start > Price::ONE * 100_000 {
            return Err(ConfigError::Price(symbol.clone()));
        }
        positive(symbol, "spread_ticks", self.spread_ticks)?;
        positive(symbol, "depth_ticks", self.depth_ticks)?;
        positive(symbol, "updates_per_second", self.updates_per_second)?;
        positive(symbol, "resting_orders", f64::from(self.resting_orders))?;
        positive(symbol, "daily_volatility", self.daily_volatility)
    }
}

fn positive(instrument: &str, field: &'static str, value: f64) -> Result<(), ConfigError> {
    if value.is_finite() && value > 0.0 {
        return Ok(());
    }
    Err(ConfigError::Scale { instrument: instrument.to_owned(), field })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_ready_made_sessions_are_sound() {
        for config in [SimConfig::demo(1), SimConfig::like_amzn(1), SimConfig::load(1, 200, 1e6)] {
            assert_eq!(config.check(), Ok(()));
        }
    }

    #[test]
    fn test_each_kind_of_nonsense_is_named() {
        let spoilt = |spoil: &dyn Fn(&mut SimConfig)| {
            let mut config = SimConfig::demo(1);
            spoil(&mut config);
            config.check().expect_err("nonsense").to_string()
        };
        assert!(spoilt(&|c| c.instruments[0].symbol = "NINE_LONG".into()).contains("NINE_LONG"));
        assert!(spoilt(&|c| c.instruments[1].tick = Price::from_raw(1)).contains("KEEL: start price or tick"));
        assert!(spoilt(&|c| c.instruments[2].updates_per_second = f64::NAN).contains("HULL: updates_per_second"));
        assert!(spoilt(&|c| c.shocks[0].instrument = 8).contains("shock 0"));
        assert!(spoilt(&|c| c.close_ns = c.open_ns).contains("close"));
        assert!(spoilt(&|c| c.rate_scale = 0.0).contains("rate_scale"));
    }
}
