"""Alerts: rules that watch prices, signals, feeds and the machine, and how they call the user."""
