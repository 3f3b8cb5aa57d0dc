"""The forecaster learns what there is to learn, says what moved it, and claims nothing else."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from plugins.models.ofi_forecaster.plugin import OfiForecaster, confidence
from plugins.models.ofi_forecaster.regression import Regression, Scaler
from terminal.plugin_host.core_ports import RawEvent
from terminal.plugin_host.dry_run import DryRun, defaults, dry_run
from terminal.plugin_host.manifest import read
from tests.support.command import Plimsoll
from tests.support.plugin_seams import Kept
from tests.support.repository import ROOT

MANIFEST = read(ROOT / "plugins/models/ofi_forecaster/plugin.toml", bundled=True)
AMZN = "lobster/AMZN_2012-06-21_34200000_57600000_message_1.csv"
SECOND = 1_000_000_000


def row(at: int, *values: float, step: int = SECOND) -> RawEvent:
    return 2, 0, (0, at, at + step, values)


def market(effect: float, rows: int = 3_000) -> list[RawEvent]:
    """A mid whose next change is ``effect`` basis points for each unit of flow, and noise."""
    draw, mid, events = np.random.default_rng(4), 100.0, []
    for n in range(rows):
        flow = draw.normal()
        events.append(row(n * SECOND, mid, mid, flow, draw.normal(), draw.normal()))
        mid *= 1 + (effect * flow + draw.normal()) / 1e4
    return events


def forecast(events: list[RawEvent], **settings: object) -> tuple[DryRun, OfiForecaster]:
    made: list[OfiForecaster] = []

    def create(context: object) -> OfiForecaster:
        made.append(OfiForecaster(context))  # type: ignore[arg-type]
        return made[0]

    run = dry_run(MANIFEST, create, events, settings=defaults(MANIFEST) | settings)
    assert run.fault is None
    return run, made[0]


def test_it_learns_an_effect_and_its_r2_says_how_much():
    _, forecaster = forecast(market(effect=1.0))
    regression = forecaster.followers[0].regression
    assert regression.weights[1] == pytest.approx(1.0, abs=0.15)
    assert regression.r2 == pytest.approx(0.5, abs=0.06)


def test_of_noise_it_claims_nothing():
    run, forecaster = forecast(market(effect=0.0))
    assert forecaster.followers[0].regression.r2 < 0.005
    assert np.mean([output.values[1] for output in run.outputs]) < 0.56


def test_it_is_silent_until_it_has_learnt():
    run, _ = forecast(market(1.0, rows=40), warm_up=20, horizon=3)
    first_change = 1  # the first row has no change of the mid before it
    assert run.outputs[0].ts_ns == (first_change + 20 + 3) * SECOND
    assert len(run.outputs) == 40 - 23


def test_the_shares_add_up_to_the_value():
    from terminal.plugin_host.context import Context
    from terminal.sdk.events import FeatureRow

    kept = Kept()
    model = OfiForecaster(Context(MANIFEST, defaults(MANIFEST), kept, lambda: ()))
    for _, _, payload in market(1.0, rows=100):
        model.on_features(FeatureRow._make(payload))
    assert kept.signals
    for _, _, signal in kept.signals:
        assert sum(signal.features_used.values()) == pytest.approx(signal.value)
        assert "base" in signal.features_used


def test_what_was_open_before_a_gap_is_not_learnt_from():
    events = market(1.0, rows=30)
    _, whole = forecast(events)
    _, broken = forecast([*events[:15], (4, 0, (0, 15 * SECOND)), *events[15:]])
    assert whole.followers[0].regression.learnt - broken.followers[0].regression.learnt == 2


def test_unknown_features_are_passed_over():
    events = market(1.0, rows=60)
    for at in (20, 30):
        events[at] = row(at * SECOND, math.nan, math.nan, math.nan, 0.0, 0.0)
    run, forecaster = forecast(events)
    assert np.isfinite(forecaster.followers[0].regression.weights).all()
    assert all(np.isfinite(output.values[0]) for output in run.outputs)


def test_a_market_that_stands_still_does_not_blow_the_belief_up():
    events = [row(n * SECOND, 100.0, 100.0, 0.0, 0.0, 0.0) for n in range(20_000)]
    _, forecaster = forecast(events, half_life=50)
    regression = forecaster.followers[0].regression
    assert np.isfinite(regression.spread).all()
    assert np.trace(regression.spread) < 10


def test_confidence_is_that_of_the_direction():
    assert confidence(0.0, 1.0) == 0.5
    assert confidence(5.0, math.inf) == 0.5
    assert confidence(-1.959964, 1.0) == pytest.approx(0.975, abs=1e-6)


def test_recursive_least_squares_matches_ridge_without_forgetting():
    draw, regression = np.random.default_rng(1), Regression(2, half_life=1e12)
    x, noise = draw.normal(size=(50, 2)), draw.normal(size=50)
    y = 2 * x[:, 0] - x[:, 1] + 0.5 + noise
    for inputs, outcome in zip(x, y, strict=True):
        regression.learn(inputs, float(outcome), 0.0)
    whole = np.column_stack([x, np.ones(50)])
    ridge = np.linalg.solve(whole.T @ whole + 10 * np.eye(3), whole.T @ y)
    np.testing.assert_allclose(regression.weights, ridge, rtol=1e-6)


def test_the_scaler_matches_plain_moments_without_forgetting():
    values = np.random.default_rng(2).normal(3, 2, size=(200, 2))
    scaler = Scaler(2, keep=1.0)
    for one in values:
        scaler.add(one)
    np.testing.assert_allclose(scaler.mean, values.mean(axis=0))
    np.testing.assert_allclose(scaler.var, values.var(axis=0))


# On a recorded day.


@pytest.fixture
def day(plimsoll: Plimsoll, shared_data: Path, tmp_path: Path) -> dict[str, dict[str, np.ndarray]]:
    """The forecaster's features of AMZN, 2012-06-21, by sampling interval."""
    tables = {}
    for every in ("1s", "10s"):
        out = tmp_path / f"{every}.parquet"
        words = ("--features", MANIFEST.capabilities.features, "--every", every, "--out", out)
        assert plimsoll("features", shared_data / AMZN, *words).code == 0
        table = pq.read_table(out)
        tables[every] = {
            name: table[name].cast("int64" if name == "ts_start_ns" else "double").to_numpy()
            for name in table.column_names
        }
    return tables


