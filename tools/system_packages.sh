#!/bin/bash
# Installs what is missing of system_packages.txt where it can: Debian or Ubuntu, as root or with sudo, saying so first.
# What it cannot install it names and leaves, since tests skip what they miss; under CI nothing may be skipped: an error.
# The word `module` restricts it to Python's own modules. INSTALL=no installs nothing.
set -euo pipefail

LIST="$(dirname "${BASH_SOURCE[0]}")/system_packages.txt"
PYTHON=${PYTHON:-python3}
FONTS=(/usr/share/fonts /usr/local/share/fonts "${HOME:-/root}/.fonts" "${HOME:-/root}/.local/share/fonts")
as_root=()
log=$(mktemp)
trap 'rm -f "$log"' EXIT

say() { printf '%s\n' "→ $1" "  $2"; }

is_here() {
  local kind=$1 name=$2
  case $kind in
    # Another Python than the system's has its modules from elsewhere.
    module) [[ "$(command -v "$PYTHON")" != /usr/bin/* ]] || "$PYTHON" -c "import $name" 2>/dev/null ;;
    program) command -v "$name" >/dev/null || { [ "$name" = chromium ] && [ -x "${CHROMIUM:-}" ]; } ;;
    # Node, which drives the browser in tests, is linked with one that a bare root leaves out.
    library) [ -n "$(find -L /usr/lib /lib -name "$name" -print -quit 2>/dev/null)" ] ;;
    font) [ -n "$(find "${FONTS[@]}" -name "$name" -print -quit 2>/dev/null)" ] ;;
    *) echo "$LIST: $kind?" >&2 && exit 2 ;;
  esac
}

missing_packages() {
  local names packages kind name
  while IFS=: read -r names packages; do
    read -r kind names <<<"$names"
    [ "${1:-$kind}" = "$kind" ] || continue
    for name in $names; do
      if ! is_here "$kind" "$name"; then
        echo $packages
        break
      fi
    done
  done < <(grep -v '^#' "$LIST")
}

# A password is asked for only where someone sits.
find_root() {
  if [ "${INSTALL:-yes}" = no ] || ! command -v apt-get >/dev/null; then return 1; fi
  if [ "$(id -u)" -eq 0 ]; then as_root=(env)
  elif sudo -n true 2>/dev/null; then as_root=(sudo -n env)
  elif [ -t 0 ] && [ -z "${CI:-}" ] && command -v sudo >/dev/null; then as_root=(sudo env)
  else return 1
  fi
}

apt() { "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@"; }

is_offered() { apt-get -qq --simulate install "$1" >/dev/null 2>&1; }

# Installs all that this release offers of the words given.
install() {
  local word name
  local -a offered=()
  apt update || true  # what was fetched before may do
  for word in "$@"; do
    for name in ${word//|/ }; do
      if is_offered "$name"; then
        offered+=("$name")
        break
      fi
    done
  done
  if [ "${#offered[@]}" -eq 0 ]; then return; fi
  apt install -y --no-install-recommends "${offered[@]}" >"$log" 2>&1 || cat "$log" >&2
}

mapfile -t missing < <(missing_packages "$@" | tr ' ' '\n')
if [ "${#missing[@]}" -eq 0 ]; then exit 0; fi

names() { printf '%s' "${missing[*]//|/\/}"; }  # either/or, for people

if find_root; then
  say "Paquets du système à installer par apt-get, quelques minutes (INSTALL=no s'en passe) : $(names)" \
    "System packages to install with apt-get, a few minutes (INSTALL=no goes without): $(names)"
  install "${missing[@]}" || true
  mapfile -t missing < <(missing_packages "$@" | tr ' ' '\n')
  if [ "${#missing[@]}" -eq 0 ]; then exit 0; fi
fi
if [ "${1:-}" = module ] && [ -z "${CI:-}" ]; then exit 0; fi  # the Makefile says what to do
say "Paquets absents, non installés : $(names). Les tests qui en ont besoin ne seront pas lancés." \
  "Packages missing and not installed: $(names). The tests that need them will be skipped."
[ -z "${CI:-}" ]
