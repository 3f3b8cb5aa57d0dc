"""The watchdog: a process and a small window of its own, which halts a gateway whose terminal is frozen or gone."""
