"""`outputs`: an `%hscall` cell behind 200 outputs of such cells, beside the first of them: in the kernel, painted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hsfunc_magics import current_account

from ..notebook.lab import TEXT, VIEW, browser, notebooks, painted, servers
from ..notebook.shell import quickstart, shell
from ..rows import Quantity, Row
from ..sampling import Samples, in_turns

if TYPE_CHECKING:
    from tests.browser.lab import OpenNotebook

_OUTPUTS = 200
_TEXT = "'word ' * 20"


def outputs(*, quick: bool) -> Iterator[Row]:
    """Cells of a new shell and, behind 200 outputs, of the same one; then of two notebooks in JupyterLab in turns."""
    yield _in_the_kernel(rounds=3 if quick else 15)
    yield _in_the_page(rounds=3 if quick else 15)


def _in_the_kernel(*, rounds: int) -> Row:
    function, call = quickstart()
    few: list[list[float]] = []
    many: list[list[float]] = []
    for _ in range(rounds):
        with shell() as (_, run):
            run(function)
            account = current_account()
            target = call.removeprefix("%hscall").strip()
            actions = {"cell": lambda: run(call)}
            # Node compiles what runs often: before the first output, so that both sides find it compiled.
            for _ in range(2 * _OUTPUTS):
                account.call(target)
            few += in_turns(actions, rounds=1, batch=20)["cell"].batches
            in_turns(actions, rounds=1, batch=_OUTPUTS)
            many += in_turns(actions, rounds=1, batch=20)["cell"].batches
    return Row(
        f"%hscall cell, {_OUTPUTS} outputs in the kernel",
        Quantity(Samples(many).median * 1e3, "ms"),
        Quantity(Samples(few).median * 1e3, "ms", "the first 20 outputs"),
        Samples(many).ratio(Samples(few)),
    )


def _in_the_page(*, rounds: int) -> Row:
    """What JupyterLab itself takes more, behind 200 outputs of text, is told beside it."""
    function, call = quickstart()
    start = ["%load_ext hsfunc_magics", function]
    taken: dict[tuple[str, int], list[list[float]]] = {}
    with browser() as chromium, servers(True) as running, notebooks(chromium, running[True], "outputs") as lab:
        opened: dict[tuple[str, int], tuple[OpenNotebook, int]] = {}
        for cell, shows in ((call, VIEW), (_TEXT, TEXT)):
            for count in (_OUTPUTS, 0):
                cells = [*start, *(cell for _ in range(count + 1))]
                notebook = lab.notebook(cells, fresh=True)
                notebook.run_all()
                opened[shows, count] = notebook, len(cells) - 1
                taken[shows, count] = []
        for turn in range(rounds + 1):
            for (shows, count), (notebook, last) in opened.items():
                notebook.page.bring_to_front()
                batch = [painted(notebook, last, shows) for _ in range(5)]
                if turn > 0:
                    taken[shows, count].append(batch)
    many, few = Samples(taken[VIEW, _OUTPUTS]), Samples(taken[VIEW, 0])
    text = Samples(taken[TEXT, _OUTPUTS]).ratio(Samples(taken[TEXT, 0]))
    return Row(
        f"%hscall cell, painted, {_OUTPUTS} outputs in the page",
        Quantity(many.median * 1e3, "ms"),
        Quantity(few.median * 1e3, "ms", "1 output"),
        many.ratio(few),
        remark=f"a cell that shows a text, behind {_OUTPUTS} such, {Quantity(text, '×')}",
    )
