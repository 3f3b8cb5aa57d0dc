"""Errors, named by what the caller does about them."""


class TerminalError(Exception):
    """Base of every error that the terminal raises on purpose.

    The message says what failed, on which id, and what happens next.
    """


class UserError(TerminalError):
    """Tell the user: the request cannot be carried out as it stands, asking again will not help."""


class TransientError(TerminalError):
    """Try again, a bounded number of times: the other side may recover."""


class FatalError(TerminalError):
    """Halt, then tell: going on could lose or corrupt state."""
