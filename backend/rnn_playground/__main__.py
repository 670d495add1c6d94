"""``python -m rnn_playground``."""

from __future__ import annotations

import sys

from rnn_playground.cli import main

if __name__ == "__main__":
    sys.exit(main())
