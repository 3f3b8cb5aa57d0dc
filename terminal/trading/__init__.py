"""Order entry, blotter state, parent-order scheduling."""
