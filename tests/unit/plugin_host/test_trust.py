"""Third-party plugins run only as they were allowed: one changed byte, one missing signature, and they do not."""

import shutil

import pytest

from terminal.domain.errors import UserError
from terminal.plugin_host import trial
from terminal.plugin_host.check import check
from terminal.plugin_host.discovery import Origin, discover
from terminal.plugin_host.installing import KEPT, install, kept_versions, roll_back
from terminal.plugin_host.loading import load, unload
from terminal.plugin_host.manifest import read
from terminal.plugin_host.signatures import new_key, sign
from terminal.plugin_host.trust import Trust
from tests.support.plugin_folder import MANIFEST, plugin_folder


class Desk:
    """A settings folder, a plugin folder, and a plugin that is to be installed."""

    def __init__(self, folder):
        self.settings, self.plugins = folder / "settings", folder / "data" / "plugins"
        self.source = plugin_folder(folder / "source").parent

    def trust(self):
        return Trust(self.settings)

    def version(self, version):
        toml = self.source / "plugin.toml"
        toml.write_text(MANIFEST.replace("1.2.0", version))
        return self

    def install(self, **options):
        return install(check(self.source, str), self.plugins, self.trust(), **options)

    def found(self):
        return discover([(self.plugins, Origin.USER)], trust=self.trust())

    def refusal(self):
        found = self.found()
        assert found.manifests == ()
        return found.refused[0].reason


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setattr(trial, "outside", lambda path: trial.Trial(look_ahead="nothing moved"))
    return Desk(tmp_path)


@pytest.fixture
def signing(desk, tmp_path):
    public = new_key(tmp_path / "desk.pem")
    desk.trust().keys.add("desk", public)
    return lambda folder=desk.source, key="desk.pem", name="desk": sign(
        read(folder / "plugin.toml"), tmp_path / key, name
    )


def test_a_plugin_that_is_only_copied_there_is_refused_with_the_way_out(desk):
    shutil.copytree(desk.source, desk.plugins / "tide" / "tide")
    assert "is not on the allow-list" in desk.refusal()
    assert f"plimsoll plugin install {desk.plugins / 'tide' / 'tide'}" in desk.refusal()
    assert "this run has no allow-list" in discover([(desk.plugins, Origin.USER)]).refused[0].reason


def test_one_changed_byte_is_refused_by_name_and_the_rest_runs_on(desk):
    desk.install()
    plugin_folder(desk.plugins.parent / "bundled", MANIFEST.replace('id = "tide"', 'id = "ebb"'))
    code = desk.plugins / "tide" / "tide" / "plugin.py"
    code.write_bytes(code.read_bytes()[:-1] + b"#")
    found = discover(
        [(desk.plugins, Origin.USER), (desk.plugins.parent / "bundled", Origin.BUNDLED)], trust=desk.trust()
    )
    assert [one.id for one in found.manifests] == ["ebb"]
    assert [(one.id, "is not what was allowed" in one.reason) for one in found.refused] == [("tide", True)]


def test_an_older_version_is_refused_in_place_and_at_install(desk):
    desk.install()
    installed = desk.plugins / "tide" / "tide" / "plugin.toml"
    installed.write_text(installed.read_text().replace("1.2.0", "1.1.9"))
    assert "older than 1.2.0" in desk.refusal()
    with pytest.raises(UserError, match="--downgrade"):
        desk.version("1.1.9").install()
    assert desk.install(downgrade=True).manifest.version == "1.1.9"


def test_a_damaged_allow_list_lets_no_third_party_run_and_is_not_overwritten(desk):
    desk.install()
    path = desk.trust().path
    path.write_text('[[plugin]]\nid = "tide"\n')
    assert str(path) in desk.refusal()
    with pytest.raises(UserError, match="is damaged"):
        desk.install()
    assert path.read_text() == '[[plugin]]\nid = "tide"\n'


def test_a_plugin_that_changes_after_its_check_is_not_installed(desk):
    report = check(desk.source, str)
    (desk.source / "plugin.py").write_text("def create(context): ...\n")
    with pytest.raises(UserError, match="changed since the check"):
        install(report, desk.plugins, desk.trust())
    assert desk.found().manifests == ()
    assert list(desk.plugins.iterdir()) == []


def test_an_installed_plugin_runs_and_its_entry_says_by_whom_and_what_was_checked(desk):
    done = desk.install()
    assert [one.path for one in desk.found().manifests] == [desk.plugins / "tide" / "tide" / "plugin.toml"]
    assert done.entry.look_ahead == "nothing moved"
    assert done.entry.by
    assert desk.trust().allowed["tide"] == done.entry
    assert desk.trust().path.stat().st_mode & 0o077 == 0


