"""`/tmp` is the instance's own folder, by every name that Node takes, and no way to anything else (contract §4)."""

from __future__ import annotations

import posixpath
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hsfunc_magics.runtime.node import landlock, seccomp
from hsfunc_magics.runtime.node.fence import Fence
from hsfunc_magics.runtime.pool.pool import Pool

from ..conftest import PoolMaker
from ..programs import lines, main, run, sent_json

_CLEAR = "for (const name of fs.readdirSync('/tmp')) fs.rmSync('/tmp/' + name, { recursive: true });"
_NAMES = (
    "const fs = require('fs'), fsp = require('fs/promises'), os = require('os'), path = require('path');"
    " const { pathToFileURL } = require('url'), { promisify } = require('util');"
)


def fenced_by(layers: str, make_pool: PoolMaker, monkeypatch: pytest.MonkeyPatch) -> Pool:
    """A pool on this system, one where Node's flags are all there is, or one without a fence."""
    if layers == "flags alone":
        monkeypatch.setattr(landlock, "version", lambda: 0)
        monkeypatch.setattr(seccomp, "available", lambda: False)
    return make_pool(fence=Fence(closed=layers != "open"))


@pytest.fixture(params=["every layer", "flags alone", "open"])
def fenced(request: pytest.FixtureRequest, make_pool: PoolMaker, monkeypatch: pytest.MonkeyPatch) -> Pool:
    """A pool of each of them."""
    return fenced_by(request.param, make_pool, monkeypatch)


def got(pool: Pool, code: str, **values: Any) -> Any:
    """What a function gets of the statements, which begin with an empty folder; `values` are its variables."""
    given = f"{_NAMES} const {{ {', '.join(values)} }} = context; {_CLEAR}"
    body = f"{given} sendResponse({{ body: [await (async () => {{ {code} }})()] }});"
    (value,) = sent_json(run(pool, main(body), values))
    return value


PROMISED = {
    "of fs": "require('fs').promises",
    "required": "require('node:fs/promises')",
    "got": "process.getBuiltinModule('fs/promises')",
    "imported": "await import('fs/promises')",
    "of fs, imported": "(await import('fs')).promises",
    "evaluated": "await eval(\"import('fs/promises')\")",
    "of a function made of text": "await new Function(\"return import('fs/promises')\")()",
    "of a script": "await (({ Script, constants: { USE_MAIN_CONTEXT_DEFAULT_LOADER: importModuleDynamically } }) =>"
    " new Script(\"import('fs/promises')\", { importModuleDynamically }).runInThisContext())(require('vm'))",
    "of a module": "await ((made) => (made._compile(\"module.exports = import('fs/promises')\", '/tmp/m.js'),"
    " made.exports))(new (require('module'))('/tmp/m.js'))",
}  # fmt: skip


@pytest.mark.parametrize("way", PROMISED)
def test_the_promises_of_fs_are_mapped_and_fenced_whoever_asks_first(pool: Pool, way: str) -> None:
    body = (
        f"const fs = require('fs'); const promised = {PROMISED[way]}; await promised.writeFile('/tmp/x', 'text');"
        " const outside = await promised.realpath('/etc/hosts').catch((error) => error.code);"
        " sendResponse({ body: [await promised.realpath('/tmp'), fs.readFileSync('x', 'utf8'), outside] });"
    )
    assert sent_json(run(pool, main(body))) == ["/tmp", "text", "ERR_ACCESS_DENIED"]


