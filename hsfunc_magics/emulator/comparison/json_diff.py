"""JSON values compared by their structure: what was added, removed and changed, each with its path.

Objects are compared by keys, whatever their order; arrays by what they have in common, so that an item that was put in
front does not change all others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

from ..json_text.read_write import with_texts
from ..serverless_json.problems import json_path

Sign = Literal["+", "-", "~", " "]
Steps = tuple[str | int, ...]
Difference = tuple[Sign, str, str, str]
"""Sign, path, JSON before and after; empty where there is none."""

# Longer arrays are compared place by place.
MOST_ALIGNED = 1_000


def differences(before: Any, after: Any, mask: Callable[[str], str] = str) -> list[Difference]:
    """Every difference in the order of the values; `mask` is applied to whatever is shown."""
    return [
        (sign, _path(steps, mask), _shown(old, mask) if sign != "+" else "", _shown(new, mask) if sign != "-" else "")
        for sign, steps, old, new in _walk(before, after, ())
    ]


def _walk(before: Any, after: Any, steps: Steps) -> Iterator[tuple[Sign, Steps, Any, Any]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            if key not in after:
                yield "-", (*steps, key), before[key], None
            elif key not in before:
                yield "+", (*steps, key), None, after[key]
            else:
                yield from _walk(before[key], after[key], (*steps, key))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _walk_arrays(before, after, steps)
    elif not _same(before, after):
        yield "~", steps, before, after


def _walk_arrays(before: list[Any], after: list[Any], steps: Steps) -> Iterator[tuple[Sign, Steps, Any, Any]]:
    """An index is that of the array which has the item: the old one of what was removed, the new one otherwise."""
    if max(len(before), len(after)) > MOST_ALIGNED:
        blocks: Sequence[tuple[str, int, int, int, int]] = [("replace", 0, len(before), 0, len(after))]
    else:
        blocks = aligned([_key(item) for item in before], [_key(item) for item in after])
    for kind, i1, i2, j1, j2 in blocks:
        if kind == "equal":
            continue
        both = min(i2 - i1, j2 - j1)
        for step in range(both):
            yield from _walk(before[i1 + step], after[j1 + step], (*steps, j1 + step))
        for index in range(i1 + both, i2):
            yield "-", (*steps, index), before[index], None
        for index in range(j1 + both, j2):
            yield "+", (*steps, index), None, after[index]


def aligned(before: Sequence[str], after: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    """Which blocks are equal and which are not, as `difflib` tells them."""
    # Needed by comparisons alone, not when the extension is loaded.
    from difflib import SequenceMatcher

    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def _same(before: Any, after: Any) -> bool:
    # In Python true is 1; in JSON it is not, while 1 and 1.0 are one number.
    return isinstance(before, bool) == isinstance(after, bool) and bool(before == after)


def _key(value: Any) -> str:
    return json.dumps(_as_one_number(value), sort_keys=True)


def _as_one_number(value: Any) -> Any:
    """The value in which 1 and 1.0, and 0 and -0.0, are written alike."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case list():
            return [_as_one_number(item) for item in value]
        case dict():
            return {key: _as_one_number(item) for key, item in value.items()}
        case _:
            return value


def _path(steps: Steps, mask: Callable[[str], str]) -> str:
    path = json_path(*(mask(step) if isinstance(step, str) else step for step in steps))
    return f"${path}" if not path or path.startswith("[") else f"$.{path}"


def _shown(value: Any, mask: Callable[[str], str]) -> str:
    return json.dumps(with_texts(value, mask), ensure_ascii=False)
