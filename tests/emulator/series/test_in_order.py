"""Calls that are given in their order: what is read, what is begun, and what comes of errors."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsfunc_magics.emulator.series.in_order import CallCancelled, InOrder


@given(st.permutations(range(6)))
def test_what_comes_is_given_in_the_order_of_what_was_asked(ends: list[int]) -> None:
    turns = [threading.Event() for _ in range(7)]
    turns[0].set()

    def call(number: int, _: threading.Event) -> int:
        place = ends.index(number)
        assert turns[place].wait(30)
        turns[place + 1].set()
        return number

    told: list[int] = []
    calls = InOrder(call, range(6), 6, told.append)
    assert list(calls) == list(range(6))
    assert calls.end() == [] and told == [1, 2, 3, 4, 5, 6]


def test_an_endless_generator_is_read_in_the_thread_that_takes_and_little_ahead() -> None:
    readers: set[threading.Thread] = set()
    read: list[int] = []

    def numbers() -> Iterator[int]:
        for number in count():
            readers.add(threading.current_thread())
            read.append(number)
            yield number

    calls = InOrder(lambda number, _: number, numbers(), 2)
    assert read == []
    assert [next(calls) for _ in range(50)] == list(range(50))
    calls.end()
    assert len(read) <= 50 + 2 * 4 and readers == {threading.current_thread()}


def test_an_error_is_raised_in_its_turn_also_that_of_the_generator() -> None:
    def numbers() -> Iterator[int]:
        yield from (1, 0, 2)
        raise ValueError("no more")

    calls = InOrder(lambda number, _: 10 // number, numbers(), 3)
    assert next(calls) == 10
    with pytest.raises(ZeroDivisionError):
        next(calls)
    assert next(calls) == 5
    with pytest.raises(ValueError, match="no more"):
        next(calls)
    assert list(calls) == [] and calls.end() == []


def test_the_end_cancels_what_is_under_way_and_gives_what_had_come() -> None:
    begun, come = threading.Event(), threading.Event()
    ran: list[int] = []

    def call(number: int, cancel: threading.Event) -> int:
        ran.append(number)
        if number == 1:
            begun.set()
            assert cancel.wait(30)
            raise CallCancelled
        if number == 3:
            come.set()
        return number

    calls = InOrder(call, range(1000), 2)
    assert next(calls) == 0
    assert begun.wait(30) and come.wait(30)
    arrived = calls.end()
    assert arrived[:2] == [2, 3] and 1 not in arrived and len(ran) < 20
