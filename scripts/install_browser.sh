#!/bin/sh
# Gives the browser tests a Chromium and a Korean font: Debian's where we may install them, else the machine's own, else Playwright's.
# Debian's headless shell is preferred: with it the tests take three quarters of the time that they take with the whole browser.
# $1: the Python whose Playwright is asked. $2: "firefox", to have Debian's Firefox beside it, for tests/browser/test_firefox.py.
set -eu

firefox=${2:-}
wants_firefox() { [ "$firefox" = firefox ]; }
has_shell() { command -v chromium-headless-shell >/dev/null 2>&1; }
has_browser() { has_shell || command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; }
has_firefox() { command -v firefox-esr >/dev/null 2>&1 || command -v firefox >/dev/null 2>&1; }
has_font() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=ko family)" ]; }
install_package() {
  echo "install: $1 from the distribution's packages."
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null
}

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  { has_shell && has_font && { ! wants_firefox || has_firefox; }; } || apt-get update -qq || has_browser
  has_shell || install_package chromium-headless-shell || has_browser || install_package chromium
  has_font || install_package fonts-noto-cjk
  ! wants_firefox || has_firefox || install_package firefox-esr
elif ! has_browser; then
  echo "install: Playwright's own Chromium (not root, or no apt-get here)."
  "$1" -m playwright install chromium
fi
