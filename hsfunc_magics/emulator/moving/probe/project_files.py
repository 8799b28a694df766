"""The probe's project as HubSpot's command line uploads it: its files, and the README that says how it is used."""

from __future__ import annotations

from importlib.resources import files

from ...json_text.read_write import write_json
from ...projects.project import PROJECT_FILE
from .requests import ANSWER_FILE, COOKIE_VARIABLE, ENDPOINT, MARK, shell_lines

PLATFORM_VERSION = "2026.09"
_FUNCTIONS = "src/app/functions"
_SOURCES = ("hsfunc-probe.js", "hsfunc-probe-beside.js")
_APP = {
    "uid": "hsfunc_probe_app",
    "type": "app",
    "config": {
        "name": MARK,
        "description": "Tells how the platform calls functions. To be deleted once its answers are saved.",
        "distribution": "private",
        "auth": {
            "type": "static",
            "requiredScopes": ["crm.objects.contacts.read"],
            "optionalScopes": [],
            "conditionallyRequiredScopes": [],
        },
        "permittedUrls": {"fetch": [], "iframe": [], "img": []},
        "support": {},
    },
}
_FUNCTION = {
    "uid": "hsfunc_probe",
    "type": "app-function",
    "config": {
        "entrypoint": f"/app/functions/{_SOURCES[0]}",
        "endpoint": {"path": ENDPOINT, "methods": ["GET", "POST"]},
        "secretKeys": [],
    },
}
_PACKAGE = {"name": MARK, "version": "1.0.0", "private": True, "dependencies": {}}


def probe_files() -> dict[str, str]:
    """The text of each file by its path in the project."""
    sources = files(__package__) / "js"
    return {
        PROJECT_FILE: _json({"name": MARK, "srcDir": "src", "platformVersion": PLATFORM_VERSION}),
        "src/app/app-hsmeta.json": _json(_APP),
        f"{_FUNCTIONS}/{MARK}-hsmeta.json": _json(_FUNCTION),
        f"{_FUNCTIONS}/package.json": _json(_PACKAGE),
        **{f"{_FUNCTIONS}/{name}": (sources / name).read_text(encoding="utf-8") for name in _SOURCES},
        "README.md": readme(),
    }


def readme() -> str:
    """What somebody with an account does with it."""
    lines = "\n".join(shell_lines())
    return f"""# A probe of developer projects

One small function that tells how HubSpot's platform calls it, and what becomes of its answers: kinds, and yes or no. It
sends no secret, no token and nothing of a person. Whoever knows its address can call it, also to wait 16 s or to write
300 KB of log, so it stays in the account only as long as it takes.

1. `hs project upload` in this folder, deploy the build, and install the app in the account. An app needs a scope; the
   function uses none. Its endpoint is `/hs/serverless/{ENDPOINT}`: no other app of the account may have that path.
2. Optional, for `context.contact`: in a browser that is known as a contact of the account (it has sent one of its
   forms), copy the value of the cookie `hubspotutk`, and say `export {COOKIE_VARIABLE}=` and the value. One of the
   lines sends it to your own domain, and none writes it down.
3. In a shell (bash, zsh, Git Bash), with your domain in the first line. It takes about half a minute:

```sh
{lines}
```

4. Optional, for how much of a log is kept: put what `hs app logs --type=serverless-gateway-execution` prints of the
   last execution behind the answers, in `{ANSWER_FILE}`.
5. `hsfunc project probe --read {ANSWER_FILE}` says what is settled, what stays open and why.
6. Delete the project in the account. `{ANSWER_FILE}` has the headers of your domain's answers: look at it before you
   give it away.
"""


def _json(value: object) -> str:
    return write_json(value) + "\n"