WRITES = {
    "a text": "fs.writeFileSync('/tmp/x', 'text');",
    "bytes": "fs.writeFileSync(Buffer.from('/tmp/x'), 'text');",
    "a Uint8Array": "fs.writeFileSync(new Uint8Array(Buffer.from('/tmp/x')), 'text');",
    "a URL": "fs.writeFileSync(new URL('file:///tmp/x'), 'text');",
    "called back": "await promisify(fs.writeFile)('/tmp/x', 'text');",
    "promised": "await fsp.writeFile('/tmp/x', 'text');",
    "imported": "await (await import('node:fs/promises')).writeFile('/tmp/x', 'text');",
    "imported by name": "const { writeFileSync } = await import('fs'); writeFileSync('/tmp/x', 'text');",
    "a descriptor": "const fd = fs.openSync('/tmp/x', 'w'); fs.writeSync(fd, 'text'); fs.closeSync(fd);",
    "a handle": "const file = await fsp.open('/tmp/x', 'w'); await file.write('text'); await file.close();",
    "appended": "fs.appendFileSync('/tmp/x', 'te'); await fsp.appendFile('/tmp/x', 'xt');",
    "a stream": "await new Promise((done) => fs.createWriteStream('/tmp/x').end('text', done));",
    "a stream's class": "await new Promise((done) => new fs.WriteStream(new URL('file:///tmp/x')).end('text', done));",
    "os.tmpdir()": "fs.writeFileSync(os.tmpdir() + '/x', 'text');",
    "the working folder": "fs.writeFileSync('x', 'text');",
    "path.resolve": "fs.writeFileSync(path.resolve('x'), 'text');",
    "a folder inside": "fs.mkdirSync('/tmp/a'); process.chdir('/tmp/a'); fs.writeFileSync('../x', 'text');"
    " process.chdir('/tmp'); fs.rmdirSync('/tmp/a');",
    "other spellings": "fs.writeFileSync('//tmp/./y/..//x', 'text');",
    "a copy": "fs.writeFileSync('/tmp/y', 'text'); fs.copyFileSync('/tmp/y', '/tmp/x'); fs.unlinkSync('/tmp/y');",
    "cp": "fs.mkdirSync('/tmp/a/b', { recursive: true }); fs.writeFileSync('/tmp/a/b/x', 'text');"
    " await fsp.cp('/tmp/a', '/tmp/c', { recursive: true, filter: (from, to) => from.startsWith('/tmp/a')"
    " && to.startsWith('/tmp/c') }); fs.cpSync('c/b/x', 'x');"
    " fs.rmSync('/tmp/a', { recursive: true }); await fsp.rm('/tmp/c', { recursive: true });",
    "a rename": "fs.writeFileSync('/tmp/y', 'text'); await fsp.rename('/tmp/y', new URL('file:///tmp/x'));",
    "a hard link": "fs.writeFileSync('/tmp/y', 'text'); fs.linkSync('/tmp/y', '/tmp/x'); fs.rmSync('/tmp/y');",
    "through a link": "fs.mkdirSync('/tmp/a'); fs.symlinkSync('/tmp', '/tmp/a/up');"
    " fs.writeFileSync('/tmp/a/up/x', 'text'); fs.rmSync('/tmp/a', { recursive: true });",
}  # fmt: skip

WRITTEN = "return [fs.readdirSync('/tmp'), fs.readFileSync('/tmp/x', 'utf8'), fs.existsSync('/tmp/x')];"


@pytest.mark.parametrize("code", [pytest.param(code, id=name) for name, code in WRITES.items()])
def test_what_is_written_by_any_name_lies_in_the_instances_folder(
    pool: Pool, folder_of_instances: Path, code: str
) -> None:
    assert got(pool, f"{code} {WRITTEN}") == [["x"], "text", True]
    assert [path.read_text() for path in folder_of_instances.glob("*/x")] == ["text"]


def test_it_is_found_from_elsewhere(make_pool: PoolMaker) -> None:
    pool = make_pool(fence=Fence(closed=False))
    code = "process.chdir('/'); fs.writeFileSync('tmp/x', 'text'); process.chdir('tmp'); return fs.readdirSync('.');"
    assert got(pool, code) == ["x"]


