"""The doctor's judgement: what blocks, what is only worth noting."""

from __future__ import annotations

import json
import os

import pytest

from terminal.app.commands import doctor
from terminal.app.commands.doctor import Finding, State


def test_lost_references_block_with_a_remedy(monkeypatch):
    monkeypatch.setattr(doctor, "TRUE_IS_IMMORTAL", False)
    monkeypatch.setattr(doctor, "references_lost", lambda emits: emits)
    (finding,) = doctor.signals()
    assert finding.state is State.BLOCKING
    assert "pyside6-essentials" in finding.remedy


@pytest.mark.skipif(doctor.TRUE_IS_IMMORTAL, reason="True is immortal from Python 3.12 on")
def test_this_qt_keeps_references(qapp):
    assert doctor.references_lost(doctor.EMITS) < doctor.EMITS // 2


def test_missing_display_is_a_note(monkeypatch):
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    (finding,) = doctor.display()
    assert finding.state is State.NOTE


def test_missing_font_is_a_note_that_names_its_package(monkeypatch):
    monkeypatch.setattr(doctor, "font_families", lambda: {"Inter", "Noto Sans CJK SC"})
    (missing,) = [finding for finding in doctor.fonts() if finding.state is State.NOTE]
    assert "fonts-jetbrains-mono" in missing.remedy


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_home_without_write_permission_blocks(tmp_path, monkeypatch):
    tmp_path.chmod(0o500)
    monkeypatch.setenv("PLIMSOLL_HOME", str(tmp_path / "home"))
    (finding,) = doctor.home()
    assert finding.state is State.BLOCKING


@pytest.mark.parametrize(("state", "code"), [(State.FINE, 0), (State.NOTE, 0), (State.BLOCKING, 1)])
def test_only_blocking_findings_fail(capsys, state, code):
    assert doctor.report([Finding("disk", state, "full", "free some")], json=False) == code


def test_machines_get_one_line_of_json(capsys):
    doctor.report([Finding("disk", State.NOTE, "nearly full", "free some")], json=True)
    said = json.loads(capsys.readouterr().out)
    assert said["notes"] == 1
    assert said["findings"] == [{"topic": "disk", "state": "note", "said": "nearly full", "remedy": "free some"}]
