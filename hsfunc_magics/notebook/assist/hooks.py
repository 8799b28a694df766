"""Ties completion and explanations to IPython: a matcher, and the kernel's answer to an inspection."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher

from .cursor import Spot, find

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from ...emulator.account import Account

# Before all of IPython's own, so that none of them looks at JavaScript.
_FIRST = 10_000


class _Only(list[SimpleCompletion]):
    """Completions that are the only ones, also when there are none.

    IPython lets a matcher keep the others out only where it found something, and asks for the number.
    """

    def __len__(self) -> int:
        return max(1, super().__len__())


class EditingHooks:
    """The hooks of one shell."""

    def __init__(self, shell: InteractiveShell, account: Callable[[], Account]) -> None:
        self._shell = shell
        self._account = account
        self._matcher = self._make_matcher()
        self._inspect: Callable[..., Any] | None = None

    def add(self) -> None:
        """Answers from now on."""
        self._shell.Completer.custom_matchers.append(self._matcher)
        kernel = getattr(self._shell, "kernel", None)
        if kernel is not None:
            self._inspect = kernel.do_inspect
            kernel.do_inspect = self._inspect_cell

    def remove(self) -> None:
        """Leaves the shell as it was."""
        matchers = self._shell.Completer.custom_matchers
        if self._matcher in matchers:
            matchers.remove(self._matcher)
        kernel = getattr(self._shell, "kernel", None)
        # What somebody else put over ours in the meantime stays; it then goes on to the kernel's own.
        if kernel is not None and vars(kernel).get("do_inspect") == self._inspect_cell:
            del kernel.do_inspect

    def _make_matcher(self) -> Any:
        def matcher(context: CompletionContext) -> SimpleMatcherResult:
            cursor = _offset(context)
            spot = find(context.full_text, cursor)
            if spot is None or (spot.in_line is not None and spot.in_line <= 0):
                return SimpleMatcherResult(completions=[])
            return self._complete(spot)

        return context_matcher(priority=_FIRST, identifier="hsfunc_magics")(matcher)

    def _complete(self, spot: Spot) -> SimpleMatcherResult:
        from .completion import complete

        found = complete(self._account(), self._shell.user_ns, spot)
        only = _Only(SimpleCompletion(one.text, type=_on_one_row(one.kind)) for one in found.candidates)
        return SimpleMatcherResult(completions=only, matched_fragment=found.fragment, suppress=True, ordered=True)

    def _inspect_cell(
        self, code: str, cursor_pos: int, detail_level: int = 0, omit_sections: Iterable[str] = ()
    ) -> Any:
        """The kernel's `do_inspect`: our words in our cells, everywhere else the kernel's."""
        spot = find(code, cursor_pos)
        if spot is not None:
            from .inspection import inspect

            bundle = inspect(self._account(), spot)
            return {"status": "ok", "found": bool(bundle), "data": bundle, "metadata": {}}
        assert self._inspect is not None
        return self._inspect(code, cursor_pos, detail_level, omit_sections)


def _on_one_row(kind: str) -> str:
    """What a completion is, for JupyterLab's popup: a blank would lead over the next row."""
    return kind.replace("'", "").replace(" ", "\u00a0")


def _offset(context: CompletionContext) -> int:
    """The cursor in the whole cell."""
    lines = context.full_text.split("\n")[: context.cursor_line]
    return sum(len(line) + 1 for line in lines) + context.cursor_position
