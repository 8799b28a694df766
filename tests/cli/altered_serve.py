"""`hsfunc serve` of an account with other limits, or whose workers look for other folders than it has.

Its first argument is JSON: `{"limits": {"account_seconds": 2}, "folder": ["elsewhere"]}`.
"""

from __future__ import annotations

import argparse
import json
import sys

from hsfunc_magics.cli import serve
from hsfunc_magics.cli.account import open_account
from hsfunc_magics.emulator.errors import HsfuncError


def main() -> int:
    altered = json.loads(sys.argv[1])
    parser = argparse.ArgumentParser()
    serve.register(parser.add_subparsers())
    options = parser.parse_args(["serve", *sys.argv[2:]])
    account, _ = open_account(options, follow=options.watch)
    account.change_limits(altered.get("limits", {}))
    options.folder = altered.get("folder", options.folder)
    try:
        return serve.serve_account(account, options)
    except HsfuncError as problem:
        print(f"hsfunc: {problem}", file=sys.stderr)
        return 1
    finally:
        account.close()


if __name__ == "__main__":
    sys.exit(main())
