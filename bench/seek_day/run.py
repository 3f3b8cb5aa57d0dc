"""Seeking to random times of a full simulated ITCH day in an open session, beside replaying to them from the start.

The day goes through a temporary file, as large as its messages (about 30 bytes each), that is removed at the end.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def main() -> None:
    """Builds and runs the measurement; its last line is the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=20_000_000)
    parser.add_argument("--instruments", type=int, default=200)
    parser.add_argument("--seeks", type=int, default=50)
    wanted = parser.parse_args()
    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=HERE, check=True)
    binary = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE / "target")) / "release" / "seek-day"
    with tempfile.TemporaryDirectory() as folder:
        numbers = [str(wanted.messages), str(wanted.instruments), str(wanted.seeks)]
        sys.exit(subprocess.run([str(binary), f"{folder}/day.itch", *numbers], check=False).returncode)


if __name__ == "__main__":
    main()