def events_of(table: dict[str, np.ndarray]) -> list[RawEvent]:
    ts, step = table["ts_start_ns"], int(table["ts_start_ns"][1] - table["ts_start_ns"][0])
    columns = [column for name, column in table.items() if name != "ts_start_ns"]
    return [row(int(at), *(float(column[n]) for column in columns), step=step) for n, at in enumerate(ts)]


def explained_now(table: dict[str, np.ndarray]) -> float:
    """Mean R² of the mid's change on order flow in the same interval, over half-hours."""
    change, flow = np.diff(table["mid"]), table["ofi"][1:]
    half_hour = (table["ts_start_ns"][1:] - table["ts_start_ns"][0]) // (1_800 * SECOND)
    known = np.isfinite(change) & np.isfinite(flow)
    return float(
        np.mean(
            [
                np.corrcoef(change[k], flow[k])[0, 1] ** 2
                for h in np.unique(half_hour)
                if (k := known & (half_hour == h)).sum() > 30
            ]
        )
    )


def test_on_a_recorded_day_flow_explains_the_same_interval_and_hardly_the_next(
    day: dict[str, dict[str, np.ndarray]], record_property: object
):
    figures = {}
    for every, table in day.items():
        run, forecaster = forecast(events_of(table))
        mids = dict(
            zip(
                (table["ts_start_ns"] + (table["ts_start_ns"][1] - table["ts_start_ns"][0])).tolist(),
                table["mid"],
                strict=True,
            )
        )
        pairs = [
            (o.values[0], (mids[o.ts_ns + int(o.values[2])] / mids[o.ts_ns] - 1) * 1e4)
            for o in run.outputs
            if o.ts_ns + int(o.values[2]) in mids
        ]
        value, realised = np.array(pairs).T
        figures[every] = (
            explained_now(table),
            forecaster.followers[0].regression.r2,
            float(np.corrcoef(value, realised)[0, 1]),
        )
        now, r2, ic = figures[every]
        print(f"AMZN {every}: flow explains {now:.3f} of the same interval; of the next R² {r2:+.4f}, IC {ic:.3f}")
    assert figures["10s"][0] == pytest.approx(0.527, abs=0.005)
    assert 0.003 < figures["1s"][1] < 0.02
    assert 0.08 < figures["1s"][2] < 0.13
    assert -0.05 < figures["10s"][1] < 0.01
