"""Appending to the audit log and verifying it, beside a hash-chained table in SQLite.

Ours: records of 160 bytes, one write for each group of 64, a sync each 5 ms on another thread, signed checkpoints: what
the gateway does, at a shorter interval. The peer is what a firm builds without a log of its own: a table with a hash
column that chains its rows, in write-ahead mode. Its transactions last 5 ms and are synced, which loses as little as
ours to a power cut (and more to a killed process). A second line has it commit each group of 64 and sync at its own
checkpoints only. It has neither Merkle tree nor signatures. Both verify what they wrote; `docs/verify_audit.py`
verifies ours once more.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from terminal import _core

ROOT = Path(__file__).resolve().parents[2]
RECORDS, PEER_RECORDS, GROUP, PAYLOAD_BYTES = 2_000_000, 300_000, 64, 160
SYNC_S = 0.005
TABLE = "CREATE TABLE log (seq INTEGER PRIMARY KEY, ts_utc_ns INT, ts_mono_ns INT, kind INT, payload, hash)"
CLAIMED_APPEND, CLAIMED_VERIFY = 200_000, 1_000_000


def main() -> None:
    """Writes and verifies with both; the last line is the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--peer-records", type=int, default=PEER_RECORDS)
    wanted = parser.parse_args()
    envs = ROOT / "bench/.envs"
    envs.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="audit-", dir=envs))
    try:
        appended, verified = ours(folder / "log", wanted.records)
        again = stand_alone(folder / "small", wanted.peer_records)
        lazy, _ = sqlite_chain(folder / "lazy.db", wanted.peer_records, is_synced=False)
        peer_appended, peer_verified = sqlite_chain(folder / "chain.db", wanted.peer_records, is_synced=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"stand-alone verifier: {again:,.0f} records/s")
    print(f"audit-unsynced ours={appended:.0f} peer={lazy:.0f} ratio={appended / lazy:.1f} unit=records/s")
    print(
        f"audit-verify ours={verified:.0f} peer={peer_verified:.0f} ratio={verified / peer_verified:.1f} unit=records/s"
    )
    print(f"audit ours={appended:.0f} peer={peer_appended:.0f} ratio={appended / peer_appended:.1f} unit=records/s")


def ours(folder: Path, records: int) -> tuple[float, float]:
    """Records appended and verified a second."""
    append_s, verify_s, verified = _core.bench_audit(folder, records, group=GROUP, payload_bytes=PAYLOAD_BYTES)
    appended, read = records / append_s, verified / verify_s
    print(f"ours: {records:,} records of {PAYLOAD_BYTES} bytes, {os.cpu_count()} processors")
    print(f"  append {appended:,.0f}/s ({CLAIMED_APPEND:,} claimed), verify {read:,.0f}/s ({CLAIMED_VERIFY:,} claimed)")
    return appended, read


def stand_alone(folder: Path, records: int) -> float:
    """Records a second of the verifier that shares no code with ours, its start included."""
    _core.bench_audit(folder, records, group=GROUP, payload_bytes=PAYLOAD_BYTES)
    began = time.perf_counter()
    command = [sys.executable, str(ROOT / "docs/verify_audit.py"), str(folder)]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return float(told["records"]) / (time.perf_counter() - began)


def sqlite_chain(path: Path, records: int, is_synced: bool) -> tuple[float, float]:
    """Rows appended and verified a second."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute(f"PRAGMA synchronous={'FULL' if is_synced else 'NORMAL'}")
    database.execute(TABLE)
    payload, head = bytes(PAYLOAD_BYTES), bytes(32)
    began = committed = time.perf_counter()
    database.execute("BEGIN")
    for first in range(0, records, GROUP):
        rows = []
        for seq in range(first, min(first + GROUP, records)):
            head = link(head, seq, seq, seq * 1_000, 17, payload)
            rows.append((seq, seq, seq * 1_000, 17, payload, head))
        database.executemany("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)", rows)
        if not is_synced or time.perf_counter() - committed >= SYNC_S:
            database.execute("COMMIT")
            database.execute("BEGIN")
            committed = time.perf_counter()
    database.execute("COMMIT")
    appended = records / (time.perf_counter() - began)
    began = time.perf_counter()
    head = bytes(32)
    for *fields, stored in database.execute("SELECT * FROM log ORDER BY seq"):
        head = link(head, *fields)
        if head != stored:
            raise SystemExit("audit: the peer's chain is broken")
    verified = records / (time.perf_counter() - began)
    database.close()
    how = "synced each 5 ms" if is_synced else "committed each group, synced at its own checkpoints"
    print(f"peer: SQLite {sqlite3.sqlite_version}, {records:,} rows, {how}:")
    print(f"  append {appended:,.0f}/s, verify {verified:,.0f}/s")
    return appended, verified


def link(head: bytes, seq: int, ts_utc_ns: int, ts_mono_ns: int, kind: int, payload: bytes) -> bytes:
    """The hash of a row and the one before it."""
    fields = b"%d,%d,%d,%d," % (seq, ts_utc_ns, ts_mono_ns, kind)
    return hashlib.sha256(head + fields + payload).digest()


if __name__ == "__main__":
    main()
