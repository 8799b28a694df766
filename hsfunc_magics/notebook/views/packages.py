"""The preloaded packages as a table, and one of them with what it brings along."""

from __future__ import annotations

from ...emulator.notes import Note
from ...emulator.packages.preloaded import PackageDetails, PackageTable
from ...runtime.preloaded import PreloadedPackage
from .frame import code, columns, escape, frame, line, size, table, visible

_HEAD: tuple[str, ...] = ("Package", "Range", "Installed", "Size", "Brings along", "Remark")


def packages_text(packages: PackageTable) -> str:
    """The table as text."""
    head, *rows = _rows(packages)
    return visible("\n".join([*columns([head, *rows]), "", *_closing(packages.note, packages.load_ms is None)]))


def packages_html(packages: PackageTable) -> str:
    """The table as HTML."""
    head, *rows = _rows(packages)
    marked = [
        (f'<span class="hsfunc-line">{code(row[0])}</span>', *(line(cell) for cell in row[1:-1]), escape(row[-1]))
        for row in rows
    ]
    closing = "".join(f"<p>{escape(text)}</p>" for text in _closing(packages.note, packages.load_ms is None))
    return frame([table(head, marked), closing])


def package_text(details: PackageDetails) -> str:
    """One package as text."""
    rows = [(d.name, d.version, size(d.size), d.deprecated) for d in details.package.dependencies]
    return visible("\n".join([*_about(details), "", *columns(rows), "", *_closing(details.note, measure=False)]))


def package_html(details: PackageDetails) -> str:
    """One package as HTML."""
    title, *about = _about(details)
    rows = [
        (code(d.name), line(d.version), line(size(d.size)), escape(d.deprecated)) for d in details.package.dependencies
    ]
    return frame(
        [
            f"<p><strong>{escape(title)}</strong>{''.join(f'<br>{escape(text.strip())}' for text in about)}</p>",
            table(("Brings along", "Version", "Size", "Remark"), rows),
            *(f"<p>{escape(text)}</p>" for text in _closing(details.note, measure=False)),
        ]
    )


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
