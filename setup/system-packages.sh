#!/usr/bin/env bash
# Qt's system libraries, the terminal's fonts, and the servers that tests start. Installs what is missing where it may, else prints the line to run.
set -euo pipefail

packages=(
    libgl1 libegl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libxcb-cursor0 libxcb-icccm4
    libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-xinerama0 libxcb-shape0 xvfb
    redis-server openssl
    fonts-inter fonts-jetbrains-mono fonts-noto-cjk
)

if ! command -v dpkg-query >/dev/null; then
    echo "setup: not a Debian system; install the equivalents of: ${packages[*]}" >&2
    exit 0
fi

installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${packages[@]}" 2>/dev/null || true)
missing=()
for package in "${packages[@]}"; do
    grep -qx "$package installed" <<<"$installed" || missing+=("$package")
done
((${#missing[@]})) || exit 0

by_hand="sudo apt-get update && sudo apt-get install -y ${missing[*]}"
if [ "$(id -u)" = 0 ]; then
    root=()
elif sudo -n true 2>/dev/null; then
    root=(sudo -n)
else
    echo "setup: missing system packages; run: $by_hand" >&2
    exit 0
fi

echo "setup: installing ${missing[*]}"
# dpkg's lock may be held by another set-up: apt waits for it instead of failing.
export DEBIAN_FRONTEND=noninteractive
apt=("${root[@]}" apt-get -o DPkg::Lock::Timeout=300 -qq)
if ! { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null; }; then
    echo "setup: apt-get failed; the terminal may lack fonts or fail to open a window until you run: $by_hand" >&2
fi
