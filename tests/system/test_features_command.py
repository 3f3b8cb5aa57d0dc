"""`plimsoll features` on generated recordings: equal engines, whole files or none, refusals that help."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.support.command import Finished, Plimsoll
from tests.support.itch_day import FILE_NAME, ItchDay
from tests.support.lobster_day import LobsterDay

FEATURES = "ofi,trade_imbalance,mid,microprice,vwap,rsi,ema(half_life=2s)"


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A generated LOBSTER day of some 50 seconds."""
    return LobsterDay().trade(2_000).write(tmp_path)[0]


def sample(plimsoll: Plimsoll, recording: Path, out: Path, *extra: str, features: str = FEATURES) -> Finished:
    """One run with a JSON summary."""
    words = ("--features", features, "--every", "1s", "--out", out, "--json", *extra)
    return plimsoll("features", recording, *words)


def refused(run: Finished, out: Path, *names: str) -> None:
    """It failed, named what is wrong, and left nothing where the file would have been."""
    assert run.code == 1, run
    assert "Traceback" not in run.err
    assert "defect" not in run.complaint
    for name in names:
        assert name in run.complaint, run.complaint
    assert not out.is_file()
    if out.parent.is_dir():
        assert not list(out.parent.glob("*.partial"))


def test_stream_and_batch_give_one_hash_and_one_table(plimsoll: Plimsoll, recording: Path, tmp_path: Path):
    runs = [sample(plimsoll, recording, tmp_path / f"{e}.parquet", "--engine", e) for e in ("stream", "batch")]
    assert [run.code for run in runs] == [0, 0]
    assert list(runs[0].json) == ["rows", "hash", "messages", "gaps", "damaged"]
    assert runs[0].json == runs[1].json
    stream, batch = (pq.read_table(tmp_path / f"{engine}.parquet") for engine in ("stream", "batch"))
    assert stream.to_pandas().equals(batch.to_pandas())
    assert (stream.num_rows, runs[0].json["messages"]) == (runs[0].json["rows"], 2_000)
    assert all(199 < mid < 201 for mid in stream["mid"].to_pylist())
    assert len(set(stream["ofi"].to_pylist())) > 10


def test_other_data_give_another_hash(plimsoll: Plimsoll, recording: Path, tmp_path: Path):
    (tmp_path / "other").mkdir()
    other = LobsterDay(seed=6).trade(2_000).write(tmp_path / "other")[0]
    out = tmp_path / "f.parquet"
    assert sample(plimsoll, recording, out).json["hash"] != sample(plimsoll, other, out).json["hash"]


def test_unknown_feature_is_named_with_the_nearest(plimsoll: Plimsoll, recording: Path, tmp_path: Path):
    out = tmp_path / "f.parquet"
    refused(sample(plimsoll, recording, out, features="mid,trade_imbalanse"), out, "trade_imbalanse", "trade_imbalance")


@pytest.mark.parametrize("features", ["", "mid,,vwap", "rsi(length=0)", "ema", "mid(x=1)", "ema(half_life=-1s)", "(("])
def test_impossible_features_are_refused(plimsoll: Plimsoll, recording: Path, tmp_path: Path, features: str):
    out = tmp_path / "f.parquet"
    run = sample(plimsoll, recording, out, features=features)
    if features in ("ema", "mid,,vwap") and run.code == 0:
        return  # a documented default, an empty entry that is passed over
    refused(run, out)


@pytest.mark.parametrize("every", ["0s", "-1s", "1parsec", "s", "", "1e300h", "nan", "0.1ns"])
def test_impossible_intervals_are_named(plimsoll: Plimsoll, recording: Path, tmp_path: Path, every: str):
    out = tmp_path / "f.parquet"
    run = plimsoll("features", recording, "--features", "mid", f"--every={every}", "--out", out, "--json")
    refused(run, out, "--every", every)


def test_unusable_targets_are_refused_and_nothing_is_left(plimsoll: Plimsoll, recording: Path, tmp_path: Path):
    for out in (tmp_path / "nowhere" / "f.parquet", Path("/proc/self/f.parquet")):
        refused(sample(plimsoll, recording, out), out, str(out))
    run = sample(plimsoll, recording, tmp_path)
    refused(run, tmp_path, "folder")


def test_damage_leaves_the_earlier_file_as_it_was(plimsoll: Plimsoll, recording: Path, tmp_path: Path):
    out = tmp_path / "f.parquet"
    assert sample(plimsoll, recording, out).code == 0
    before = out.read_bytes()
    (tmp_path / "bad").mkdir()
    day = LobsterDay().trade(2_000)
    day.messages[1_500] = "nonsense"
    damaged = day.write(tmp_path / "bad")[0]
    run = sample(plimsoll, damaged, out)
    assert run.code == 1
    assert "line 1501" in run.complaint
    assert damaged.name in run.complaint
    assert out.read_bytes() == before
    assert not list(tmp_path.glob(".*partial"))


def test_skipping_damage_counts_it(plimsoll: Plimsoll, tmp_path: Path):
    frames = ItchDay(spacing_ns=20_000_000).trade(1_000).framed()
    frames[600] = frames[600][:2] + b"~" + frames[600][3:]
    damaged = tmp_path / FILE_NAME
    damaged.write_bytes(b"".join(frames))
    hashes = set()
    for engine in ("stream", "batch"):
        run = sample(plimsoll, damaged, tmp_path / "f.parquet", "--skip-damaged", "--engine", engine)
        assert (run.code, run.json["damaged"], run.json["messages"]) == (0, 1, 1_002)
        hashes.add(run.json["hash"])
    assert len(hashes) == 1


def test_nothing_but_damage_is_refused(plimsoll: Plimsoll, tmp_path: Path):
    day = LobsterDay().trade(50)
    day.messages = ["nonsense"] * 50
    messages = day.write(tmp_path)[0]
    out = tmp_path / "f.parquet"
    refused(sample(plimsoll, messages, out, "--skip-damaged", "--format", "lobster"), out, messages.name)


def test_missing_recordings_are_named(plimsoll: Plimsoll, tmp_path: Path):
    (tmp_path / "empty.csv").touch()
    out = tmp_path / "f.parquet"
    for name in ("absent.csv", "empty.csv"):
        refused(sample(plimsoll, tmp_path / name, out), out, name)


def test_wrong_usage_exits_2(plimsoll: Plimsoll, recording: Path):
    assert plimsoll("features", recording).code == 2
    assert (
        plimsoll("features", recording, "--features", "mid", "--every", "1s", "--out", "f", "--engine", "x").code == 2
    )
