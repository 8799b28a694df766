"""The function that a new one begins as: it runs, and shows where things come from."""

from __future__ import annotations

_READS = """\
  // Every value of the query string is an array: events?name=Ann gives ["Ann"].
  const { name = ["world"] } = context.params;
  sendResponse({ statusCode: 200, body: { message: `Hello, ${name[0]}!` } });
"""
_WRITES = """\
  // The JSON that was sent; it is absent without the content type application/json.
  const { name = "world" } = context.body || {};
  sendResponse({ statusCode: 200, body: { message: `Hello, ${name}!` } });
"""


def template(endpoint: str, method: str) -> str:
    """The source of a new function."""
    body = _WRITES if method == "POST" else _READS
    return f"// {method} /_hcms/api/{endpoint}\nexports.main = async (context, sendResponse) => {{\n{body}}};\n"