SHOWN = {
    "os.tmpdir": ("os.tmpdir()", "/tmp"),
    "process.cwd": ("process.cwd()", "/tmp"),
    "process.cwd of a folder inside": ("(process.chdir('/tmp/a'), process.cwd())", "/tmp/a"),
    "path.resolve": ("path.resolve('x')", "/tmp/x"),
    "realpath of the folder": ("fs.realpathSync('/tmp')", "/tmp"),
    "realpath": ("fs.realpathSync('a')", "/tmp/a"),
    "realpath, native": ("fs.realpathSync.native('/tmp/a/l')", "/tmp/x"),
    "realpath, called back": ("await promisify(fs.realpath)('/tmp/a/l')", "/tmp/x"),
    "realpath, native and called back": ("await promisify(fs.realpath.native)('/tmp/a/l')", "/tmp/x"),
    "realpath, promised": ("await fsp.realpath('/tmp/a/../a/l')", "/tmp/x"),
    "realpath, bytes": ("fs.realpathSync('/tmp/a/l', 'buffer').toString()", "/tmp/x"),
    "readlink": ("fs.readlinkSync('/tmp/a/l')", "/tmp/x"),
    "readlink, bytes": ("(await fsp.readlink(Buffer.from('/tmp/a/l'), 'buffer')).toString()", "/tmp/x"),
    "mkdtemp": ("fs.mkdtempSync('/tmp/').length", len("/tmp/123456")),
    "mkdtemp, promised": ("(await fsp.mkdtemp('/tmp/new-')).slice(0, 9)", "/tmp/new-"),
    "mkdtemp, bytes": ("String(fs.mkdtempSync(Buffer.from('/tmp/b-'), 'buffer')).slice(0, 7)", "/tmp/b-"),
    "mkdir": ("fs.mkdirSync('/tmp/b/c', { recursive: true })", "/tmp/b"),
    "entries": ("fs.readdirSync('/tmp/a', { withFileTypes: true }).map((one) => one.path).join()", "/tmp/a"),
    "entries of entries": (
        "(await fsp.readdir('/tmp', { withFileTypes: true, recursive: true })).map((e) => e.parentPath).sort().join()",
        "/tmp,/tmp,/tmp/a",
    ),
    "an open folder": ("((folder) => (folder.closeSync(), folder.path))(fs.opendirSync('/tmp/a'))", "/tmp/a"),
    "an open folder's entry": (
        "((folder) => [folder.readSync(), folder.closeSync()])(fs.opendirSync('/tmp/a'))[0].parentPath",
        "/tmp/a",
    ),
    "an open folder's entries": (
        "await (async () => { for await (const one of await fsp.opendir('/tmp/a')) return one.path + one.name; })()",
        "/tmp/al",
    ),
    "a stream": ("fs.createReadStream('/tmp/x').on('error', () => {}).path", "/tmp/x"),
    "stat": ("fs.statSync('/tmp/a/l').size", 4),
    "exists, called back": ("await promisify(fs.exists)('/tmp/x')", True),
    "access": ("await fsp.access('/tmp/x').then(() => 'may')", "may"),
    "a blob": ("await (await fs.openAsBlob('/tmp/x')).text()", "text"),
    "a watched folder": (
        (
            "await new Promise((done) => { const eye = fs.watch('/tmp/a', (event, name) => { eye.close();"
            " done(name); }); fs.writeFileSync('/tmp/a/seen', ''); })"
        ),
        "seen",
    ),
    "a watched folder, promised": (
        (
            "await (async () => { const eye = fsp.watch('/tmp/a')[Symbol.asyncIterator](), first = eye.next();"
            " const timer = setInterval(() => fs.writeFileSync('/tmp/a/seen', ''), 5); const { value } = await first;"
            " clearInterval(timer); await eye.return(); return value.filename; })()"
        ),
        "seen",
    ),
    "a watched file": (
        (
            "await new Promise((done) => { fs.watchFile('x', { interval: 5 }, (now) => { fs.unwatchFile('/tmp/x');"
            " done(now.size); }); setTimeout(() => fs.writeFileSync('/tmp/x', 'longer'), 20); })"
        ),
        6,
    ),
    "a file URL": ("pathToFileURL('x').href", "file:///tmp/x"),
}  # fmt: skip

MADE = (
    "fs.writeFileSync('/tmp/x', 'text'); fs.mkdirSync('/tmp/a'); fs.symlinkSync('/tmp/x', '/tmp/a/l');"
    " const found = {}; process.chdir('/tmp'); return found;"
)


@pytest.mark.parametrize(("code", "expected"), [pytest.param(*row, id=name) for name, row in SHOWN.items()])
def test_what_node_tells_of_the_folder_is_named_tmp(pool: Pool, code: str, expected: object) -> None:
    assert got(pool, MADE.format(code)) == expected


@pytest.mark.parametrize("layers", ["flags alone", "open"])
def test_all_of_it_holds_with_other_fences(make_pool: PoolMaker, monkeypatch: pytest.MonkeyPatch, layers: str) -> None:
    # In one execution, since it is Node's names that are exchanged, whatever the fence.
    codes = [*(f"{code} {WRITTEN}" for code in WRITES.values()), *(MADE.format(code) for code, _ in SHOWN.values())]
    every = " ".join(f"{_CLEAR} all.push(await (async () => {{ {code} }})());" for code in codes)
    expected = [*([["x"], "text", True] for _ in WRITES), *(found for _, found in SHOWN.values())]
    assert got(fenced_by(layers, make_pool, monkeypatch), f"const all = []; {every} return all;") == expected


