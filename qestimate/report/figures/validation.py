"""Figures of published runs, and how well they are predicted."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, get_args

from qestimate.core.records import NamedTuple
from qestimate.evidence.prediction import growths
from qestimate.evidence.scores import Quantity, counting, group_scores, is_test, score
from qestimate.report.figures.explore import EXPLANATIONS
from qestimate.report.figures.figure import (
    COUNT,
    NUMBER,
    TEXT,
    TEXT_OR_NULL,
    YES_NO_OR_NULL,
    YES_OR_NO,
    Figure,
    list_of,
    object_of,
    one_of,
    or_null,
    row,
    shape_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.catalog.experiment_records import Experiment
    from qestimate.evidence.predicted_run import Prediction
    from qestimate.evidence.scores import Score


def _or_none(value: float) -> float | None:
    return None if value == inf else value


SCORE = (
    Figure("predicted", "runs with a prediction", COUNT, lambda s: s.n),
    Figure("coverage", "share inside the interval", NUMBER, lambda s: s.coverage),
    Figure(
        "median_abs_ln_ratio",
        "median of |ln(predicted / measured)|",
        NUMBER,
        lambda s: _or_none(s.median_abs_log),
    ),
    Figure("median_width", "median of high over low", NUMBER, lambda s: _or_none(s.median_width)),
    Figure(
        "plain_median_abs_ln_ratio",
        "the same of the plain product",
        NUMBER,
        lambda s: s.plain_median_abs_log,
    ),
    Figure(
        "compared_median_abs_ln_ratio",
        "of the runs that have a plain product",
        NUMBER,
        lambda s: s.compared_median_abs_log,
    ),
    Figure("plain_runs", "runs that have a plain product", COUNT, lambda s: s.n_plain),
    Figure(
        "chip_median_abs_ln_ratio",
        "the same of the medians of the chip",
        NUMBER,
        lambda s: s.chip_median_abs_log,
    ),
    Figure(
        "beside_chip_median_abs_ln_ratio",
        "of the runs on chips with a table",
        NUMBER,
        lambda s: s.beside_chip_median_abs_log,
    ),
    Figure("chip_runs", "runs on chips with a table", COUNT, lambda s: s.n_chip),
)
"""How well predictions hold."""


def _score(one: Score | None) -> dict[str, Any] | None:
    return None if one is None else row(SCORE, one)


PREDICTED = object_of({"value": NUMBER, "low": NUMBER, "high": NUMBER})

RUN = (
    Figure("device", "device", TEXT, lambda p: p.run.device.id),
    Figure("snapshot", "date of the device's figures", TEXT, lambda p: p.run.device.snapshot.id),
    Figure("qubits", "qubits", COUNT, lambda p: p.run.qubits),
    Figure("two_qubit_gates", "two-qubit gates", NUMBER, lambda p: p.run.two_qubit_gates),
    Figure("one_qubit_gates", "one-qubit pulses", NUMBER, lambda p: p.run.one_qubit_gates),
    Figure("layers", "layers", NUMBER, lambda p: p.run.layers),
    Figure(
        "predicted",
        "predicted",
        PREDICTED,
        lambda p: {"value": p.value, "low": p.low, "high": _or_none(p.high)},
    ),
    Figure("measured", "measured", NUMBER, lambda p: p.run.measured),
    Figure("uncertainty", "one standard deviation", NUMBER, lambda p: p.run.uncertainty or None),
    Figure("ratio", "predicted over measured", NUMBER, lambda p: p.ratio),
    Figure(
        "pull",
        "ln of measured over predicted, over half the width of the interval in ln",
        NUMBER,
        lambda p: p.pull,
    ),
    Figure("plain", "product of published median fidelities", NUMBER, lambda p: p.plain),
    Figure("medians", "predicted by medians of the chip", NUMBER, lambda p: p.medians),
    Figure("inside", "whether it lies in the interval", YES_NO_OR_NULL, lambda p: p.inside),
    Figure("reason", "reason", TEXT, lambda p: p.reason),
    Figure("basis", "what had to be assumed of the place", TEXT, lambda p: p.basis),
    Figure("note", "note", TEXT, lambda p: p.run.note),
    Figure("date", "day of the run", TEXT_OR_NULL, lambda p: p.run.date and p.run.date.isoformat()),
    Figure(
        "readout", "errors of readout", one_of("included", "corrected"), lambda p: p.run.readout
    ),
    Figure(
        "calibrates",
        "constant that was set with it",
        TEXT_OR_NULL,
        lambda p: p.run.calibrates or None,
    ),
)
"""Of one published run."""

EXPERIMENT = (
    Figure("id", "experiment", TEXT, lambda e: e[0].id),
    Figure("kind", "kind", TEXT, lambda e: e[0].kind),
    Figure("quantity", "what was measured", TEXT, lambda e: e[0].quantity),
    Figure("source", "source", TEXT, lambda e: e[0].source),
    Figure("locator", "place", TEXT, lambda e: e[0].locator),
    Figure("license", "licence of the source", TEXT_OR_NULL, lambda e: e[0].license or None),
    Figure("date", "date", TEXT, lambda e: e[0].date),
    Figure(
        "calibrates",
        "constant that was set with it",
        TEXT_OR_NULL,
        lambda e: e[0].calibrates or None,
    ),
    Figure(
        "repeats",
        "experiment with the same shots",
        TEXT_OR_NULL,
        lambda e: e[0].repeats or None,
    ),
    Figure("score", "score", or_null(shape_of(SCORE)), lambda e: _score(score(e[1]))),
    Figure("runs", "runs", list_of(shape_of(RUN)), lambda e: [row(RUN, one) for one in e[1]]),
)
"""Of an experiment and the predictions of its runs."""


class ValidationAnswer(NamedTuple):
    """Published runs, predicted, with what was asked for beside them."""

    found: Sequence[tuple[Experiment, Sequence[Prediction]]]
    explanations: Sequence[Any] | None = None


def _whole_score(answer: ValidationAnswer) -> dict[str, Any] | None:
    """Return the score over the experiments that set no constant."""
    return _score(score(counting(p for _, runs in answer.found for p in runs)))


GROWTH = (
    Figure("device", "device", TEXT, lambda g: g.device),
    Figure("qubits", "qubits of the device", list_of(COUNT), lambda g: list(g.qubits)),
    Figure("gates_few", "fewest two-qubit gates", NUMBER, lambda g: g.few),
    Figure("gates_many", "most two-qubit gates", NUMBER, lambda g: g.many),
    Figure("measured", "ln of the signal lost, measured", NUMBER, lambda g: g.measured),
    Figure("uncertainty", "one standard deviation", NUMBER, lambda g: g.uncertainty),
    Figure("predicted", "the same, predicted", NUMBER, lambda g: g.predicted),
    Figure("missed", "whether more is lost than predicted", YES_OR_NO, lambda g: g.missed),
)
"""Of what more gates on the same qubits cost."""

GROUP = (
    Figure("quantity", "what was measured", one_of(*get_args(Quantity)), lambda g: g.quantity),
    Figure("devices", "group of devices", TEXT, lambda g: g.devices),
    Figure("score", "score", shape_of(SCORE), lambda g: row(SCORE, g.score)),
    Figure(
        "narrow",
        "score of those whose interval is at most a factor of 10 wide",
        or_null(shape_of(SCORE)),
        lambda g: _score(g.narrow),
    ),
)
"""Of the runs on a group of devices in which the same was measured."""


def _groups(answer: ValidationAnswer, *, counts: bool) -> list[dict[str, Any]]:
    """Return the scores by group: of the runs that count, or of those that do not."""
    runs = [(one.kind, p) for one, those in answer.found for p in those if is_test(p) == counts]
    return [row(GROUP, one) for one in group_scores(runs)]


VALIDATION = (
    Figure("score", "score", or_null(shape_of(SCORE)), _whole_score),
    Figure(
        "groups",
        "scores by quantity and group of devices, of the runs that count",
        list_of(shape_of(GROUP)),
        lambda a: _groups(a, counts=True),
    ),
    Figure(
        "groups_not_counting",
        "the same of the runs that set a constant or a figure, or have the shots of others",
        list_of(shape_of(GROUP)),
        lambda a: _groups(a, counts=False),
    ),
    Figure(
        "experiments",
        "experiments",
        list_of(shape_of(EXPERIMENT)),
        lambda a: [row(EXPERIMENT, pair) for pair in a.found],
    ),
    Figure(
        "growth",
        "what more two-qubit gates cost",
        list_of(shape_of(GROWTH)),
        lambda a: [row(GROWTH, one) for pair in a.found for one in growths(*pair)],
    ),
    EXPLANATIONS,
)
"""Of ``qestimate validate``."""
