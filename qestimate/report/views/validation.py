"""Published runs, predicted and measured, side by side."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from qestimate.core.formatting import interval, number
from qestimate.core.quantity import Interval
from qestimate.evidence.predicted_run import SIGMAS
from qestimate.evidence.prediction import growths
from qestimate.evidence.scores import counting, score
from qestimate.report.document import Column, Document, Table
from qestimate.report.figures.outputs import output
from qestimate.report.figures.validation import ValidationAnswer
from qestimate.report.views.scores import score_tables
from qestimate.report.views.sentences import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.catalog.experiment_records import Experiment, Run
    from qestimate.evidence.predicted_run import Prediction
    from qestimate.evidence.scores import Score
    from qestimate.report.document import Value
    from qestimate.report.views.explanations import Explained

Validated = tuple["Experiment", "list[Prediction]"]


def validation_document(found: Sequence[Validated], *, rows: bool = True) -> Document:
    """Return predictions beside measurements, and how well they hold.

    Args:
        found: Experiments and the predictions of their runs.
        rows: Whether to show every run, or the score of each experiment only.
    """
    counted = counting(p for _, runs in found for p in runs)
    total = score(counted)
    closer = [
        one.median_abs_log < one.plain_median_abs_log
        for _, runs in found
        if (one := score(counting(runs))) is not None and one.plain_median_abs_log is not None
    ]
    tables = [_summary(found, total), *score_tables(found)]
    if rows:
        tables += [_runs(experiment, runs) for experiment, runs in found]
        tables += _growth(found)
    said = _conclusion(total, len(counted), closer, counted[0] if counted else None)
    return Document("validate", said, tuple(tables), _remarks(found, rows=rows))


def _conclusion(
    total: Score | None, n: int, closer: Sequence[bool], only: Prediction | None
) -> str:
    if total is not None and total.n == n == 1 and only is not None:
        return (
            f"Predicted {interval(Interval(only.value, only.low, _or_none(only.high)))}, measured "
            f"{number(only.run.measured)}: {_verdict(only)}."
        )
    if total is None:
        return f"Of {plural(n, 'published run')} none can be predicted from what is known."
    return (
        f"Of {plural(n, 'published run')} {total.n} can be predicted; "
        f"{number(100 * total.coverage)} % of the measured values lie inside their interval, whose "
        f"median width is a factor of {number(total.median_width)}; the median prediction is off "
        f"by {number(100 * total.median_abs_log)} % (median |ln ratio| "
        f"{number(total.median_abs_log)}).{_compared(total, closer)}"
    )


def _compared(total: Score, closer: Sequence[bool]) -> str:
    """Say how far off the usual product of published gate fidelities would be."""
    if total.plain_median_abs_log is None or total.compared_median_abs_log is None:
        return ""
    return (
        " Where whole circuits were measured, multiplying published median fidelities is off by "
        f"{number(total.plain_median_abs_log)} in ln, this prediction by "
        f"{number(total.compared_median_abs_log)}; it is closer in {sum(closer)} of "
        f"{plural(len(closer), 'experiment')}."
    )


def _summary(found: Sequence[Validated], total: Score | None) -> Table:
    rows: list[tuple[Value, ...]] = []
    for experiment, runs in found:
        one = score(runs)
        rows.append(
            (
                experiment.id,
                experiment.kind,
                len(runs),
                0 if one is None else one.n,
                "none" if one is None else 100 * one.coverage,
                "none" if one is None else _finite(one.median_abs_log),
                "none"
                if one is None or one.plain_median_abs_log is None
                else one.plain_median_abs_log,
                "none" if one is None else _finite(one.median_width),
                _counts(runs),
            )
        )
    if total is not None and len(found) > 1:
        scored = sum(len(counting(runs)) for _, runs in found)
        rows.append(
            (
                "all that count",
                "",
                scored,
                total.n,
                100 * total.coverage,
                _finite(total.median_abs_log),
                _plain(total),
                _finite(total.median_width),
                "",
            )
        )
    return Table(
        "summary",
        "How well predictions hold",
        (
            Column("experiment", "experiment"),
            Column("kind", "kind"),
            Column("runs", "runs", "count"),
            Column("predicted", "predicted", "count"),
            Column("inside_percent", "inside, %", "number"),
            Column("median_abs_ln_ratio", "|ln ratio|", "number"),
            Column("plain_median_abs_ln_ratio", "plain product", "number"),
            Column("median_width", "width", "number"),
            Column("counts", "counts"),
        ),
        tuple(rows),
        (
            "Medians. Width: high over low. Plain product: |ln ratio| of the published median "
            "fidelities of gates and readout multiplied. Runs with which a constant or a figure "
            "was set, unless they are predicted without it, and runs whose shots another "
            "experiment has do not count.",
        ),
    )


def _counts(runs: Sequence[Prediction]) -> str:
    """Return whether runs count in the score."""
    scored = len(counting(runs))
    return "yes" if scored == len(runs) else f"{scored:,} of them" if scored else "no"


def _plain(one: Score | None) -> Value:
    return "none" if one is None or one.plain_median_abs_log is None else one.plain_median_abs_log


def _finite(value: float) -> Value:
    return value if isfinite(value) else None


def _runs(experiment: Experiment, runs: Sequence[Prediction]) -> Table:
    shown = [
        (
            p.run.device.id,
            p.run.qubits,
            _size(experiment, p.run),
            Interval(p.value, p.low, _or_none(p.high)),
            p.run.measured,
            p.run.uncertainty or None,
            p.ratio,
            p.pull,
            _verdict(p),
        )
        for p in sorted(runs, key=lambda p: (p.run.device.id, p.run.qubits, p.run.two_qubit_gates))
    ]
    what = {"fidelity": "", "seconds": ", s"}.get(experiment.quantity, f", {experiment.quantity}")
    gates = Column("two_qubit_gates", "2q gates", "number")
    if experiment.kind == "job-time":
        gates = Column("circuits", "circuits", "number")
    return Table(
        experiment.id,
        experiment.name,
        (
            Column("device", "device"),
            Column("qubits", "qubits", "count"),
            gates,
            Column("predicted", f"predicted{what}", "interval"),
            Column("measured", "measured", "number"),
            Column("uncertainty", "±", "number"),
            Column("ratio", "ratio", "number"),
            Column("pull", "pull", "number"),
            Column("verdict", "in interval"),
        ),
        tuple(
            tuple(
                "–" if value is None and i in (2, 5, 6, 7) else value for i, value in enumerate(row)
            )
            for row in shown
        ),
        tuple(
            note
            for note in (
                f"{experiment.source}: {experiment.locator}. {experiment.date}. "
                f"{_license(experiment)}",
                experiment.note,
                *_calibrating(runs),
                *_bases(runs),
            )
            if note
        ),
    )


def _size(experiment: Experiment, run: Run) -> float | None:
    """Return the circuits of a job, or the two-qubit gates of a run; None if not counted."""
    if experiment.kind == "job-time":
        return run.circuits
    return run.two_qubit_gates or (None if experiment.kind == "expectation" else 0.0)


def _license(experiment: Experiment) -> str:
    """Return the licence of the source in words."""
    if not experiment.license:
        return "Licence not known."
    return f"Licence: {experiment.license}."


def _calibrating(runs: Sequence[Prediction]) -> list[str]:
    """Return what runs set that do not count for it."""
    sets = [p.run for p in runs if p.run.calibrates]
    what = dict.fromkeys(run.calibrates for run in sets if not run.left_out)
    apart = dict.fromkeys(run.calibrates for run in sets if run.left_out)
    again = dict.fromkeys(p.run.repeats for p in runs if p.run.repeats)
    whole = not counting(runs)
    return [
        *(
            f"Does not count: sets {name}."
            if whole
            else f"Some runs do not count: they set {name}."
            for name in what
        ),
        *(f"Sets {name}; predicted with those that other devices set." for name in apart),
        *(f"Does not count: the shots of {name}, read in another way." for name in again),
    ]


def _bases(runs: Sequence[Prediction]) -> list[str]:
    """Return what had to be assumed of where some runs lay."""
    where: dict[str, list[str]] = {}
    for p in runs:
        if p.basis:
            where.setdefault(p.basis, []).append(f"{p.run.device.id} at {p.run.qubits}")
    return [
        f"{basis[:1].upper()}{basis[1:]} ({', '.join(dict.fromkeys(names))})."
        for basis, names in where.items()
    ]


def _growth(found: Sequence[Validated]) -> list[Table]:
    """Return what more two-qubit gates cost; no table where no runs tell."""
    rows: list[tuple[Value, ...]] = [
        (
            one.device,
            "-".join(map(str, one.qubits)),
            f"{one.few:g} to {one.many:g}",
            one.measured,
            one.uncertainty,
            one.predicted,
            "more than predicted" if one.missed else "as predicted",
        )
        for experiment, runs in found
        for one in growths(experiment, runs)
    ]
    if not rows:
        return []
    return [
        Table(
            "growth",
            "What more two-qubit gates cost",
            (
                Column("device", "device"),
                Column("qubits", "on qubits"),
                Column("gates", "2q gates"),
                Column("measured", "measured", "number"),
                Column("uncertainty", "±", "number"),
                Column("predicted", "predicted", "number"),
                Column("verdict", "verdict"),
            ),
            tuple(rows),
            (
                "ln of the signal with few gates over that with many, on the same qubits: readout "
                "cancels, which widens the interval of single runs and may hide a loss there. More "
                "than predicted on one coupler is what a coherent error does, the same turn too "
                "far in every gate: it adds up in amplitude, and randomized benchmarking, from "
                "which the published errors come, sees its mean square.",
            ),
        )
    ]


def _or_none(value: float) -> float | None:
    return value if isfinite(value) else None


def _verdict(prediction: Prediction) -> str:
    if prediction.inside is None:
        return prediction.reason or "unknown"
    return "inside" if prediction.inside else "outside"


def _remarks(found: Sequence[Validated], *, rows: bool) -> tuple[str, ...]:
    outside = [
        f"{p.run.device.id} at {plural(p.run.qubits, 'qubit')} in {experiment.id}"
        for experiment, runs in found
        for p in counting(runs)
        if p.inside is False and p.ratio is not None and not 0.1 < p.ratio < 10
    ]
    lines = [
        f"Inside: to {number(SIGMAS)} standard deviations of the measurement. Ratio: predicted "
        "over measured."
    ]
    if rows:
        lines.append(
            "Pull: how far the measured value is from the predicted one, in halves of the interval "
            "(ln of measured over predicted, over half of ln of high over low). 0 is as predicted, "
            "-1 about as low as the interval allows, 1 about as high."
        )
    if outside:
        lines.append(f"Off by more than a factor of ten: {'; '.join(dict.fromkeys(outside))}.")
    return tuple(lines)


def validation_object(
    found: Sequence[Validated], explanations: Sequence[Explained] | None = None
) -> dict[str, Any]:
    """Return the same as plain numbers for JSON."""
    return output("validate", ValidationAnswer(found, explanations))
