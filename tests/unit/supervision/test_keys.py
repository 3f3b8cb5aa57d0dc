"""Key files open for their owner and for nobody else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from terminal.domain.errors import UserError
from terminal.supervision import keys
from terminal.supervision.keys import new_key, open_key

WORDS = "correct horse battery"


def test_a_sealed_key_signs_and_holds_no_secret_in_clear(tmp_path: Path):
    path = tmp_path / "keys" / "kim.key"
    public = new_key(path, "kim", WORDS)
    key = open_key(path, lambda owner: WORDS if owner == "kim" else "")
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(key.sign(b"text")), b"text")
    secret = key.private.private_bytes_raw()
    assert secret.hex() not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert secret.hex() not in repr(key)


def test_a_wrong_passphrase_and_a_short_new_one_are_refused(tmp_path: Path):
    path = tmp_path / "kim.key"
    new_key(path, "kim", WORDS)
    with pytest.raises(UserError, match="passphrase is wrong"):
        open_key(path, lambda _: "incorrect")
    with pytest.raises(UserError, match="too short"):
        new_key(tmp_path / "lee.key", "lee", "short")
    with pytest.raises(UserError, match="is there already"):
        new_key(path, "kim", WORDS)


CHANGES: dict[str, Callable[[dict[str, object]], object]] = {
    "another name": lambda row: row.update(name="lee"),
    "another public key": lambda row: row.update(public="00" * 32),
    "weaker stretching": lambda row: row.update(memory_kib=8, passes=1, lanes=1),
    "no stretching at all": lambda row: row.update(memory_kib=0),
    "stretching without end": lambda row: row.update(memory_kib=2**31),
    "a changed secret": lambda row: row.update(secret="00" * 48),
    "no nonce": lambda row: row.pop("nonce"),
    "digits that are none": lambda row: row.update(salt="zz"),
    "another kind": lambda row: row.update(kind="plimsoll key 2"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_key_file_opens_for_nobody(tmp_path: Path, change: str):
    path = tmp_path / "kim.key"
    new_key(path, "kim", WORDS)
    row = json.loads(path.read_text())
    CHANGES[change](row)
    path.write_text(json.dumps(row))
    with pytest.raises(UserError, match=str(path)):
        open_key(path, lambda _: WORDS)


def test_a_key_that_others_can_read_is_refused(tmp_path: Path):
    path = tmp_path / "kim.key"
    new_key(path, "kim", None)
    path.chmod(0o640)
    with pytest.raises(UserError, match="chmod 600"):
        open_key(path, lambda _: "")


@pytest.mark.parametrize("content", [b"", b"[]", b"junk", b"\xff\xfe", b'{"kind": "plimsoll key 1"}', b"[" * 10_000])
def test_what_is_no_key_file_is_named(tmp_path: Path, content: bytes):
    path = tmp_path / "kim.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(UserError, match=str(path)):
        open_key(path, lambda _: WORDS)


def test_a_missing_key_file_says_how_to_name_one(tmp_path: Path):
    with pytest.raises(UserError, match="--key"):
        open_key(tmp_path / "none.key", lambda _: WORDS)


def test_stretching_costs_what_is_recommended():
    assert keys.MEMORY_KIB * keys.PASSES >= 19 * 1024 * 2, "below the minimum that OWASP recommends for Argon2id"
