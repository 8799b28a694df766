"""What nobody outside HubSpot knows of the platform of projects: each a switch, never a claim (contract §12).

The first value of a switch is in force until another one is chosen: the one that shows more of what a function relies
on. A probe on a real account settles them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..display import Displayable
from ..errors import SwitchError
from ..text import did_you_mean

__all__ = ["SWITCHES", "Switch", "SwitchError", "SwitchRow", "Switches", "switch_of"]


@dataclass(frozen=True, slots=True)
class Switch:
    """`question` is what is not known; `values` the answers that are possible, each with what it means."""

    name: str
    question: str
    values: Mapping[str, str]

    @property
    def default(self) -> str:
        return next(iter(self.values))


SWITCHES: Mapping[str, Switch] = {
    switch.name: switch
    for switch in (
        Switch(
            "params",
            "What are the values of context.params?",
            {
                "scalars": "a string, the last of repeated ones",
                "arrays": "an array of strings each",
                "mixed": "a string, and an array of strings where it is repeated",
            },
        ),
        Switch(
            "contact",
            "Is there a context.contact for a visitor whom a cookie makes known?",
            {"absent": "no such key", "present": "as in the design manager"},
        ),
        Switch(
            "limits", "Is there a context.limits?", {"absent": "no such key", "present": "as in the design manager"}
        ),
        Switch(
            "token",
            "Is PRIVATE_APP_ACCESS_TOKEN in the environment of endpoints?",
            {"absent": "no", "injected": "yes, the value of the secret of that name"},
        ),
        Switch(
            "portalid",
            "Is a portalid in the query compared with the account's?",
            {"checked": "another one is answered 400, as here in the design manager", "ignored": "no, any will do"},
        ),
        Switch(
            "multi_value_headers",
            "Are multiValueHeaders of a returned value sent?",
            {"dropped": "no", "sent": "yes, as lines of their own"},
        ),
        Switch(
            "header_arrays",
            "How is an array in the returned headers sent, such as two cookies?",
            {"joined": "as one line, joined with commas", "lines": "a line each"},
        ),
        Switch(
            "redirects",
            "Does a returned status of 3xx with a Location reach the browser?",
            {"sent": "yes", "dropped": "no: status 200 without Location"},
        ),
        Switch(
            "binary",
            "How is a returned Buffer sent?",
            {"json": "as JSON of the Buffer", "bytes": "as its bytes"},
        ),
        Switch("throw_status", "Which status has a function that throws?", {"500": "500", "502": "502"}),
        Switch(
            "cors",
            "Who answers OPTIONS, the preflight of a browser on another origin?",
            {
                "platform": "the platform, without CORS headers, as in the design manager",
                "function": "the function, whose own headers count",
            },
        ),
        Switch(
            "relative_require",
            "Can a function require a file beside it?",
            {"works": "yes", "fails": "no: Cannot find module"},
        ),
        Switch("node", "Which Node runs the functions?", {"20": "20", "22": "22", "24": "24"}),
        Switch("seconds", "How long may an execution take?", {"10": "10 s", "15": "15 s, as older pages say"}),
        Switch("log_bytes", "How much of a log is kept?", {"4096": "4 KB", "262144": "256 KB, as older pages say"}),
    )
}


def switch_of(name: str, value: str | None = None) -> Switch:
    """The switch of that name, which has that value. Raises `SwitchError`."""
    switch = SWITCHES.get(name)
    if switch is None:
        raise SwitchError(f"There is no switch {name!r}.{did_you_mean(name, SWITCHES)}")
    if value is not None and value not in switch.values:
        near = did_you_mean(value, switch.values)
        raise SwitchError(f"The switch {name} is {_alternatives(switch.values)}, not {value!r}.{near}")
    return switch


@dataclass(frozen=True, slots=True)
class SwitchRow:
    """One row of the table of switches: how it stands, what that means, and who says so."""

    name: str
    value: str
    means: str
    origin: str
    question: str
    others: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Switches(Displayable):
    """How the switches stand, changed only as a whole.

    `chosen` are those that somebody or a probe has set; `settled` has of each that a probe has answered the day.

    Example::

        account.switches = account.switches.choose("params", "arrays")
    """

    chosen: Mapping[str, str] = field(default_factory=dict[str, str])
    settled: Mapping[str, str] = field(default_factory=dict[str, str])

    def __getitem__(self, name: str) -> str:
        return self.chosen.get(name) or switch_of(name).default

    def __iter__(self) -> Iterator[str]:
        return iter(SWITCHES)

    def __repr__(self) -> str:
        if not self.chosen:
            return f"<Switches: all {len(SWITCHES)} at their defaults>"
        settled = f", {len(self.settled)} of them settled by a probe" if self.settled else ""
        return f"<Switches: {len(self.chosen)} of {len(SWITCHES)} set{settled}>"

    def says(self, name: str, value: str) -> bool:
        """Whether a switch stands so."""
        return self[name] == value

    def choose(self, name: str, value: str) -> Switches:
        """With another value of a switch; what a probe has said goes with the value. Raises `SwitchError`."""
        switch_of(name, value)
        if self.chosen.get(name) == value:
            return self
        return Switches({**self.chosen, name: value}, _without(self.settled, [name]))

    def settle(self, found: Mapping[str, str], day: str) -> Switches:
        """With what a probe has answered on a day. Raises `SwitchError`."""
        for name, value in found.items():
            switch_of(name, value)
        return Switches({**self.chosen, **found}, {**self.settled, **dict.fromkeys(found, day)})

    def reset(self, *names: str) -> Switches:
        """With the defaults of these switches. Raises `SwitchError`."""
        for name in names:
            switch_of(name)
        return Switches(_without(self.chosen, names), _without(self.settled, names))

    def origin(self, name: str) -> str:
        """Who says how a switch stands. Raises `SwitchError`."""
        switch_of(name)
        if name in self.settled:
            return f"settled by a probe on {self.settled[name]}"
        return "chosen" if name in self.chosen else "default, C"

    def rows(self) -> list[SwitchRow]:
        """The table, in the order of `SWITCHES`."""
        found = []
        for name, switch in SWITCHES.items():
            value = self[name]
            others = tuple(other for other in switch.values if other != value)
            found.append(SwitchRow(name, value, switch.values[value], self.origin(name), switch.question, others))
        return found


def _without(values: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    gone = set(names)
    return {name: value for name, value in values.items() if name not in gone}


def _alternatives(values: Iterable[str]) -> str:
    *first, last = values
    return f"{', '.join(first)} or {last}" if first else last
