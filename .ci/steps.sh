#!/usr/bin/env bash
# Every check, cheapest first; all of them run, so that one finding does not hide the next. pytest closes the output.
set -uo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH" QT_QPA_PLATFORM=offscreen CARGO_TERM_COLOR=never CARGO_TERM_PROGRESS_WHEN=never
# One seed here, so that a commit passes or fails; plain `cargo test` draws new ones.
export PROPTEST_RNG_SEED=20261123
unset DISPLAY WAYLAND_DISPLAY

failed=()
step() {
    local name=$1 started=$SECONDS
    shift
    echo "== $name"
    if "$@"; then
        echo "== $name passed in $((SECONDS - started)) s"
    else
        echo "== $name FAILED after $((SECONDS - started)) s"
        failed+=("$name")
    fi
}

step 'python lock' env UV_PYTHON_DOWNLOADS=never .tools/uv/bin/uv lock --check --quiet
step 'python format' ruff format --check --quiet terminal panels plugins setup tests
step 'python lint' ruff check --quiet terminal panels plugins setup tests
step 'python layers' lint-imports --no-logo
step 'python types' mypy --no-error-summary
step 'rust format' cargo fmt --all --check
step 'rust lint' cargo clippy --workspace --all-targets --locked --quiet -- -D warnings
step 'rust tests' cargo test --workspace --locked --quiet --no-fail-fast

echo '== python tests'
((${#failed[@]})) && printf '== FAILED before this: %s\n' "${failed[@]}"
# Nothing is printed after pytest's closing line: readers of the log look for it there.
pytest --no-header && ((${#failed[@]} == 0))
