"""Trading rules."""
