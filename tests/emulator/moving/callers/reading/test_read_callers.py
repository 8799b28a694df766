"""Each form in which a file names `/_hcms/api/`: the endpoint that is read, how sure it is, and where it is written."""

from __future__ import annotations

import pytest

from hsfunc_magics.emulator.moving.callers.caller import Caller, judge
from hsfunc_magics.emulator.moving.callers.endpoints import Endpoints
from hsfunc_magics.emulator.moving.callers.fix import edited
from hsfunc_magics.emulator.moving.callers.reading.file import Beside, read_callers

KNOWN = Endpoints(frozenset({"cart", "team/getAll"}), told="shop.functions")


def callers(file: str, text: str, endpoints: Endpoints = KNOWN, domains: tuple[str, ...] = ()) -> list[Caller]:
    return judge(file, text, read_callers(file, text, Beside()).sightings, endpoints, domains)


def told(file: str, text: str, endpoints: Endpoints = KNOWN) -> list[str]:
    return [f"{one.certainty} {one.calls}" for one in callers(file, text, endpoints)]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("a.js", "fetch('/_hcms/api/cart')"),
        ("a.js", "axios.post('/_hcms/api/cart', data)"),
        ("a.js", "$.ajax({ url: `${window.location.origin}/_hcms/api/cart`, type: 'POST' })"),
        ("a.js", "x.open('GET', location.protocol + '//' + location.host + '/_hcms/api/cart?x=' + y)"),
        ("a.js", "fetch(`${base}/_hcms/api/cart?x=${y}`)"),
        ("a.js", 'fetch("/_hcms/" + "api/" + "cart")'),
        ("a.js", 'fetch("/_hcms/api/".concat("cart"))'),
        ("a.js", 'fetch(["", "_hcms", "api", "cart"].join("/"))'),
        ("a.js", 'new URL("/_hcms/api/cart", location.origin)'),
        ("a.js", "const NAME = 'cart';\nfetch(`/_hcms/api/${NAME}`)"),
        ("a.js", "const BASE = '/_hcms/api';\nfetch(BASE + '/cart')"),
        ("a.js", "const API = Object.freeze({ base: '/_hcms/api/' });\nfetch(API.base + 'cart')"),
        ("a.js", "fetch('\\/_hcms\\/api\\/cart')"),
        ("a.js", "go('/login?then=%2F_hcms%2Fapi%2Fcart%3Fa%3D1')"),
        ("a.js", "el.innerHTML = '<form action=\"/_hcms/api/cart\">'"),
        ("a.js", "fetch('/_hcms/api/cart' + query)"),  # nothing else begins so
        ("a.jsx", "const F = () => <form action='/_hcms/api/cart' style={{ a: 1 }}></form>"),
        ("a.ts", "const u: string = <string>'/_hcms/api/cart' as const;"),
        ("a.tsx", "const F = (): X => <form action={`/_hcms/api/cart`} />"),
        ("a.vue", "<template>{{ a }}</template><script lang='ts'>let a: A = '/_hcms/api/cart'</script>"),
        ("a.svelte", "<script>fetch('/_hcms/api/cart')</script>"),
        ("a.html", '<form action="/_hcms/api/cart?a=b">'),
        ("a.html", "<a hx-post='//{{ request.domain }}/_hcms/api/cart'>"),
        ("a.html", '<form :action="`https://${window.location.host}/_hcms/api/cart`">'),
        ("a.html", "<a onclick=\"post('/_hcms/api/' + 'cart')\">"),
        ("a.html", '{% set base = "/_hcms/api" %}<a href="{{ base }}/cart">'),
        ("a.html", "<a data-x=\"{{ module.url|default('/_hcms/api/cart', true) }}\">"),
        ("a.html", "<script>var a = {{ x|tojson }}; {% if a %} fetch('/_hcms/api/cart') {% endif %}</script>"),
        ("a.html", '<script type="application/json">{"a": "\\/_hcms\\/api\\/cart"}</script>'),
        ("a.css", "a { background: url(/_hcms/api/cart) }"),
        ("fields.json", '{"default": "/_hcms/api/cart"}'),
        ("a.json", '{"html": "<a href=\\"\\/_hcms\\/api\\/cart\\">"}'),
    ],
)
def test_a_caller_is_certain_and_led_to_the_project(file: str, text: str) -> None:
    assert told(file, text) == ["certain cart"]
    after = edited(text, callers(file, text))
    assert told(file, after) == []
    moved = [one.path for one in read_callers(file, after, Beside()).sightings if one.path.moved]
    assert [path.endpoint for path in moved] == ["cart"]


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("a.js", "fetch('/_hcms/api/' + name)", "computed dynamic: ${name}"),
        ("a.js", "fetch(`/_hcms/api/cart/${id}/x`)", "computed dynamic: cart/${id}/x"),
        ("a.js", "fetch('/_hcms/api/team/' + 'get' + what)", "computed dynamic: team/get"),
        ("a.js", "axios.create({ baseURL: '/_hcms/api' })", "computed dynamic"),
        ("a.js", "let u = '/_hcms/api/team/get';\nu += 'All'", "computed dynamic: team/get"),
        ("a.js", "let u = '/_hcms/api/team';\nif (a) u = '/x';\nfetch(u + '/getAll')", "computed dynamic: team"),
        ("a.html", '<a href="/_hcms/api/{{ module.name }}">', "computed dynamic: {{ module.name }}"),
        ("a.html", '<a href="/_hcms/api/{% if a %}cart{% endif %}">', "computed dynamic: {% if a %}cart{% endif %}"),
        ("a.js", "fetch('/_hcms/api/crat')", "likely crat"),
        ("a.js", "fetch('https://other.com/_hcms/api/cart')", "likely cart"),
        ("a.js", "fetch('/proxy/_hcms/api/cart')", "likely cart"),
        ("a.js", "/\\/_hcms\\/api\\/cart/.test(url)", "likely cart"),
        ("a.py", "requests.get('/_hcms/api/cart')", "likely cart"),
        ("a.js", "fetch('/\\u005fhcms/api/cart')", "likely cart"),
        ("a.js", "this.base = '/_hcms/api';\nfetch(this.base + '/cart')", "likely cart"),
        ("a.js", "// fetch('/_hcms/api/cart')", "mention cart"),
        ("a.html", "<!-- <script>fetch('/_hcms/api/cart')</script> -->", "mention cart"),
        ("a.html", "{# /_hcms/api/cart #}", "mention cart"),
        ("a.html", "<style>/* url(/_hcms/api/cart) */</style>", "mention cart"),
        ("a.md", "Call `/_hcms/api/cart`.", "mention cart"),
    ],
)
def test_what_is_not_certain_is_told_and_never_edited(file: str, text: str, expected: str) -> None:
    assert expected in told(file, text)
    assert "certain cart" not in told(file, text)


