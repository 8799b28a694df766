"""The format of serverless.json with `appFunctions`, as projects had it from 2023.1 to 2025.1 (contract §12)."""

from __future__ import annotations

from ....serverless_json.manifest import DEFAULT_METHOD
from ....serverless_json.shapes import END, Anything, Array, Key, Names, OneOrSeveral, Record, Rule, Text
from .endpoint import METHOD, METHODS_TOLD, PATH, SECRETS

_ENDPOINT = Record(
    (
        Key("path", PATH, "The path below /hs/serverless/.", missing="has no path.", mend='Add "path": "name".'),
        Key(
            "method",
            OneOrSeveral(
                METHOD,
                Array(
                    METHOD,
                    "must be an array, not {kind}.",
                    f"List one or more of {METHODS_TOLD}.",
                    "the array is empty.",
                ),
                "must be a string or an array of strings, not {kind}.",
                f"Use {METHODS_TOLD}.",
            ),
            "The HTTP methods that it answers.",
            default=DEFAULT_METHOD,
        ),
    ),
    mend='Write {"path": "name", "method": ["GET"]}.',
    unknown="is no known key of an endpoint.",
    instead={"methods": 'Before 2026.03 it is "method".'},
)
_FILE = Text(
    'Write "name.js".',
    (
        Rule(r"^[\s\S]", "must be the name of a file, not empty.", 'Write "name.js".'),
        Rule(rf"^[^\x00\\]*{END}", "{value} is no path.", "Write it with / between the folders."),
    ),
    "must be the name of a file, not {kind}.",
)
_FUNCTION = Record(
    (
        Key("file", _FILE, "The file, in the folder.", missing="has no file.", mend='Add "file": "name.js".'),
        Key("secrets", SECRETS, "Names of the secrets that it reads."),
        Key("endpoint", _ENDPOINT, "Where it is called over HTTP."),
    ),
    mend='Write {"file": "name.js"}.',
    unknown="is no known key of a function.",
    instead={"entrypoint": 'Before 2026.03 it is "file".', "secretKeys": 'Before 2026.03 it is "secrets".'},
)
LEGACY = Record(
    (
        Key(
            "appFunctions",
            Names(
                (Rule(r"^\S[\s\S]*", "is no name for a function.", "Name it."),),
                _FUNCTION,
                'Write {"name": {…}}.',
            ),
            "The functions, by their names.",
            missing="is missing.",
            mend='Add "appFunctions": {"name": {"file": "name.js"}}.',
        ),
        Key("runtime", Anything(), "Of 2023.1 only."),
        Key("version", Anything(), "Of 2023.1 only."),
        Key("endpoints", Anything(), "Of 2023.1 only."),
    ),
    mend='Start with {"appFunctions": {…}}.',
    unknown="is no known key of a project's serverless.json.",
)
