"""A plain test: call an endpoint, look at the response and the console; the folder is loaded in conftest.py."""

import pytest


def test_an_event_is_found_by_its_name(hsfunc):
    execution = hsfunc.call("events?name=Tasting")
    assert execution.response.status_code == 200
    assert execution.response.json()["events"] == [{"name": "Tasting", "places": 12}]
    assert [line.text for line in execution.console] == ["1 of 2 events"]


@pytest.mark.parametrize(("logged_in", "member"), [(True, True), (False, False)])
def test_members_are_those_who_are_logged_in(hsfunc, logged_in, member):
    hsfunc.visitor(vid=7, is_logged_in=logged_in)
    assert hsfunc.call("events").response.json()["member"] is member


def test_other_methods_are_refused(hsfunc):
    assert hsfunc.call("events", json={"name": "Tasting"}).response.status_code == 404
