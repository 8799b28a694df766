"""The one door through which all that is told of an execution goes: no string leaves it with a secret's value."""

from __future__ import annotations

from typing import Any

from ....emulator.call.execution import Execution


class Word(str):
    """A text that readers of the data look at, such as a level or a unit: one of ours, never one that was sent."""

    __slots__ = ()


def masked_data(execution: Execution, value: Any) -> Any:
    """JSON whose texts are masked, but for words of ours; its keys are ours as well.

    What has keys of others, such as the context, is masked with them beforehand, and passes through once more.
    """
    if isinstance(value, str):
        # Enumerations are words, too.
        return execution.masked(value) if type(value) is str else value
    if isinstance(value, (list, tuple)):
        return [masked_data(execution, inner) for inner in value]
    if isinstance(value, dict):
        return {key: masked_data(execution, inner) for key, inner in value.items()}
    return value
