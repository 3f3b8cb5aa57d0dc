"""Plugins that an installed distribution brings are found through its entry point, without importing anything of it."""

import sys

import pytest

from terminal.plugin_host.discovery import Origin, discover, distributions
from terminal.plugin_host.packages import content_of
from terminal.plugin_host.trust import Trust
from tests.support.plugin_folder import MANIFEST, plugin_folder

CANARY = "import pathlib\npathlib.Path(__file__).with_name('imported').touch()\n"


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A folder of installed distributions with one of ours."""
    site = tmp_path / "site"
    package = site / "acme"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(CANARY)
    plugin_folder(package, MANIFEST, CANARY)
    info = site / "acme_tide-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-tide\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[plimsoll.plugins]\ntide = acme.tide\ngone = acme.gone\nnowhere = no_such_package_of_acme\n"
    )
    monkeypatch.syspath_prepend(site)
    yield site
    assert not list(site.rglob("imported"))
    assert "acme" not in sys.modules


def test_a_distributions_plugin_is_found_and_needs_the_allow_list(site, tmp_path):
    assert list(distributions()) == [(site / "acme" / "tide", Origin.DISTRIBUTION)]
    found = discover(distributions(), trust=Trust(tmp_path / "settings"))
    assert (found.manifests, [one.id for one in found.refused]) == ((), ["tide"])
    assert "allow-list" in found.refused[0].reason


def test_an_allowed_distributions_plugin_runs_until_it_changes(site, tmp_path):
    trust = Trust(tmp_path / "settings")
    manifest = discover(named=[site / "acme" / "tide"]).manifests[-1]
    trust.allow(manifest, content_of(site / "acme" / "tide").sha256, "not checked")
    found = discover(distributions(), trust=Trust(tmp_path / "settings"))
    assert [one.id for one in found.manifests] == ["tide"]
    (site / "acme" / "tide" / "rule.py").touch()
    assert discover(distributions(), trust=Trust(tmp_path / "settings")).manifests == ()
