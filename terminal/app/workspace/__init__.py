"""Named workspaces: which panels lie where, in which state; undo for the layout."""
