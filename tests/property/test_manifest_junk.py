"""Whatever stands in a plugin.toml: a manifest, or a ManifestError, and nothing else."""

import tempfile
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from terminal.plugin_host.discovery import Origin, refusal
from terminal.plugin_host.manifest import ManifestError, read
from terminal.plugin_host.manifest_keys import SECTIONS, SETTING
from terminal.sdk.manifest import PluginManifest
from tests.support.plugin_folder import MANIFEST, plugin_folder

LITERALS = st.one_of(
    st.sampled_from(
        ["1", "-1", "0x" + "f" * 6_000, "1e400", "nan", "inf", "true", "[]", "{}", "[[1]]", "1979-05-27", "''", '"1"',
         '"strategy"', '"panel"', '"tide.plugin:create"', '"tide"', '["quotes"]', '"\\u0000"', '"30s"', '{ a = 1 }']
    ),
    st.text(st.characters(exclude_characters='"\\\n\r', exclude_categories=["Cs", "Cc"]), max_size=12).map(
        lambda text: f'"{text}"'
    ),
)  # fmt: skip
KEYS = [(section.name, key.name) for section in SECTIONS for key in section.keys]
KEYS += [("settings.pace", key.name) for key in SETTING.keys] + [("settings", "x"), ("plugin", '"a\\nb"')]


def judged(text: bytes) -> PluginManifest | ManifestError:
    """What becomes of a manifest with this content."""
    with tempfile.TemporaryDirectory() as folder:
        path = plugin_folder(Path(folder))
        path.write_bytes(text)
        try:
            return read(path)
        except ManifestError as error:
            judgement = error
    assert str(judgement).startswith(f"{path}: ")
    assert "\n" not in str(judgement)
    assert refusal(path, str(judgement), Origin.USER).id.isidentifier()
    return judgement


@given(st.binary(max_size=300))
def test_any_bytes_are_judged(text):
    assert isinstance(judged(text), ManifestError)


@given(st.dictionaries(st.sampled_from(KEYS), LITERALS, max_size=14))
@example({("settings.pace", "type"): '"int"', ("settings.pace", "default"): "0x" + "f" * 6_000})
def test_any_table_of_known_keys_is_judged(values):
    tables: dict[str, list[str]] = {}
    for (table, key), literal in values.items():
        tables.setdefault(table, []).append(f"{key} = {literal}")
    text = "\n".join(f"[{table}]\n" + "\n".join(lines) for table, lines in tables.items())
    assert isinstance(judged(text.encode()), PluginManifest | ManifestError)


@given(st.integers(0, len(MANIFEST) - 1), st.characters(exclude_categories=["Cs"]))
def test_any_one_changed_letter_is_judged(at, letter):
    text = MANIFEST[:at] + letter + MANIFEST[at + 1 :]
    assert isinstance(judged(text.encode()), PluginManifest | ManifestError)
