"""What is emulated and by whose word, as a table: every rule of `docs/contract.md` with its letters."""

from __future__ import annotations

import re

_SECTION = re.compile(r"^## (\d+\..+)$", re.MULTILINE)
_BELOW = re.compile(r"^### (.+)$", re.MULTILINE)
_RULE = re.compile(r"^- (.*(?:\n  .*)*)", re.MULTILINE)
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_LETTER = re.compile(r"\b([RPOC])\b")
_LINK = re.compile(r"\]\((?=[\w-]+\.md)")  # to a neighbour of the contract
_QUOTED = re.compile(r'"[^"]*"')
_WORD = re.compile(r"[a-z]{3}")
_TOP = """# Who says so

Every rule of the [contract](docs/contract.md), and who says so: **R** HubSpot's reference or documentation, **P**
second-hand evidence of production, **O** observed on HubSpot's own packages run locally, **C** our choice, which
HubSpot does not state."""
_HEAD = "| rule | R | P | O | C |\n|---|:-:|:-:|:-:|:-:|"


def table(contract: str) -> str:
    """The page, as Markdown."""
    parts = _SECTION.split(contract)[1:]
    pages = [_TOP]
    for title, text in zip(parts[::2], parts[1::2], strict=True):
        below = _BELOW.split(text)
        rows = [_rows(below[0], title)] + [_rows(part, title) for part in below[2::2]]
        if any(rows):
            pages.append(f"## {_plain(title)}")
        for name, found in zip(["", *below[1::2]], rows, strict=True):
            if found:
                pages += [f"### {name}"] if name else []
                pages.append("\n".join([_HEAD, *found]))
    return "\n\n".join(pages)


def _rows(text: str, title: str) -> list[str]:
    """A row for each rule. One without a letter has those of its section."""
    rows = []
    for found in _RULE.findall(text):
        rule = " ".join(found.split())
        letters = _letters(rule) or _letters(title)
        marks = " | ".join("●" if letter in letters else "" for letter in "RPOC")
        rows.append(f"| {_plain(rule)} | {marks} |")
    return rows


def _letters(text: str) -> set[str]:
    """Those in brackets."""
    return {letter for inside in _IN_BRACKETS.findall(text) for letter in _LETTER.findall(_QUOTED.sub("", inside))}


def _plain(text: str) -> str:
    """The text without its letters, fit for a table."""

    def without(found: re.Match[str]) -> str:
        said = _QUOTED.sub("", found[1])
        return "" if _LETTER.search(said) and not _WORD.search(said) else found[0]

    return _LINK.sub("](docs/", _IN_BRACKETS.sub(without, text)).replace("|", r"\|")
