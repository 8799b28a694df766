"""The parts of a function's format that all platform versions share: path, methods, names of secrets (contract §12)."""

from __future__ import annotations

from ....serverless_json.manifest import METHODS
from ....serverless_json.shapes import END, Array, Rule, Text

RESERVED = "PRIVATE_APP_ACCESS_TOKEN"  # the name that the platform gives its own token

METHODS_TOLD = ", ".join(METHODS)
_SPACE = r"\s\x00-\x1f\x7f-\x9f\ufeff"  # what either language calls a space
_AS_SERVED = "Write it as it stands after /hs/serverless/."
PATH = Text(
    'Write "name".',
    (
        Rule(r"^/?[^/]", "{value} names no path.", _AS_SERVED),
        Rule(rf"^(?![\s\S]*/{END})(?![\s\S]*//)", "{value} has a slash too many.", _AS_SERVED),
        Rule(rf"^[^?#\\{_SPACE}]*{END}", "{value} has a ?, #, \\, space or control character.", _AS_SERVED),
        Rule(rf"^(?!(?:[\s\S]*/)?\.\.?(?:/|{END}))", "{value} has a segment . or .., which no URL keeps.", _AS_SERVED),
    ),
    "must be a string, not {kind}.",
)
_SECRET = Text(
    'Write "NAME".',
    (
        Rule(r"^[\s\S]", "is empty.", "Name a secret, or remove it."),
        Rule(
            rf"^[A-Za-z_][A-Za-z0-9_]*{END}", "{value} is no name for a secret.", "Use letters, digits and underscores."
        ),
    ),
    "must be a secret's name, not {kind}.",
)
SECRETS = Array(_SECRET, "must be an array of names, not {kind}.", 'Write ["NAME"], or leave the key out.')
METHOD = Text(
    f"Use {METHODS_TOLD}.",
    (
        Rule(
            rf"^(?:{'|'.join(METHODS)}|{'|'.join(METHODS).lower()}){END}",
            "{value} is not a method that an endpoint can have.",
            f"Use {METHODS_TOLD}.",
        ),
    ),
    "must be a method, not {kind}.",
    suggestions=METHODS,
)
