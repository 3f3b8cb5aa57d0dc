"""Everything by key: the register of actions, the palette, shortcuts and their editor."""
