#!/bin/sh
# Gives the browser tests a Chromium: the machine's own, else Debian's where we may install it, else Playwright's.
set -eu

if command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; then
  exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "install: chromium and a Korean font from the distribution's packages."
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null
else
  echo "install: Playwright's own Chromium (not root, or no apt-get here)."
  "$1" -m playwright install chromium
fi
