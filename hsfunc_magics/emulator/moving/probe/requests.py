"""What is asked of the probe's function, and the line of curl that asks it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from ...projects.project import SERVERLESS_PREFIX

MARK = "hsfunc-probe"
ENDPOINT = MARK
ANSWER_FILE = f"{MARK}.txt"
COOKIE_VARIABLE = "HUBSPOTUTK"
# Longer than any wait that is asked for.
_MOST_SECONDS = 60


@dataclass(frozen=True, slots=True)
class ProbeRequest:
    """One request: `name` stands in the mark behind its answer. `contact`: with the cookie of a known contact."""

    name: str
    query: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    data: str | None = None
    contact: bool = False

    def curl(self) -> str:
        """The line for a shell: it adds the answer, and a mark behind it, to the file of answers."""
        told = f"\\n### {MARK} {self.name} status=%{{http_code}} size=%{{size_download}} time=%{{time_total}}"
        words = ["curl", "-sS", "-i", "--max-time", str(_MOST_SECONDS)]
        if self.contact:
            # The shell writes whether there is a cookie, never the cookie.
            words += ["-w", f'"{told} cookie=${{{COOKIE_VARIABLE}:+yes}}\\n"', "-b", f'"hubspotutk=${COOKIE_VARIABLE}"']
        else:
            words += ["-w", f"'{told}\\n'"]
        if self.method != "GET":
            words += ["-X", self.method]
        for name, value in self.headers:
            words += ["-H", shlex.quote(f"{name}: {value}")]
        if self.data is not None:
            words += ["-d", shlex.quote(self.data)]
        return " ".join([*words, f'"$URL?{self.query}"', ">>", ANSWER_FILE, "2>&1"])


_OTHER_ORIGIN = ("Origin", "https://other-origin.example")

REQUESTS = (
    ProbeRequest(
        "report",
        "what=report&single=1&repeated=1&repeated=2",
        headers=(("X-Hsfunc-Custom", "1"), ("X-HubSpot-Probe", "1")),
    ),
    ProbeRequest("contact", "what=report", contact=True),
    ProbeRequest("portalid", "what=report&portalid=1"),
    ProbeRequest("body", "what=report", "POST", (("Content-Type", "application/json"),), '{"single": 1}'),
    ProbeRequest("bare", "what=bare"),
    ProbeRequest("redirect", "what=redirect"),
    ProbeRequest("many", "what=many"),
    ProbeRequest("array", "what=array"),
    ProbeRequest("buffer", "what=buffer"),
    ProbeRequest("throw", "what=throw"),
    ProbeRequest("origin", "what=report", headers=(_OTHER_ORIGIN,)),
    ProbeRequest(
        "preflight",
        "what=report",
        "OPTIONS",
        (
            _OTHER_ORIGIN,
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "content-type"),
        ),
    ),
    ProbeRequest("wait11", "what=wait11"),
    ProbeRequest("wait16", "what=wait16"),
    ProbeRequest("log", "what=log"),
)


def shell_lines(domain: str = "YOUR-DOMAIN") -> list[str]:
    """All that is typed into a shell."""
    return [f"URL=https://{domain}{SERVERLESS_PREFIX}{ENDPOINT}", *(request.curl() for request in REQUESTS)]
