"""The reader of the state flow: what is not the present says so, and since when."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from terminal.domain.errors import TransientError
from terminal.sdk.state import Dropped, Stale, StateReader
from terminal.stores.state_reader import CallSource, Rows, RowsReader
from tests.support.state_rows import NOW_NS, golden_rows, meta_row

SECOND = 1_000_000_000


@dataclass
class Scene:
    """A source and two clocks that a test moves."""

    rows: Rows = field(default_factory=lambda: Rows(meta_row(), golden_rows()))
    now_ns: int = NOW_NS
    mono_ns: int = 0
    down: str = ""

    def fetch(self) -> Rows:
        if self.down:
            raise TransientError(self.down)
        return self.rows

    def close(self) -> None:
        self.down = "closed"

    def pass_ns(self, ns: int) -> None:
        self.now_ns += ns
        self.mono_ns += ns

    def meta(self, **changed: object) -> None:
        self.rows = Rows(meta_row(**changed), self.rows.values)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def reader_of(scene: Scene, alert=None) -> RowsReader:
    return RowsReader(scene, alert=alert, wall_ns=lambda: scene.now_ns, mono_ns=lambda: scene.mono_ns)


def test_a_fresh_snapshot_holds_every_kind(scene):
    snapshot = reader_of(scene).snapshot()
    assert (snapshot.stale, snapshot.stale_since_ns, snapshot.age_ns) == (None, None, 0)
    assert [len(kind) for kind in (snapshot.positions, snapshot.balances, snapshot.pnl)] == [2, 1, 2]
    assert [len(kind) for kind in (snapshot.limits, snapshot.halts, snapshot.sessions)] == [2, 1, 1]
    assert snapshot.gateway is not None
    assert snapshot.position("A1", "ofi", "AMZN") is not None
    assert snapshot.position("A1", "ofi", "MSFT") is None
    firm = snapshot.pnl[1]
    assert (firm.scope, firm.net, firm.drawdown) == ("firm", 26_770_000, 72_230_000)


def test_an_outage_keeps_the_last_snapshot_and_says_since_when(scene):
    reader = reader_of(scene)
    before = reader.snapshot()
    scene.pass_ns(10 * SECOND)
    scene.down = "redis://localhost does not answer"
    after = reader.snapshot()
    assert (after.stale, after.stale_since_ns, after.detail) == (Stale.UNREACHABLE, NOW_NS, scene.down)
    assert (after.positions, after.halts) == (before.positions, before.halts)
    assert after.age_ns == 10 * SECOND
    scene.down = ""
    scene.meta(beat=8, ts_ns=scene.now_ns, ts_source_ns=scene.now_ns)
    assert reader.snapshot().stale is None


def test_a_mirror_without_a_sign_of_life_is_stale_after_three_seconds(scene):
    reader = reader_of(scene)
    reader.snapshot()
    scene.pass_ns(3 * SECOND)
    assert reader.snapshot().stale is None
    scene.pass_ns(1)
    assert reader.snapshot().stale is Stale.SILENT


def test_an_old_sign_of_life_is_stale_at_first_sight(scene):
    scene.now_ns += 4 * SECOND
    assert reader_of(scene).snapshot().stale is Stale.SILENT


def test_a_clock_set_forward_makes_nothing_stale_while_signs_of_life_come(scene):
    reader = reader_of(scene)
    reader.snapshot()
    scene.now_ns += 3_600 * SECOND
    scene.meta(beat=8)
    assert reader.snapshot().stale is None


@pytest.mark.parametrize(
    ("changed", "stale"),
    [
        ({"synced": 0}, Stale.RESYNCING),
        ({"open": 0}, Stale.CLOSED),
        ({"source_age_ns": 3 * SECOND + 1}, Stale.SOURCE_SILENT),
        ({"source_age_ns": ""}, Stale.SOURCE_SILENT),
        ({"ts_ns": NOW_NS + 6 * SECOND}, Stale.CLOCK),
        ({"schema": 2}, Stale.UNREADABLE),
        ({"head": "NaN"}, Stale.UNREADABLE),
    ],
)
def test_what_is_not_the_present_says_why(scene, changed, stale):
    scene.meta(**changed)
    snapshot = reader_of(scene).snapshot()
    assert snapshot.stale is stale
    assert snapshot.detail


def test_a_prefix_under_which_nothing_was_written_is_absent(scene):
    scene.rows = Rows(None, golden_rows())
    snapshot = reader_of(scene).snapshot()
    assert (snapshot.stale, snapshot.positions, snapshot.age_ns) == (Stale.ABSENT, (), None)


def test_poison_is_dropped_counted_and_alerted_once(scene, caplog):
    rows = golden_rows()
    rows["position:A1:ofi:AMZN"]["mark_px"] = "1000000000"
    scene.rows = Rows(meta_row(), rows, (Dropped("gateway", "of another type"),))
    alerts: list[Dropped] = []
    reader = reader_of(scene, alerts.append)
    with caplog.at_level("WARNING"):
        first, second = reader.snapshot(), reader.snapshot()
    assert {one.key for one in first.dropped} == {"position:A1:ofi:AMZN", "gateway"}
    assert first.position("A1", "ofi", "AMZN") is None
    assert (first.dropped_total, second.dropped_total) == (2, 4)
    assert len(alerts) == len(caplog.records) == 2


def test_inside_the_process_it_reads_the_same_shapes(scene):
    rows = [("meta", meta_row(beat=0).items()), *((key, row.items()) for key, row in golden_rows().items())]
    reader: StateReader = RowsReader(CallSource(lambda: rows), wall_ns=lambda: NOW_NS, mono_ns=lambda: 0)
    inside, outside = reader.snapshot(), reader_of(scene).snapshot()
    assert inside == outside
    reader.close()