def test_the_version_before_is_kept_and_can_be_gone_back_to_and_forth(desk):
    for version in ("1.2.0", "1.3.0"):
        done = desk.version(version).install()
    assert done.replaced == "1.2.0"
    for version in ("1.2.0", "1.3.0"):
        assert roll_back("tide", desk.plugins, desk.trust()).manifest.version == version
        assert [one.version for one in desk.found().manifests] == [version]


def test_a_kept_version_that_was_tampered_with_is_not_gone_back_to(desk):
    for version in ("1.2.0", "1.3.0"):
        desk.version(version).install()
    kept = kept_versions(desk.plugins, "tide")[-1] / "tide" / "plugin.py"
    kept.write_text("import os\n")
    with pytest.raises(UserError, match="is not what was allowed"):
        roll_back("tide", desk.plugins, desk.trust())
    assert [one.version for one in desk.found().manifests] == ["1.3.0"]


def test_without_a_version_before_there_is_nothing_to_go_back_to(desk):
    desk.install()
    with pytest.raises(UserError, match="no version before it"):
        roll_back("tide", desk.plugins, desk.trust())


def test_only_some_versions_are_kept(desk):
    for minor in range(KEPT + 3):
        desk.version(f"2.{minor}").install()
    assert len(kept_versions(desk.plugins, "tide")) == KEPT


def test_a_link_out_of_the_folder_is_refused(desk, tmp_path):
    (desk.source / "more").symlink_to(tmp_path)
    with pytest.raises(UserError, match="link to a folder"):
        check(desk.source, str)


# Signatures.


def test_an_unsigned_plugin_is_refused_once_a_key_is_trusted(desk, tmp_path):
    desk.install()
    desk.trust().keys.add("desk", new_key(tmp_path / "desk.pem"))
    assert "is not signed" in desk.refusal()
    with pytest.raises(UserError, match="is not signed"):
        desk.install()


def test_a_signed_plugin_runs(desk, signing):
    signing()
    desk.install()
    assert [one.id for one in desk.found().manifests] == ["tide"]


def test_a_signature_of_other_content_is_refused(desk, signing):
    signature = signing()
    old = signature.read_bytes()
    desk.version("1.4.0")
    assert signature.read_bytes() == old
    with pytest.raises(UserError, match="not for this content"):
        desk.install()


def test_a_signature_of_another_plugin_is_refused(desk, signing, tmp_path):
    other = plugin_folder(tmp_path / "other", MANIFEST.replace('id = "tide"', 'id = "ebb"')).parent
    shutil.copy(signing(other), desk.source / "plugin.sig")
    with pytest.raises(UserError, match="not for this content"):
        desk.install()


def test_a_signature_by_a_stranger_is_refused(desk, signing, tmp_path):
    new_key(tmp_path / "stranger.pem")
    signing(key="stranger.pem", name="stranger")
    with pytest.raises(UserError, match=r"signed by 'stranger', whose key is not in"):
        desk.install()
    signing(key="stranger.pem", name="desk")
    with pytest.raises(UserError, match="not for this content"):
        desk.install()


@pytest.mark.parametrize("junk", [b"", b"\xff", b"key = 1", b'key = "desk"\nsignature = "%"', b"[" * 9_000])
def test_a_damaged_signature_is_refused(desk, signing, junk):
    signing().write_bytes(junk)
    with pytest.raises(UserError, match=r"plugin\.sig|signature|signed by"):
        desk.install()


def test_a_damaged_trusted_key_stops_third_parties_by_name(desk, signing):
    signing()
    desk.install()
    (desk.trust().keys.folder / "desk.pem").write_text("no key")
    assert "desk.pem" in desk.refusal()


def test_a_key_is_trusted_once_and_only_ed25519(desk, tmp_path):
    public = new_key(tmp_path / "a.pem")
    desk.trust().keys.add("desk", public)
    with pytest.raises(UserError, match="is there already"):
        desk.trust().keys.add("desk", public)
    with pytest.raises(UserError, match="no name for a key"):
        desk.trust().keys.add("../desk", public)
    with pytest.raises(UserError, match="no public key"):
        desk.trust().keys.add("other", tmp_path / "a.pem")
    with pytest.raises(UserError, match="cannot be made"):
        new_key(tmp_path / "a.pem")
    assert (tmp_path / "a.pem").stat().st_mode & 0o077 == 0


def test_what_changes_after_it_was_found_is_not_loaded(desk):
    desk.install()
    manifest = desk.found().manifests[0]
    unload(load(manifest))
    (manifest.path.parent / "plugin.py").write_text("def create(context): ...\n")
    with pytest.raises(UserError, match="changed since it was allowed"):
        load(manifest)
    desk.version("1.3.0").install()
    unload(load(desk.found().manifests[0]))
