#!/usr/bin/env bash
# Makes an application folder that carries its own Python: bundle.sh [WHEEL [FOLDER]]; an AppImage of it where appimagetool is there.
set -euo pipefail
cd "$(dirname "$0")/.."
export UV_PYTHON_DOWNLOADS=never
wheel=${1:-$(ls dist/*.whl 2>/dev/null | head -n 1)}
app=${2:-dist/Plimsoll.AppDir}
[ -f "$wheel" ] || { echo "bundle: no wheel: run make wheel first" >&2; exit 1; }

say() { echo "bundle: $*"; }
ask() { .venv/bin/python -c "import sys, sysconfig; print($1)"; }
version=$(ask '"%d.%d" % sys.version_info[:2]')
executable=$(ask 'sys._base_executable')
library=$(ask 'sysconfig.get_path("stdlib", vars={"installed_base": sys.base_prefix})')
shared=$(ask 'sysconfig.get_config_var("INSTSONAME") or ""')

rm -rf "$app"
mkdir -p "$app/usr/bin" "$app/usr/lib/python$version/site-packages"
say "Python $version from $executable"
cp -L "$executable" "$app/usr/bin/python$version"
# What only builds, tests or teaches stays behind.
tar -C "$library" --exclude=site-packages --exclude=dist-packages --exclude=test --exclude=__pycache__ --exclude=idlelib \
    --exclude=ensurepip --exclude=lib2to3 --exclude=tkinter --exclude=turtledemo --exclude='config-*' -cf - . \
    | tar -C "$app/usr/lib/python$version" -xf -
for place in "$(ask 'sysconfig.get_config_var("LIBDIR")')" /usr/lib/x86_64-linux-gnu; do
    case $shared in *.so*) [ -f "$place/$shared" ] && cp -L "$place/$shared" "$app/usr/lib/" && break ;; esac
done
say "installing $(basename "$wheel")"
.tools/uv/bin/uv pip install --quiet --python .venv/bin/python --target "$app/usr/lib/python$version/site-packages" "$wheel"
cp resources/desktop/plimsoll.desktop resources/icons/plimsoll.svg "$app/"
cp resources/icons/plimsoll.svg "$app/.DirIcon"
cat >"$app/AppRun" <<RUN
#!/bin/sh
# Starts the terminal with the Python that lies beside this file, wherever the folder stands.
here=\$(dirname "\$(readlink -f "\$0")")
export PYTHONHOME="\$here/usr" PYTHONNOUSERSITE=1 LD_LIBRARY_PATH="\$here/usr/lib\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}"
unset PYTHONPATH
[ \$# -gt 0 ] || set -- run
exec "\$here/usr/bin/python$version" -m terminal.app.main "\$@"
RUN
chmod +x "$app/AppRun"
say "$app, $(du -sh "$app" | cut -f1)"
if command -v appimagetool >/dev/null; then
    ARCH=$(uname -m) appimagetool --no-appstream "$app" "dist/Plimsoll-$(uname -m).AppImage"
else
    say "no appimagetool on the PATH: the folder is complete, the one-file AppImage was not made"
fi
