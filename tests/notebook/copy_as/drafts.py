"""Drafts of every kind, as Hypothesis makes them, and some that are known to be hard."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from hsfunc_magics import Account, Visitor
from hsfunc_magics.notebook.request_form.draft import BodyKind, RequestDraft

# Every character that can be sent: no lone surrogates, and no NUL, which no argument can hold.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
SHELL = st.text("'\"\\$`!&|;<>(){}[]*?#~ \n\t=%@-+é€😀a1", max_size=20)
_ANY = TEXT | SHELL
_NAME = st.from_regex(r"X-[A-Za-z0-9!#$%&'*+.^_`|~-]{1,8}", fullmatch=True)
_VALUE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20) | st.sampled_from(["é", "€ ☃", ""])
_PATH = st.lists(st.text("abcXYZ019-_~!$&'()*+,;=:@éü%[] ", min_size=1, max_size=8), min_size=1, max_size=3)
# A client makes other paths of dots and of empty steps; curl alone can be told not to.
_STEPS = _PATH.filter(lambda steps: all(step.strip(". ") and step == step.strip() for step in steps))


# Two of them share a cookie: only the name says which of them calls.
VISITORS = {"ann": Visitor(7), "ann-in": Visitor(7, is_logged_in=True), "-é.": Visitor(8)}


def visited() -> Account:
    """An account with all visitors that drafts name, ann the current one."""
    account = Account()
    for name, visitor in VISITORS.items():
        account.visitors.add(name, visitor)
    account.visitors.use("ann")
    return account


@st.composite
def drafts(draw: st.DrawFn) -> RequestDraft:
    """A draft that an account can make a request of."""
    body = draw(st.sampled_from(BodyKind))
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"] if body is BodyKind.NONE else ["POST", "PUT", "DELETE"]
    return RequestDraft(
        method=draw(st.sampled_from(methods)),
        path="/".join(draw(_STEPS)),
        query=tuple(draw(st.lists(st.tuples(_ANY, _ANY), max_size=3))),
        headers=tuple(draw(st.lists(st.tuples(_NAME, _VALUE), max_size=4))),
        body=body,
        text=draw(_ANY | st.sampled_from(['{"a": [1, "é"]}', "[]", "@file", "-1", ""])),
        fields=tuple(draw(st.lists(st.tuples(_ANY, _ANY), max_size=3))),
        visitor=draw(st.sampled_from(["", "anonymous", *VISITORS])),
        origin=draw(st.sampled_from(["", "https://www.example.com"])),
    )


def _post(body: BodyKind, text: str = "", **others: Any) -> RequestDraft:
    return RequestDraft("POST", "events/update", body=body, text=text, **others)


HARD = {
    "plain": RequestDraft("GET", "events"),
    "query": RequestDraft("GET", "events?x=1&x=2&flag", query=(("next", "https://a.b/?c=d&e"), ("ü", "'\"`$("))),
    "url in the query": RequestDraft("GET", "events?next=https://a.b/c"),
    "head": RequestDraft("HEAD", "events"),
    "options": RequestDraft("OPTIONS", "events"),
    "delete": RequestDraft("DELETE", "events/7"),
    "globs": RequestDraft("GET", "events?a[b]=1&c[]=2"),
    "odd names": RequestDraft("GET", "-v/_hcms/api/it's"),
    "braces": RequestDraft("GET", "{a}/{{b}", query=(("q{", "}}{name}"),), headers=(("X-A", "{}{{{"),)),
    "braces in fields": RequestDraft("POST", "e", body=BodyKind.MULTIPART, fields=(("{a}", "{{b}"), ("c", "}"))),
    "headers": RequestDraft("GET", "e", headers=(("X-A", "1"), ("x-a", "2"), ("X-Empty", ""), ("X-U", "é€"))),
    "cookies": RequestDraft("GET", "e", headers=(("Cookie", "a=1"), ("Cookie", "b='2'; c=3"))),
    "anonymous": RequestDraft("GET", "e", visitor="anonymous"),
    "visitor": RequestDraft("GET", "e", visitor="ann-in"),
    "visitor of a dash": _post(BodyKind.JSON, "{}", visitor="-é."),
    "visitor and cookies": RequestDraft("GET", "e", headers=(("cookie", "a=1"), ("X-A", "1")), visitor="ann-in"),
    "visitor in python": _post(BodyKind.TEXT, "a\r\nb", visitor="ann-in", headers=(("Cookie", "a=1"),)),
    "cookie of a visitor": RequestDraft("GET", "e", headers=(("Cookie", f"hubspotutk={Visitor(8).cookie}"),)),
    "cookie of nobody": RequestDraft("GET", "e", headers=(("Cookie", "__hssrc=1"),)),
    "bare percent": RequestDraft("GET", "50%é%41?a=%zz&b=%"),
    "json": _post(BodyKind.JSON, '{"a": [1, "it\'s é €", null]}'),
    "json of lines": _post(BodyKind.JSON, '{\n  "a": "$HOME `ls` \\\\ %s"\n}\n'),
    "json with a charset": _post(BodyKind.JSON, "{}", headers=(("Content-Type", "application/json; charset=utf-8"),)),
    "bad json": _post(BodyKind.JSON, "{a: 1}"),
    "no json": _post(BodyKind.JSON, ""),
    "text": _post(BodyKind.TEXT, "</script>\nline two\u2028three"),
    "text of an at": _post(BodyKind.TEXT, "@/etc/passwd"),
    "text of a dash": _post(BodyKind.TEXT, "-d"),
    "text of blanks": _post(BodyKind.TEXT, " \n\n "),
    "text of returns": _post(BodyKind.TEXT, "a\r\nb\x07\x1b[31m"),
    "form": _post(BodyKind.FORM, fields=(("name", "Ann & Bob"), ("name", "é"), ("empty", ""))),
    "empty form": _post(BodyKind.FORM),
    "multipart": _post(
        BodyKind.MULTIPART, fields=(("name", "Ann"), ("text", "one\ntwo"), ("at", "@x"), ("lt", "<x;type=a"))
    ),
    "plain multipart": _post(BodyKind.MULTIPART, fields=(("name", "Ann"), ("dash", "-x=1"), ("empty", ""))),
    "odd multipart": _post(BodyKind.MULTIPART, fields=(('a"b', "1"), ("c=d", "2"), ("e;f", "3\r4"))),
    "empty multipart": _post(BodyKind.MULTIPART),
    "origin": RequestDraft("POST", "e", body=BodyKind.JSON, text="{}", origin="https://www.example.com"),
}
