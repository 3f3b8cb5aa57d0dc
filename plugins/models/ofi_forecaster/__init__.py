"""Forecasts the next change of the mid from order flow."""
