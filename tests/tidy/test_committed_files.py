"""What may lie in the repository: our own text, our own pictures, no place's paths, no one else's data."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from tests.support.repository import ROOT, project_files, text_of

RECORDED = {".gz", ".xz", ".zst", ".bz2", ".zip", ".pcap", ".dbn", ".parquet", ".h5", ".npz", ".onnx", ".safetensors"}
GENERATED_BY_US = ("resources/samples/", "tests/golden/")
LARGEST = 600_000
PICTURES = {".png", ".svg", ".jpg"}

# Spelled in pieces: this file is searched as well.
MACHINE_PATHS = re.compile(r"(?<![\w.])(?:/ho" r"me/\w|/ro" r"ot/|/wo" r"rk/|/Us" r"ers/\w|[A-Z]:\\\\?Us" r"ers)")
REGISTRIES = {"https://pypi.org", "https://files.pythonhosted.org"}


def readable(path: Path) -> str:
    try:
        return text_of(path)
    except UnicodeDecodeError:
        return ""


def test_no_file_names_a_machines_paths():
    found = [f"{path}: {match.group()}" for path in project_files() for match in MACHINE_PATHS.finditer(readable(path))]
    assert found == []


def test_no_recorded_data_is_committed():
    recorded = [path.as_posix() for path in project_files() if path.suffix.lower() in RECORDED]
    assert [name for name in recorded if not name.startswith(GENERATED_BY_US)] == []


def test_no_file_is_large():
    large = [
        str(path) for path in project_files() if (ROOT / path).stat().st_size > LARGEST and path.suffix not in PICTURES
    ]
    assert large == []


def test_no_committed_file_equals_a_recorded_one(shared_data: Path):
    sums = shared_data / "SHA256SUMS"
    if not sums.is_file():
        pytest.skip("the recorded data have no SHA256SUMS")
    recorded = {line.split()[0] for line in sums.read_text(encoding="utf-8").splitlines() if line.strip()}
    ours = {str(path): hashlib.sha256((ROOT / path).read_bytes()).hexdigest() for path in project_files()}
    assert [path for path, digest in ours.items() if digest in recorded] == []


def test_locks_name_public_registries_only():
    hosts = set(re.findall(r"https?://[^/\"]+", text_of(Path("uv.lock"))))
    assert hosts <= REGISTRIES
    origins = set(re.findall(r'^source = "([^"]+)"', text_of(Path("Cargo.lock")), re.MULTILINE))
    assert origins <= {"registry+https://github.com/rust-lang/crates.io-index"}


def test_python_and_rust_carry_one_version():
    project = tomllib.loads(text_of(Path("pyproject.toml")))["project"]["version"]
    workspace = tomllib.loads(text_of(Path("Cargo.toml")))["workspace"]["package"]["version"]
    assert project == workspace
