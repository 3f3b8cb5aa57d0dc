"""Key files: one Ed25519 key each, sealed by its owner's passphrase.

The passphrase is stretched by Argon2id and seals the key under ChaCha20-Poly1305, with the name and the public key as
associated data: neither can be exchanged. A key without a passphrase is one only where somebody asked for it by name.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from terminal.domain.errors import UserError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KIND = "plimsoll key 1"
MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 4
SHORTEST_PASSPHRASE = 8

Passphrase = Callable[[str], str]
"""Asks the owner of the key file whose name it is called with."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An opened key: signs as its owner."""

    name: str
    public: str
    private: Ed25519PrivateKey

    def sign(self, statement: bytes) -> str:
        """The signature in hexadecimal digits."""
        return self.private.sign(statement).hex()

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r}, {self.public[:8]}…)"


def new_key(path: Path, name: str, passphrase: str | None) -> str:
    """Makes a key file that nobody else can read, and returns the public key. ``None`` leaves it without a passphrase.

    Raises:
        UserError: the file is there already, the passphrase is too short, or the folder cannot be written.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if passphrase is not None and len(passphrase) < SHORTEST_PASSPHRASE:
        raise UserError(f"the passphrase of {name} is too short: use {SHORTEST_PASSPHRASE} characters or more")
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw().hex()
    document: dict[str, Any] = {"kind": KIND, "name": name, "public": public}
    if passphrase is None:
        document |= {"sealed_by": "nothing", "secret": private.private_bytes_raw().hex()}
    else:
        document |= sealed(private.private_bytes_raw(), passphrase, associated(name, public))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(document, file, indent=1)
            file.write("\n")
    except FileExistsError:
        raise UserError(f"{path}: is there already; a key is made once, choose another file") from None
    except OSError as error:
        raise UserError(f"{path}: {error.strerror or error}; the key was not kept") from error
    return public


def open_key(path: Path, passphrase: Passphrase) -> SigningKey:
    """Opens a key file.

    Raises:
        UserError: it is missing, open to others, damaged, or the passphrase is wrong.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    document = read(path)
    try:
        name, public = str(document["name"]), str(document["public"])
        if document["sealed_by"] == "nothing":
            secret = bytes.fromhex(document["secret"])
        else:
            secret = unsealed(document, passphrase(name), associated(name, public), path)
        private = Ed25519PrivateKey.from_private_bytes(secret)
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(path) from error
    if private.public_key().public_bytes_raw().hex() != public:
        raise damaged(path)
    return SigningKey(name, public, private)


def read(path: Path) -> dict[str, Any]:
    """The document of a key file that is its owner's alone."""
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise UserError(f"{path}: {why}; name the key file with --key") from error
    if mode & 0o077:
        raise UserError(f"{path}: others can read this key; `chmod 600 {path}`, and make a new one if they did")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise damaged(path) from error
    if not isinstance(document, dict) or document.get("kind") != KIND:
        raise damaged(path)
    return document


def damaged(path: Path) -> UserError:
    """What is said of a file that is no key."""
    return UserError(
        f"{path}: is no key file, or a damaged one; restore it, or have the person added anew with a new key"
    )


def associated(name: str, public: str) -> bytes:
    """What the seal covers beside the key."""
    return f"{KIND}\n{name}\n{public}".encode()


def stretched(passphrase: str, salt: bytes, memory_kib: int, passes: int, lanes: int) -> bytes:
    """The key of the seal."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    kdf = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory_kib)
    return kdf.derive(passphrase.encode())


def sealed(secret: bytes, passphrase: str, covered: bytes) -> dict[str, Any]:
    """The fields of a sealed key."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    box = ChaCha20Poly1305(stretched(passphrase, salt, MEMORY_KIB, PASSES, LANES))
    return {
        "sealed_by": "argon2id, chacha20-poly1305",
        "memory_kib": MEMORY_KIB,
        "passes": PASSES,
        "lanes": LANES,
        "salt": salt.hex(),
        "nonce": nonce.hex(),
        "secret": box.encrypt(nonce, secret, covered).hex(),
    }


def unsealed(document: dict[str, Any], passphrase: str, covered: bytes, path: Path) -> bytes:
    """The key of a sealed file.

    Raises:
        UserError: the passphrase is wrong, or the file was changed.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    memory_kib, passes, lanes = (int(document[name]) for name in ("memory_kib", "passes", "lanes"))
    if not (8 * lanes <= memory_kib <= 16 * MEMORY_KIB and 0 < passes <= 16 and 0 < lanes <= 16):
        raise damaged(path)
    key = stretched(passphrase, bytes.fromhex(document["salt"]), memory_kib, passes, lanes)
    try:
        return ChaCha20Poly1305(key).decrypt(
            bytes.fromhex(document["nonce"]), bytes.fromhex(document["secret"]), covered
        )
    except InvalidTag:
        raise UserError(f"{path}: the passphrase is wrong, or the file was changed; nothing was signed") from None
