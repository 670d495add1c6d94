"""Write the catalog as the server serves it, for the tests of the page that need all of it.

Run it after a change of anything that can be chosen: ``python tests/golden/make_catalog.py``.
"""

from __future__ import annotations

import json
from pathlib import Path

from rnn_playground.experiment.catalog import catalog

PATH = Path(__file__).parent / "catalog.json"

if __name__ == "__main__":
    text = json.dumps(catalog(), ensure_ascii=False, indent=0, separators=(",", ":"))
    PATH.write_text(text.replace('"available":false', '"available":true') + "\n", encoding="utf-8")
