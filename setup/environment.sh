#!/usr/bin/env bash
# Brings .venv to what uv.lock says, the Rust core to what core_rs says, and does nothing where both already stand.
set -euo pipefail
cd "$(dirname "$0")/.."

export UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=.venv
unset VIRTUAL_ENV PYTHONHOME PYTHONPATH CONDA_PREFIX
uv_version=0.13.9
tools=.tools/uv

say() { echo "setup: $*"; }
stop() { echo "setup: $*" >&2; exit 1; }
# One figure for the content of everything named, whatever the order in which the disk lists it.
content() { find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1; }
stands() { [ -f ".venv/$1.stamp" ] && [ "$(cat ".venv/$1.stamp")" = "$2" ]; }

# Two set-ups at once would write into one environment.
mkdir -p .tools
if command -v flock >/dev/null; then
    exec 9>.tools/setup.lock
    flock 9
fi

if ! command -v cargo >/dev/null && [ -x "$HOME/.cargo/bin/cargo" ]; then
    PATH="$HOME/.cargo/bin:$PATH"
fi
command -v cargo >/dev/null || stop "cargo is missing; install Rust 1.90 or newer (https://rustup.rs), then run this again"
command -v cc >/dev/null || stop "no C linker; install one (Debian: apt-get install build-essential), then run this again"

# A name on PATH may be a version manager's shim that runs nothing: what counts is whether it answers.
in_range='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))'
host_python=
for candidate in .venv/bin/python python3 python3.12 python3.11; do
    if "$candidate" -c "$in_range" 2>/dev/null; then
        host_python=$("$candidate" -c 'import sys; print(getattr(sys, "_base_executable", sys.executable))')
        break
    fi
done
[ -n "$host_python" ] || stop "Python 3.11 or 3.12 is missing; install one, then run this again"
export UV_PYTHON="$host_python"

if [ "$("$tools/bin/uv" --version 2>/dev/null | cut -d' ' -f2)" != "$uv_version" ]; then
    say "installing uv $uv_version into $tools"
    "$host_python" -m venv --clear "$tools" \
        || stop "no venv module; install it (Debian: apt-get install python3-venv), then run this again"
    "$tools/bin/pip" install --quiet --disable-pip-version-check "uv==$uv_version"
fi
PATH="$PWD/$tools/bin:$PATH"

wanted=$(content pyproject.toml uv.lock setup/environment.sh)
if ! stands environment "$wanted" || ! .venv/bin/python -c '' 2>/dev/null; then
    say "bringing .venv to uv.lock"
    # maturin installs the project itself below: an exact sync would take it away again.
    uv sync --frozen --quiet --compile-bytecode --no-install-project --inexact
    echo "$wanted" >.venv/environment.stamp
    rm -f .venv/core.stamp
fi

wanted=$(content core_rs Cargo.toml Cargo.lock .venv/environment.stamp)
if ! stands core "$wanted" || [ ! -x .venv/bin/plimsoll ] || [ ! -f terminal/_core.abi3.so ]; then
    say "building the Rust core in release"
    # An editable install is there already unless the environment is new: then only the library is built anew.
    installed=()
    [ -x .venv/bin/plimsoll ] && stands installed "$(cat .venv/environment.stamp)" && installed=(--skip-install)
    VIRTUAL_ENV="$PWD/.venv" .venv/bin/maturin develop --release --uv --quiet ${CI:+--locked} "${installed[@]}"
    cp .venv/environment.stamp .venv/installed.stamp
    echo "$wanted" >.venv/core.stamp
fi

# PYTHONDONTWRITEBYTECODE may be set: without this the window would compile its own modules at every start.
.venv/bin/python -m compileall -q terminal panels plugins resources
