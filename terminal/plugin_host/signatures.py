"""Ed25519 signatures of plugins: ``plugin.sig`` beside ``plugin.toml``, keys in ``plugins/trusted`` of the settings.

What is signed are id, version and the SHA-256 of the folder's content, so neither a byte, nor a version, nor another
plugin can be put in its place. Where any key is trusted, every third-party plugin must be signed by one.
"""

from __future__ import annotations

import base64
import binascii
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from terminal.domain.errors import UserError
from terminal.plugin_host.packages import SIGNATURE, content_of
from terminal.sdk.manifest import PluginManifest

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEYS = "trusted"
KEY_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")


class TrustedKeys:
    """Public keys by the name of who holds them: one ``NAME.pem`` each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / KEYS
        self.problem = ""
        self.keys: dict[str, Ed25519PublicKey] = {}
        for path in sorted(self.folder.glob("*.pem")):
            try:
                self.keys[path.stem] = public_key(path)
            except UserError as error:
                self.problem = f"{error}; no third-party plugin runs until it is corrected or taken away"

    def add(self, name: str, source: Path) -> Path:
        """Trusts a public key from now on.

        Raises:
            UserError: no Ed25519 public key, or no name for one.
        """
        if not KEY_NAME.fullmatch(name):
            raise UserError(f"{name!r} is no name for a key: use letters, digits, dots and dashes")
        key = public_key(source)
        target = self.folder / f"{name}.pem"
        if target.exists():
            raise UserError(f"{target}: is there already; take it away first, or choose another name")
        self.folder.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
        self.keys[name] = key
        return target


def message(manifest: PluginManifest, sha256: str) -> bytes:
    """What is signed."""
    return f"plimsoll plugin 1\n{manifest.id}\n{manifest.version}\n{sha256}\n".encode()


def refusal_of(file: Path, manifest: PluginManifest, sha256: str, trusted: TrustedKeys) -> str:
    """Why a signature does not do; empty where a trusted key made it for just this content."""
    from cryptography.exceptions import InvalidSignature

    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        name, signature = str(table["key"]), base64.b64decode(str(table["signature"]), validate=True)
    except (OSError, KeyError, binascii.Error, ValueError, RecursionError):
        return f"has a {SIGNATURE} that cannot be read; have it signed again"
    key = trusted.keys.get(name)
    if key is None:
        return f"is signed by {name!r}, whose key is not in {trusted.folder}; `plimsoll plugin trust` adds one"
    try:
        key.verify(signature, message(manifest, sha256))
    except InvalidSignature:
        return f"has a signature of {name!r} that is not for this content: it was changed, or signed for another plugin"
    return ""


def sign(manifest: PluginManifest, key_file: Path, name: str) -> Path:
    """Signs a plugin's folder as it is and returns its ``plugin.sig``.

    Raises:
        UserError: no Ed25519 private key, or the file cannot be written.
    """
    import tomlkit

    key = private_key(key_file)
    signature = key.sign(message(manifest, content_of(manifest.path.parent).sha256))
    target = manifest.path.parent / SIGNATURE
    try:
        target.write_text(tomlkit.dumps({"key": name, "signature": base64.b64encode(signature).decode()}))
    except OSError as error:
        raise UserError(f"{target}: cannot be written ({error.strerror or error})") from None
    return target


def new_key(private: Path) -> Path:
    """Makes a private key that only the user may read, and beside it the public key ``NAME.pub.pem``.

    Raises:
        UserError: the file is there already, or cannot be written.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    key = Ed25519PrivateKey.generate()
    public = private.with_suffix(".pub.pem")
    try:
        private.touch(mode=0o600, exist_ok=False)
        private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    except OSError as error:
        raise UserError(f"{private}: cannot be made ({error.strerror or error}); choose another name") from None
    return public


def private_key(path: Path) -> Ed25519PrivateKey:
    """A private key of a PEM file without a password."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise UserError(f"{path}: is no private key in PEM form without a password ({first_line(error)})") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise UserError(f"{path}: is no Ed25519 key; `plimsoll plugin sign --new-key FILE` makes one")
    return key


def public_key(path: Path) -> Ed25519PublicKey:
    """A public key of a PEM file."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise UserError(f"{path}: is no public key in PEM form ({first_line(error)})") from None
    if not isinstance(key, Ed25519PublicKey):
        raise UserError(f"{path}: is no Ed25519 key")
    return key


def first_line(error: Exception) -> str:
    """An error on one line."""
    return str(error).split("\n")[0].strip() or type(error).__name__
