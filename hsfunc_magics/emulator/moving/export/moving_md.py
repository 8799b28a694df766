"""MOVING.md: what a person does, in which order, and what changes for whom. Plain, and never a secret's value."""

from __future__ import annotations

from collections.abc import Iterator

from ...projects.project import SERVERLESS_PREFIX
from ...projects.switches import SWITCHES
from .plan import MovedFunction, ProjectPlan
from .project_files import APP_FILE, FUNCTIONS

MOVING_FILE = "MOVING.md"

_DATES = (
    ("2026-11-03", "HubSpot takes no new functions of the design manager."),
    ("2026-11-17", "HubSpot takes no changes of them any more."),
    ("2027-02-01", "Requests to /_hcms/api/ fail."),
)


def moving_md(plan: ProjectPlan) -> str:
    """The text of the file."""
    parts = [
        [f"# Moving {_plain(plan.name)} to a developer project"],
        list(_dates()),
        list(_steps()),
        list(_secrets(plan)),
        list(_functions(plan)),
        list(_rollback(plan)),
        list(_remarks(plan)),
        list(_unknown()),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _dates() -> Iterator[str]:
    yield "HubSpot's dates:"
    yield ""
    yield from (f"- **{date}**: {what}" for date, what in _DATES)


def _steps() -> Iterator[str]:
    yield "## Steps"
    yield ""
    steps = [
        "Find who calls them: `hsfunc project callers DIR` for your theme; by hand workflows, webhooks, other systems.",
        f"In `{APP_FILE}` write your own name, your support contact and the scopes that the functions need.",
        "Add the secrets below: an upload that names one the account does not have fails.",
        "Compare both forms here, and fix what differs: `hsfunc project compare FOLDER.functions PROJECT`.",
        "`hs project upload`, then call each function at its new URL.",
        "Switch the callers over, an endpoint at a time; `hsfunc project callers DIR --fix` edits what is certain.",
        "Watch the log: `hs app logs --type=serverless-gateway-execution`.",
        "Before 2027-02-01, when nothing calls the old URLs any more, delete the `.functions` folders.",
    ]
    yield from (f"{number}. {step}" for number, step in enumerate(steps, 1))


def _secrets(plan: ProjectPlan) -> Iterator[str]:
    yield "## Secrets"
    yield ""
    if not plan.secrets:
        yield "None is needed."
        return
    yield "```sh"
    yield from (f"hs secret add {name}" for name in plan.secrets)
    yield "```"


def _functions(plan: ProjectPlan) -> Iterator[str]:
    yield "## What changes"
    yield ""
    yield "Each of them answers at `https://<domain>`, with the domains of the account."
    if any(one.old.is_endpoint and not one.rewritten for one in plan.functions):
        yield (
            "Through the adapter a function returns once main has settled, so that what it does after sendResponse is"
            " done; what it leaves to timers and callbacks then may not be."
        )
    for one in plan.functions:
        yield ""
        yield f"### {_plain(one.old.name)} ({_plain(one.folder.title)})"
        yield ""
        yield from (f"- {line}" for line in _changes(one))


def _changes(one: MovedFunction) -> Iterator[str]:
    methods = " ".join(one.old.methods)
    if one.old.is_endpoint:
        yield f"{_code(f'{methods} /_hcms/api/{one.old.name}')} → {_code(f'{methods} {SERVERLESS_PREFIX}{one.path}')}"
    elif one.path is not None:
        yield f"{_code(f'{methods} {SERVERLESS_PREFIX}{one.path}')}, as before."
    else:
        yield (
            f"No endpoint: called as `hubspot.serverless('{one.uid}', {{ parameters }})`. HubSpot has refused some"
            " uploads of functions without one."
        )
    yield f"uid `{one.uid}`, `{FUNCTIONS}/{one.entry}`, {_how(one)}"
    if one.why_adapted:
        yield f"Not rewritten: {_plain(one.why_adapted)}."
    yield from (f"{_plain(remark)}" for remark in one.variables.remarks)
    if one.variables.values:
        names = ", ".join(map(_code, one.variables.values))
        yield f"Its environment ({names}) stands in `{one.entry}` now: values are part of the source."
    for file, warned in one.warnings:
        mark = "**Blocking**: " if warned.blocking else ""
        yield f"{mark}{_plain(f'{one.folder.path(file)}:{warned.line} {warned.text}')}"
    others = [method for method in one.old.methods if method in ("PUT", "PATCH", "DELETE")]
    if one.old.is_endpoint and others:
        yield f"`context.body` of {', '.join(others)}: the reference has it for POST only, here it is what arrives."


def _how(one: MovedFunction) -> str:
    if one.rewritten:
        return "rewritten: main returns its response."
    if one.old.sends == "return":
        return "as it was: main returned its response before."
    return f"`{one.file}` as it was, through the adapter."


def _rollback(plan: ProjectPlan) -> Iterator[str]:
    if not any(one.old.is_endpoint for one in plan.functions):
        return
    yield "## Back again"
    yield ""
    yield (
        "Until 2027-02-01 the old endpoints stay as they are: nothing here changes them. To take one back, have its"
        " callers use the old URL again:"
    )
    yield ""
    for one in plan.functions:
        if one.old.is_endpoint:
            yield f"- {_code(f'{SERVERLESS_PREFIX}{one.path}')} → {_code(f'/_hcms/api/{one.old.name}')}"


def _remarks(plan: ProjectPlan) -> Iterator[str]:
    if not plan.remarks:
        return
    yield "## Files and packages"
    yield ""
    yield from (f"- {_plain(remark)}" for remark in plan.remarks)


def _unknown() -> Iterator[str]:
    yield "## What nobody outside HubSpot knows"
    yield ""
    yield (
        "HubSpot does not say it. `hsfunc project probe DIR` writes a small project that finds out on your account;"
        " until then these are switches, and the first answer counts."
    )
    yield ""
    for switch in SWITCHES.values():
        answers = "; ".join(f"`{value}`: {meaning}" for value, meaning in switch.values.items())
        yield f"- `{switch.name}`: {switch.question} {answers}."


def _plain(text: str) -> str:
    """A text from the folder: on one line, and no markup of its own."""
    return _on_a_line(text).replace("<", "&lt;").replace("`", "'")


def _code(text: str) -> str:
    """A text from the folder as code."""
    return f"`{_on_a_line(text).replace('`', chr(39))}`"


def _on_a_line(text: str) -> str:
    return "".join(character if character.isprintable() else "·" for character in text)
