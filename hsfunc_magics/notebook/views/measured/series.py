"""A series of calls: how long they took, what came back, when, and what was left of the account's minute."""

from __future__ import annotations

from ....emulator.display import MimeBundle, counted
from ....emulator.series.series import Series
from ....runtime.statuses import status_text
from .parts import Part, Picture, Shape, Table, Text, bundle, figures_are_shown

_WIDTH, _HEIGHT, _BINS = 560, 90, 28
# More dots than these lie on each other: a picture of any number of calls stays small.
_PLACES, _ROWS = 200, 12
_NAMED = 8  # of the workers of an executor
_PERCENTILES = (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1.0))
_ELSEWHERE = (
    "How long the calls took differs from run to run: JupyterLab and Notebook draw it from this output's metadata,"
    " elsewhere print(series) has it, after %hscall … -o series."
)


def draw_series(series: Series) -> MimeBundle:
    """The facts that another run repeats; everything that was measured stands in the metadata."""
    text = series_text(series, measured=figures_are_shown())
    steady = _steady(series) if _in_order(series) else [Text(_ELSEWHERE)]
    return bundle(text, [*_facts(series), *steady], [*_facts(series), *_measured(series)])


def series_text(series: Series, *, measured: bool) -> str:
    """The facts as lines."""
    lines = [
        _made(series),
        *(f"  {count} × {status_text(status)}" for status, count in sorted(series.statuses.items())),
    ]
    if _in_order(series):
        remaining = _remaining_seen(series)
        lines.append(f"  executionsRemaining: {remaining[0]} → {remaining[-1]}")
    if series.simulated:
        lines.append(f"  execution time, simulated: {_ms(series.percentile(1.0))} each")
    if not _in_order(series):
        lines += [f"  {_latency(series)}", *(f"  {line}" for line in _where(series))] if measured else ["", _ELSEWHERE]
    return "\n".join(lines)


def _facts(series: Series) -> list[Part]:
    rows = tuple((status_text(status), str(count)) for status, count in sorted(series.statuses.items()))
    return [Text(_made(series)), Table(("Status", "Calls"), rows)]


def _steady(series: Series) -> list[Part]:
    """The pictures of a series whose time was simulated and whose calls came one after the other."""
    return [Text(f"Execution time, simulated: {_ms(series.percentile(1.0))} each."),
            *_pictures(series, colds=False)]  # fmt: skip


def _measured(series: Series) -> list[Part]:
    latency: list[Part] = [Text(f"{_latency(series)}."), *(Text(f"{line}.") for line in _where(series))]
    return latency + (_pictures(series, colds=True) if series.samples else [])


def _pictures(series: Series, *, colds: bool) -> list[Part]:
    title = "Status codes in the order of the calls"
    return [
        _picture("How long the calls took", _distribution(series)),
        _picture(f"{title}, cold starts ringed" if colds else title, _timeline(series, colds=colds)),
        _picture("executionsRemaining as each call saw it", _remaining(series)),
    ]


def _in_order(series: Series) -> bool:
    return series.steady and series.concurrency == 1 and bool(series.samples) and bool(_remaining_seen(series))


def _made(series: Series) -> str:
    stopped = " (stopped)" if series.interrupted else ""
    through = f", through {series.executor}" if series.executor else ""
    return f"{len(series)} of {series.wanted} calls, {series.concurrency} at once{through}{stopped}"


def _where(series: Series) -> list[str]:
    """Who has run the function how often, the busiest first."""
    ran = sorted(series.workers.items(), key=lambda one: -one[1])
    named = [f"{worker} {times}" for worker, times in ran[:_NAMED]]
    rest = ran[_NAMED:]
    more = [f"{counted(len(rest), 'other worker')} {sum(times for _, times in rest)}"] if rest else []
    return [f"Ran in {' · '.join([*named, *more])}"] if ran else []


def _latency(series: Series) -> str:
    figures = " · ".join(f"{name} {_ms(series.percentile(share))}" for name, share in _PERCENTILES)
    return f"Latency: {figures}. Cold starts: {series.cold_starts}"


