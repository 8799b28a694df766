"""What nobody outside HubSpot knows of the platform of projects: each a switch, never a claim (contract §12).

The first value of a switch is in force until another one is chosen: the one that shows more of what a function relies
on. A probe on a real account settles them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..errors import HsfuncError
from ..text import did_you_mean


class SwitchError(HsfuncError):
    """There is no such switch, or it has no such value."""


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
            {"scalars": "a string, the last of repeated ones", "arrays": "an array of strings each"},
        ),
        Switch("contact", "Is there a context.contact?", {"absent": "no such key", "present": "as it was"}),
        Switch("limits", "Is there a context.limits?", {"absent": "no such key", "present": "as it was"}),
        Switch(
            "token",
            "Is PRIVATE_APP_ACCESS_TOKEN in the environment of endpoints?",
            {"absent": "no", "injected": "yes, the value of the secret of that name"},
        ),
        Switch(
            "multi_value_headers",
            "Are multiValueHeaders of a returned value sent?",
            {"dropped": "no", "sent": "yes, as lines of their own"},
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
            "Who answers to a browser of another origin?",
            {"platform": "the platform, as in the design manager", "function": "the function's own headers alone"},
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


@dataclass(frozen=True)
class Switches:
    """How the switches stand. `chosen` are those that somebody has set; `settled` those that a probe has answered."""

    chosen: Mapping[str, str] = field(default_factory=dict[str, str])
    settled: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> str:
        return self.chosen.get(name, SWITCHES[name].default)

    def says(self, name: str, value: str) -> bool:
        """Whether a switch stands so."""
        return self[name] == value

    def choose(self, name: str, value: str) -> Switches:
        """With another value of a switch. Raises `SwitchError`."""
        if name not in SWITCHES:
            raise SwitchError(f"There is no switch {name}.{did_you_mean(name, SWITCHES)}")
        if value not in SWITCHES[name].values:
            values = " or ".join(SWITCHES[name].values)
            raise SwitchError(f"The switch {name} is {values}, not {value!r}.")
        return replace(self, chosen={**self.chosen, name: value})
