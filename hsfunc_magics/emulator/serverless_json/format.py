"""The format of serverless.json, written down once: the checks and the JSON Schema both come of it (contract §2).

Meanings follow HubSpot's reference, in our words.
"""

from __future__ import annotations

from .manifest import DEFAULT_METHOD, DEFAULT_RUNTIME, DEFAULT_VERSION, METHODS, OLDEST_DEPLOYED_MAJOR
from .shapes import END, Anything, Array, Key, Names, OneOrSeveral, Record, Rule, Text

DEPRECATED_SINCE = "2025-10-01"

_METHODS = ", ".join(METHODS)
_DEPRECATED_MAJORS = "|".join(map(str, range(OLDEST_DEPLOYED_MAJOR)))


def _any_case(word: str) -> str:
    return "".join(f"[{letter.upper()}{letter.lower()}]" for letter in word)


_RUNTIME = Text(
    f'Use "{DEFAULT_RUNTIME}".',
    rules=(
        Rule(rf"^nodejs[0-9]+\.x{END}", "{value} is not a runtime.", f'Use "{DEFAULT_RUNTIME}".'),
        Rule(
            rf"^nodejs(?!0*(?:{_DEPRECATED_MAJORS})\.x)",
            f"HubSpot stopped deploying {{value}} on {DEPRECATED_SINCE}.",
            f'Use "{DEFAULT_RUNTIME}".',
            allowable=True,
        ),
        Rule(
            rf"^nodejs0*{OLDEST_DEPLOYED_MAJOR}\.x",
            f"HubSpot supports Node.js {OLDEST_DEPLOYED_MAJOR}, not {{value}}.",
            f'Use "{DEFAULT_RUNTIME}".',
            allowable=True,
        ),
    ),
    wrong="{value} is not a runtime.",
    suggestions=(DEFAULT_RUNTIME,),
)
_NO_NUL = Rule(rf"^[^\x00]*{END}", "contains a NUL character.", "Remove it.")
_ENVIRONMENT = Names(
    names=(
        Rule(rf"^[^=\x00]+{END}", "is no name for an environment variable.", "Use letters, digits and underscores."),
    ),
    values=Anything((_NO_NUL,)),
    mend='Write {"NAME": "value"}, or leave the key out.',
)
_SECRETS = Array(
    Text(
        'Write "NAME".',
        (Rule(r"^[\s\S]", "is empty.", "Name a secret, or remove it."),),
        "must be a secret's name, not {kind}.",
    ),
    wrong="must be an array of names, not {kind}.",
    mend='Write ["NAME"], or leave the key out.',
)
_METHOD = Text(
    f"Use {_METHODS}.",
    rules=(
        Rule(
            rf"^[ \t\r\n]*(?:{'|'.join(map(_any_case, METHODS))})[ \t\r\n]*{END}",
            "{value} is not a method that an endpoint can have.",
            f"Use {_METHODS}.",
        ),
    ),
    wrong="{value} is not a method that an endpoint can have.",
    suggestions=METHODS,
)
FILE = Text(
    'Write "name.js".',
    rules=(
        Rule(r"^[\s\S]", "must be the name of a file, not empty.", 'Write "name.js".'),
        Rule(
            rf"^(?!/)(?!(?:[\s\S]*/)?\.\.(?:/|{END}))",
            "{value} lies outside the folder.",
            "Name a file of the .functions folder.",
        ),
    ),
    wrong="must be the name of a file, not {value}.",
)
_SPACE = r"\s\x00-\x1f\x7f-\x9f\ufeff"  # what either language calls a space
ENDPOINT_NAME_RULES = (
    Rule(
        rf"^[^{_SPACE}](?:[\s\S]*[^{_SPACE}])?{END}",
        "an endpoint's name must not be empty, nor begin or end with a space.",
        "Write it as it stands after /_hcms/api/.",
    ),
    Rule(
        rf"^(?!/)(?![\s\S]*/{END})",
        "an endpoint's name begins and ends without a slash.",
        "Write it as it stands after /_hcms/api/.",
    ),
    Rule(
        rf"^[^?#{_SPACE}]*{END}",
        "an endpoint's name must not contain ?, #, spaces or control characters.",
        "Write it as it stands after /_hcms/api/.",
    ),
)

ENDPOINT = Record(
    (
        Key(
            "file",
            FILE,
            "Path of the JavaScript file, within the .functions folder, that serves the endpoint.",
            missing="has no file.",
            mend='Add "file": "name.js".',
        ),
        Key(
            "method",
            OneOrSeveral(
                _METHOD,
                Array(
                    _METHOD,
                    wrong="must be an array, not {kind}.",
                    mend=f"List one or more of {_METHODS}, or leave the key out for {DEFAULT_METHOD}.",
                    empty="the array is empty.",
                ),
                wrong="must be a string or an array of strings, not {kind}.",
                mend=f"Use {_METHODS}.",
            ),
            f"HTTP method that the endpoint answers, or an array of several: {_METHODS}. "
            f"Left out, it is {DEFAULT_METHOD}.",
            default=DEFAULT_METHOD,
        ),
        Key(
            "environment",
            _ENVIRONMENT,
            "Environment variables of this endpoint; they add to the folder's, and win over them.",
        ),
        Key(
            "secrets",
            _SECRETS,
            "Names of secrets that this endpoint reads besides the folder's. Names only, never values.",
        ),
    ),
    mend='Write {"file": "name.js"}.',
)

MANIFEST = Record(
    (
        Key(
            "runtime",
            _RUNTIME,
            f"The runtime of the folder's functions: Node.js 20 ({DEFAULT_RUNTIME}). "
            f"HubSpot does not deploy older ones since {DEPRECATED_SINCE}.",
            default=DEFAULT_RUNTIME,
        ),
        Key(
            "version",
            Anything(suggestions=(DEFAULT_VERSION,)),
            f"Version of this format; the current one is {DEFAULT_VERSION}.",
            default=DEFAULT_VERSION,
        ),
        Key(
            "environment",
            _ENVIRONMENT,
            "Environment variables of all functions of the folder, for configuration. "
            "Not the same name as a secret; no secret's value.",
        ),
        Key(
            "secrets",
            _SECRETS,
            "Names of secrets that all functions of the folder read. Names only: a value never stands in this file.",
        ),
        Key(
            "endpoints",
            Names(ENDPOINT_NAME_RULES, ENDPOINT, mend='Write {"name": {"file": "name.js"}}.'),
            "The paths below /_hcms/api/ that the folder serves, each with the JavaScript file behind it.",
            missing="is missing.",
            mend='Add "endpoints": {"name": {"file": "name.js"}}.',
        ),
    ),
    mend='Start with {"endpoints": {…}}.',
)
