"""`plimsoll run` from outside: pictures and figures without a display, clean ends, refusals that name the file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.repository import ROOT

pytestmark = [pytest.mark.gui, pytest.mark.slow]
PICTURES = {"window", "order_book", "depth_heatmap", "time_and_sales", "chart", "replay"}
KEYS = {
    "frame_ms_p50", "frame_ms_p99", "frame_ms_max", "input_to_paint_ms_p50", "input_to_paint_ms_p99",
    "updates_per_second", "startup_seconds", "peak_mb", "mode", "units", "gaps", "shots",
}  # fmt: skip


def assert_whole(done, shots: Path, mode: str):
    """The summary says everything, and every picture is there."""
    assert done.code == 0, done.complaint
    summary = done.json
    assert summary.keys() >= KEYS
    assert summary["mode"] == mode
    assert summary["failed_panels"] == []
    assert summary["units"] > 0
    assert {Path(path).stem for path in summary["shots"]} >= PICTURES
    assert all(path.stat().st_size > 3_000 for path in shots.glob("*.png"))


def test_run_on_the_simulated_exchange_leaves_pictures_and_a_summary(plimsoll, tmp_path):
    done = plimsoll("run", "--offscreen", "--duration", "3", "--shots", tmp_path / "shots")
    assert_whole(done, tmp_path / "shots", "sim")
    assert done.json["health"] == "fresh"
    assert done.json["updates_per_second"] > 100


def test_run_on_a_recording_plays_it(plimsoll, tmp_path, shared_data):
    recording = next((shared_data / "lobster").glob("AMZN*message*.csv"))
    done = plimsoll("run", "--replay", recording, "--offscreen", "--duration", "3", "--shots", tmp_path / "shots")
    assert_whole(done, tmp_path / "shots", "replay")


@pytest.mark.parametrize(
    ("name", "content"), [("absent.csv", None), ("empty.csv", b""), ("noise.bin", bytes(range(256)) * 40)]
)
def test_a_recording_that_cannot_be_opened_is_refused_by_name(plimsoll, tmp_path, name, content):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    done = plimsoll("run", "--replay", tmp_path / name, "--offscreen", "--duration", "3")
    assert done.code == 1
    assert name in done.complaint
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "words",
    [("--duration", "0"), ("--speed", "-1"), ("--theme", "pink"), ("--text-scale", "3"), ("--set", "alerts.soudn=on")],
)
def test_a_senseless_argument_is_wrong_usage(plimsoll, words):
    assert plimsoll("run", *words).code == 2


@pytest.mark.parametrize("theme", ["light", "colour-blind"])
def test_every_theme_opens(plimsoll, tmp_path, theme):
    done = plimsoll(
        "run", "--offscreen", "--duration", "2", "--theme", theme, "--text-scale", "1.5", "--shots", tmp_path
    )
    assert done.code == 0, done.complaint
    assert done.json["failed_panels"] == []


def test_an_interrupt_ends_the_run_cleanly(own_home):
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PLIMSOLL_HOME": str(own_home), "PYTHONUNBUFFERED": "1"}
    command = [str(Path(sys.executable).with_name("plimsoll")), "run", "--offscreen", "--duration", "60"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            process.communicate(timeout=8)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == 0, err
    assert json.loads(out.splitlines()[-1])["seconds"] < 30
    assert "Traceback" not in err


def test_without_a_display_it_says_where_the_pictures_are(plimsoll, own_home):
    done = plimsoll("run", "--duration", "2")
    assert done.code == 0, done.complaint
    folder = own_home / "data" / "pictures"
    assert f"pictures in {folder}" in done.out
    assert {path.stem for path in folder.glob("*.png")} >= PICTURES
