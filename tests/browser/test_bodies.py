"""Bodies that are no JSON, in the view of an execution: images, bytes, pages, cookies beside them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .lab import Lab, OpenNotebook
from .looks import THEMES, outside, serious
from .test_execution_view import choose, view_of

LOAD = "%load_ext hsfunc_magics"
# One red pixel.
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg=="
SVG = "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='40'><rect width='90' height='40' fill='teal'/>"
FUNCTIONS = [
    f"%%hsfunction png\nsendResponse({{ body: Buffer.from('{PNG}', 'base64'), headers: {{ 'Content-Type': 'image/png' }} }});",  # noqa: E501 - JavaScript
    f"%%hsfunction svg\nsendResponse({{ body: \"{SVG}<!-- é \" + ' '.repeat(150_000) + '--></svg>', headers: {{ 'Content-Type': 'image/svg+xml' }} }});",  # noqa: E501 - JavaScript
    "%%hsfunction bytes\nsendResponse({ body: Buffer.from([...Array(600).keys()]), headers: { 'Content-Type': 'application/zip' } });",  # noqa: E501 - JavaScript
    "%%hsfunction page\nsendResponse({ body: '<style>h1 { color: green }</style><h1>Hello</h1><img src=\"https://hostile.invalid/x.png\">',\n  'Set-Cookie': ['sid=1', 'both=2; Domain=hs-sites.com; Path=/; Secure; HttpOnly; SameSite=None; Max-Age=60', '__Host-x=3; Path=/'] });",  # noqa: E501 - JavaScript
    "%%hsfunction nothing\nsendResponse({ statusCode: 204 });",
]
NAMES = ("png", "svg", "bytes", "page", "nothing")


@pytest.fixture(scope="module")
def opened(module_lab: Lab) -> OpenNotebook:
    """One notebook with a call of each, for all tests here."""
    opened = module_lab.notebook([LOAD, *FUNCTIONS, *(f"%hscall {name}" for name in NAMES)])
    opened.run_all()
    return opened


def test_an_image_is_an_image_that_the_page_decodes(opened: OpenNotebook) -> None:
    image = choose(view_of(opened, "%hscall png"), "Body").get_by_role("img", name="The image that the function sent")
    image.wait_for()
    assert image.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") == 1


def test_a_large_svg_is_text_until_all_of_it_is_there(opened: OpenNotebook) -> None:
    panel = choose(view_of(opened, "%hscall svg"), "Body")
    panel.locator(".hsfunc-row").first.wait_for()
    panel.get_by_role("button", name="Load all").click()
    image = panel.get_by_role("img")
    image.wait_for()
    assert image.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") == 90
    panel.get_by_role("button", name="Text").click()
    expect(panel.locator(".hsfunc-row").first).to_have_text(re.compile("^<svg xmlns="))


def test_other_bytes_are_rows_of_hexadecimal(opened: OpenNotebook) -> None:
    panel = choose(view_of(opened, "%hscall bytes"), "Body")
    expect(panel).to_contain_text("0000f0")
    rows = panel.locator(".hsfunc-row").all_inner_texts()
    assert rows[4].split() == ["000040", *(f"{byte:02x}" for byte in range(0x40, 0x50)), "@ABCDEFGHIJKLMNO"]
    assert "application/zip" in panel.inner_text()


def test_a_page_is_source_first_and_its_preview_is_shut_in(opened: OpenNotebook) -> None:
    asked: list[str] = []
    opened.page.on("requestfinished", lambda request: asked.append(request.url))
    panel = choose(view_of(opened, "%hscall page"), "Body")
    expect(panel.locator(".hsfunc-row").first).to_have_text(re.compile("^<style>"))
    panel.get_by_role("button", name="Preview").click()
    heading = panel.locator("iframe").content_frame.get_by_role("heading", name="Hello")
    expect(heading).to_have_css("color", "rgb(0, 128, 0)")
    assert panel.locator("iframe").get_attribute("sandbox") == ""
    assert not any("hostile.invalid" in url for url in asked)


def test_cookies_are_a_table_of_attributes_with_warnings(opened: OpenNotebook) -> None:
    view = view_of(opened, "%hscall page")
    panel = choose(view, "Cookies")
    table = panel.get_by_role("table").first
    expect(table).to_contain_text("__Host-x")
    rows = {row.locator("td, th").first.inner_text(): row.inner_text() for row in table.get_by_role("row").all()}
    assert {"sid", "both", "__Host-x"} <= set(rows)
    for fact in ("hs-sites.com", "None", "60"):
        assert fact in rows["both"]
    for missing in ("Secure", "HttpOnly", "SameSite"):
        assert f"without {missing}" in panel.inner_text()
    assert choose(view, "Headers").get_by_text("set-cookie").count() == 1, "one header, its values apart"


def test_an_empty_body_says_so(opened: OpenNotebook) -> None:
    view = view_of(opened, "%hscall nothing")
    expect(choose(view, "Body")).to_have_text("The body is empty.")
    expect(view.locator(".hsfunc-headline")).to_contain_text("204 No Content")


@pytest.mark.parametrize("theme", THEMES)
def test_they_look_well_and_everybody_can_use_them(opened: OpenNotebook, theme: str) -> None:
    opened.theme("dark" if theme == "dark" else "light")
    views = {name: view_of(opened, f"%hscall {name}") for name in NAMES}
    for name, view in views.items():
        choose(view, "Body")
        view.scroll_into_view_if_needed()
        opened.picture(f"body-{name}-{theme}")
        assert outside(view) == [], name
    choose(views["page"], "Cookies").get_by_role("table").first.evaluate("(table) => table.scrollIntoView()")
    opened.picture(f"cookies-{theme}")
    assert outside(views["page"]) == []
    assert serious(opened, ".hsfunc-execution") == {}
