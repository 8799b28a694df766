"""Sphinx's configuration. `python -m website` lays the sources out and calls Sphinx with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes

import hsfunc_magics

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "hsfunc_magics"
author = "the hsfunc_magics authors"
release = version = hsfunc_magics.__version__
html_title = f"hsfunc_magics {release}"
language = "en"
smartquotes = False  # `--force` is what it is

extensions = ["myst_nb", "sphinx.ext.autodoc"]
exclude_patterns = ["**/.ipynb_checkpoints"]
templates_path: list[str] = []

# Notebooks are stored with their outputs, and tested elsewhere: nothing runs here.
nb_execution_mode = "off"
nb_merge_streams = True
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # a page asks no network
nb_mime_priority_overrides = [("linkcheck", "text/html", 10)]  # its links are checked, too
myst_heading_anchors = 4
myst_enable_extensions = ["deflist"]
suppress_warnings = ["mystnb.unknown_mime_type"]  # views for JupyterLab, whose text and HTML stand beside them

default_role = "code"  # `name` in a docstring
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"exclude-members": "__init__,__new__"}

html_theme = "furo"
html_show_copyright = False
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["site.css"]
pygments_style = "tango"
pygments_dark_style = "github-dark"
highlight_language = "text"

_FIELD = re.compile(r"([a-z]\w*): (?=\S)")
_CELL = re.compile(r"\s*%%(hsfunction|hscall)\b")


def _colour_cells(_: Sphinx, page: nodes.document) -> None:
    """Gives the JavaScript and the JSON of our cells their colours, by the lexers that the package has for it."""
    for block in page.findall(nodes.literal_block):
        found = _CELL.match(block.astext())
        if found is not None:
            block["language"] = found[1]
        elif block.get("language") in {"python", "python3", "ipython3"}:
            block["language"] = "ipython3"


def _list_fields(*described: Any) -> None:
    """Makes a list of what a docstring says of fields or arguments: `name: what it is`, indented where it goes on."""
    lines: list[str] = described[-1]
    paragraphs = [paragraph.split("\n") for paragraph in "\n".join(lines).split("\n\n")]
    for at, paragraph in enumerate(paragraphs):
        if all(_FIELD.match(line) or line.startswith("    ") for line in paragraph) and _FIELD.match(paragraph[0]):
            paragraphs[at] = [
                _FIELD.sub(r"* `\1`: ", line) if _FIELD.match(line) else f"  {line.strip()}" for line in paragraph
            ]
    lines[:] = "\n\n".join("\n".join(paragraph) for paragraph in paragraphs).split("\n")


def setup(app: Sphinx) -> None:
    """Connects what is ours."""
    app.connect("doctree-read", _colour_cells)
    app.connect("autodoc-process-docstring", _list_fields)
