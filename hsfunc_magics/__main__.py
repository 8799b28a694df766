"""`python -m hsfunc_magics`: the `hsfunc` command."""

from __future__ import annotations

import sys

from .serve.cli import main

if __name__ == "__main__":
    sys.exit(main())
