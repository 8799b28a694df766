"""A series of calls: how long they took, what came back, when, and what was left of the account's minute."""

from __future__ import annotations

from ...emulator.http import reason
from ...emulator.repeat import Sample, Series
from .frame import escape, frame, table

_WIDTH, _HEIGHT, _BINS = 560, 90, 28
_PERCENTILES = (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1.0))


def series_text(series: Series) -> str:
    """The facts that a run with simulated time repeats, and no others unless they were measured."""
    made = f"{len(series)} of {series.wanted} calls, {series.concurrency} at once"
    lines = [f"{made}{' (stopped)' if series.interrupted else ''}"]
    lines += [f"  {count} × {_status(status)}" for status, count in sorted(series.statuses.items())]
    remaining = [sample.execution.limits.executions_remaining for sample in series.samples if sample.execution.limits]
    if series.simulated and remaining:
        lines.append(f"  executionsRemaining: {remaining[0]} → {remaining[-1]}")
        lines.append(f"  execution time, simulated: {_ms(series.percentile(1.0))} each")
    return "\n".join(lines)


def series_html(series: Series) -> str:
    """The same with a picture."""
    rows = [(escape(_status(status)), str(count)) for status, count in sorted(series.statuses.items())]
    stopped = " (stopped)" if series.interrupted else ""
    figures = " · ".join(f"{name} {_ms(series.percentile(share))}" for name, share in _PERCENTILES)
    parts = [
        f"<p>{len(series)} of {series.wanted} calls, {series.concurrency} at once{stopped}</p>",
        table(("Status", "Calls"), rows),
        f"<p>Latency: {figures}. Cold starts: {series.cold_starts}.</p>",
    ]
    if series.samples:
        parts += [_picture("How long the calls took", _distribution(series))]
        parts += [_picture("Status codes in the order of the calls, cold starts ringed", _timeline(series))]
        parts += [_picture("executionsRemaining as each call saw it", _remaining(series))]
    return frame(parts)


def _picture(title: str, inner: str) -> str:
    return (
        f'<p>{escape(title)}</p><svg role="img" aria-label="{escape(title)}" width="{_WIDTH}" height="{_HEIGHT}"'
        f' viewBox="0 0 {_WIDTH} {_HEIGHT}" fill="currentColor" stroke="none" font-size="11">{inner}</svg>'
    )


def _distribution(series: Series) -> str:
    latencies = series.latencies()
    low, high = min(latencies), max(latencies)
    span = (high - low) or 1.0
    counts = [0] * _BINS
    for latency in latencies:
        counts[min(_BINS - 1, int((latency - low) / span * _BINS))] += 1
    most, step, room = max(counts), _WIDTH / _BINS, _HEIGHT - 18
    bars = [
        f'<rect x="{index * step + 1:.1f}" y="{room - count / most * room:.1f}" width="{step - 2:.1f}"'
        f' height="{count / most * room:.1f}" fill-opacity=".6"/>'
        for index, count in enumerate(counts)
        if count
    ]
    return "".join([*bars, _axis(_ms(low), _ms(high))])


def _timeline(series: Series) -> str:
    statuses = sorted(series.statuses)
    room = _HEIGHT - 22
    dots = []
    for index, sample in enumerate(series.samples):
        x = 44 + (index + 0.5) / len(series.samples) * (_WIDTH - 50)
        y = 10 + (1 - statuses.index(sample.execution.reply.status) / max(1, len(statuses) - 1)) * (room - 10)
        dots.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{_colour(sample)}"/>')
        if sample.execution.cold:
            dots.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="none" stroke="currentColor"/>')
    labels = [
        f'<text x="0" y="{14 + (1 - index / max(1, len(statuses) - 1)) * (room - 10):.1f}">{status}</text>'
        for index, status in enumerate(statuses)
    ]
    return "".join([*labels, *dots, _axis("first", "last")])


def _remaining(series: Series) -> str:
    seen = [
        (sample.execution.limits.executions_remaining if sample.execution.limits else 0) for sample in series.samples
    ]
    most, room = max(*seen, 1), _HEIGHT - 22
    points = " ".join(
        f"{44 + (index + 0.5) / len(seen) * (_WIDTH - 50):.1f},{6 + (1 - value / most) * (room - 6):.1f}"
        for index, value in enumerate(seen)
    )
    line = f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    return f'<text x="0" y="12">{most}</text><text x="0" y="{room}">0</text>{line}{_axis("first", "last")}'


def _axis(left: str, right: str) -> str:
    y = _HEIGHT - 4
    return (
        f'<text x="0" y="{y}" fill-opacity=".8">{escape(left)}</text>'
        f'<text x="{_WIDTH}" y="{y}" text-anchor="end" fill-opacity=".8">{escape(right)}</text>'
    )


def _colour(sample: Sample) -> str:
    status = sample.execution.reply.status
    return "#1b7a3d" if status < 400 else "#b26a00" if status < 500 else "#c62828"


def _status(status: int) -> str:
    return f"{status} {reason(status)}".strip()


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms" if seconds >= 0.1 else f"{seconds * 1000:.2f} ms"