ERRORS = {
    "thrown": "try { fs.readFileSync('/tmp/no'); } catch (error) { return told(error); }",
    "called back": "return new Promise((done) => fs.readFile('/tmp/no', (error) => done(told(error))));",
    "promised": "return fsp.readFile('/tmp/no').catch(told);",
    "of two paths": "return fsp.rename('/tmp/no', '/tmp/yes').catch(told);",
    "of a stream": "return new Promise((done) => fs.createReadStream('/tmp/no').on('error', (e) => done(told(e))));",
    "of cp": "return fsp.cp('/tmp/no', '/tmp/yes', { recursive: true }).catch(told);",
    "of cp into itself": "fs.mkdirSync('/tmp/no'); try { fs.cpSync('/tmp/no', '/tmp/no', { recursive: true }); }"
    " catch (error) { return told(error); }",
    "of bytes": "try { fs.statSync(Buffer.from('/tmp/no')); } catch (error) { return told(error); }",
    "of a watcher": "try { fs.watch('/tmp/no'); } catch (error) { return told(error); }",
    "of realpath": "return fsp.realpath('/tmp/no').catch(told);",
}  # fmt: skip


@pytest.mark.parametrize("code", [pytest.param(code, id=name) for name, code in ERRORS.items()])
def test_errors_name_the_path_as_the_function_did(pool: Pool, folder_of_instances: Path, code: str) -> None:
    told = "const told = (e) => [e.code, String(e.path), e.message, e.stack, require('util').inspect(e)];"
    error_code, path, *texts = got(pool, f"{told} {code}")
    assert (error_code, path) in {("ENOENT", "/tmp/no"), ("ERR_FS_CP_EINVAL", "/tmp/no")}
    for text in texts:
        assert "/tmp/no" in text
        assert str(folder_of_instances) not in text


def test_the_console_names_the_folder_tmp(pool: Pool, folder_of_instances: Path) -> None:
    outcome = run(
        pool,
        main(
            "try { require('fs').rmdirSync('/tmp/no'); } catch (error) { console.log(error.message, error); }"
            " console.log(process.report.getReport().header.cwd); sendResponse({ body: [1] });"
        ),
    )
    text = "\n".join(text for _, text in lines(outcome))
    assert "rmdir '/tmp/no'" in text
    assert str(folder_of_instances) not in text
    assert text.splitlines()[-1] == "/tmp"


def test_nothing_of_the_hosts_tmp_is_there(fenced: Pool) -> None:
    with tempfile.NamedTemporaryFile(dir="/tmp", prefix="hsfunc-host-") as other:
        code = "return [fs.readdirSync('/tmp'), fs.existsSync(other), fs.readdirSync(path.dirname(other))];"
        assert got(fenced, code, other=other.name) == [[], False, []]


def test_it_is_found_where_the_hosts_temporary_folder_is_a_link(
    make_pool: PoolMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "behind").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "behind")
    pool = make_pool()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "link"))
    assert got(pool, "fs.writeFileSync('/tmp/x', ''); return [fs.readdirSync('.'), process.cwd()];") == [["x"], "/tmp"]
    assert len(list(tmp_path.glob("behind/hsfunc-*/*/x"))) == 1


def test_another_instance_has_another_one(fenced: Pool) -> None:
    write = main("require('fs').writeFileSync('/tmp/x', ''); sendResponse({ body: [1] });")
    look = main("sendResponse({ body: require('fs').readdirSync('/tmp') });", file="app.functions/other.js")
    assert sent_json(run(fenced, write)) == [1]
    assert sent_json(run(fenced, look)) == []


