"""What a browser makes of a page's call: its message, why, and the header that would cure it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ....emulator.call.execution import Execution
from ..frame import code, escape, pre, section, visible
from .parts import source_json

if TYPE_CHECKING:
    from ....emulator.cors.verdict import Preflight, Verdict

# By outcome.
_TITLES = {
    "same-origin": "same origin",
    "readable": "allowed by CORS",
    "opaque": "opaque response",
    "blocked": "blocked by the browser",
    "elsewhere": "redirected elsewhere",
}


def cors_text(execution: Execution) -> list[str]:
    """The verdict as lines of text; none where no page has called."""
    verdict = execution.cors
    if verdict is None:
        return []
    lines = ["", _title(verdict)]
    if verdict.message:
        lines.append(f"  {verdict.message}")
    lines.append(f"  {verdict.summary}")
    if verdict.preflight is not None:
        lines.append(f"  {_asked(verdict.preflight)}")
    if verdict.rule:
        lines.append(f"  Rule: {verdict.rule}. ({verdict.rule_source})")
    if verdict.cure:
        lines += [f"  {_cure_title(verdict)}", *(f"    {line}" for line in verdict.cure)]
    lines += [f"  {line}" for line in _headers_seen(verdict)]
    lines += [f"  - {advice.text}" for advice in verdict.advice]
    if execution.reply.headers:
        lines.append("")
    return [visible(execution.masked(line)) for line in lines]


def cors_html(execution: Execution) -> str:
    """The verdict as HTML."""
    verdict = execution.cors
    if verdict is None:
        return ""

    def told(text: str) -> str:
        return escape(execution.masked(text))

    parts: list[str] = []
    if verdict.message:
        parts.append(f'<div role="alert">{pre(execution.masked(verdict.message))}</div>')
    parts.append(f"<p>{told(verdict.summary)}</p>")
    if verdict.preflight is not None:
        parts.append(f"<p>{told(_asked(verdict.preflight))}</p>")
    if verdict.rule:
        parts.append(f"<p>Rule: {told(verdict.rule)}. <small>({told(str(verdict.rule_source))})</small></p>")
    if verdict.cure:
        lines = "".join(f"<br>{code(execution.masked(line))}" for line in verdict.cure)
        parts.append(f"<p>{told(_cure_title(verdict))}{lines}</p>")
    parts += [f"<p>{told(line)}</p>" for line in _headers_seen(verdict)]
    if verdict.advice:
        items = (
            f"<li>{told(advice.text)} <small>({told(str(advice.source))})</small></li>" for advice in verdict.advice
        )
        parts.append(f"<ul>{''.join(items)}</ul>")
    return section(told(_title(verdict)), "".join(parts), opened=True)


def cors_json(execution: Execution) -> dict[str, Any] | None:
    """The verdict for the view's data, in the same words; None where no page has called."""
    verdict = execution.cors
    if verdict is None:
        return None
    told = execution.masked
    return {
        "outcome": verdict.outcome,
        "title": told(_title(verdict)),
        "message": told(verdict.message),
        "summary": told(verdict.summary),
        "ran": verdict.ran,
        "preflight": told(_asked(verdict.preflight)) if verdict.preflight is not None else None,
        "rule": told(verdict.rule),
        "rule_source": source_json(verdict.rule_source) if verdict.rule_source is not None else None,
        "cure": {"title": _cure_title(verdict), "lines": list(map(told, verdict.cure))} if verdict.cure else None,
        "readable": list(map(told, verdict.readable)),
        "hidden": list(map(told, verdict.hidden)),
        "advice": [{"text": told(advice.text), "source": source_json(advice.source)} for advice in verdict.advice],
    }


def _title(verdict: Verdict) -> str:
    origin = verdict.page.origin
    where = "without an origin (null)" if origin.is_null else f"on {origin}"
    return f"As a page {where}: {_TITLES[verdict.outcome.value]}"


def _asked(preflight: Preflight) -> str:
    headers = f" with {', '.join(preflight.headers)}" if preflight.headers else ""
    answer = "allows it" if preflight.passed else "does not allow it"
    return (
        f"Preflight: the browser asks first whether it may send {preflight.method}{headers}, for"
        f" {'; '.join(preflight.reasons)}. The answer, {preflight.status}, {answer}."
    )


def _cure_title(verdict: Verdict) -> str:
    failed = verdict.preflight is not None and not verdict.preflight.passed
    return f"What would cure it in the {'answer to the preflight' if failed else 'response'}:"


def _headers_seen(verdict: Verdict) -> list[str]:
    if verdict.outcome != "readable":
        return []
    hidden = f"; not {', '.join(verdict.hidden)}" if verdict.hidden else ""
    return [f"Of its headers it sees {', '.join(verdict.readable) or 'none'}{hidden}."]
