"""How much time a history shows and where its right edge stands. Knows no Qt."""

from __future__ import annotations

SECOND = 1_000_000_000
SHORTEST_NS = 5 * SECOND
LONGEST_NS = 7 * 86_400 * SECOND
FINEST_NS_PER_PX = 5_000_000
DEFAULT_NS = 100 * SECOND


class TimeSpan:
    """A length (None is the whole recording) and a right edge (None follows now)."""

    def __init__(self, length_ns: int | None = DEFAULT_NS) -> None:
        self.length_ns = length_ns
        self.right_ns: int | None = None

    @property
    def following(self) -> bool:
        """Whether the right edge is now."""
        return self.right_ns is None

    def ns_per_px(self, width: int, first_ns: int | None, now_ns: int | None) -> int:
        """Time of one of `width` pixels. The whole recording grows in steps, not with every frame."""
        if self.length_ns is not None:
            return max(self.length_ns // max(width, 1), FINEST_NS_PER_PX)
        length = max((now_ns or 0) - (first_ns or 0), SHORTEST_NS) if first_ns is not None else SHORTEST_NS
        return stepped(max(length // max(width * 19 // 20, 1), FINEST_NS_PER_PX))

    def show(self, length_ns: int | None) -> None:
        """Shows another length, up to now."""
        self.length_ns = length_ns
        self.right_ns = None

    def zoom(self, factor: float, shown_ns: int) -> None:
        """Shows `factor` times the length; `shown_ns` is the present one."""
        length = self.length_ns if self.length_ns is not None else shown_ns
        self.length_ns = min(max(round(length * factor), SHORTEST_NS), LONGEST_NS)

    def pan(self, by_ns: int, first_ns: int, now_ns: int) -> None:
        """Moves the right edge by `by_ns`; at or past `now_ns` it follows again.

        It goes no nearer to `first_ns` than half the length shown, so that there is always something to see.
        """
        right = (now_ns if self.right_ns is None else self.right_ns) + by_ns
        least = first_ns + (self.length_ns or now_ns - first_ns) // 2
        self.right_ns = None if right >= now_ns or least >= now_ns else max(right, least)

    def follow(self) -> None:
        """The right edge is now."""
        self.right_ns = None


def stepped(ns: int) -> int:
    """`ns` rounded up in steps of a sixteenth of its power of two: a growing recording is seldom recomputed."""
    step = max((1 << (ns.bit_length() - 1)) >> 4, 1)
    return -(-ns // step) * step
