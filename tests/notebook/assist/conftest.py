"""Completions and explanations at a cursor that is marked in the cell by a bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from IPython.core.completer import Completion, provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

from hsfunc_magics import current_account
from hsfunc_magics.notebook.assist.cursor import find
from hsfunc_magics.notebook.assist.inspection import Explanation, explain

Offers = Callable[[str], dict[str, str]]
Explains = Callable[[str], Explanation | None]


def at_bar(marked: str) -> tuple[str, int]:
    """The cell without its bar, and where the bar was."""
    before, bar, after = marked.partition("|")
    assert bar, "a cell is marked by a bar"
    return before + after, len(before)


@pytest.fixture(scope="session", autouse=True)
def own_cache_of_jedi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Of each test process. In one that is shared, Jedi reads files that another process is writing: offers nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jedi.settings.cache_directory", str(tmp_path_factory.mktemp("jedi")))
        yield


@pytest.fixture(scope="module")
def ip() -> Iterator[InteractiveShell]:
    """A shell whose account has two functions and two secrets, with a variable. Reading changes none of it."""
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    shell.run_line_magic("load_ext", "hsfunc_magics")
    secrets = current_account().secrets
    secrets.add("API_KEY", "pat-na1-0123456789")
    secrets.add("OTHER_KEY", "pat-na1-9876543210")
    for cell in (
        "%%hsfunction events --env MODE=test --secret API_KEY\nsendResponse({ body: 1 });",
        "%%hsfunction events/update --method POST,PUT --folder shop --file act.js\nsendResponse({ body: 2 });",
        "payload = {'a': 1}",
    ):
        assert shell.run_cell(cell).success
    yield shell
    shell.run_line_magic("unload_ext", "hsfunc_magics")
    InteractiveShell.clear_instance()


@pytest.fixture
def completions(ip: InteractiveShell) -> Callable[[str], list[Completion]]:
    def complete(marked: str) -> list[Completion]:
        cell, cursor = at_bar(marked)
        with provisionalcompleter():
            return list(ip.Completer.completions(cell, cursor))

    return complete


@pytest.fixture
def offers(completions: Callable[[str], list[Completion]]) -> Offers:
    """What is offered, and what each of it is."""
    return lambda marked: {found.text: str(found.type).replace("\u00a0", " ") for found in completions(marked)}


@pytest.fixture
def explains(ip: InteractiveShell) -> Explains:
    def explained(marked: str) -> Explanation | None:
        spot = find(*at_bar(marked))
        return explain(current_account(), spot) if spot is not None else None

    return explained
