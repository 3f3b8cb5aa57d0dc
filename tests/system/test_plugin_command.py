"""`plimsoll plugin`, called as a user calls it."""

import pytest

BROKEN = [
    ('api = "1"', 'api = "99"', "api"),
    ('kind = "strategy"', 'kind = "wizard"', "kind"),
    ("entry", "entri", "did you mean entry?"),
    ("[plugin]", "[plugin", "TOML"),
]


@pytest.fixture
def tide(plimsoll, tmp_path):
    assert plimsoll("plugin", "new", "tide", "--path", tmp_path).code == 0
    return tmp_path / "tide"


@pytest.mark.parametrize(("old", "new", "word"), BROKEN)
def test_a_broken_manifest_is_refused_before_any_code_runs(plimsoll, tide, old, new, word):
    toml, canary = tide / "plugin.toml", tide / "imported"
    toml.write_text(toml.read_text().replace(old, new, 1))
    for file in tide.glob("*.py"):
        file.write_text(f"import pathlib; pathlib.Path({str(canary)!r}).touch()\n" + file.read_text())
    done = plimsoll("plugin", "check", tide, "--json")
    assert done.code == 1
    assert done.json["passed"] is False
    assert str(toml) in done.complaint
    assert word in done.complaint
    assert not canary.exists()


def test_a_failed_check_says_the_same_in_words_and_in_json(plimsoll, tide):
    (tide / "plugin.py").write_text("def create(context):\n    raise RuntimeError('planted')\n")
    done = plimsoll("plugin", "check", tide, "--json")
    assert done.code == 1
    assert (done.json["passed"], done.json["id"]) == (False, "tide")
    assert "create: RuntimeError: planted (plugin.py:2)" in done.complaint
    assert plimsoll("plugin", "install", tide).code == 1


def test_a_folder_without_a_plugin_is_refused(plimsoll, tmp_path):
    done = plimsoll("plugin", "check", tmp_path)
    assert (done.code, "holds no plugin.toml" in done.complaint) == (1, True)
    assert plimsoll("plugin").code == 2
    assert plimsoll("plugin", "new", "tide", "--kind", "wizard").code == 2


def test_a_plugin_is_made_installed_replaced_compared_and_rolled_back(plimsoll, tide):
    first = plimsoll("plugin", "install", tide, "--json").json
    assert (first["state"], first["replaced"]) == ("installed", "")
    listed = {one["id"]: one for one in plimsoll("plugin", "list", "--json").json["plugins"]}
    assert (listed["tide"]["state"], listed["tide"]["origin"]) == ("validated", "user")
    assert listed["chart"]["kind"] == "panel"

    toml = tide / "plugin.toml"
    toml.write_text(
        toml.read_text().replace("0.1.0", "0.2.0").replace("least_bps]", "least_bps]").replace("0.5", "2.5")
    )
    compared = plimsoll("plugin", "reload", "tide", "--from", tide, "--json").json
    assert (compared["old_version"], compared["version"], compared["agreeing"]) == ("0.1.0", "0.2.0", 1.0)
    assert 0 < compared["new_signals"] < compared["old_signals"]
    promoted = plimsoll("plugin", "reload", "tide", "--from", tide, "--promote", "--json").json
    assert (promoted["version"], promoted["replaced"]) == ("0.2.0", "0.1.0")
    assert plimsoll("plugin", "reload", "tide", "--rollback", "--json").json["version"] == "0.1.0"


def test_a_tampered_plugin_is_listed_as_refused(plimsoll, tide, own_home):
    plimsoll("plugin", "install", tide)
    code = next((own_home / "data" / "plugins" / "tide").glob("*/plugin.py"))
    code.write_text(code.read_text() + "#")
    listed = {one["id"]: one for one in plimsoll("plugin", "list", "--json").json["plugins"]}
    assert listed["tide"]["state"] == "refused"
    assert "is not what was allowed" in listed["tide"]["reason"]


def test_a_panel_is_opened_in_a_terminal_before_it_is_accepted(plimsoll, tmp_path):
    plimsoll("plugin", "new", "gauge", "--kind", "panel", "--path", tmp_path)
    assert plimsoll("plugin", "check", tmp_path / "gauge").code == 0
    view = tmp_path / "gauge" / "view.py"
    view.write_text(view.read_text().replace("self.model.update", "self.modell.update"))
    done = plimsoll("plugin", "check", tmp_path / "gauge")
    assert done.code == 1
    assert "open:" in done.complaint
    assert "modell" in done.complaint


def test_a_signature_is_asked_for_once_a_key_is_trusted(plimsoll, tide, tmp_path):
    assert plimsoll("plugin", "sign", "--new-key", tmp_path / "desk.pem").code == 0
    assert plimsoll("plugin", "trust", tmp_path / "desk.pub.pem", "--name", "desk").code == 0
    assert "is not signed" in plimsoll("plugin", "install", tide).complaint
    assert plimsoll("plugin", "sign", tide, "--key", tmp_path / "desk.pem", "--name", "desk").code == 0
    assert plimsoll("plugin", "install", tide).code == 0
