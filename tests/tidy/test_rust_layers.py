"""Which crate may depend on which; docs/decisions/0002 says why features and render stand where they do."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.support.repository import ROOT

TIERS = (
    {"types"},
    {"book", "wire", "features", "oms", "audit"},
    {"risk"},
    {"engine"},
    {"sim"},
    {"session", "render"},
    {"py"},
)
TIER = {crate: number for number, tier in enumerate(TIERS) for crate in tier}


@pytest.fixture(scope="module")
def crates() -> dict[str, set[str]]:
    """Every crate of the workspace with those of ours that it depends on, tests included."""
    command = ["cargo", "metadata", "--no-deps", "--format-version", "1", "--locked", "--offline"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert listing.returncode == 0, listing.stderr
    packages = json.loads(listing.stdout)["packages"]
    return {
        short(package["name"]): {short(d["name"]) for d in package["dependencies"] if ours(d["name"])}
        for package in packages
    }


def ours(name: str) -> bool:
    return name.startswith("plimsoll-")


def short(name: str) -> str:
    return name.removeprefix("plimsoll-")


def violations(crates: dict[str, set[str]]) -> list[str]:
    """Every dependency that does not point to a lower tier."""
    return [f"{crate} -> {used}" for crate, uses in crates.items() for used in uses if TIER[used] >= TIER[crate]]


def test_every_crate_has_a_tier(crates):
    assert set(crates) <= set(TIER)


def test_crates_depend_on_lower_tiers_only(crates):
    assert violations(crates) == []


def test_upward_and_sideways_dependencies_are_found():
    assert violations({"types": {"book"}, "book": {"types", "wire"}, "wire": {"types"}}) == [
        "types -> book",
        "book -> wire",
    ]
