#!/usr/bin/env bash
# Qt needs libraries of the system that a fresh Debian or Ubuntu lacks. Installs what is missing
# where that is allowed (root, or sudo without a password); else prints the one command and stops.
#
#   system_libraries.sh window    what the window needs
#   system_libraries.sh screen    the same and a virtual screen
#   system_libraries.sh tests     the same and what the tests run
set -euo pipefail

window=(libegl1 libgl1 libfontconfig1 libdbus-1-3 libglib2.0-0 libxkbcommon-x11-0 libxcb-cursor0
        libxcb-icccm4 libxcb-keysyms1 libxcb-image0 libxcb-render-util0 libxcb-shape0
        libxcb-xinerama0 libxcb-xkb1)
screen=(xvfb xauth)
tests=(xdotool poppler-utils libnss3-tools qpdf strace dbus)

case "${1:-window}" in
  window) wanted=("${window[@]}") ;;
  screen) wanted=("${window[@]}" "${screen[@]}") ;;
  tests)  wanted=("${window[@]}" "${screen[@]}" "${tests[@]}") ;;
  *) echo "usage: $0 [window|screen|tests]" >&2; exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null; then
  # Not a Debian: the names differ, so nothing is guessed. The program itself says what Qt misses.
  exit 0
fi

installed() { # a package, or the one that took its place (libglib2.0-0t64 for libglib2.0-0)
  # dpkg-query fails when it does not know one of the two names, so only what it prints counts.
  grep -qx installed <<<"$(dpkg-query -W -f='${db:Status-Status}\n' "$1" "$1t64" 2>/dev/null)"
}

missing=()
for package in "${wanted[@]}"; do
  installed "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

by_hand="apt-get install -y --no-install-recommends ${missing[*]}"
if [ "$(id -u)" = 0 ]; then
  root=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  root=(sudo -n)
else
  echo "Some libraries of the system are missing. Install them with:" >&2
  echo "  sudo $by_hand" >&2
  exit 1
fi

echo "Installing libraries of the system: ${missing[*]}"
install() {
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
    "${missing[@]}" >/dev/null
}
# A fresh machine may have no package lists yet, or old ones.
install 2>/dev/null || { "${root[@]}" apt-get update -qq && install; } || {
  echo "They could not be installed here. Try:" >&2
  echo "  sudo apt-get update && sudo $by_hand" >&2
  exit 1
}
