"""Turning `sendResponse` into what `main` returns, in the source itself, where that is certain to be the same."""
