"""A caller among anything: it is found at its line, an edit changes its two words, and a second one nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics.emulator.moving.callers.caller import Caller, judge
from hsfunc_magics.emulator.moving.callers.endpoints import Endpoints
from hsfunc_magics.emulator.moving.callers.files import decoded
from hsfunc_magics.emulator.moving.callers.fix import edited
from hsfunc_magics.emulator.moving.callers.reading.file import Beside, read_callers

FORMS = {
    "a.js": ["fetch('/_hcms/api/planted')", "$.get(`${location.origin}/_hcms/api/planted?a=${b}`)"],
    "a.ts": ["const a: string = '/_hcms/api/planted'"],
    "a.html": ["<form action='/_hcms/api/planted'>", "<script>fetch('\\/_hcms\\/api\\/planted')</script>"],
    "a.css": ["a { background: url(/_hcms/api/planted) }"],
    "a.json": ['{"a": "\\/_hcms\\/api\\/planted"}'],
}
# Whole statements, which leave nothing open that would swallow what follows.
NOISE = {
    "a.js": [
        "let a = {{}};",
        "/* '` */",
        "// \"'`{{",
        "const q = 'it\\'s';",
        "x = `a${b}c`;",
        "ü = 'ñ';",
        "",
        "}}}",
        ")(",
    ],
    "a.ts": ["type A<T> = { a: T };", "let b = <A>c;", "enum E { A }", "@d class X {}", "", "\u2028"],
    "a.html": [
        "<p>it's</p>",
        "{% if a %}",
        "{{ b|c('d') }}",
        "<br/>",
        "<!-- ' -->",
        "{# ` #}",
        "ü\u00a0",
        "",
        "&quot;",
    ],
    "a.css": ["b { c: d }", "/* ' */", "@import 'x';", "ü", ""],
    "a.json": ['{"a": 1}', "[]", '"\\u00fc"', "", "//"],
}


@st.composite
def planted(draw: st.DrawFn) -> tuple[str, str, int]:
    """A file's name, its text with one caller in it, and the caller's line."""
    file = draw(st.sampled_from(sorted(FORMS)))
    noise = st.lists(st.sampled_from(NOISE[file]), max_size=8)
    before, after = draw(noise), draw(noise)
    end = draw(st.sampled_from(["\n", "\r\n"]))
    mark = draw(st.sampled_from(["", "\ufeff"]))
    text = mark + end.join([*before, draw(st.sampled_from(FORMS[file])), *after])
    return file, text, len(before) + 1


def callers(file: str, text: str) -> list[Caller]:
    return judge(file, text, read_callers(file, text, Beside()).sightings, Endpoints(frozenset({"planted"})), ())


@given(planted())
def test_a_planted_caller_is_found_and_only_its_words_are_edited(case: tuple[str, str, int]) -> None:
    file, text, line = case
    found = callers(file, text)
    assert [(one.endpoint, one.line, one.certainty) for one in found] == [("planted", line, "certain")]
    after = edited(text, found)
    assert after == text.replace("_hcms", "hs").replace("api", "serverless")
    assert callers(file, after) == [] and edited(after, callers(file, after)) == after


@given(st.sampled_from(["a.js", "a.tsx", "a.html", "a.vue", "a.css", "a.json", "a.md", "a.php"]), st.text(), st.text())
def test_any_text_is_read_and_keeps_all_but_the_words(file: str, before: str, after: str) -> None:
    text = f"{before} /_hcms/api/planted {after}"
    found = callers(file, text)
    assert found, "what a search for the text would find is told, whatever stands around it"
    edit = edited(text, found)
    assert edit in (text, text.replace(" /_hcms/api/", " /hs/serverless/"))


@given(st.binary() | st.text().map(lambda text: text.encode("utf-16")))
def test_bytes_are_had_again_from_their_text(data: bytes) -> None:
    source = decoded(data)
    assert source is None or source.text.encode(source.codec) == data
