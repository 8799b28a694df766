"""Coverage as lcov writes it, which CI services and editors read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .lines import FileCoverage


def lcov_text(files: Iterable[FileCoverage]) -> str:
    """A record for each file."""
    return "".join(f"{line}\n" for file in files for line in _record(file))


def _record(file: FileCoverage) -> Iterator[str]:
    yield "TN:"
    yield f"SF:{file.path}"
    functions = sorted(file.functions.items())
    names = [_unique(name, line, functions) for (line, name), _ in functions]
    yield from (f"FN:{line},{name}" for ((line, _), _), name in zip(functions, names, strict=True))
    yield from (f"FNDA:{count},{name}" for (_, count), name in zip(functions, names, strict=True))
    yield f"FNF:{len(functions)}"
    yield f"FNH:{sum(count > 0 for _, count in functions)}"
    for number, ((line, _), counts) in enumerate(sorted(file.branches.items())):
        # A choice that was never come to has a dash for each of its arms.
        reached = any(counts)
        yield from (f"BRDA:{line},{number},{arm},{count if reached else '-'}" for arm, count in enumerate(counts))
    yield f"BRF:{len(file.arms)}"
    yield f"BRH:{sum(map(bool, file.arms))}"
    yield from (f"DA:{line},{most}" for line, (most, _) in sorted(file.lines.items()))
    yield f"LF:{len(file.lines)}"
    yield f"LH:{sum(most > 0 for most, _ in file.lines.values())}"
    yield "end_of_record"


def _unique(name: str, line: int, functions: list[tuple[tuple[int, str], int]]) -> str:
    """A name for each function, which is how lcov knows them: two of one name are told apart by their lines."""
    alike = sum(other == name for (_, other), _ in functions)
    return f"{name}:{line}" if alike > 1 else name
