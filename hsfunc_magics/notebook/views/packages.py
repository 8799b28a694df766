"""The preloaded packages as a table, and one of them with what it brings along."""

from __future__ import annotations

from dataclasses import replace

from ...emulator.display import MimeBundle
from ...emulator.notes import Note
from ...emulator.packages.preloaded import PackageDetails, PackageTable
from ...runtime.preloaded import PreloadedPackage
from .frame import columns, size, visible
from .measured.parts import Cell, Code, Line, Part, Table, Text, bundle, figures_are_shown, parts_html

_ELSEWHERE = (
    "Load times differ from run to run: JupyterLab and Notebook draw them from this output's metadata, elsewhere"
    " print(packages) has them, after %hs packages --measure -o packages."
)
_HEAD: tuple[str, ...] = ("Package", "Range", "Installed", "Size", "Brings along", "Remark")


def draw_packages(packages: PackageTable | PackageDetails) -> MimeBundle:
    """The table, or one package. Load times stand in the metadata."""
    if packages.load_ms is None:
        return {"text/plain": packages_text(packages), "text/html": parts_html(_parts(packages))}, {}
    steady = replace(packages, load_ms=None)
    text = packages_text(packages) if figures_are_shown() else f"{packages_text(steady)}\n{_ELSEWHERE}"
    return bundle(text, [*_parts(steady), Text(_ELSEWHERE)], _parts(packages))


def packages_text(packages: PackageTable | PackageDetails) -> str:
    """The table, or one package, as text."""
    if isinstance(packages, PackageTable):
        head, *rows = _rows(packages)
        return visible("\n".join([*columns([head, *rows]), "", *_closing(packages.note, packages.load_ms is None)]))
    rows = [(d.name, d.version, size(d.size), d.deprecated) for d in packages.package.dependencies]
    return visible("\n".join([*_about(packages), "", *columns(rows), "", *_closing(packages.note, measure=False)]))


def _parts(packages: PackageTable | PackageDetails) -> list[Part]:
    rows: list[tuple[Cell, ...]]
    if isinstance(packages, PackageTable):
        head, *cells = _rows(packages)
        rows = [(Code(row[0]), *map(Line, row[1:-1]), row[-1]) for row in cells]
        return [Table(head, tuple(rows)), *map(Text, _closing(packages.note, packages.load_ms is None))]
    rows = [(Code(d.name), Line(d.version), Line(size(d.size)), d.deprecated) for d in packages.package.dependencies]
    return [
        *(Text(text.strip()) for text in _about(packages)),
        Table(("Brings along", "Version", "Size", "Remark"), tuple(rows)),
        *map(Text, _closing(packages.note, measure=False)),
    ]


def _about(details: PackageDetails) -> list[str]:
    package = details.package
    origin = f"comes along with {' and '.join(details.brought_by)}" if details.brought_by else ""
    origin = origin or f"the reference's {package.range}"
    lines = [f"{package.name} {package.version} ({origin})", f"  {package.description}"]
    lines.append(f"  {size(package.size)}, with all that comes along {size(package.whole_size)}")
    if details.load_ms is not None:
        lines.append(f"  loads in {details.load_ms:.0f} ms here")
    if package.deprecated:
        lines.append(f"  deprecated: {package.deprecated}")
    return lines


def _rows(packages: PackageTable) -> list[tuple[str, ...]]:
    """The head and a row for each package; with a column for the time where it was measured."""
    rows = [_HEAD, *(_cells(package) for package in packages.packages)]
    if packages.load_ms is None:
        return rows
    times = ["Loads in", *(f"{packages.load_ms[package.name]:.0f} ms" for package in packages.packages)]
    return [(*row[:-1], time, row[-1]) for row, time in zip(rows, times, strict=True)]


def _cells(package: PreloadedPackage) -> tuple[str, ...]:
    count = len(package.dependencies)
    return (
        package.name,
        package.range,
        package.version,
        size(package.whole_size),
        f"{count} packages" if count != 1 else "1 package",
        f"deprecated: {package.deprecated}" if package.deprecated else "",
    )


def _closing(note: Note, measure: bool) -> list[str]:
    lines = [f"{note.text} ({note.source})"]
    if measure:
        lines.append("What only comes along can be required, too: HubSpot does not promise it, and each call says so.")
        lines.append(
            "%hs packages --measure shows how long each takes to load, %hs packages NAME what it brings along."
        )
    return lines