# `file` is a file of the host, `near` one that lies two folders above the instance's.
ESCAPES = {
    "..": "return fs.readFileSync('/tmp/..' + file, 'utf8');",
    ".. to where the folder is": "return fs.readFileSync('/tmp/../../' + near, 'utf8');",
    "a symlink": "fs.symlinkSync(file, '/tmp/l'); return fs.readFileSync('/tmp/l', 'utf8');",
    "a relative symlink": "fs.symlinkSync('../../' + near, '/tmp/l'); return fs.readFileSync('/tmp/l', 'utf8');",
    "a symlink of a symlink": "fs.symlinkSync('/tmp/b', '/tmp/a'); fs.symlinkSync(file, '/tmp/b');"
    " return fs.readFileSync('/tmp/a', 'utf8');",
    "a symlink to a folder": "fs.symlinkSync(path.dirname(file), '/tmp/l');"
    " return fs.readFileSync('/tmp/l/' + path.basename(file), 'utf8');",
    "a symlink that is written to": "fs.symlinkSync(path.dirname(file) + '/new', '/tmp/l');"
    " fs.writeFileSync('/tmp/l', 'text');",
    "a hard link": "fs.linkSync(file, '/tmp/l'); return fs.readFileSync('/tmp/l', 'utf8');",
    "a renamed folder with a relative link": "fs.mkdirSync('/tmp/a/b/c', { recursive: true });"
    " fs.symlinkSync('../../' + near, '/tmp/a/b/c/l'); fs.renameSync('/tmp/a/b/c', '/tmp/c');"
    " fs.renameSync('/tmp/c/l', '/tmp/l'); return fs.readFileSync('/tmp/l', 'utf8');",
    ".. behind a link": "fs.mkdirSync('/tmp/a/b/c', { recursive: true }); fs.symlinkSync('/tmp', '/tmp/a/b/c/top');"
    " return fs.readFileSync('/tmp/a/b/c/top/../../' + near, 'utf8');",
    ".. behind a link, of the working folder": "fs.mkdirSync('/tmp/a/b/c', { recursive: true });"
    " fs.symlinkSync('/tmp', '/tmp/a/b/c/top'); return fs.readFileSync('a/b/c/top/../../' + near, 'utf8');",
    "a copy of a link": "fs.mkdirSync('/tmp/a'); fs.symlinkSync(file, '/tmp/a/l'); fs.cpSync('/tmp/a', '/tmp/b',"
    " { recursive: true, dereference: true }); return fs.readFileSync('/tmp/b/l', 'utf8');",
    "a file that is moved out": "fs.writeFileSync('/tmp/a', ''); return fs.renameSync('/tmp/a', file + '2');",
    "a file that is moved in": "return fs.renameSync(file, '/tmp/a');",
    "a copy": "return fs.cpSync(file, '/tmp/a');",
    "bytes": "return fs.readFileSync(Buffer.from('/tmp/..' + file), 'utf8');",
    "a URL": "return fs.readFileSync(new URL('file:///tmp/%2e%2e' + file), 'utf8');",
    "an object that is a URL at the second look": "let looks = 0; return fs.readFileSync({ href: 'file:///tmp/x',"
    " protocol: 'file:', hostname: '', get pathname() { looks += 1; return looks > 1 ? file : '/tmp/x'; } }, 'utf8');",
    "mkdtemp beside it": "return fs.mkdtempSync('/tmp');",
    "mkdtemp beside it, bytes": "return fs.mkdtempSync(Buffer.from('/tmp'));",
    "another name that begins so": "return fs.writeFileSync('/tmpx', '');",
}  # fmt: skip


@pytest.mark.parametrize("code", [pytest.param(code, id=name) for name, code in ESCAPES.items()])
@pytest.mark.parametrize("fenced", ["every layer", "flags alone"], indirect=True)
def test_it_is_no_way_out(fenced: Pool, tmp_path: Path, host_folder: Path, code: str) -> None:
    (tmp_path / "private.txt").write_text("private")
    (host_folder / "private.txt").write_text("private")
    values = {"file": str(host_folder / "private.txt"), "near": "private.txt"}
    refused = f"try {{ await (async () => {{ {code} }})(); return 'done'; }} catch (error) {{ return error.code; }}"
    assert got(fenced, refused, **values) in {"ERR_ACCESS_DENIED", "EACCES", "ENOENT", "EPERM", "EXDEV"}
    assert [path.name for path in host_folder.iterdir()] == ["private.txt"]
    assert (host_folder / "private.txt").read_text() == "private"
    assert got(fenced, "fs.writeFileSync('/tmp/x', 'text'); return fs.readdirSync('/tmp');") == ["x"]


_PARTS = st.sampled_from(["tmp", "..", ".", "", "a", "tmpx"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(names=st.lists(st.lists(_PARTS, max_size=6).map(lambda parts: "/" + "/".join(parts)), max_size=20))
def test_every_spelling_means_what_it_says(pool: Pool, names: list[str]) -> None:
    """A name is in `/tmp` just where it is when its dots are taken away, and then it is found by that name."""
    code = """
      return names.map((name) => {
        const plain = path.posix.normalize(name + '/file');
        try { fs.mkdirSync(name, { recursive: true }); fs.writeFileSync(name + '/file', ''); } catch { return false; }
        const found = fs.existsSync(plain);
        fs.rmSync(name + '/file');
        return found && !fs.existsSync(plain);
      });
    """
    # To Python two slashes at the beginning are not one.
    plain = [posixpath.normpath(f"/{name.lstrip('/')}/") + "/" for name in names]
    inside = [name.startswith("/tmp/") for name in plain]
    assert got(pool, code, names=names) == inside
