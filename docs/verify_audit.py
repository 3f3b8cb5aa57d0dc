"""Verifies a Plimsoll audit log and names the first bad record. Stands alone: Python's library and `cryptography`.

It shares no code with the terminal; the bytes are described in docs/concepts/audit-chain.md. Exit code 1: it is bad.
"""

import argparse
import json
import struct
import sys
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HEADER = struct.Struct("<IHHQqq")  # payload bytes, version, kind, seq, UTC ns, monotonic ns
CHECKPOINT = struct.Struct("<HH16sQQ32s32sq8s")  # version, closing, log, number, size, root, head, UTC ns, key id
ENTRY = CHECKPOINT.size + 64
SEGMENT, SIGNED, OPENED, KEY = 1000, 1001, 1002, 1003


class DamageError(Exception): ...  # seq, file, offset, reason


def is_signed(key, message, signature):
    try:
        return Ed25519PublicKey.from_public_bytes(key).verify(signature, message) is None
    except (InvalidSignature, ValueError):
        return False


def vouches(key, checkpoint):
    return is_signed(key, b"plimsoll audit checkpoint 1\n" + checkpoint[:-64], checkpoint[-64:])


class Log:
    def __init__(self, folder, anchors, pinned):
        self.folder, self.pinned, self.lacks, self.id, self.key = folder, pinned, {}, b"", b""
        copies = [("anchor", folder / "anchor"), *((str(path), path) for path in anchors)]
        self.anchors = [(name, path.read_bytes() if path.exists() else b"") for name, path in copies]
        self.seq, self.head, self.peaks, self.count, self.last = 0, bytes(32), [], 0, "nothing"

    def root(self):
        root = self.peaks[-1]
        for left in self.peaks[-2::-1]:
            root = sha256(b"\1" + left + root).digest()
        return root

    def verify(self):
        for number, found in enumerate(sorted(path.name for path in self.folder.glob("????????.audit")) or [""]):
            name, at = f"{number:08}.audit", 0
            if found != name:
                raise DamageError(self.seq, name, 0, "the segment is missing")
            raw = (self.folder / name).read_bytes()
            while at < len(raw):
                at = self.record(raw, at, number, name)
        self.conclude(name, at)

    def record(self, raw, at, segment, name):
        def need(sound, reason):
            if not sound:
                raise DamageError(self.seq, name, at, reason)

        need(len(raw) - at >= HEADER.size, "too few bytes for a record")
        length, version, kind, seq, ts_ns, _ = HEADER.unpack_from(raw, at)
        need(version == 1 and length <= 16 << 20, "no header of a record")
        end = at + HEADER.size + length
        need(end + 32 <= len(raw), "the record is cut off")
        need(seq == self.seq, f"record {seq} stands here")
        link = sha256(b"\0" + self.head + raw[at:end]).digest()
        need(link == raw[end : end + 32], "its hash does not follow from it and the record before")
        payload = raw[at + HEADER.size : end]
        need(at > 0 or kind == SEGMENT, "the segment does not begin with the record that names it")
        allowed = {"nothing": (SEGMENT,), "closing": (OPENED,), "unvouched": (SIGNED, OPENED)}
        need(kind in allowed.get(self.last, (kind,)), f"kind {kind} does not belong behind {self.last}")
        need(kind < SEGMENT or kind in (SEGMENT, SIGNED, OPENED, KEY), "a kind of the log's own that is none")
        last = self.last
        self.last = {SEGMENT: "other" if seq else "unvouched", OPENED: "unvouched", KEY: "unvouched"}.get(kind, "other")
        if kind == SEGMENT:
            need(at == 0 and last in ("nothing", "checkpoint"), "a segment begins in the midst of the log")
            need(len(payload) == 72 and payload[:16] == b"PLIMSOLL AUDIT 1", "no record of a segment")
            self.id, self.key = (self.id, self.key) if seq else (payload[16:32], payload[40:])
            need(payload[16:] == self.id + struct.pack("<Q", segment) + self.key, "it names another log or segment")
        elif kind == KEY:
            message = b"plimsoll audit key 1\n" + self.id + struct.pack("<Q", seq) + self.key + payload[:32]
            signed = is_signed(self.key, message, payload[32:96]) and is_signed(payload[:32], message, payload[96:])
            need(signed and len(payload) == 160, "another key without both signatures")
            self.key = payload[:32]
        elif kind == OPENED:
            need(len(payload) >= 45 and payload[0] < 2, "no record of an opening")
        elif kind == SIGNED:
            need(len(payload) == ENTRY and payload[2:4] in (b"\0\0", b"\1\0"), "no checkpoint")
            self.last = "closing" if payload[2] else "checkpoint"
            key_id = sha256(self.key).digest()[:8]
            told = (1, payload[2], self.id, self.count, seq, self.root(), self.head, ts_ns, key_id)
            need(CHECKPOINT.pack(*told) == payload[:-64], "the checkpoint speaks of another log")
            need(vouches(self.key, payload), "the checkpoint is not signed by the log's key")
        leaf, size = link, seq
        while size & 1:
            leaf, size = sha256(b"\1" + self.peaks.pop() + leaf).digest(), size >> 1
        self.peaks.append(leaf)
        self.head, self.seq = link, seq + 1
        if kind == SIGNED:
            self.beside(payload, seq)
        elif seq == 0:
            path, digits = self.folder / "audit.pub", self.key.hex()
            text = path.read_bytes() if path.exists() else b""
            if text != digits.encode() + b"\n" or digits != (self.pinned or digits):
                raise DamageError(0, "audit.pub", 0, "not the key that the log begins with")
        return end + 32

    def beside(self, checkpoint, seq):
        at, self.count = self.count * ENTRY, self.count + 1
        for name, anchor in self.anchors:
            held = anchor[at : at + ENTRY]
            if not checkpoint.startswith(held):
                raise DamageError(seq, name, at, "the anchor's checkpoint is not that of the log")
            if held != checkpoint:
                self.lacks.setdefault(name, seq)

    def conclude(self, name, at):
        if not self.seq:
            raise DamageError(0, name, 0, "the log holds no record")
        for anchor_name, anchor in self.anchors:
            more = [anchor[start : start + ENTRY] for start in range(self.count * ENTRY, len(anchor), ENTRY)]
            if any(vouches(self.key, held) and int.from_bytes(held[20:28], "little") >= self.count for held in more):
                raise DamageError(self.seq, name, at, "the log ends here, but an anchor holds more checkpoints")
            if len(anchor) / ENTRY not in (self.count, *([] if self.last == "closing" else [self.count - 1])):
                seq = self.lacks.get(anchor_name, self.seq)
                raise DamageError(seq, anchor_name, len(anchor), "the anchor does not end with the last checkpoint")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--key")
    parser.add_argument("--anchor", type=Path, action="append", default=[])
    args = parser.parse_args()
    log, bad = Log(args.folder, args.anchor, args.key), None
    try:
        log.verify()
    except DamageError as error:
        bad = dict(zip(("seq", "file", "offset", "reason"), error.args, strict=True))
    closed = not bad and log.last == "closing"
    print(json.dumps({"records": log.seq, "ok": not bad, "first_bad": bad, "closed": closed}))
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
