"""What a run has beside its window: desk, library, log, notices, time machine, workers."""
