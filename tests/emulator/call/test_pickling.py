"""Pickles and copies: an account says why it has none, an execution has one without the values of secrets."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hsfunc_magics import Account, Execution, HsfuncError, ProcessBoundError
from hsfunc_magics.emulator.errors import SecretWarning
from hsfunc_magics.web.async_calls import AsyncCalls
from hsfunc_magics.web.server import Server

from ..conftest import AccountMaker

VALUE = "a-value-to-hide-9F3k"
LEAKS = """exports.main = async (context, sendResponse) => {
  console.log(process.env.TOKEN);
  sendResponse({ body: { said: process.env.TOKEN, got: context.body }, headers: { 'X-Token': process.env.TOKEN } });
};
"""
PARTS: dict[str, Callable[[Account], Any]] = {
    "Account": lambda account: account,
    "Secrets": lambda account: account.secrets,
    "Functions": lambda account: account.functions,
    "ExecutionLog": lambda account: account.log,
    "Clock": lambda account: account.clock,
    "Quota": lambda account: account.quota,
    "WatchedFolders": lambda account: account.watched_folders,
    "Bundling": lambda account: account.bundling,
    "ChangeTimes": lambda account: account.change_times,
    "Visitors": lambda account: account.visitors,
    "AsyncCalls": AsyncCalls,
    "FolderDeployment": lambda account: account.functions.deployment("leaks"),
    "Projects": lambda account: account.projects,
}
WAYS: dict[str, Callable[[Any], Any]] = {
    "pickle": pickle.dumps,
    "an old pickle": lambda value: pickle.dumps(value, 0),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "inside another value": lambda value: pickle.dumps({"kept": [value]}),
}


@pytest.fixture
def leaky(make_account: AccountMaker) -> Account:
    account = make_account()
    account.secrets.add("TOKEN", VALUE)
    account.functions.add("leaks", LEAKS, secrets=["TOKEN"], method="POST")
    return account


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("part", PARTS)
def test_a_live_part_of_an_account_says_that_it_is_bound_to_its_process(leaky: Account, part: str, way: str) -> None:
    with pytest.raises(ProcessBoundError) as caught:
        WAYS[way](PARTS[part](leaky))
    assert str(caught.value) == (
        f"{part} cannot be pickled or copied, for it lives in one process: make an Account in the worker itself,"
        " or fork one that is there."
    )
    assert isinstance(caught.value, HsfuncError) and isinstance(caught.value, TypeError)


def test_neither_can_the_rest_be_that_knows_values_or_has_processes(leaky: Account) -> None:
    deployment = leaky.functions.deployment("leaks")
    assert deployment is not None
    server = Server(leaky)
    try:
        for part in (leaky.pool, leaky.pipeline, deployment.program, deployment.masker, server):
            with pytest.raises(TypeError, match="cannot be pickled or copied"):
                pickle.dumps(part)
    finally:
        server.socket.close()


def test_a_worker_that_is_spawned_tells_the_same(leaky: Account) -> None:
    with (
        multiprocessing.get_context("spawn").Pool(1) as workers,
        pytest.raises(ProcessBoundError, match="in the worker"),
    ):
        workers.apply(leaky.call, ("leaks",))


def execution_of(account: Account) -> Execution:
    return account.call(
        f"leaks?token={VALUE}", json={"token": VALUE}, headers={"X-Sent": VALUE}, cookies={"sent": VALUE}
    )


def test_a_pickled_execution_is_what_it_was_without_the_values(leaky: Account) -> None:
    execution = execution_of(leaky)
    assert set(execution.leaks) == {"console", "body", "header"}
    assert execution.response.json()["said"] == VALUE
    data = pickle.dumps(execution)
    assert VALUE.encode() not in data
    found = pickle.loads(data)
    assert isinstance(found, Execution)
    same = ("id", "endpoint", "status", "elapsed", "created", "memory", "console", "error", "leaks", "limits", "notes")
    assert [getattr(found, name) for name in same] == [getattr(execution, name) for name in same]
    assert found.response.json() == {"said": "•••", "got": {"token": "•••"}}
    assert found.context is not None and execution.context is not None
    assert found.context["secrets"] == {"TOKEN": "•••"}
    assert found.context["body"] == execution.context["body"] == {"token": "•••"}
    assert repr(found) == repr(execution)
    assert pickle.loads(pickle.dumps(found)) == found


def test_so_are_a_refused_one_and_a_redirected_one(leaky: Account) -> None:
    leaky.functions.add(
        "moves", "sendResponse({ statusCode: 302, headers: { Location: '/_hcms/api/lands?t=' + process.env.TOKEN } });",
        secrets=["TOKEN"],
    )  # fmt: skip
    leaky.functions.add("lands", "sendResponse({ body: context.params });")
    moved = leaky.call("moves", follow_redirects=True)
    missing = leaky.call(f"none/{VALUE}")
    assert len(moved.history) == 1
    for execution in (moved, missing):
        data = pickle.dumps(execution)
        assert VALUE.encode() not in data
        assert pickle.loads(data).reply.status == execution.reply.status
    assert pickle.loads(pickle.dumps(moved)).response.json() == {"t": ["•••"]}


def test_a_copy_of_an_execution_is_the_same_and_still_masks(leaky: Account) -> None:
    execution = execution_of(leaky)
    for made in (copy.copy(execution), copy.deepcopy(execution), copy.deepcopy([execution])[0]):
        assert made == execution and made is not execution
        assert made.masked(VALUE) == "•••"
        assert made.response.json()["said"] == VALUE


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=8, max_size=40))
def test_no_value_lands_in_a_pickle(account: Account, value: str) -> None:
    for name in account.secrets.names():
        account.secrets.delete(name)
    account.functions.add("leaks", LEAKS, method="POST")
    # A value may be a word of the pickle's own, such as a field's name.
    assume(value.encode() not in pickle.dumps(account.call("leaks", json={"token": "x"})))
    with warnings.catch_warnings(record=True, action="always", category=SecretWarning) as told:
        account.secrets.add("TOKEN", value)
    assume(not told)  # an ordinary word, such as Infinity, is not masked anywhere
    account.functions.add("leaks", LEAKS, secrets=["TOKEN"], method="POST")
    assert value.encode() not in pickle.dumps(account.call("leaks", json={"token": value}))
