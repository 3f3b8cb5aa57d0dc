"""What alert rules look at: read once a frame, the machine by a worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from terminal.app.alerts.scene import SAMPLE_NS, DeskScene
from terminal.app.preferences.book import SettingsFile
from terminal.app.services.desk import TerminalDesk
from tests.support.memory_session import MemorySession


@pytest.fixture
def jobs() -> list:
    return []


@pytest.fixture
def scene(tmp_path: Path, jobs: list) -> DeskScene:
    settings = SettingsFile(tmp_path, {}, site=tmp_path / "none")
    desk = TerminalDesk(settings=settings, on_work=lambda *job: jobs.append(job))
    return DeskScene(MemorySession(), desk, settings, tmp_path / "not" / "made" / "yet")


def test_the_machine_is_asked_on_a_worker_and_never_twice_at_once(scene, jobs):
    scene.begin_frame(0)
    scene.begin_frame(SAMPLE_NS)
    scene.begin_frame(2 * SAMPLE_NS)
    (job,) = jobs
    work, done, _ = job
    done(work())
    assert scene.machine.disk_free_gb > 0
    assert scene.machine.memory_gb > 0
    scene.begin_frame(3 * SAMPLE_NS)
    assert len(jobs) == 2


def test_a_machine_that_does_not_tell_is_unknown_and_asked_again(scene, jobs):
    scene.begin_frame(0)
    work, done, _ = jobs[0]
    done(work())
    scene.begin_frame(SAMPLE_NS)
    jobs[1][2](OSError("stale handle"))
    assert scene.machine.disk_free_gb != scene.machine.disk_free_gb
    scene.begin_frame(2 * SAMPLE_NS)
    assert len(jobs) == 3


def test_prices_are_read_once_a_frame_however_many_rules_ask(scene):
    scene.begin_frame(0)
    for _ in range(5):
        scene.top(1)
    assert scene.session.view(1).refreshes == 1
    scene.begin_frame(1)
    scene.top(1)
    assert scene.session.view(1).refreshes == 2


def test_limits_follow_the_settings(scene):
    scene.settings.put("alerts.memory", 2.5)
    scene.begin_frame(0)
    assert scene.limits.memory_gb == 2.5
