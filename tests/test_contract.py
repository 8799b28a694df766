"""`docs/contract.md` and those who cite it: every section that is named exists, and every rule says how it is known."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
CONTRACT = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")
# Where it is cited: by `§` and a number.
FOLDERS = ("hsfunc_magics", "tests", "labextension", "benchmarks", "notebooks", "docs")
KINDS = {".py", ".js", ".ts", ".tsx", ".md", ".json", ".ipynb"}
NOT_OURS = {"node_modules", "dist", "lib", "build", ".ipynb_checkpoints"}
LETTERS = {"R", "P", "O", "C"}

_SECTION = re.compile(r"^## (\d+)\. (.+)$", re.MULTILINE)
_CITED = re.compile(r"§\s*([\d.]*\d)")
_RULE = re.compile(r"^- .*(?:\n  .*)*", re.MULTILINE)
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")


class Citation(NamedTuple):
    """One `§N`, where it stands, and the number."""

    place: str
    number: str

    def __str__(self) -> str:
        return f"{self.place} cites §{self.number}"


def citations(text: str, place: str) -> Iterator[Citation]:
    for found in _CITED.finditer(text):
        yield Citation(f"{place}:{text.count(chr(10), 0, found.start()) + 1}", found[1])


def cited_in_the_repository() -> list[Citation]:
    found: list[Citation] = []
    for top in FOLDERS:
        for folder, below, files in os.walk(ROOT / top):
            below[:] = sorted(set(below) - NOT_OURS)
            for path in (Path(folder, name) for name in sorted(files)):
                if path.suffix in KINDS and path != Path(__file__):
                    found += citations(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))
    return found


def sections() -> dict[str, str]:
    """The sections by number: the title and what stands below it."""
    parts = _SECTION.split(CONTRACT)[1:]
    return {parts[at]: f"{parts[at + 1]}\n{parts[at + 2]}" for at in range(0, len(parts), 3)}


def letters(text: str) -> set[str]:
    """The authorities that stand in brackets: `(R: "Limits"; C: the status)` has R and C."""
    return {letter for inner in _IN_BRACKETS.findall(text) for letter in re.findall(r"\b[RPOC]\b(?=[,:;]|$)", inner)}


def test_the_sections_are_numbered_from_one() -> None:
    assert [int(number) for number, _ in _SECTION.findall(CONTRACT)] == list(range(1, len(sections()) + 1))


def test_every_section_that_is_cited_exists() -> None:
    cited, known = cited_in_the_repository(), sections()
    assert len(cited) > 200, "the citations of the package and of the conformance cases"
    wrong = [str(citation) for citation in cited if citation.number not in known]
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def test_citations_are_found_one_by_one() -> None:
    found = list(citations("(contract §2, §99),\n# and §3.1.", "here"))
    assert [str(citation) for citation in found] == ["here:1 cites §2", "here:1 cites §99", "here:2 cites §3.1"]


def test_every_rule_says_how_it_is_known() -> None:
    wrong = []
    for number, text in sections().items():
        title = text.partition("\n")[0]
        wrong += [f"§{number}: {rule}" for rule in _RULE.findall(text) if not letters(rule) | letters(title)]
        for row in re.findall(r"^\|(.*)\|$", text, re.MULTILINE)[2:]:
            source = row.rpartition("|")[2].strip()
            if not LETTERS & set(re.findall(r"\b[RPOC]\b", source)):
                wrong.append(f"§{number}: {row}")
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)
