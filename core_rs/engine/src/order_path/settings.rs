//! What of the order path can be set.

use super::journal::Durability;
use super::moment::Pace;
use plimsoll_types::Nanos;

const MILLISECOND_NS: Nanos = 1_000_000;

/// How a flatten halt closes positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlattenSettings {
    /// Time between two slices of a position.
    pub slice_every_ns: Nanos,
    /// Most of the quantity shown at the price that a slice takes, in millionths: the impact cap. One lot at least.
    pub share_of_shown: i64,
    /// Furthest price from the middle at the moment of the halt, in millionths: beyond it nothing is sent.
    pub collar: i64,
    /// How long unconfirmed cancels are waited for before positions are closed all the same.
    pub patience_ns: Nanos,
}

/// What of the order path can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathSettings {
    /// Whose time market events pass by.
    pub pace: Pace,
    /// What a record has to outlive before it takes effect.
    pub durability: Durability,
    /// First silence after which a cancel of a halt is sent again; doubled each time.
    pub chase_first_ns: Nanos,
    /// Longest silence between two such cancels.
    pub chase_most_ns: Nanos,
    /// Silence after an order's expiry before the gateway cancels what the venue should have let go.
    pub expiry_grace_ns: Nanos,
    /// How often losses are looked at while the market moves.
    pub pulse_ns: Nanos,
    /// See [`FlattenSettings`].
    pub flatten: FlattenSettings,
}

impl Default for PathSettings {
    fn default() -> Self {
        Self {
            pace: Pace::Market,
            durability: Durability::Written,
            chase_first_ns: 100 * MILLISECOND_NS,
            chase_most_ns: 5_000 * MILLISECOND_NS,
            expiry_grace_ns: 1_000 * MILLISECOND_NS,
            pulse_ns: 100 * MILLISECOND_NS,
            flatten: FlattenSettings {
                slice_every_ns: 250 * MILLISECOND_NS,
                share_of_shown: 250_000,
                collar: 20_000,
                patience_ns: 2_000 * MILLISECOND_NS,
            },
        }
    }
}
