#!/bin/sh
# Gives the browser tests a Chromium and a Korean font: the machine's own, else Debian's where we may install them, else Playwright's.
# $1: the Python whose Playwright is asked. $2: "firefox", to have Debian's Firefox beside it, for tests/browser/test_firefox.py.
set -eu

installs() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }
has_browser() { command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; }
has_firefox() { command -v firefox-esr >/dev/null 2>&1 || command -v firefox >/dev/null 2>&1; }
has_font() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=ko family)" ]; }

missing=
has_browser || missing="chromium"
has_font || missing="$missing fonts-noto-cjk"
[ "${2:-}" != firefox ] || has_firefox || missing="$missing firefox-esr"

if [ -n "$missing" ] && installs; then
  echo "install: $missing from the distribution's packages."
  apt-get update -qq
  # shellcheck disable=SC2086 # a list of words
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
elif ! has_browser; then
  echo "install: Playwright's own Chromium (not root, or no apt-get here)."
  "$1" -m playwright install chromium
fi
