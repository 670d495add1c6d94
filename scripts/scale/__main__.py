"""Print the tables of docs/scale.md: what fits on a node, and what 10 000 learners meet on N of them.

python -m scale      (with scripts/ on the path, as `make scale` has it)
"""

from __future__ import annotations

from scale.tables import tables

print("\n\n".join(tables()))
