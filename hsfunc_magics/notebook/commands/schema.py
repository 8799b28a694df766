"""`%hs schema`: the JSON Schema of serverless.json, offered to the JSON editors of VS Code and JupyterLab."""

from __future__ import annotations

from pathlib import Path

from ...emulator.account import Account
from ...emulator.json_text.read_write import write_json
from ...emulator.serverless_json.schema import SHIPPED, manifest_schema, schema_text
from ..magics.errors import MagicError
from ..magics.parser import MagicParser
from .schema_settings import JUPYTERLAB_SERVER, SettingsError, with_jupyterlab_schema, with_vscode_schema

_SCHEMA_FILE = "serverless.schema.json"
_JUPYTER_FILE = "hsfunc-serverless-json.json"

SCHEMA_PARSER = MagicParser(
    "%hs schema",
    "[--write FILE] [--vscode DIR] [--jupyterlab] [--replace]",
    "The JSON Schema of serverless.json: completion, help and squiggles in JSON editors.\n"
    "Alone it says where the schema is. What is in other people's settings stays; nothing is overwritten unasked.",
    "%hs schema --vscode .",
)
SCHEMA_PARSER.add_argument("--write", metavar="FILE", help="write the schema to a file")
SCHEMA_PARSER.add_argument("--vscode", metavar="DIR", help="offer it to VS Code in a workspace: DIR/.vscode")
SCHEMA_PARSER.add_argument(
    "--jupyterlab", action="store_true", help=f"offer it to JupyterLab: needs jupyterlab-lsp and {JUPYTERLAB_SERVER}"
)
SCHEMA_PARSER.add_argument("--replace", action="store_true", help="write over an older schema that is there")


def schema(account: Account, words: list[str]) -> str:  # noqa: ARG001  # every command is handed the account
    """Does what the words say; returns what it did. Raises `HsfuncError`, a file then being as it was."""
    options = SCHEMA_PARSER.read_words(words)
    told: list[str] = []
    if options.write is not None:
        told.append(_write(Path(options.write), schema_text(), replace=options.replace))
    if options.vscode is not None:
        told += _offer_vscode(Path(options.vscode), replace=options.replace)
    if options.jupyterlab:
        told += _offer_jupyterlab(replace=options.replace)
    return "\n".join(told or [f"The schema of serverless.json: {SHIPPED}", "Offer it: %hs schema --vscode ."])


def _offer_vscode(workspace: Path, *, replace: bool) -> list[str]:
    if not workspace.is_dir():
        raise MagicError(f"There is no folder {workspace}: name the one that VS Code has open.")
    settings = workspace / ".vscode" / "settings.json"
    before = _read(settings)
    try:
        after = with_vscode_schema(before, f"./.vscode/{_SCHEMA_FILE}")
    except SettingsError as problem:
        raise MagicError(
            f"{settings} cannot be added to: {problem}. Fix it first, or add this yourself:\n"
            f"{with_vscode_schema('', f'./.vscode/{_SCHEMA_FILE}')}"
        ) from None
    written = _write(settings.with_name(_SCHEMA_FILE), schema_text(), replace=replace)
    if after == before:
        return [written, f"{settings} names it already."]
    _put(settings, after)
    return [written, f"{settings} {'has one entry more' if before else 'was written'}: json.schemas."]


def _offer_jupyterlab(*, replace: bool) -> list[str]:
    from jupyter_core.paths import jupyter_config_dir

    file = Path(jupyter_config_dir(), "jupyter_server_config.d", _JUPYTER_FILE)
    text = write_json(with_jupyterlab_schema(_json_server(), manifest_schema())) + "\n"
    return [_write(file, text, replace=replace), "Restart JupyterLab; jupyterlab-lsp then shows it in serverless.json."]


def _json_server() -> list[str]:
    """The command of the JSON language server that JupyterLab would run. Raises `MagicError`."""
    try:
        import jupyter_lsp
        from jupyter_lsp.specs import json as spec
    except ImportError:
        raise MagicError("JupyterLab's language servers are not installed: pip install jupyterlab-lsp.") from None
    manager = jupyter_lsp.LanguageServerManager(extra_node_roots=[str(Path.cwd())])
    command: list[str] = spec(manager)[JUPYTERLAB_SERVER]["argv"] if spec.is_installed(manager) else []
    if not command:
        raise MagicError(
            f"JupyterLab's JSON language server was not found: npm install {JUPYTERLAB_SERVER} here, and "
            "pip install jupyterlab-lsp; JupyterLab's own editor knows no schemas."
        )
    return command


def _write(file: Path, text: str, *, replace: bool) -> str:
    """Writes a file of ours; one that says something else only when asked. Returns what was done."""
    before = _read(file)
    if before == text:
        return f"{file} is up to date."
    if before and not replace:
        raise MagicError(f"{file} is there and says something else: write over it with --replace.")
    _put(file, text)
    return f"{file} was written."


def _read(file: Path) -> str:
    """The text, its line ends as they are; empty where there is no file. Raises `MagicError`."""
    try:
        return file.read_bytes().decode()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as problem:
        raise MagicError(f"{file} cannot be read: {problem}.") from None


def _put(file: Path, text: str) -> None:
    """Writes beside it first: a write that fails leaves what was there."""
    file = file.resolve()  # a link stays one
    beside = file.with_name(f"{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(text.encode())
        beside.replace(file)
    except OSError as problem:
        raise MagicError(f"{file} cannot be written: {problem}.") from None
