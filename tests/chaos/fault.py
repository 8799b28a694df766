"""A fault: one hostile function, and what its client may get."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """A hostile function. `never` is text that no answer of it may hold.

    `statuses` are what its client may get: 429 beside another one where a busy machine may run out of its time first,
    200 and 500 where a warm instance is broken by the call before. `runs_on`: it does not end after its answer.
    """

    name: str
    source: str
    statuses: frozenset[int]
    never: tuple[str, ...] = ()
    runs_on: bool = False

    @property
    def is_cut_off(self) -> bool:
        """Whether the limit of time ends it, before or after its answer."""
        return self.runs_on or 429 in self.statuses


def at_load(name: str, source: str, *statuses: int) -> Fault:
    """A whole file."""
    return Fault(name, source, frozenset(statuses))


def in_main(name: str, body: str, *statuses: int, never: tuple[str, ...] = (), runs_on: bool = False) -> Fault:
    """The body of an async main."""
    source = f"exports.main = async (context, sendResponse) => {{\n{body}\n}};\n"
    return Fault(name, source, frozenset(statuses), never, runs_on)


def around(name: str, breaks: str, *statuses: int) -> Fault:
    """Code that breaks something in main, which then answers."""
    return in_main(
        name, f"{THROWS}\n{breaks}\nconsole.log('broken');\nsendResponse({{ body: {{ ok: 1 }} }});", *statuses
    )


THROWS = "const throws = () => { throw new Error('patched'); };"
