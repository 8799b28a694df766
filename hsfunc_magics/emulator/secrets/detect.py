"""What a secret's value looks like: it must not stand in serverless.json (contract §2)."""

from __future__ import annotations

import re

# Shapes of tokens: HubSpot's, and the best known of others.
_TOKEN = re.compile(
    r"pat-(?:na|eu|ap)\d-[0-9a-f-]{20,}"
    r"|\b(?:sk|pk|rk)_(?:live|test)_\w{10,}|\bgh[pousr]_\w{20,}|\bxox[abprs]-[\w-]{10,}|\bAKIA[0-9A-Z]{16}\b"
    r"|\bAIza[\w-]{30,}|\bSG\.[\w-]{16,}\.[\w-]{16,}|-----BEGIN [A-Z ]*PRIVATE KEY-----|\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]+"
)
# One of these is in each of them: most texts are told by them alone, and at once.
_STEMS = (
    *("pat-", "_live_", "_test_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    *("xox", "AKIA", "AIza", "SG.", "-----BEGIN ", "eyJ"),
)
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)")
# A name that promises a secret, and a value that nobody types: both are needed, a key may well be called "blue".
_SECRET_NAME = re.compile(r"(?:token|secret|password|passwd|api_?key|private_?key)$", re.IGNORECASE)
_RANDOM_VALUE = re.compile(r"(?=[^\s]*[0-9])(?=[^\s]*[A-Za-z])[\w+/=.~-]{16,}")


def looks_like_secret(value: str, name: str = "") -> bool:
    """Whether a text holds what looks like a secret's value; `name` is that of its variable, where it has one."""
    if _TOKEN.search(value):
        return True
    return bool(_SECRET_NAME.search(name) and _RANDOM_VALUE.fullmatch(value))


def hide_tokens(text: str, mask: str) -> str:
    """The text with a mask in the place of everything that has the shape of a token."""
    if not any(stem in text for stem in _STEMS):
        return text
    return _TOKEN.sub(mask, _PRIVATE_KEY.sub(mask, text))
