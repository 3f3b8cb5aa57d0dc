//! What fills cost.

use plimsoll_types::{Liquidity, Money, Price, Qty};

/// A price for trading; below zero is a rebate. Both parts are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FeeRate {
    /// Parts in 1e9 of the traded value: 1 basis point is 100,000.
    pub value_billionths: i64,
    /// For each whole share, contract or coin.
    pub per_unit: Money,
}

impl FeeRate {
    /// Of a fill, rounded half away from zero. Out of range saturates.
    #[must_use]
    pub fn of(self, px: Price, qty: Qty) -> Money {
        let value = i128::from(px.raw()) * i128::from(qty.raw()); // 1e-17
        let by_value = value.saturating_mul(i128::from(self.value_billionths)); // 1e-26
        let by_unit = i128::from(self.per_unit.raw()) * i128::from(qty.raw()); // 1e-14
        let exact = by_value.saturating_add(by_unit.saturating_mul(10_i128.pow(12)));
        let unit = 10_i128.pow(20);
        let half = if exact < 0 { -unit / 2 } else { unit / 2 };
        Money::from_raw(i64::try_from(exact.saturating_add(half) / unit).unwrap_or(i64::MAX))
    }
}

/// From how much own volume on a tier holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TierStart {
    /// Traded quantity so far.
    Qty(Qty),
    /// Traded value so far.
    Value(Money),
}

/// Rates from some volume on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeeTier {
    /// Own volume before the fill.
    pub from: TierStart,
    /// Of fills that added liquidity.
    pub maker: FeeRate,
    /// Of fills that removed liquidity.
    pub taker: FeeRate,
    /// Of fills in auctions.
    pub auction: FeeRate,
}

/// Tiers, lowest first; the last whose start is reached holds. No tier: free.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeeSchedule {
    /// Lowest first.
    pub tiers: Vec<FeeTier>,
}

impl FeeSchedule {
    /// The same rates whatever the volume.
    #[must_use]
    pub fn flat(maker: FeeRate, taker: FeeRate) -> Self {
        Self { tiers: vec![FeeTier { from: TierStart::Qty(Qty::ZERO), maker, taker, auction: taker }] }
    }
}

/// A schedule and the volume so far.
#[derive(Debug, Clone)]
pub(super) struct FeeLedger {
    schedule: FeeSchedule,
    qty: i128,
    value: i128,
}

impl FeeLedger {
    pub fn new(schedule: FeeSchedule) -> Self {
        Self { schedule, qty: 0, value: 0 }
    }

    /// The fee of a fill, which from now on counts.
    pub fn charge(&mut self, px: Price, qty: Qty, liquidity: Liquidity) -> Money {
        let reached = |tier: &&FeeTier| match tier.from {
            TierStart::Qty(from) => self.qty >= i128::from(from.raw()),
            TierStart::Value(from) => self.value >= i128::from(from.raw()),
        };
        let fee = self.schedule.tiers.iter().rev().find(reached).map_or(Money::ZERO, |tier| {
            match liquidity {
                Liquidity::Added => tier.maker,
                Liquidity::Auction => tier.auction,
                Liquidity::Removed | Liquidity::Unknown => tier.taker,
            }
            .of(px, qty)
        });
        self.qty += i128::from(qty.raw());
        self.value += Money::notional(px, qty).map_or(0, |money| i128::from(money.raw()));
        fee
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn per_unit(raw: i64) -> FeeRate {
        FeeRate { value_billionths: 0, per_unit: Money::from_raw(raw) }
    }

    fn px(text: &str) -> Price {
        Price::parse(text.as_bytes()).unwrap()
    }

    fn qty(whole: i64) -> Qty {
        Qty::from_raw(whole * Qty::ONE)
    }

    #[test]
    fn test_value_and_unit_rates_are_exact_and_round_half_away() {
        assert_eq!(per_unit(3_000).of(px("223.82"), qty(300)), Money::from_raw(900_000)); // 0.30 cents a share
        let ten_bps = FeeRate { value_billionths: 1_000_000, per_unit: Money::ZERO };
        assert_eq!(ten_bps.of(px("100"), qty(7)), Money::from_raw(700_000));
        let tiny = FeeRate { value_billionths: 5, per_unit: Money::ZERO };
        assert_eq!(tiny.of(px("0.1"), qty(1_000)), Money::from_raw(1)); // 0.5e-6 up
        let rebate = FeeRate { value_billionths: -5, per_unit: Money::ZERO };
        assert_eq!(rebate.of(px("0.1"), qty(1_000)), Money::from_raw(-1));
    }

    #[test]
    fn test_a_tier_holds_from_its_volume_on_and_makers_may_be_paid() {
        let tier = |from, maker, taker| FeeTier {
            from,
            maker: per_unit(maker),
            taker: per_unit(taker),
            auction: per_unit(100),
        };
        let tiers = vec![
            tier(TierStart::Qty(Qty::ZERO), -2_000, 3_000),
            tier(TierStart::Qty(qty(1_000)), -2_500, 2_900),
            tier(TierStart::Value(Money::from_raw(20_000 * Money::ONE)), -3_000, 2_800),
        ];
        let mut ledger = FeeLedger::new(FeeSchedule { tiers });
        let mut fee = |shares, liquidity| ledger.charge(px("10"), qty(shares), liquidity).raw() / shares;
        assert_eq!(fee(900, Liquidity::Added), -2_000);
        assert_eq!(fee(100, Liquidity::Removed), 3_000); // 900 so far
        assert_eq!(fee(500, Liquidity::Removed), 2_900);
        assert_eq!(fee(500, Liquidity::Auction), 100);
        assert_eq!(fee(1, Liquidity::Added), -3_000); // 20,000 of value so far
    }
}
