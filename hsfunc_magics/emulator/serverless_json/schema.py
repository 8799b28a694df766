"""The JSON Schema of serverless.json, made of the same format as the checks, for editors.

Draft-07: VS Code and its JSON language server, which JupyterLab can run too, take later drafts in part only. Some of
the words are VS Code's own (`patternErrorMessage`, `deprecationMessage`); other validators pass over them. What is a
warning of the checks is valid here: an unknown key is deprecated, not forbidden.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..json_text.read_write import write_json
from ..limits.limits import Limits
from .format import MANIFEST
from .shapes import Anything, Array, Key, Names, OneOrSeveral, Record, Rule, Shape, Text

DRAFT = "http://json-schema.org/draft-07/schema#"
# The file in the package; a test holds that it is what `schema_text` gives, `python -m …manifest_schema` writes it.
SHIPPED = Path(__file__).with_name("serverless.schema.json")
# Where HubSpot looks for the file: in folders whose names end so.
FILE_MATCH = "**/*.functions/serverless.json"


def schema_text() -> str:
    return write_json(manifest_schema()) + "\n"


def manifest_schema() -> dict[str, Any]:
    """The schema. It holds with every default of an account: deprecated runtimes are not allowed."""
    schema = {"$schema": DRAFT, "title": "serverless.json of a HubSpot .functions folder", **_schema(MANIFEST)}
    schema["properties"]["endpoints"]["maxProperties"] = Limits().endpoints
    return schema


def _schema(shape: Shape) -> dict[str, Any]:
    match shape:
        case Text():
            return {"type": "string", **_rules(shape.rules), **_examples(shape.suggestions)}
        case Anything():
            return {**_rules(shape.rules), **_examples(shape.suggestions)}
        case Array():
            least = {"minItems": 1} if shape.empty else {}
            return {"type": "array", **least, "items": _schema(shape.items)}
        case OneOrSeveral():
            one, several = _schema(shape.one), _schema(shape.several)
            # Together in one schema: a rule for strings does not touch arrays, nor the other way round.
            return {**one, **several, "type": ["string", "array"]}
        case Names():
            return {
                "type": "object",
                "propertyNames": _rules(shape.names),
                "additionalProperties": _schema(shape.values),
            }
        case Record():
            required = [key.name for key in shape.keys if key.missing]
            return {
                "type": "object",
                **({"required": required} if required else {}),
                "properties": {key.name: _key(key) for key in shape.keys},
                "additionalProperties": {"deprecationMessage": f"This {shape.unknown}"},
            }


def _key(key: Key) -> dict[str, Any]:
    default = {} if key.default is None else {"default": key.default}
    return {"description": key.meaning, **default, **_schema(key.shape)}


def _rules(rules: tuple[Rule, ...]) -> dict[str, Any]:
    written = [{"pattern": rule.pattern, "patternErrorMessage": _told(rule)} for rule in rules]
    return written[0] if len(written) == 1 else {"allOf": written} if written else {}


def _told(rule: Rule) -> str:
    text = f"{rule.message.replace('{value}', 'this')} {rule.mend}"
    return text[:1].upper() + text[1:]


def _examples(values: tuple[Any, ...]) -> dict[str, Any]:
    return {"examples": list(values)} if values else {}


if __name__ == "__main__":
    SHIPPED.write_text(schema_text(), encoding="utf-8")
