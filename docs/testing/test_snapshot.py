"""A snapshot: all that a call does, kept beside the test. `pytest --snapshot-update` writes it anew."""

import pytest
from syrupy.extensions.json import JSONSnapshotExtension


@pytest.fixture
def snapshot(snapshot):
    return snapshot.use_extension(JSONSnapshotExtension)


def test_what_a_call_of_events_does(hsfunc, snapshot):
    assert hsfunc.call("events?name=Concert").stable() == snapshot
