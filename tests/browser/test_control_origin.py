"""The control pages in Chromium: they work, and what a function answers neither takes them over nor reads them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from hsfunc_magics import Account, Visitor
from hsfunc_magics.emulator.errors import ServerError
from hsfunc_magics.web.server import Server
from hsfunc_magics.web.thread import ServerThread

from .patience import SECONDS, eventually, new_page

_LOGGED = "what-another-function-has-logged"
# Serves and remembers whatever its scope holds, and reads what it may.
_WORKER = """
const seen = [];
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', (event) => event.ports[0].postMessage(seen));
self.addEventListener('fetch', (event) => {
  if (!event.request.url.includes('_hsfunc')) return;
  event.respondWith((async () => {
    const text = await fetch(event.request).then((response) => response.text(), String);
    seen.push(event.request.url + ' ' + text);
    return new Response('<h1>taken over</h1>' + text, { headers: { 'Content-Type': 'text/html' } });
  })());
});
"""
_PAGE = """<!doctype html><title>page</title><h1>A page</h1><script>
async function register() {
  await navigator.serviceWorker.register('/_hcms/api/worker', { scope: '/' });
  await navigator.serviceWorker.ready;
  if (navigator.serviceWorker.controller === null) {
    await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
  }
}
function seen() {
  const channel = new MessageChannel();
  return new Promise((resolve) => {
    channel.port1.onmessage = (event) => resolve(event.data);
    navigator.serviceWorker.controller.postMessage('seen', [channel.port2]);
  });
}
async function read(url) {
  const told = {};
  const tried = (how, answer) => answer.then(String, (no) => 'no: ' + no).then((text) => { told[how] = text; });
  const text = (answer) => answer.text();
  for (const mode of ['cors', 'no-cors', 'same-origin']) {
    for (const credentials of ['include', 'omit']) {
      await tried(mode + ' ' + credentials, fetch(url, { mode, credentials }).then(text));
    }
  }
  await tried('post', fetch(url, { method: 'POST', mode: 'no-cors', body: 'endpoint=shop' }).then(text));
  const loaded = (element) => new Promise((resolve) => {
    element.onload = element.onerror = () => resolve(element);
    setTimeout(() => resolve(element), 3000);
    document.body.append(element);
  });
  const frame = Object.assign(document.createElement('iframe'), { src: url });
  await tried('frame', loaded(frame).then(() => frame.contentDocument.documentElement.outerHTML));
  const object = Object.assign(document.createElement('object'), { data: url });
  await tried('object', loaded(object).then(() => object.contentDocument.documentElement.outerHTML));
  await tried('script', loaded(Object.assign(document.createElement('script'), { src: url })).then((own) => own.text));
  await tried('caches', caches.open('x').then((cache) => cache.add(url)).then(() => caches.match(url)).then(text));
  return told;
}
</script>"""


@pytest.fixture
def server() -> Iterator[Server]:
    account = Account(visitor=Visitor(7))
    account.visitors.add("ann", Visitor(8, is_logged_in=True))
    script = "{ 'Content-Type': 'text/javascript', 'Service-Worker-Allowed': '/' }"
    isolated = "{ 'Cross-Origin-Opener-Policy': 'same-origin' }"
    account.functions.add("worker", f"sendResponse({{ headers: {script}, body: {_WORKER!r} }});")
    account.functions.add("page", f"sendResponse({{ body: {_PAGE!r} }});")
    account.functions.add("isolated", f"sendResponse({{ headers: {isolated}, body: {_PAGE!r} }});")
    account.functions.add(
        "shop",
        f"console.log('{_LOGGED}'); sendResponse({{ body: context.contact || 'none' }});",
        method=["GET", "POST"],
    )
    account.call("shop")
    background = ServerThread(Server(account))
    yield background.server
    background.stop()
    account.close()


def opened(browser: Browser, server: Server, name: str = "page") -> Page:
    context = browser.new_context()
    context.set_default_timeout(SECONDS * 1000)
    page = context.new_page()
    page.goto(f"{server.url}/_hcms/api/{name}")
    return page


def control(server: Server, name: str = "") -> str:
    assert server.control_url is not None
    return f"{server.control_url}{name}"


def test_the_worker_of_a_function_never_sees_the_control_pages(browser: Browser, server: Server) -> None:
    page = opened(browser, server)
    page.evaluate("register()")
    tab = page.context.new_page()
    for name in ("", "log"):
        tab.goto(control(server, name))
        expect(tab.get_by_role("heading", name="Functions" if name == "" else "Log", exact=True)).to_be_visible()
    expect(tab.get_by_text(_LOGGED)).to_be_visible()
    tab.get_by_role("link", name="Functions").click()
    tab.locator("summary", has_text="shop").click()
    tab.locator("details[open]").get_by_role("button", name="Call").click()
    expect(tab.get_by_text("200 OK")).to_be_visible()
    assert page.evaluate("seen()") == []
    assert tab.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    # It serves what is below its own address, and gets nothing of the others there.
    tab.goto(f"{server.url}/_hsfunc/log")
    expect(tab.get_by_role("heading", name="taken over")).to_be_visible()
    assert eventually(page, lambda: len(page.evaluate("seen()")), lambda number: number > 0)
    assert _LOGGED not in str(page.evaluate("seen()"))
    page.context.close()


def taking_over(account: Account, port: int) -> ServerThread:
    """A server whose control pages are where functions have been."""
    until = time.monotonic() + SECONDS
    while True:
        try:
            return ServerThread(Server(account, control_port=port))
        except ServerError:  # connections of the one before may still be ending
            assert time.monotonic() < until
            time.sleep(0.05)


def test_a_worker_that_functions_have_left_on_the_port_reads_nothing_and_goes(browser: Browser, server: Server) -> None:
    earlier = ServerThread(Server(server._account))
    page = opened(browser, earlier.server)
    page.evaluate("register()")
    page.goto("about:blank")
    earlier.stop()
    later = taking_over(server._account, earlier.server.port)
    page.goto(control(later.server, "log"))
    assert page.locator("h1").inner_text() == "taken over", "it is the worker that answers"
    eventually(
        page,
        lambda: page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)"),
        lambda number: number == 0,
    )
    assert _LOGGED not in page.content()
    page.goto(control(later.server, "log"))
    expect(page.get_by_text(_LOGGED)).to_be_visible()
    later.stop()
    page.context.close()


@pytest.mark.parametrize("name", ["page", "isolated"])
def test_the_page_of_a_function_reads_none_of_them(browser: Browser, server: Server, name: str) -> None:
    page = opened(browser, server, name)
    records = len(server._account.log.records(endpoint="shop"))
    for url in (control(server), control(server, "log"), control(server, "log?format=json"), control(server, "try")):
        told: dict[str, Any] = page.evaluate("(url) => read(url)", url)
        assert len(told) == 11
        assert _LOGGED not in str(told), told
        told = page.evaluate("(url) => read(url)", re.sub(r":\d+/", f":{server.port}/", url))
        assert _LOGGED not in str(told), told
    assert len(server._account.log.records(endpoint="shop")) == records, "nor calls a function by them"
    page.context.close()


@pytest.mark.parametrize("name", ["page", "isolated"])
def test_nor_does_it_read_them_in_a_window_that_it_opens(browser: Browser, server: Server, name: str) -> None:
    page = opened(browser, server, name)
    button = "(url) => { document.body.onclick = () => { window.other = window.open(url); }; }"
    page.evaluate(button, control(server, "log"))
    with page.expect_popup() as popup:
        page.get_by_role("heading").click()
    expect(popup.value.get_by_text(_LOGGED)).to_be_visible()
    told = page.evaluate("() => { try { return other.document.body.innerHTML; } catch (no) { return String(no); } }")
    assert _LOGGED not in told
    assert popup.value.evaluate("window.opener") is None
    page.context.close()


def test_a_form_elsewhere_calls_nothing(browser: Browser, server: Server) -> None:
    page = opened(browser, server)
    field = "<input name=endpoint value=shop>"
    form = f"<form method=post action={control(server, 'try')}>{field}<button>Go</button>"
    page.evaluate("(form) => { document.body.innerHTML = form; }", form)
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_text("The control pages are not for other sites.")).to_be_visible()
    assert len(server._account.log.records(endpoint="shop")) == 1
    page.context.close()


def test_they_work(browser: Browser, server: Server) -> None:
    page = new_page(browser)
    page.goto(control(server))
    expect(page.get_by_text("of 600 s execution time left in this minute")).to_be_visible()
    page.locator("summary", has_text="shop").click()
    entry = page.locator("details[open]")
    entry.get_by_label("Method").select_option("POST")
    entry.get_by_label("Query").fill("a=1")
    entry.get_by_label("Body").fill('{"n": 1}')
    entry.get_by_role("button", name="Call").click()
    expect(page.get_by_text("200 OK")).to_be_visible()
    expect(page.get_by_text(_LOGGED)).to_be_visible()
    page.get_by_role("link", name="Log", exact=True).click()
    expect(page.get_by_text(" - POST shop - ")).to_be_visible()
    page.get_by_role("link", name="Log as JSON").click()
    expect(page.get_by_text(_LOGGED)).to_be_visible()
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="Log", exact=True)).to_be_visible()
    # A browser that becomes a visitor is that visitor where the functions are.
    page.get_by_role("link", name="Functions").click()
    page.get_by_label("Visitor").select_option("ann")
    page.get_by_role("button", name="Change").click()
    expect(page.get_by_label("Visitor")).to_have_value("ann")
    page.locator("summary", has_text="shop").click()
    page.locator("details[open]").get_by_role("link", name="open").click()
    expect(page).to_have_url(f"{server.url}/_hcms/api/shop")
    expect(page.get_by_text('"vid":8')).to_be_visible()
    page.context.close()


def test_the_address_below_the_functions_leads_to_them(browser: Browser, server: Server) -> None:
    page = new_page(browser)
    page.goto(f"{server.url}/_hsfunc/log")
    expect(page.get_by_text(_LOGGED)).to_be_visible()
    assert page.url == control(server, "log")
    page.context.close()
