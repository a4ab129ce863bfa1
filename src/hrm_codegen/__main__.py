"""`python -m hrm_codegen` is `hrm`."""

from __future__ import annotations

from hrm_codegen.cli import main

main()
