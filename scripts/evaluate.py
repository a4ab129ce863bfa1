"""The same as `hrm eval`, as a script: python scripts/evaluate.py mbpp --model DIR ..."""

from __future__ import annotations

import sys

from hrm_codegen.cli import main

if __name__ == "__main__":
    sys.argv.insert(1, "eval")
    main()
