"""Plimsoll: a desktop trading terminal for quantitative traders."""
