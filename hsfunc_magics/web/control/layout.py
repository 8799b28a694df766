"""The frame of a control page: readable on a phone, in light and dark, without scripts."""

from __future__ import annotations

from ...emulator.call.response import HTML_TYPE, PlatformResponse
from ..html import escape

_STYLE = """
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0 auto;max-width:60rem;padding:1rem}
h1{font-size:1.4rem;margin:.2em 0}h2{font-size:1.1rem;margin:1.2em 0 .4em}
nav a{margin-right:1.2em;display:inline-block;padding:.4em 0}
details,.box{border:1px solid rgba(127,127,127,.4);border-radius:6px;padding:.5em .8em;margin:.5em 0}
summary{cursor:pointer;overflow-wrap:anywhere;padding:.2em 0}
label{display:block;margin:.6em 0 .2em}
input,select,textarea,button{font:inherit;max-width:100%;box-sizing:border-box;padding:.4em}
input[type=text],textarea{width:100%}
textarea{min-height:5em;font-family:ui-monospace,monospace;font-size:.9em}
button{padding:.5em 1.2em;margin:.8em 0 .2em;cursor:pointer}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:rgba(127,127,127,.12);padding:.6em;border-radius:4px;
margin:.4em 0;font-size:.85em}
table{border-collapse:collapse}td,th{text-align:left;vertical-align:top;padding:.1em 1em .1em 0;overflow-wrap:anywhere}
.ok{color:#1b7a3d}.bad{color:#b3261e}.quiet{opacity:.75}
@media (prefers-color-scheme:dark){.ok{color:#6fd08c}.bad{color:#ff8a80}}
"""
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
# Of every answer: nobody else frames it, reads it, keeps it, or has a hold on the window that shows it.
PROTECTED = (
    ("Content-Security-Policy", _POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Referrer-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)


def page_reply(title: str, inner: str, *, status: int = 200) -> PlatformResponse:
    """The whole page; `inner` is HTML, `title` is not."""
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>{escape(title)} - hsfunc</title><style>{_STYLE}</style></head><body>"
        '<nav><a href="/_hsfunc/">Functions</a><a href="/_hsfunc/log">Log</a>'
        f'<a href="/_hsfunc/log?format=json">Log as JSON</a></nav><h1>{escape(title)}</h1>{inner}</body></html>'
    )
    return PlatformResponse(status, (("Content-Type", HTML_TYPE), *PROTECTED), text.encode("utf-8", "replace"))
