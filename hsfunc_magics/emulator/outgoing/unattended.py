"""Whether anybody sits in front of this: a CI system says so in the environment (contract §14)."""

from __future__ import annotations

from collections.abc import Mapping

_NO = ("", "0", "false", "no", "off")


def ci_of(environment: Mapping[str, str]) -> str:
    """`CI is set`, as the end of a sentence; an empty text where it is not, or says no."""
    return f"CI={environment['CI']} is set" if environment.get("CI", "").strip().lower() not in _NO else ""
