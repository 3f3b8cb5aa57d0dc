"""Blots secrets out of text before it is kept: by the name beside them, and by their own shape."""

from __future__ import annotations

import re

BLOT = "•••"
NAMES = (
    r"passw(?:or)?d|passphrase|pwd|secret|token|(?:api|access|private|session|mac)[-_ ]?key|client[-_ ]?secret"
    r"|authori[sz]ation|credentials?|cookie"
)
QUOTED = re.compile(rf"(?i)([\"']?\b[\w-]*?(?:{NAMES})\b[\"']?\s*[:=]\s*)(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')")
BARE = re.compile(
    rf"(?i)([\"']?\b[\w-]*?(?:{NAMES})\b[\"']?\s*[:=]\s*)(?!{BLOT})(?:(?:Bearer|Basic|Digest)\s+)?[^\s,;&\"'}})\]]+"
)
DSN = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://[^\s:/@]*):[^\s/@]+@")
SHAPES = (
    re.compile(r"(?i)\b(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{12,}"),
    re.compile(r"\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"),  # a JSON Web Token
    re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    re.compile(r"\b(?:gh[pousr]|glpat|xox[abprs]|sk|pk|rk)[-_][A-Za-z0-9_-]{16,}\b"),
    re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL),
)


def redacted(text: str) -> str:
    """``text`` with every secret replaced by dots; names and hosts stay, so that the line still tells what it is."""
    for shape in SHAPES:
        text = shape.sub(BLOT, text)
    text = DSN.sub(rf"\1:{BLOT}@", text)
    text = QUOTED.sub(rf"\1{BLOT}", text)
    return BARE.sub(rf"\1{BLOT}", text)
