//! Colours by token, never by value: a theme change hands in another table.

/// Colour tokens in the order in which a theme lists them; `0xRRGGBB` each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
#[allow(missing_docs)] // the names are those of the design's token table
pub enum Token {
    S0,
    S1,
    S2,
    S3,
    S4,
    Line,
    Line2,
    Line3,
    T1,
    T2,
    T3,
    Bid,
    Ask,
    Up,
    Down,
    Own,
    Warn,
    Danger,
    Ok,
    BidFill,
    AskFill,
    OwnFill,
    WarnFill,
    DangerFill,
    OkFill,
    Accent,
    AccentText,
}

/// How many tokens there are.
pub const TOKENS: usize = Token::AccentText as usize + 1;

/// Steps of the heat ramp.
pub const HEAT_STEPS: usize = 256;

/// The colours of one theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Palette {
    tokens: [u32; TOKENS],
    heat: Box<[u32; HEAT_STEPS]>,
}

impl Palette {
    /// From token colours in [`Token`] order and heat stops (share 0 to 1, colour), in rising order.
    ///
    /// Missing entries stay black, which a test of the themes would show.
    #[must_use]
    pub fn new(tokens: &[u32], stops: &[(f32, u32)]) -> Self {
        let mut table = [0xFF00_0000; TOKENS];
        for (slot, &rgb) in table.iter_mut().zip(tokens) {
            *slot = 0xFF00_0000 | rgb;
        }
        Self { tokens: table, heat: ramp(stops) }
    }

    /// The colour of `token`, opaque.
    #[must_use]
    pub const fn get(&self, token: Token) -> u32 {
        self.tokens[token as usize]
    }

    /// The heat colour of a share from 0 to 1.
    #[must_use]
    pub fn heat(&self, share: f32) -> u32 {
        self.heat[heat_step(share)]
    }
}

/// Index into the heat ramp of a share from 0 to 1.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn heat_step(share: f32) -> usize {
    ((share * (HEAT_STEPS - 1) as f32 + 0.5) as usize).min(HEAT_STEPS - 1)
}

fn ramp(stops: &[(f32, u32)]) -> Box<[u32; HEAT_STEPS]> {
    let mut steps = Box::new([0xFF00_0000; HEAT_STEPS]);
    for (i, step) in steps.iter_mut().enumerate() {
        let share = i as f32 / (HEAT_STEPS - 1) as f32;
        *step = match stops.iter().position(|s| s.0 >= share) {
            Some(0) => stops[0].1,
            Some(k) => {
                let (a, b) = (stops[k - 1], stops[k]);
                mix(a.1, b.1, (255.0 * (share - a.0) / (b.0 - a.0).max(1e-6)) as u32)
            }
            None => stops.last().map_or(0, |s| s.1),
        } | 0xFF00_0000;
    }
    steps
}

/// `under` with `over` laid on it at `alpha` of 255, per channel, opaque.
#[inline]
#[must_use]
pub const fn mix(under: u32, over: u32, alpha: u32) -> u32 {
    let keep = 256 - (alpha + (alpha >> 7));
    let lay = 256 - keep;
    let rb = ((under & 0x00FF_00FF) * keep + (over & 0x00FF_00FF) * lay) >> 8;
    let g = ((under & 0x0000_FF00) * keep + (over & 0x0000_FF00) * lay) >> 8;
    0xFF00_0000 | (rb & 0x00FF_00FF) | (g & 0x0000_FF00)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_mix_keeps_its_ends() {
        assert_eq!(mix(0x0012_3456, 0x00AB_CDEF, 0), 0xFF12_3456);
        assert_eq!(mix(0x0012_3456, 0x00AB_CDEF, 255), 0xFFAB_CDEF);
    }

    #[test]
    fn test_heat_ramp_passes_through_its_stops() {
        let palette = Palette::new(&[], &[(0.0, 0x0011_141A), (0.5, 0x0024_798F), (1.0, 0x00FF_F6D6)]);
        assert_eq!(palette.heat(0.0), 0xFF11_141A);
        assert_eq!(palette.heat(1.0), 0xFFFF_F6D6);
        assert_eq!(palette.heat(7.0), 0xFFFF_F6D6);
    }
}
