"""Says so when a fast average of the mid crosses a slow one."""
