"""Sources are compiled without running them, and CommonJS only (contract §4, §7)."""

from __future__ import annotations

import shutil

import pytest

from hsfunc_magics.runtime.node.node import NodeNotFoundError, find_node
from hsfunc_magics.runtime.pool.health import check
from hsfunc_magics.runtime.pool.pool import Pool

from ..conftest import PoolMaker
from ..programs import FILE, MEGABYTE, failure_kind, lines, main, module, run, sent_json


@pytest.mark.parametrize(
    ("source", "line", "column"),
    [
        ("let a = ;", 1, 9),
        ("\n\n  foo(;", 3, 7),
        ("const a = 1;\nconst a = 2;", 2, 7),
        # Where the source ends too early V8 names no column.
        ("exports.main = async () => {", 1, 0),
        ("await 1;", 1, 1),
        ("'\u00e9\u00e9'; let let = 1;", 1, 11),
        ("a\r\nb = ;", 2, 5),
        ("a\u2028b = ;", 2, 5),
        ("`${", 1, 0),
        ("/* never closed", 1, 1),
    ],
)
def test_a_syntax_error_is_told_with_line_and_column(pool: Pool, source: str, line: int, column: int) -> None:
    problem = check(pool, FILE, source, 20)
    assert problem is not None
    assert problem.type == "SyntaxError"
    assert problem.message
    assert (problem.line, problem.column) == (line, column)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "exports.main = 5",
        "return;",
        "#!/usr/bin/env node\n1",
        "\ufeff1",
        "await = 1",
        "with ({}) {}",
        "while (true) {}",
        "throw 1",
        "process.exit()",
        "import('fs')",
        "// no line break",
        "'�'",
        "new.target",
    ],
)
def test_checking_a_source_does_not_run_it(pool: Pool, source: str) -> None:
    assert check(pool, FILE, source, 20) is None


@pytest.mark.parametrize(
    "source",
    [
        "import fs from 'fs'; exports.main = (c, s) => s({});",
        "export const main = (c, s) => s({});",
        "export default 1;",
        "const url = import.meta.url; exports.main = 1;",
        "await null; exports.main = 1;",
    ],
)
def test_module_syntax_fails_as_syntax_where_it_is_checked_and_where_it_is_run(pool: Pool, source: str) -> None:
    problem = check(pool, FILE, source, 20)
    assert problem is not None and problem.line == 1
    failure = run(pool, module(source)).failure
    assert failure is not None
    assert (failure.kind, failure.type, failure.at_load) == ("error", "SyntaxError", True)
    assert failure.syntax == problem
    assert failure.message == problem.message
    assert failure.stack.startswith(f"{FILE}:1:")


def _node_that_detects_modules() -> str | None:
    """The Node in PATH, where it is a 20 that would load module syntax by itself."""
    path = shutil.which("node")
    try:
        found = find_node(20, [path]) if path is not None else None
    except NodeNotFoundError:
        return None
    return str(found.path) if found is not None and found.version >= (20, 19, 0) else None


@pytest.mark.skipif(_node_that_detects_modules() is None, reason="no Node 20.19 or later of 20.x in PATH")
@pytest.mark.parametrize("source", ["import fs from 'fs';", "export const main = () => {};", "export default 1;"])
def test_module_syntax_fails_on_a_node_that_would_load_it_too(make_pool: PoolMaker, source: str) -> None:
    pool = make_pool(nodes=(str(_node_that_detects_modules()),))
    assert check(pool, FILE, source, 20) is not None
    failure = run(pool, module(source)).failure
    assert failure is not None
    assert failure.type == "SyntaxError"


def test_a_syntax_error_that_the_function_makes_itself_is_no_syntax_error_of_the_file(pool: Pool) -> None:
    failure = run(pool, module("JSON.parse('{');")).failure
    assert failure is not None
    assert failure.type == "SyntaxError"
    assert failure.syntax is None
    assert f"{FILE}:1:6" in failure.stack


def test_checking_prints_nothing_and_is_no_execution(pool: Pool) -> None:
    check(pool, FILE, "console.log('x')", 20)
    assert pool.instances == 0
    outcome = run(pool, module("exports.main = (c, s) => s({ body: 1 });"))
    assert lines(outcome) == []


