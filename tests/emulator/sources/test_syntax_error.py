"""A syntax error that comes of another language, or of await in the wrong place, says so; others do not."""

from __future__ import annotations

import pytest

from hsfunc_magics import Account, FunctionSyntaxError
from hsfunc_magics.emulator.secrets.ways import BY_COMMAND
from hsfunc_magics.emulator.sources.package_needs import CELL, command_door

TYPESCRIPT = [
    "exports.main = (c: any, s) => s({ body: 1 })",
    "exports.main = async (context: Context,\n  send: any) => {}",
    "exports.main = async (c: Ctx, s: any): Promise<void> => {}",
    "const x: string = 'a'; exports.main = 1",
    "let x: number; exports.main = 1",
    "const f = (x): void => {}; exports.main = 1",
    "const f = ({ a }: Props) => {}; exports.main = 1",
    "const f = (a?: number, b = 1) => {}; exports.main = 1",
    "function f(a?: string) {}\nexports.main = 1",
    "interface Foo { a: string }\nexports.main = 1",
    "type A = string;\nexports.main = 1",
    "enum X { A }\nexports.main = 1",
    "declare const x: string;\nexports.main = 1",
    "abstract class A {}\nexports.main = 1",
    "class A { private x = 1 }\nexports.main = 1",
    "class A {\n  x: string;\n}\nexports.main = 1",
    "const y = 1 as number; exports.main = 1",
    "const o = { a: 1 } satisfies X; exports.main = 1",
    "const a = b!;\nexports.main = 1",
    "const f = <T>(x) => x; exports.main = 1",
    "const m = new Map<string, number>(); exports.main = 1",
    "import type { A } from 'b';\nexports.main = 1",
]
JSX = [
    "exports.main = (c, s) => s({ body: <b/> })",
    "exports.main = (c, s) => s({ body: <b>x</b> })",
    "exports.main = (c, s) => s({ body: <>x</> })",
    "const f = function () { return <div className='a'>{x}</div>; }; exports.main = f",
]
AWAIT = [
    "const x = await 1;\nexports.main = (c, s) => s({ body: x })",
    "function f() { await 1 }\nexports.main = 1",
    "for await (const x of y) {}\nexports.main = 1",
]
OTHERS = [
    "f({ a: 1, b: { c: ; } })",
    "x = { a: 1\n  body: { x: 1 } }",
    "x = { a: 1\n  body: String }",
    "const type = 1; let b = ;",
    "f(a: Foo)",
    "x = { a: b: {} }",
    "let a = x ? y : z : 1;",
    "exports.main = (a:",
    "let a = <;",
    "let a = ; // (c: any) => interface Foo",
    "let a = 'const x: string = 1' 'b';",
    "if (a < b && c > ) {}",
]


def hint(account: Account, source: str) -> str:
    with pytest.raises(FunctionSyntaxError) as caught:
        account.functions.add("f", source)
    assert caught.value.hint in str(caught.value) and caught.value.hint in caught.value.told
    assert "\n" not in caught.value.told
    return caught.value.hint


@pytest.mark.parametrize(
    ("sources", "words"),
    [
        (TYPESCRIPT, "This looks like TypeScript"),
        (JSX, "This looks like JSX"),
        (AWAIT, "await works within an async function only"),
    ],
    ids=["TypeScript", "JSX", "await"],
)
def test_what_was_taken_for_javascript_is_named(account: Account, sources: list[str], words: str) -> None:
    assert [source for source in sources if not hint(account, source).startswith(words)] == []


@pytest.mark.parametrize(
    ("source", "words"),
    [(TYPESCRIPT[0], "TypeScript"), (JSX[0], "JSX"), (AWAIT[0], "async"), ("import 'a';", "CommonJS")],
)
def test_a_call_of_such_a_file_says_the_same(account: Account, source: str, words: str) -> None:
    account.functions.load("shop", '{"endpoints": {"f": {"file": "f.js"}}}', {"f.js": source})
    error = account.call("f").error
    assert error is not None
    assert words in error.hint


def test_any_other_syntax_error_is_left_alone(account: Account) -> None:
    assert [source for source in OTHERS if hint(account, source)] == []


def test_a_line_that_a_tool_wrote_takes_no_longer(account: Account) -> None:
    assert hint(account, f"x = [{'(a,b)=>c,' * 50_000} const];") == ""


def test_import_and_types_name_what_bundles_them_where_the_folder_came_in(account: Account) -> None:
    source = "import axios from 'axios';\nexport const main = () => {};"
    assert hint(account, source).endswith("A bundle may have both: account.bundling.add(…, npm=[…])")
    account.functions.door = CELL
    assert "%%hsfunction … --npm NAME" in hint(account, source)
    account.functions.door = command_door("hsfunc serve --bundle shop.functions", "", BY_COMMAND)
    assert hint(account, source).endswith("A bundle may have both: hsfunc serve --bundle shop.functions")
    assert hint(account, TYPESCRIPT[0]).endswith("is compiled by bundling: hsfunc serve --bundle shop.functions")
