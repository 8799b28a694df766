"""Whether this is a run of continuous integration, whose systems say so in the environment (contract §14)."""

from __future__ import annotations

from collections.abc import Mapping

_NO = ("", "0", "false", "no", "off")


def in_ci(environment: Mapping[str, str]) -> bool:
    """Whether `CI` is set, and does not say no."""
    return environment.get("CI", "").strip().lower() not in _NO
