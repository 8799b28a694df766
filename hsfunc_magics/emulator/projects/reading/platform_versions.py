"""The platform versions of projects, and what each is for functions (contract §12)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from ...serverless_json.problems import Problem, show, warning
from ...text import did_you_mean
from ..project import PROJECT_FILE

NEWEST = "2026.09"

Form = Literal["hsmeta", "appFunctions", "none"]
"""Where a version has its functions: in hsmeta files, in serverless.json under `appFunctions`, nowhere."""

_BETA = "-beta"
# HubSpot's parser lists the later ones, too: what they change is not known.
_FORMS: dict[str, Form] = {
    "2023.1": "appFunctions",
    "2023.2": "appFunctions",
    "2025.1": "appFunctions",
    "2025.2": "none",
    "2026.03": "hsmeta",
    NEWEST: "hsmeta",
    "2027.03": "hsmeta",
}
_UNSTABLE = "unstable"
_LATER = ("2027.03", _UNSTABLE)
_DATED = re.compile(r"(\d{4})\.(\d{1,2})(?:-beta)?")


@dataclass(frozen=True, slots=True)
class PlatformVersion:
    """A `platformVersion` as it is written, and where its functions stand."""

    text: str
    form: Form

    @property
    def sends(self) -> bool:
        """Whether its functions respond by `sendResponse`."""
        return self.text == "2023.1"

    @property
    def has_permissions(self) -> bool:
        """Whether an hsmeta file may have `permissions`: from 2026.09 on, as in HubSpot's parser."""
        dated = _DATED.fullmatch(self.text)
        return dated is None or (int(dated[1]), int(dated[2])) >= (2026, 9)


def read_version(text: str) -> PlatformVersion:
    """The version. One that nobody knows is taken for what its number says, or for the newest."""
    form = _FORMS.get(text.removesuffix(_BETA))
    if form is None:
        dated = _DATED.fullmatch(text)
        form = "appFunctions" if dated is not None and (int(dated[1]), int(dated[2])) < (2025, 2) else "hsmeta"
    return PlatformVersion(text, form)


def version_problems(version: PlatformVersion) -> Iterator[Problem]:
    """What is to be said of a version itself."""
    plain = version.text.removesuffix(_BETA)
    move = f'Move to "{NEWEST}".'
    told = None
    if plain in _LATER:
        told = warning("platformVersion", f"{show(version.text)} is newer than {NEWEST}, which is known here.", "")
    elif plain not in _FORMS:
        known = did_you_mean(version.text, [one for one in _FORMS if one not in _LATER])
        told = warning("platformVersion", f"{show(version.text)} is no platform version that is known here.", "")
        told = replace(told, mend=f'Use "{NEWEST}".{known}')
    elif version.form == "appFunctions":
        told = warning("platformVersion", f"{plain} is sunset: HubSpot neither builds nor deploys it any more.", move)
    elif version.form == "none":
        told = warning("platformVersion", f"{plain} has no serverless functions.", move)
    if told is not None:
        yield replace(told, file=PROJECT_FILE)
