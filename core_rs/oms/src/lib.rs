//! Order state machine, positions and P&L.
