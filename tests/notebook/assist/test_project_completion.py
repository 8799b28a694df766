"""What is offered and explained in cells of developer projects, and in lines that name their functions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from IPython.core.interactiveshell import InteractiveShell

from hsfunc_magics import current_account

from .conftest import Explains, Offers

CONTEXT = ["accountId", "body", "headers", "method", "params"]


@pytest.fixture(scope="module", autouse=True)
def functions(ip: InteractiveShell) -> Iterator[None]:
    """An endpoint update and a function greet of the project shop."""
    projects = current_account().projects
    projects.add("update", "return 1;", project="shop", method="POST", secrets=["API_KEY"])
    projects.add("greet", "return 1;", project="shop", endpoint=False)
    yield
    projects.remove("shop")


@pytest.mark.parametrize(
    "code", ["context.|", "exports.main = async (ctx) => { ctx.|", "const { | } = context;", "context?.|"]
)
def test_the_keys_of_a_projects_context(offers: Offers, code: str) -> None:
    assert list(offers(f"%%hsfunction f --project\n{code}")) == CONTEXT
    assert list(offers(f"%%hsfunction f --project shop\n{code}")) == CONTEXT


def test_what_a_switch_says_is_there_is_offered(offers: Offers) -> None:
    account = current_account()
    before = account.switches
    account.switches = before.choose("contact", "present")
    try:
        assert "contact" in offers("%%hsfunction f --project\ncontext.|")
    finally:
        account.switches = before


def test_a_function_that_is_called_by_its_uid_gets_something_else(offers: Offers) -> None:
    found = offers("%%hsfunction f --project --no-endpoint\ncontext.|")
    assert list(found) == ["parameters", "propertiesToSend", "secrets"]


def test_there_are_no_preloaded_packages_and_no_environment(offers: Offers) -> None:
    assert not offers("%%hsfunction f --project\nrequire('axi|")
    assert offers("%%hsfunction f --project --npm lodash@4\nrequire('lod|") == {"lodash": "package"}
    assert list(offers("%%hsfunction update --project --secret OTHER_KEY\nprocess.env.|")) == ["OTHER_KEY", "API_KEY"]
    assert "sendResponse" not in offers("%%hsfunction f --project\nsen|")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("context.con|tact", "No live project has shown it"),
        ("context.body|", "the raw text does not arrive"),
        ("send|Response", "return the value"),
        ("exports.main|", "What it returns is the response"),
    ],
)
def test_explanations_are_those_of_projects(explains: Explains, code: str, told: str) -> None:
    found = explains(f"%%hsfunction f --project\n{code}")
    assert found is not None and told in found.meaning
    other = explains(f"%%hsfunction f\n{code}")
    assert other is not None and told not in other.meaning


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("%hscall /hs/se|", "/hs/serverless/update"),
        ("%hscall --uid gr|", "greet"),
        ("%%hsfunction f --project sh|", "shop"),
        ("%hs function delete uid|", "uid:greet"),
        ("%hs logs /hs|", "/hs/serverless/update"),
        ("%hs show shop/src/app/functions/greet.|", "shop/src/app/functions/greet.js"),
        ("%hs try /hs|", "/hs/serverless/update"),
        ("%hs export x --project |", "shop"),
    ],
)
def test_lines_know_projects(offers: Offers, line: str, name: str) -> None:
    assert name in offers(line)


def test_a_path_in_a_line_is_explained(explains: Explains) -> None:
    found = explains("%hscall /hs/serverless/up|date")
    assert found is not None and found.meaning.startswith("POST, file src/app/functions/update.js")
