"""Predictions against published hardware runs."""

from __future__ import annotations

from itertools import product
from math import isfinite
from typing import TYPE_CHECKING

from qestimate.core.errors import ScenarioError
from qestimate.evidence.prediction import score
from qestimate.report.plots.style import BLACK, GREY, MARKERS, SERIES, drawing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from qestimate.catalog.experiment_records import Experiment
    from qestimate.evidence.prediction import Prediction
    from qestimate.report.plots.style import Size


Drawn = tuple["Prediction", bool]
"""A prediction, and whether it counts in the score."""


def predicted(
    found: Sequence[tuple[Experiment, list[Prediction]]], size: Size = "report"
) -> Figure:
    """Draw measured against predicted values with their intervals, kind by kind.

    Args:
        found: Experiments and the predictions of their runs.
        size: Of the picture.

    Raises:
        ScenarioError: No run can be predicted.
    """
    signals: dict[str, list[Drawn]] = {}
    times: list[Drawn] = []
    dropped = 0
    for experiment, runs in found:
        known = [(p, not experiment.calibrates) for p in runs if p.value and p.run.measured > 0]
        dropped += sum(1 for p in runs if p.value and p.run.measured <= 0)
        if experiment.kind == "job-time":
            times += known
        elif known:
            signals.setdefault(experiment.kind, []).extend(known)
    panels = [("fidelity, probability or population", signals)] if signals else []
    if times:
        panels.append(("time of a job [s]", {"job-time": times}))
    if not panels:
        raise ScenarioError("no run can be predicted", hint="qestimate validate names the reasons")
    with drawing(size) as figure:
        widths = [1.6, 1.0] if len(panels) == 2 else [1.0]
        grid = figure.subplots(1, len(panels), squeeze=False, width_ratios=widths)[0]
        number = -1
        for axes, (name, kinds) in zip(grid, panels, strict=True):
            ends = []
            for (kind, drawn), counts in product(kinds.items(), (True, False)):
                runs = [p for p, counted in drawn if counted == counts]
                number += counts
                if not runs:
                    continue
                x = [p.value or 0.0 for p in runs]
                y = [p.run.measured for p in runs]
                low = [value - max(p.low, 1e-9) for value, p in zip(x, runs, strict=True)]
                high = [
                    (p.high if isfinite(p.high) else value) - value
                    for value, p in zip(x, runs, strict=True)
                ]
                axes.errorbar(
                    x, y, xerr=[[max(0.0, v) for v in low], [max(0.0, v) for v in high]],
                    fmt=MARKERS[number], color=SERIES[number], ecolor=GREY, elinewidth=0.5,
                    markersize=3.4, alpha=0.9, zorder=3,
                    markerfacecolor=SERIES[number] if counts else "white",
                    label=f"{kind} ({len(runs)})",
                )  # fmt: skip
                ends += [*x, *y]
            between = (min(ends) * 0.7, max(ends) * 1.4)
            axes.plot(between, between, "-", color=BLACK, linewidth=0.8, zorder=2)
            axes.set(xscale="log", yscale="log", xlim=between, ylim=between)
            axes.set_xlabel(f"predicted {name}")
            axes.set_ylabel("measured")
            axes.legend(loc="upper left")
        total = score(p for one, runs in found if not one.calibrates for p in runs)
        if total is not None:
            figure.suptitle(
                f"{100 * total.coverage:.0f} % of {total.n} published runs lie inside their "
                "interval;\nhollow: runs that set a constant, and do not count"
                + (f"; {dropped} measured as 0 are not drawn" if dropped else ""),
                x=0.01,
                ha="left",
            )
    return figure
