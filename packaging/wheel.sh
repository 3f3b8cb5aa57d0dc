#!/usr/bin/env bash
# Builds the wheel into dist/. Needs Rust; whoever installs the wheel does not.
set -euo pipefail
cd "$(dirname "$0")/.."
export UV_PYTHON_DOWNLOADS=never
rm -f dist/*.whl
.tools/uv/bin/uv build --wheel --quiet --python .venv/bin/python
echo "wheel: $(ls dist/*.whl)"