def _remaining_seen(series: Series) -> list[int]:
    return [sample.execution.limits.executions_remaining for sample in series.samples if sample.execution.limits]


def _picture(title: str, shapes: list[Shape]) -> Picture:
    return Picture(title, _WIDTH, _HEIGHT, tuple(shapes))


def _distribution(series: Series) -> list[Shape]:
    latencies = series.latencies()
    low, high = min(latencies), max(latencies)
    span = (high - low) or 1.0
    counts = [0] * _BINS
    for latency in latencies:
        counts[min(_BINS - 1, int((latency - low) / span * _BINS))] += 1
    most, step, room = max(counts), _WIDTH / _BINS, _HEIGHT - 18
    bars = [
        Shape(
            "rect",
            {
                "x": index * step + 1,
                "y": room - count / most * room,
                "width": step - 2,
                "height": count / most * room,
                "fill-opacity": ".6",
            },
        )
        for index, count in enumerate(counts)
        if count
    ]
    return [*bars, *_axis(_ms(low), _ms(high))]


def _timeline(series: Series, *, colds: bool) -> list[Shape]:
    statuses = sorted(series.statuses)
    room = _HEIGHT - 22
    marks: dict[tuple[float, float], tuple[int, bool]] = {}
    for index, sample in enumerate(series.samples):
        status = sample.execution.reply.status
        height = 1 - statuses.index(status) / max(1, len(statuses) - 1)
        place = _place(index, len(series.samples)), round(height * _ROWS) / _ROWS
        worst, cold = marks.get(place, (0, False))
        marks[place] = max(worst, status), cold or sample.execution.cold
    dots = []
    for (x, height), (status, cold) in marks.items():
        at: dict[str, str | float] = {"cx": x, "cy": 10 + height * (room - 10)}
        dots.append(Shape("circle", {**at, "r": 2.5, "fill": _colour(status)}))
        if colds and cold:
            dots.append(Shape("circle", {**at, "r": 5, "fill": "none", "stroke": "currentColor"}))
    heights = {
        round((1 - index / max(1, len(statuses) - 1)) * _ROWS) / _ROWS: one for index, one in enumerate(statuses)
    }
    labels = [Shape("text", {"x": 0, "y": 14 + height * (room - 10)}, str(one)) for height, one in heights.items()]
    return [*labels, *dots, *_axis("first", "last")]


def _place(index: int, count: int) -> float:
    """Where a call stands; of many calls those that are near each other stand in one place."""
    bins = min(count, _PLACES)
    return 44 + (index * bins // count + 0.5) / bins * (_WIDTH - 50)


def _remaining(series: Series) -> list[Shape]:
    seen = [
        (sample.execution.limits.executions_remaining if sample.execution.limits else 0) for sample in series.samples
    ]
    most, room = max(*seen, 1), _HEIGHT - 22
    lows: dict[float, int] = {}
    for index, value in enumerate(seen):
        place = _place(index, len(seen))
        lows[place] = min(value, lows.get(place, value))
    points = " ".join(f"{x:.1f},{6 + (1 - value / most) * (room - 6):.1f}" for x, value in lows.items())
    line = Shape("polyline", {"points": points, "fill": "none", "stroke": "currentColor", "stroke-width": 1.5})
    return [
        Shape("text", {"x": 0, "y": 12}, str(most)),
        Shape("text", {"x": 0, "y": room}, "0"),
        line,
        *_axis("first", "last"),
    ]


def _axis(left: str, right: str) -> list[Shape]:
    y = _HEIGHT - 4
    faint: dict[str, str | float] = {"y": y, "fill-opacity": ".8"}
    return [
        Shape("text", {"x": 0, **faint}, left),
        Shape("text", {"x": _WIDTH, "text-anchor": "end", **faint}, right),
    ]


def _colour(status: int) -> str:
    return "#1b7a3d" if status < 400 else "#b26a00" if status < 500 else "#c62828"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms" if seconds >= 0.1 else f"{seconds * 1000:.2f} ms"