@pytest.mark.parametrize("text", ["'/_hcms/mem/login'", "'/_hcms/apis/x'", "'/my_hcms/api/x'", "'/_hcms/api.json'"])
def test_other_paths_are_none(text: str) -> None:
    assert told("a.js", f"fetch({text})") == []


def test_a_constant_is_edited_for_all_that_goes_through_it_or_not_at_all() -> None:
    text = "const BASE = '/_hcms/api';\nfetch(`${BASE}/cart`);\nfetch(`${BASE}/team/getAll`);\n"
    found = callers("a.js", text)
    assert [(one.line, one.endpoint, one.through) for one in found] == [(2, "cart", "BASE"), (3, "team/getAll", "BASE")]
    assert edited(text, found) == text.replace("/_hcms/api", "/hs/serverless")
    for more in ("fetch(`${BASE}/${name}`);", "fetch(`${BASE}/crat`);", "start(BASE);", "export { BASE };"):
        found = callers("a.js", text + more)
        assert not any(one.certainty == "certain" for one in found), more


def test_a_constant_of_another_file_is_followed_and_edited_by_hand() -> None:
    config = "export const BASE = '/_hcms/api';"
    (base,) = read_callers("config.js", config, Beside()).bases
    text = "import { BASE } from './config';\nfetch(BASE + '/cart')"
    beside = Beside({base.name: (base.text, base.file)})
    (one,) = judge("a.js", text, read_callers("a.js", text, beside).sightings, KNOWN, ())
    assert (one.line, one.endpoint, one.certainty) == (2, "cart", "likely")
    assert one.reason == "its path is BASE, which config.js defines"


def test_a_domain_is_the_accounts_where_it_is_named() -> None:
    text = "fetch('https://user:pw@www.shop.com/_hcms/api/cart')"
    (one,) = callers("a.js", text)
    assert one.certainty == "likely" and "--domain www.shop.com" in one.reason and "pw" not in one.old
    assert callers("a.js", text, domains=("WWW.shop.com",))[0].certainty == "certain"


def test_without_known_endpoints_what_is_written_out_is_certain() -> None:
    nobody = Endpoints()
    assert told("a.js", "fetch('/_hcms/api/any')", nobody) == ["certain any"]
    assert told("a.js", "fetch('/_hcms/api/any' + rest)", nobody) == ["computed dynamic: any"]
    assert told("a.js", "fetch(`${base}/_hcms/api/any`)", nobody) == ["likely any"]


def test_only_what_the_project_has_is_certain() -> None:
    endpoints = Endpoints(frozenset({"cart", "order"}), frozenset({"order"}), "moved")
    found = callers("a.js", "fetch('/_hcms/api/cart'); fetch('/_hcms/api/order')", endpoints)
    assert [(one.endpoint, one.certainty) for one in found] == [("cart", "likely"), ("order", "certain")]
    assert found[0].reason == "the project does not have cart yet"


def test_lines_in_scripts_of_html_are_those_of_the_file() -> None:
    text = "<p>ü</p>\r\n<script>\r\n  // ü\r\n  fetch('ü', '/_hcms/api/cart')\r\n</script>"
    (one,) = callers("a.html", text)
    assert (one.line, one.column) == (4, 15)


def test_hostile_nesting_ends() -> None:
    wide = "".join(f"const a{n} = a{n + 1} + a{n + 1} + a{n + 1};\n" for n in range(40))
    assert callers("a.js", f"{wide}const a40 = '/_hcms/api';\nfetch(a0)")
    deep = "(" * 3000 + "'/_hcms/api/cart'" + ")" * 3000
    assert told("a.js", deep) == ["certain cart"]
    assert told("a.html", "<script " + "{{ a }}" * 3000 + "/_hcms/api/cart") == ["certain cart"]