def test_builtins_and_packages_that_are_there_are_found_and_nothing_else(pool: Pool) -> None:
    wanted = ["fs", "node:path", "axios", "request", "requests", "@hubspot/api-client", "axios/package.json"]
    wanted += ["bluebird", "follow-redirects/https"]
    refused = ["left-pad", "./f.js", "../f.js", "/etc/hostname", "", ".", "axios/../bluebird"]
    refused += ["@hubspot", "axiosx", "request/../../package.json", "node:nothing", "axios/nothing"]
    program = module(
        f"const found = [], codes = []; for (const name of {wanted}) {{ require(name); found.push(name); }}"
        f" for (const name of {refused}) try {{ require(name); found.push(name); }} catch (e) {{ codes.push(e.code); }}"
        " exports.main = (c, s) => s({ body: { found, codes } });"
    )
    told = sent_json(run(pool, program))
    assert told["found"] == wanted
    assert set(told["codes"]) <= {"MODULE_NOT_FOUND", "ERR_INVALID_ARG_VALUE", "ERR_UNKNOWN_BUILTIN_MODULE"}


def test_a_missing_module_is_told_as_such_where_it_is_required(pool: Pool) -> None:
    for source in (
        "require('left-pad');",
        "exports.main = () => { require('left-pad'); };",
        "exports.main = async () => require('./x');",
    ):
        failure = run(pool, module(source)).failure
        assert failure is not None
        assert failure.module_not_found
        assert failure.message.startswith("Cannot find module '")
    failure = run(pool, main("await import('left-pad');")).failure
    assert failure is not None and failure.module_not_found
    own = (
        "exports.main = () => { throw Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' }); };"
    )
    failure = run(pool, module(own)).failure
    assert failure is not None and not failure.module_not_found


def test_the_harness_is_no_module_of_the_functions(pool: Pool) -> None:
    body = "sendResponse({ body: [require.main === undefined, Object.keys(require.cache), module.parent ?? null] });"
    assert sent_json(run(pool, main(body))) == [True, [], None]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("(await import('node:path')).sep", "/"),
        ("(await import('fs')).default === require('fs')", True),
        ("(await import('axios')).default === require('axios')", True),
        ("(await import('axios/lib/helpers/spread.js')).default.name", "spread"),
        ("typeof (await import('@hubspot/api-client')).Client", "function"),
        ("(await eval(\"import('path')\")).sep", "/"),
        ("await import('left-pad').catch((e) => e.code)", "ERR_MODULE_NOT_FOUND"),
        ("await import('axios/gone.js').catch((e) => e.code)", "ERR_MODULE_NOT_FOUND"),
        ("await import('./own.mjs').catch((e) => e.code)", "ERR_MODULE_NOT_FOUND"),
        ("await import('/etc/hosts').catch((e) => e.code)", "ERR_MODULE_NOT_FOUND"),
        ("await import('data:text/javascript,export default 1').catch((e) => e.code)", "ERR_MODULE_NOT_FOUND"),
    ],
)
def test_import_reaches_the_modules_that_require_reaches(pool: Pool, code: str, value: object) -> None:
    assert sent_json(run(pool, main(f"sendResponse({{ body: [{code}] }});"))) == [value]


def test_a_function_can_ask_for_its_memory_and_for_cores(pool: Pool) -> None:
    body = (
        "const before = process.memoryUsage(); const kept = Buffer.alloc(20e6, 1); const after = process.memoryUsage();"
        " sendResponse({ body: { before, after, rss: process.memoryUsage.rss(), kept: kept.length,"
        " cores: require('os').cpus().length } });"
    )
    told = sent_json(run(pool, main(body)))
    parts = {"rss", "heapTotal", "heapUsed", "external", "arrayBuffers"}
    assert set(told["before"]) == set(told["after"]) == parts
    assert 20e6 < told["before"]["rss"] < told["after"]["rss"] <= told["rss"] < 128 * MEGABYTE
    assert 0 < told["after"]["heapUsed"] <= told["after"]["heapTotal"] < told["after"]["rss"]
    assert told["after"]["external"] >= told["before"]["external"] + 20e6
    assert told["after"]["arrayBuffers"] >= 20e6
    assert told["cores"] >= 1


def test_the_environment_is_there_before_the_file_and_nothing_else_is(pool: Pool) -> None:
    environment = {"A": "1", "ünï": "v=1", "PATH": "own", "EMPTY": ""}
    program = module("const seen = { ...process.env }; exports.main = (c, s) => s({ body: seen });", environment)
    assert sent_json(run(pool, program)) == environment


def test_main_is_read_from_the_exports_at_each_call(pool: Pool) -> None:
    program = module("exports.main = (c, s) => { exports.main = (c, s) => s({ body: 2 }); s({ body: 1 }); };")
    assert [sent_json(run(pool, program)) for _ in range(2)] == [1, 2]
    assert failure_kind(run(pool, module("exports.main = class {};"))) == "error"
