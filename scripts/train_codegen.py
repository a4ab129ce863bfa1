"""The same as `hrm train`, as a script: python scripts/train_codegen.py configs/mbpp-cpu.toml --out runs/mbpp ..."""

from __future__ import annotations

import sys

from hrm_codegen.cli import main

if __name__ == "__main__":
    sys.argv.insert(1, "train")
    main()
