"""Settings, themes, samples: data files that travel in the wheel."""
