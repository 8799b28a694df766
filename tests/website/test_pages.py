"""The pages that the site is made of: every command and rule is there, and nothing is asked of the network."""

from __future__ import annotations

import argparse
import base64
import re
from pathlib import Path

import nbformat
import pytest

import hsfunc_magics
from hsfunc_magics.cli.main import command_line
from hsfunc_magics.notebook.commands import COMMANDS
from hsfunc_magics.notebook.magics.hscall import PARSER as HSCALL
from hsfunc_magics.notebook.magics.hsfunction import PARSER as HSFUNCTION
from website import api, attachments, commands, offline, rules

ROOT = Path(__file__).parents[2]


def sections(page: str) -> dict[str, str]:
    """What stands below each title."""
    parts = re.split(r"^## (.+)$", page, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def options(parser: argparse.ArgumentParser) -> set[str]:
    return {name for action in parser._actions for name in action.option_strings} - {"-h", "--help"}


def missing(parser: argparse.ArgumentParser, told: str) -> set[str]:
    """The options that are not defined there."""
    defined = {word for line in re.findall(r"^`(.+)`\n: ", told, re.MULTILINE) for word in re.split(r"[, ]+", line)}
    return options(parser) - defined


def test_every_hs_command_and_option_is_told() -> None:
    told = sections(commands.hs_commands())
    assert set(told) == {f"`%hs {command.words}`" for command in COMMANDS}
    for command in COMMANDS:
        here = told[f"`%hs {command.words}`"]
        assert not missing(command.parser(), here), command.words
        assert all(f"`%hs {alias}`" in here for alias in command.aliases)


def test_every_hsfunc_command_and_option_is_told() -> None:
    told = sections(commands.cli_commands())

    def follow(parser: argparse.ArgumentParser) -> int:
        """How many commands there are, each of them told."""
        groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        if not groups:
            assert not missing(parser, told[f"`{parser.prog}`"]), parser.prog
            return 1
        return sum(follow(below) for group in groups for below in group.choices.values())

    assert follow(command_line()) == len(told)


def test_every_magic_is_told() -> None:
    told = sections(commands.magics())
    for parser in (HSFUNCTION, HSCALL):
        assert not missing(parser, told[f"`{parser.prog}`"])
    assert "`secret_delay_seconds`\n: How long" in told["`%config HsfuncMagics`"]


def test_what_markdown_would_read_stands_as_it_is() -> None:
    parser = argparse.ArgumentParser(prog="x", description="a|b <c> *d* `e` [f]", add_help=False)
    parser.add_argument("--g", help="100%% of {h}", choices=["_i_"])
    assert r"a\|b \<c\> \*d\* \`e\` \[f\]" in commands.told(parser, "x")
    assert ": 100% of \\{h\\} One of \\_i\\_." in commands.told(parser, "x")


def test_the_api_has_every_public_name() -> None:
    assert set(re.findall(r":: hsfunc_magics\.(\w+)", api.reference())) == set(hsfunc_magics.__all__)


def test_every_rule_of_the_contract_says_by_whose_word() -> None:
    contract = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
    rows = [row for row in rules.table(contract).splitlines() if row.startswith("| ") and not row.startswith("| rule")]
    assert len(rows) == len(re.findall(r"^- ", contract.partition("\n## ")[2], re.MULTILINE))
    assert [row for row in rows if "●" not in row] == []


def test_a_rule_has_its_letters_or_those_of_its_section() -> None:
    contract = '# X\n\n## 1. One (R: "Peace")\n\n- A rule (O; C: its | name).\n- Another, see [x](x.md).\n'
    assert rules.table(contract).splitlines()[-2:] == [
        r"| A rule (O; C: its \| name). |  |  | ● | ● |",
        "| Another, see [x](docs/x.md). | ● |  |  |  |",
    ]


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://cdn.example.com/a.js"></script>',
        '<link rel="stylesheet" href="//cdn.example.com/a.css">',
        "<style>@import 'https://cdn.example.com/a.css'; p { background: url(https://cdn.example.com/a.png) }</style>",
        '<p style="background: url(http://cdn.example.com/a.png)"></p>',
        '<img src="HTTP://cdn.example.com/a.png">',
    ],
)
def test_what_a_page_would_load_from_elsewhere_is_found(html: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(html)
    assert {page for page, _ in offline.asking(tmp_path)} == {"page.html"}


def test_a_link_that_waits_for_a_click_is_none(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        '<a href="https://example.com">x</a><link rel="canonical" href="https://e.com">'
    )
    (tmp_path / "site.css").write_text("p { background: url(data:image/png;base64,AA) }")
    assert offline.asking(tmp_path) == []


def test_a_picture_in_a_notebook_becomes_a_file_beside_it(tmp_path: Path) -> None:
    cell = nbformat.v4.new_markdown_cell("![A page](attachment:page.png)")
    cell.attachments = {"page.png": {"image/png": base64.b64encode(b"PNG").decode()}}
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "pages.ipynb")
    attachments.unpack(tmp_path / "pages.ipynb")
    [unpacked] = nbformat.read(tmp_path / "pages.ipynb", as_version=4).cells
    assert unpacked.source == "![A page](pages-page.png)" and "attachments" not in unpacked
    assert (tmp_path / "pages-page.png").read_bytes() == b"PNG"
