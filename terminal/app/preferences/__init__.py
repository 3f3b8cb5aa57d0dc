"""The terminal's settings: declared in ``resources/settings``, layered from files, environment and command line."""
