"""What is cut is masked: of a secret's value that a cut goes through, nothing is left to read (contract §8)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsfunc_magics import Account, Execution
from hsfunc_magics.emulator.logs.text import execution_lines
from hsfunc_magics.emulator.secrets.masking import Masker

VALUE = "qzx8-Wvk7-Jp3m-Tn5d-Lr9s"
KEPT = 16_384


@pytest.fixture
def keeper(account: Account) -> Account:
    account.secrets.add("TOKEN", VALUE)
    return account


def shown(account: Account, execution: Execution) -> str:
    """All that is told of an execution."""
    data, metadata = execution._repr_mimebundle_()
    log = json.dumps(account.log.as_json(), ensure_ascii=False)
    return "\n".join([*map(str, data.values()), str(metadata), repr(execution), *execution_lines(execution), log])


def beginnings(text: str, value: str = VALUE, least: int = 4) -> list[str]:
    return [value[:length] for length in range(least, len(value) + 1) if value[:length] in text]


ENDS = [
    "throw new Error('x'.repeat(room) + process.env.TOKEN)",
    "throw 'x'.repeat(room) + process.env.TOKEN",
    "const e = new Error('m'); e.name = 'x'.repeat(room) + process.env.TOKEN; throw e",
    "const e = new Error('m'); e.stack = 'x'.repeat(room) + process.env.TOKEN; throw e",
    "const e = new Error('m'); e.stack = '    at f (' + 'x'.repeat(room - 10) + process.env.TOKEN; throw e",
    "const c = new Error('c'); c.stack = 'x'.repeat(room) + process.env.TOKEN; throw new Error('m', { cause: c })",
    "const e = new Error('m'); e.stack = 'x'.repeat(room) + process.env.TOKEN; e.cause = new Error('c'); throw e",
    "Promise.reject(new Error('x'.repeat(room) + process.env.TOKEN))",
    "throw ['y'.repeat(9000), 'x'.repeat(room - 9007) + process.env.TOKEN]",
    "throw { a: 'x'.repeat(room - 6384) + process.env.TOKEN }",
]


@pytest.mark.parametrize("source", ENDS, ids=range(len(ENDS)))
@pytest.mark.parametrize("kept", [5, 15, 23])
def test_an_error_cut_in_the_middle_of_a_value_does_not_show_its_beginning(
    keeper: Account, source: str, kept: int
) -> None:
    keeper.functions.add("f", f"const room = {KEPT - kept}; {source};", secrets=["TOKEN"])
    execution = keeper.call("f")
    assert execution.error is not None and "error" in execution.leaks
    assert beginnings(shown(keeper, execution)) == []


def test_a_failure_behind_the_response_is_cut_as_any_other(keeper: Account) -> None:
    keeper.functions.add(
        "f",
        f"sendResponse({{}}); setTimeout(() => {{ throw new Error('x'.repeat({KEPT - 9}) + process.env.TOKEN); }}, 1);",
        secrets=["TOKEN"],
    )
    execution = keeper.call("f")
    assert execution.error is not None and "error" in execution.leaks
    assert beginnings(shown(keeper, execution)) == []


@pytest.mark.parametrize("kept", [5, 15])
def test_a_returned_value_is_cut_without_a_beginning(keeper: Account, kept: int) -> None:
    keeper.functions.add("f", f"return 'x'.repeat({80 - kept}) + process.env.TOKEN;", secrets=["TOKEN"])
    execution = keeper.call("f")
    assert execution.error is not None and "It returned xxx" in execution.error.hint
    assert beginnings(shown(keeper, execution)) == [] and execution.leaks == ("error",)


@pytest.mark.parametrize(
    "source",
    [
        "const text = 'y'.repeat(4080) + '\\n' + process.env.TOKEN; console.log(text)",
        "console.log('y'.repeat(4080)); console.log(process.env.TOKEN)",
        "process.stdout.write('y'.repeat(4079)); process.stdout.write(process.env.TOKEN)",
        "const s = process.stdout, v = process.env.TOKEN; s.write('y'.repeat(4079) + v[0]); s.write(v.slice(1))",
        "require('fs').writeSync(1, 'y'.repeat(4079) + process.env.TOKEN)",
        "require('fs').writeSync(2, 'y'.repeat(4079)); require('fs').writeSync(2, process.env.TOKEN)",
        "console.log('y'.repeat(4060), Buffer.from(process.env.TOKEN))",
    ],
)
def test_a_console_is_cut_without_a_beginning(keeper: Account, source: str) -> None:
    keeper.functions.add("f", f"{source}; sendResponse({{}});", secrets=["TOKEN"])
    execution = keeper.call("f")
    assert execution.truncated and execution.leaks == ("console",)
    told = shown(keeper, execution)
    assert beginnings(told) == [] and VALUE[:6].encode().hex(" ") not in told


@pytest.mark.parametrize(
    "source",
    [
        "Buffer.alloc(process.env.TOKEN + '0123456789')",  # Received type string ('…25 characters...')
        "JSON.parse(process.env.TOKEN + '-and-much-more-that-makes-it-long')",  # "10 characters"... is not valid
        "JSON.parse('[' + '1,'.repeat(20) + process.env.TOKEN + ',1'.repeat(20))",
        "throw Buffer.from('-'.repeat(40) + process.env.TOKEN)",  # … 14 more bytes
        "throw [...Buffer.from('-'.repeat(90) + process.env.TOKEN)]",  # … 14 more items
    ],
)
def test_text_that_node_itself_has_cut_shows_no_beginning_of_a_value(account: Account, source: str) -> None:
    value = VALUE if "TOKEN + '0" not in source else VALUE + "-of-more-characters"
    account.secrets.add("TOKEN", value)
    account.functions.add("f", f"{source};", secrets=["TOKEN"])
    execution = account.call("f")
    told = shown(account, execution)
    assert execution.leaks == ("error",), execution.error
    assert beginnings(told, least=8) == []
    assert "Jp3m" not in told and VALUE[:8].encode().hex(" ") not in told
    assert ", ".join(map(str, VALUE[:6].encode())) not in told


@settings(max_examples=300)
@given(value=st.text("abc-%&é\n", min_size=4, max_size=12), before=st.text("abc \n", max_size=8), after=st.text("ab\n"))
def test_nothing_stays_of_a_value_in_front_of_a_cut(value: str, before: str, after: str) -> None:
    masker = Masker([value])
    for kept in range(4, len(value)):
        text = f"{before}{value[:kept]}…{after}"
        masked = masker.mask(text)
        if masker:
            assert f"{value[:kept]}…" not in masked
            assert masker.found_in(text)
            assert not masker.mask_lines((before + value[:kept]).split("\n"), cut=True)[-1].endswith(value[:kept])
