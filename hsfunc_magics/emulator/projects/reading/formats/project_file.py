"""The formats of hsproject.json and of the functions' package.json, as far as functions need them (contract §12)."""

from __future__ import annotations

from ....serverless_json.shapes import END, Key, Names, Record, Rule, Text
from ..platform_versions import NEWEST

PROJECT = Record(
    (
        Key(
            "name",
            Text('Write "my-project".', (Rule(r"\S", "is empty.", "Name the project."),)),
            "The project's name.",
            missing="is missing.",
            mend='Add "name": "my-project".',
        ),
        Key(
            "srcDir",
            Text('Write "src".', (Rule(r"^[^\x00\\]+" + END, "{value} is no path.", 'Write "src".'),)),
            "The folder of its sources.",
            missing="is missing.",
            mend='Add "srcDir": "src".',
        ),
        Key(
            "platformVersion",
            Text(f'Write "{NEWEST}".', (Rule(r"\S", "is empty.", f'Write "{NEWEST}".'),)),
            "The version of the developer platform.",
            missing="is missing.",
            mend=f'Add "platformVersion": "{NEWEST}".',
        ),
    ),
    mend=f'Start with {{"name": "my-project", "srcDir": "src", "platformVersion": "{NEWEST}"}}.',
    unknown="is no known key of hsproject.json.",
)


_RANGES = Names((), Text('Write a range, such as "^1.0.0".'), 'Write {"name": "^1.0.0"}.')
PACKAGE = Record(
    (
        Key("dependencies", _RANGES, "The packages that the functions require."),
        Key("devDependencies", _RANGES, "Packages that the functions do not require."),
    ),
    mend='Start with {"dependencies": {}}.',
)
