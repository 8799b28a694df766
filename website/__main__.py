"""`python -m website`: lays the sources out in build/website, has Sphinx make the site, and checks it."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from . import api, attachments, commands, offline, rules

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).resolve().parent
LAID_OUT = ROOT / "build" / "website"
SITE = ROOT / "build" / "site"
# As they lie in the repository, so that a link between them is one on the site.
TAKEN = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENSE",
    "docs",
    "notebooks",
    "workshop",
    "hsfunc_magics/notebook/views/execution/execution.schema.json",
)


def main() -> int:
    """Makes the site; 1 where a page, a link or a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m website", description="Makes the documentation's site.")
    parser.add_argument("--external", action="store_true", help="ask the network whether links to elsewhere hold")
    options = parser.parse_args()

    lay_out()
    if not made("html", SITE) or (options.external and not made("linkcheck", LAID_OUT.with_name("links"))):
        return 1
    asking = offline.asking(SITE)
    for page, address in asking:
        print(f"{page} asks the network for {address}", flush=True)
    if not asking:
        print(f"\nThe site is in {SITE.relative_to(ROOT)}: open {(SITE / 'index.html').relative_to(ROOT)}", flush=True)
    return 1 if asking else 0


def lay_out() -> None:
    """The sources of the site: the repository's own, and what is made of parsers, docstrings and the contract."""
    shutil.rmtree(LAID_OUT, ignore_errors=True)
    shutil.copytree(HERE / "pages", LAID_OUT)
    shutil.copy(HERE / "conf.py", LAID_OUT)
    for name in TAKEN:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, LAID_OUT / name, ignore=shutil.ignore_patterns(".*", "*.functions", "__pycache__"))
        elif source.is_file():
            (LAID_OUT / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, LAID_OUT / name)
    for notebook in (LAID_OUT / "notebooks").rglob("*.ipynb"):
        attachments.unpack(notebook)
    generated = {
        "magics": commands.magics(),
        "hs": commands.hs_commands(),
        "hsfunc": commands.cli_commands(),
        "api": api.reference(),
        "rules": rules.table((ROOT / "docs" / "contract.md").read_text(encoding="utf-8")),
    }
    index = LAID_OUT / "index.md"
    index.write_text(with_other_pages(index.read_text(encoding="utf-8")), encoding="utf-8")
    for folder in sorted((ROOT / "notebooks").glob("*.functions")):
        generated[f"notebooks/{folder.name}"] = folder_page(folder)
    for name, text in generated.items():
        (LAID_OUT / f"{name}.md").write_text(f"{text}\n", encoding="utf-8")


def with_other_pages(index: str) -> str:
    """The index with every page of docs/: one that it does not place by name stands with the reference."""
    pages = (f"docs/{path.stem}" for path in sorted((ROOT / "docs").glob("*.md")))
    return index.replace(
        "(other pages of docs)\n", "".join(f"{page}\n" for page in pages if f"\n{page}\n" not in index)
    )


def folder_page(folder: Path) -> str:
    """The files of a folder that a notebook reads, on one page."""
    languages = {".js": "javascript", ".json": "json"}
    parts = [f"# {folder.name}", "What the notebook beside it reads."]
    for path in sorted(folder.iterdir()):
        language = languages.get(path.suffix, "text")
        parts += [f"## {path.name}", f"````{language}\n{path.read_text(encoding='utf-8')}````"]
    return "\n\n".join(parts)


def made(builder: str, folder: Path) -> bool:
    """Whether Sphinx was content: a warning, such as of a link that leads nowhere, is an error."""
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "sphinx", "-b", builder, "-W", "--keep-going", "-q", str(LAID_OUT), str(folder)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
