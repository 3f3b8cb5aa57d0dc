"""The terminal's window: bars, docks, panel slots, pop-outs, all drawn from one frame timer."""
