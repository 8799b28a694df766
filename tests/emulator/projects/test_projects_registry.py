"""The account's projects: loaded, replaced, removed, taken away and put back (contract §12)."""

from __future__ import annotations

import copy
import os
import threading
from typing import Any

import pytest

from hsfunc_magics import Account, FunctionError, ProcessBoundError
from hsfunc_magics.emulator.errors import BundleError
from hsfunc_magics.emulator.projects.project import Project

from .making import by_uid, make_project


def test_a_project_is_loaded_replaced_and_removed(account: Account) -> None:
    told: list[tuple[str, int]] = []
    account.projects.changed.connect(lambda project: told.append((project.name, len(project.functions))))
    account.projects.load(make_project({"a": "1", "b": "1"}))
    account.projects.load(make_project({"a": "2"}))
    assert account.call("/hs/serverless/a").response.json() == 2
    assert account.call("/hs/serverless/b").reply.status == 404
    assert (list(account.projects), "shop" in account.projects, len(account.projects)) == (["shop"], True, 1)
    assert list(account.projects.endpoints) == ["a"]
    account.projects.remove("shop")
    assert account.call("/hs/serverless/a").reply.status == 404
    assert told == [("shop", 2), ("shop", 1), ("shop", 0)]
    with pytest.raises(FunctionError, match="There is no project shop"):
        account.projects.remove("shop")


def test_the_last_project_with_a_path_wins_and_says_so(account: Account) -> None:
    account.projects.load(make_project({"a": "'first'", "u": by_uid("exports.main = () => 'first';")}, name="first"))
    told = account.projects.load(
        make_project({"a": "'second'", "u": by_uid("exports.main = () => 'second';")}, name="second")
    )
    assert [problem.severity for problem in told] == ["warning", "warning"]
    assert "has the path a, which the function a of the project first had" in str(told[0])
    assert "has the uid u" in str(told[1])
    assert account.call("/hs/serverless/a").response.text == "second"
    assert account.call(uid="u").response.json() == "second"
    account.projects.remove("second")
    assert account.call("/hs/serverless/a").response.text == "first"


def test_one_that_cannot_be_prepared_leaves_what_was_there(account: Account) -> None:
    account.projects.load(make_project({"a": "1"}))

    def refuse(*_: Any) -> Any:
        raise BundleError("npm cannot be reached")

    account.projects.prepare = refuse
    with pytest.raises(BundleError):
        account.projects.load(make_project({"a": "2"}))
    assert account.call("/hs/serverless/a").response.json() == 1


def test_a_replaced_function_keeps_its_warm_instance_where_it_is_the_same(account: Account) -> None:
    functions = {"same": "process.pid", "other": "1"}
    account.projects.load(make_project(functions))
    first = account.call("/hs/serverless/same").response.json()
    account.projects.load(make_project({**functions, "other": "2"}))
    again = account.call("/hs/serverless/same")
    assert (again.response.json(), again.cold) == (first, False)


def test_reset_and_restore_know_projects(account: Account) -> None:
    account.projects.load(make_project({"a": "1"}))
    before = account.reset()
    assert before.endpoints == ["/hs/serverless/a"]
    assert (len(account.projects), account.call("/hs/serverless/a").reply.status) == (0, 404)
    account.projects.load(make_project({"b": "1"}, name="later"))
    later = account.restore(before)
    assert account.call("/hs/serverless/a").reply.status == 200
    assert (list(account.projects), later.endpoints) == (["shop"], ["/hs/serverless/b"])


def test_endpoints_of_projects_count(account: Account) -> None:
    account.functions.add("x", "sendResponse({ body: 1 });")
    account.projects.load(make_project({"a": "1", "u": by_uid("exports.main = () => 1;")}))
    used = {row.limit.name: row.used for row in account.limit_usage().rows}
    assert used["endpoints"] == 2
    assert repr(account) == f"<Account {account.account_id}: 1 endpoint, 1 project, 0 secrets>"


def test_a_project_is_replaced_whole_while_it_is_called(account: Account) -> None:
    """Two endpoints of a version answer the same: nobody sees one of each, nor neither."""

    def version(number: int) -> Project:
        return make_project({"a": str(number), "b": str(number)})

    account.projects.load(version(0))
    wrong: list[int] = []
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            deployment = account.projects.endpoint("a")
            if deployment is None or deployment.project.functions.keys() != {"a", "b"}:
                wrong.append(1)

    watcher = threading.Thread(target=look)
    watcher.start()
    for number in range(200):
        account.projects.load(version(number))
    over.set()
    watcher.join()
    assert wrong == []
    assert account.call("/hs/serverless/b").response.json() == 199


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
def test_a_forked_process_has_its_projects(account: Account) -> None:
    account.projects.load(make_project({"a": "1"}))
    read, write = os.pipe()
    with account.projects._lock:
        child = os.fork()
        if child == 0:
            account.projects.load(make_project({"a": "2"}))
            os.write(write, str(account.call("/hs/serverless/a").response.json()).encode())
            account.close()
            os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 10) == b"2"
    assert account.call("/hs/serverless/a").response.json() == 1


def test_projects_are_bound_to_their_process(account: Account) -> None:
    with pytest.raises(ProcessBoundError):
        copy.copy(account.projects)
