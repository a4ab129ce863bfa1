"""Write the held-out suite of tool use: every held-out recipe and phrasing that holds here, one Problem a line.

    python scripts/tooluse_heldout.py src/hrm_codegen/assets/tooluse-heldout-v1.jsonl.gz

A suite that was measured with is never written again under the same name: a change makes v2.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
from collections import Counter
from pathlib import Path

from hrm_codegen.tasks.tooluse import TOOLUSE, chosen, problem
from hrm_codegen.tools.records import record_all


def main() -> None:
    path = Path(sys.argv[1])
    wanted = list(chosen("heldout"))
    records = record_all(one for one, _ in wanted)
    kept, left = [], Counter()
    for (one, phrasing), record in zip(wanted, records, strict=True):
        if record.verified:  # the reference reaches the state, and doing nothing does not
            kept.append(problem(one, phrasing))
        else:
            left[one.recipe.name] += 1
            print(f"left out: {one.recipe.name}: {record.why}", file=sys.stderr)
    text = "".join(json.dumps(asked.as_json(), sort_keys=True) + "\n" for asked in kept)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    tools = dict(Counter(asked.tags[0] for asked in kept))
    print(f"{TOOLUSE.name}:heldout: {len(kept)} problems, {tools}, left out {sum(left.values())}")
    print(f"sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
