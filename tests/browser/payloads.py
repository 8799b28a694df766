"""What a hostile function could send: each text is put wherever a function can put one."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hsfunc_magics import Account, Execution
from hsfunc_magics.emulator.limits.limits import Limits

# Whoever runs it is found out: by the page's variable, a dialog, or a request to this host.
HOST = "hostile.invalid"
_RUN = "window.hacked=1"

MARKUP = (
    f"<script>{_RUN}</script>",
    f"<script src=https://{HOST}/a.js></script>",
    f"<ScRiPt>{_RUN}//</sCrIpT>",
    f"</script><script>{_RUN}</script>",
    f"<img src=x onerror={_RUN}>",
    f"<img src=https://{HOST}/pixel.png>",
    f'"><img src=x onerror="{_RUN}">',
    f"'><img src=x onerror='{_RUN}'>",
    f"<svg onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f"<svg><foreignObject><body onload={_RUN}></foreignObject></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={_RUN}>",
    f"<noscript><p title='</noscript><img src=x onerror={_RUN}>'>",
    f"<body onload={_RUN}>",
    f"<details open ontoggle={_RUN}><summary>x</summary></details>",
    f"<input autofocus onfocus={_RUN}>",
    f"<video><source onerror={_RUN}></video>",
    f"<audio src=x onerror={_RUN}>",
    f"<iframe src=javascript:parent.{_RUN}></iframe>",
    f"<iframe srcdoc='<script>parent.{_RUN}</script>'></iframe>",
    f"<iframe src=https://{HOST}/></iframe>",
    f"<object data=https://{HOST}/x.swf></object>",
    f"<embed src=https://{HOST}/x.swf>",
    f"<link rel=stylesheet href=https://{HOST}/x.css>",
    f"<base href=https://{HOST}/>",
    f"<meta http-equiv=refresh content='0;url=https://{HOST}/'>",
    f"<a href=javascript:{_RUN}>press</a>",
    f"<a href='java&#10;script:{_RUN}'>press</a>",
    f"<a href=data:text/html,<script>{_RUN}</script>>press</a>",
    f"<form action=javascript:{_RUN}><button>press</button></form>",
    f"<marquee onstart={_RUN}>x</marquee>",
    f"<template><script>{_RUN}</script></template>",
    f"<!--><script>{_RUN}</script>-->",
    f"<![CDATA[<script>{_RUN}</script>]]>",
    f"<textarea></textarea><script>{_RUN}</script>",
    f"</pre></code></td></table><script>{_RUN}</script>",
    f"</style><script>{_RUN}</script>",
    f"&lt;script&gt;{_RUN}&lt;/script&gt;",
)
STYLE = (
    "<style>*{display:none!important}</style>",
    f"<style>@import url(https://{HOST}/x.css);</style>",
    "<div style='position:fixed;inset:0;background:red;z-index:99999'>gotcha</div>",
    f"<div style='background:url(https://{HOST}/x.png)'>x</div>",
)
TEXT = (
    "\u202egnp.exe\u202c and \u2066more\u2069",
    "zero\u200bwidth\ufeffjoin\u200d",
    "\x1b[31mred\x1b[0m \x1b]8;;https://hostile.invalid\x07link\x1b]8;;\x07 \x1b[2J\x07",
    "\x00\x08\x7f\x9b31m",
    "Z̷̢̛̫͙͍̞̗̮̜̣̤̺̯̰̲̳̱̈̉̊̋̌̍̎̏̐̑̒̓̔̕" * 40,
    "W" * 5_000,
    "${window.hacked=1} {{constructor.constructor('window.hacked=1')()}} $$\\href{javascript:window.hacked=1}{x}$$",
    "__proto__",
)
ALL = (*MARKUP, *STYLE, *TEXT)

_TYPES = ("text/html", "application/json", "image/svg+xml", "text/plain")
_EVERYWHERE = """
const number = Number(context.params.number[0]);
const text = TEXTS[number];
const type = TYPES[number % TYPES.length];
const asHeader = encodeURI(text.slice(0, 200)).replace(/%20/g, ' ').replace(/%3C/g, '<').replace(/%3E/g, '>').replace(/%22/g, '"');
console.log(text); console.error(text);
const response = {
  statusCode: 302, headers: { 'Content-Type': type, 'X-Hostile': asHeader, Location: 'javascript:' + asHeader },
  'Set-Cookie': ['a=' + asHeader.replace(/;/g, ''), 'b=1; Path=' + asHeader],
  body: type === 'application/json' ? { [text]: text, list: [text] } : text,
};
if (number % 5 === 4) { const error = new Error(text); error.name = text; throw error; }
sendResponse(response);
"""  # noqa: E501 - JavaScript


def executions() -> Iterator[Execution]:
    """Each text as HTML, JSON or SVG, or as an error, in turn; and a body of 10 MB."""
    account = Account(limits=Limits(payload_bytes=12_000_000))
    source = _EVERYWHERE.replace("TEXTS", json.dumps(ALL)).replace("TYPES", json.dumps(_TYPES))
    account.functions.add("f", source, method=["GET", "POST"])
    try:
        for number, text in enumerate(ALL):
            params = {"q": text[:200], "number": str(number)}
            yield account.call("f", method="POST", params=params, json={"text": text, text: 1})
        account.functions.add("f", "sendResponse({ body: '<b>'.repeat(3_333_333) });")
        yield account.call("f")
    finally:
        account.close()
