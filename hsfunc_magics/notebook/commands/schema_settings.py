"""Settings of editors that offer the schema of serverless.json. Pure: texts in, texts out."""

from __future__ import annotations

from typing import Any

from ...emulator.json_text.edit import read_with_comments, rewritten_with_comments
from ...emulator.json_text.read_write import write_json
from ...emulator.serverless_json.schema import FILE_MATCH

# The JSON language server that JupyterLab's language servers know, under their name of it.
JUPYTERLAB_SERVER = "vscode-json-languageserver-bin"


class SettingsError(ValueError):
    """The settings that are there cannot be added to; the message says why."""


def with_vscode_schema(text: str, url: str) -> str:
    """VS Code's settings.json with the schema at `url`, relative to the workspace; all else, comments too, stays.

    An empty text is a file that is not there yet. Raises `SettingsError`.
    """
    entry = {"fileMatch": [FILE_MATCH], "url": url}
    if not text.strip("\ufeff \t\r\n"):
        return write_json({"json.schemas": [entry]}) + "\n"
    try:
        settings: Any = read_with_comments(text)
    except ValueError as problem:
        raise SettingsError(f"it is no JSON: {problem}") from None
    if not isinstance(settings, dict):
        raise SettingsError("it holds no object")
    schemas = settings.get("json.schemas", [])
    if not isinstance(schemas, list):
        raise SettingsError("its json.schemas is no array")
    if entry in schemas:
        return text
    others = [schema for schema in schemas if not (isinstance(schema, dict) and schema.get("url") == url)]
    return rewritten_with_comments(text, {**settings, "json.schemas": [*others, entry]})


def with_jupyterlab_schema(command: list[str], schema: dict[str, Any]) -> dict[str, Any]:
    """A configuration of Jupyter Server that runs the JSON language server with the schema.

    JupyterLab hands a server only settings that its specification describes, hence `config_schema`; the schema stands
    in the settings themselves, because a browser's document has no path that a file could be found by.
    """
    schemas = [{"fileMatch": [FILE_MATCH], "url": "hsfunc:serverless.schema.json", "schema": schema}]
    described = {
        "json.validate.enable": {"type": "boolean", "default": True},
        "json.schemas": {"type": "array", "items": {"type": "object"}, "default": []},
    }
    server = {
        "version": 2,  # of jupyter-lsp's specifications
        "argv": command,
        "languages": ["json"],
        "mime_types": ["application/json", "application/x-json", "application/ld+json"],
        "display_name": JUPYTERLAB_SERVER,
        "config_schema": {"title": "JSON language server", "type": "object", "properties": described},
        "workspace_configuration": {"json.validate.enable": True, "json.schemas": schemas},
    }
    return {"LanguageServerManager": {"language_servers": {JUPYTERLAB_SERVER: server}}}
