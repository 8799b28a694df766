"""`hsfunc serve` without the account's limit of execution time in a minute, which a load test reaches on many cores."""

from __future__ import annotations

import argparse
import sys

from hsfunc_magics.cli import serve
from hsfunc_magics.cli.account import open_account

# Counted all the same: what the count costs is measured with the rest.
_SECONDS_A_MINUTE = 1e9


def main() -> int:
    """Takes the arguments of `hsfunc serve`."""
    parser = argparse.ArgumentParser()
    serve.register(parser.add_subparsers())
    options = parser.parse_args(["serve", *sys.argv[1:]])
    account, _ = open_account(options, follow=options.watch)
    try:
        # As a lesson does it, with `%hs limits`.
        account.change_limits({"account_seconds": _SECONDS_A_MINUTE})
        return serve.serve_account(account, options)
    finally:
        account.close()


if __name__ == "__main__":
    sys.exit(main())
