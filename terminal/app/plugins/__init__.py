"""The plugins of a run: what is installed, what the user chose, how commands reach the running terminal."""
