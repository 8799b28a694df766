"""The folder of 20 endpoints that the notebook about moving takes: all of it exported, and awaited by plain Node."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hsfunc_magics import Account
from hsfunc_magics.emulator.disk.load import import_folders
from hsfunc_magics.emulator.projects.reading.disk import read_project_directory
from hsfunc_magics.runtime.preloaded import PACKAGES

from .conftest import Exported, context_of, functions_of, of_the_design_manager, run
from .test_parsing_lib import LIB, translated

SHOP = Path(__file__).parents[4] / "notebooks" / "shop.functions"
SECRETS = {"SHOP_KEY": "the shop's own key", "NEWSLETTER_KEY": "the key of the newsletter"}
# Of each endpoint a request that it was made for.
CALLS: dict[str, dict[str, Any]] = {
    "events": {"params": {"name": "Ann"}},
    "events/update": {"json": {"id": 7}},
    "cart": {"json": {"item": "tea"}},
    "cart/clear": {"method": "DELETE"},
    "items/price": {},
    "items/patch": {"method": "PATCH", "params": {"id": "7"}},
    "items/put": {"method": "PUT"},
    "login": {"json": {"name": "Ann"}},
    "logout": {},
    "old-page": {},
    "newsletter": {"json": {"mail": "ann@example.com"}},
    "member": {},
    "pixel": {},
    "page": {},
    "feed": {},
    "search": {"params": {"q": "green tea"}},
    "crm": {},
    "browser": {},
}
# They answer otherwise in a project: one throws on both, the other has no limits there.
OTHERS = {"budget", "fail"}


@pytest.fixture
def shop(account: Account) -> Account:
    for name, value in SECRETS.items():
        account.secrets.add(name, value)
    import_folders(account, str(SHOP))
    return account


def test_every_endpoint_has_a_request(shop: Account) -> None:
    assert {*CALLS, *OTHERS} == set(shop.functions)
    assert len(shop.functions) == 20


@pytest.mark.parametrize("rewriting", [False, True])
def test_each_function_gives_the_same_in_plain_node(shop: Account, export: Exported, rewriting: bool) -> None:
    project = export(rewriting=rewriting)
    environment = {**SECRETS, "NODE_PATH": str(PACKAGES / "node_modules")}
    uids = {config["endpoint"]["path"]: uid for uid, config in functions_of(project).items()}
    for endpoint, arguments in CALLS.items():
        execution = shop.call(endpoint, **arguments)
        assert execution.error is None, endpoint
        theirs = run(project, uids[endpoint], context_of(execution, arrays=rewriting), **environment)
        ours = of_the_design_manager(execution)
        lines = theirs.headers
        if rewriting and "content-type" not in dict(lines):  # what the platform adds by itself
            lines = sorted([*lines, *(line for line in ours.headers if line[0] == "content-type")])
        assert (theirs.status, lines, theirs.body) == (ours.status, ours.headers, ours.body), endpoint
    assert "no stock" in run(project, "fail", {"params": {}}, **environment).rejected
    assert "limits" in run(project, "budget", {"params": {}}, **environment).rejected


@pytest.mark.parametrize("rewriting", [False, True])
def test_the_project_checks(shop: Account, export: Exported, rewriting: bool) -> None:
    project = export(rewriting=rewriting)
    read = read_project_directory(project, most_bytes=shop.settings.file_bytes)
    assert [str(problem) for problem in read.problems] == []
    assert read.project is not None and len(read.project.functions) == 20


@pytest.mark.skipif(LIB is None, reason="HSFUNC_PROJECT_PARSING_LIB does not name HubSpot's parser")
def test_hubspots_parser_reads_all_of_it(shop: Account, export: Exported) -> None:
    nodes = translated(export())["intermediateRepresentation"]["intermediateNodesIndexedByUid"]
    assert sum(node["componentType"] == "APP_FUNCTION" for node in nodes.values()) == 20


def test_notes_of_an_exported_function_are_about_its_own_source(shop: Account, export: Exported) -> None:
    shop.functions.delete("crm")
    shop.functions.delete("search")  # without packages no npm is asked
    project = read_project_directory(export(), most_bytes=shop.settings.file_bytes).project
    assert project is not None
    shop.projects.load(project)

    def notes(target: str, **arguments: Any) -> str:
        return "\n".join(note.text for note in shop.call(f"/hs/serverless/{target}", **arguments).notes)

    assert "context.contact" in notes("member") and "context.limits" not in notes("member")
    assert "context.limits" in notes("budget")
    told = notes("cart", json={"item": "tea"})
    assert "context.contact" not in told and "dropped" not in told
    assert "The header x-shop was dropped" in notes("browser", headers={"X-Shop": "1"})
