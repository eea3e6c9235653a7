"""Figures of comparisons, devices, frontiers, requirements and sweeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.quantity import Interval
from qestimate.core.records import NamedTuple
from qestimate.estimation.placement import Unplaced
from qestimate.report.figures.estimates import ESTIMATE, VERDICT
from qestimate.report.figures.figure import (
    ANYTHING,
    COUNT,
    NUMBER,
    TEXT,
    TEXT_OR_NULL,
    WHOLE,
    YES_OR_NO,
    Figure,
    ends,
    list_of,
    object_of,
    or_null,
    row,
    shape_of,
)
from qestimate.report.figures.survey import EXPLANATION, INPUTS, origins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.explore.sweep import Sweep
    from qestimate.explore.sweep.tally import Tally
    from qestimate.report.document import Document
    from qestimate.scenario.values import Given

EXPLANATIONS = Figure(
    "explanations",
    "how the figures come about",
    list_of(shape_of(EXPLANATION)),
    lambda a: None if a.explanations is None else [row(EXPLANATION, one) for one in a.explanations],
    optional=True,
)

POINT = (
    Figure("device", "device", TEXT, lambda p: p[0].device.id),
    Figure("snapshot", "date of the device's figures", TEXT, lambda p: p[0].device.snapshot.id),
    Figure("method", "method", TEXT, lambda p: p[0].method.id),
    Figure("rank", "rank", COUNT, lambda p: p[1].rank),
    Figure("layers", "layers", COUNT, lambda p: p[1].at.program.n_layers),
    Figure("samples", "samples", WHOLE, lambda p: p[1].samples),
    Figure("tokens_per_day", "tokens a day", NUMBER, lambda p: p[1].tokens_per_day),
    Figure("verdict", "verdict", VERDICT, lambda p: p[1].at.verdict),
    Figure("limit", "limit of more samples", TEXT_OR_NULL, lambda p: p[1].limit),
    Figure("best", "whether no other exceeds it", YES_OR_NO, lambda p: p[1].best),
    Figure("qubits", "qubits", COUNT, lambda p: p[1].at.program.n_qubits),
    Figure(
        "two_qubit_gates",
        "two-qubit gates",
        WHOLE,
        lambda p: (
            None
            if isinstance(p[1].at.placement, Unplaced)
            else p[1].at.placement.counts.two_qubit_gates
        ),
    ),
    Figure(
        "adapter_parameters",
        "adapter weights",
        COUNT,
        lambda p: p[1].at.workload.adapter.parameters,
    ),
    Figure(
        "quantum_parameters",
        "trainable angles",
        COUNT,
        lambda p: p[1].at.program.quantum_parameters,
    ),
)
"""Of a frontier and one of its points."""

FRONTIERS = (
    Figure(
        "frontier",
        "points",
        list_of(shape_of(POINT)),
        lambda found: [row(POINT, (one, point)) for one in found for point in one.points],
    ),
)
"""Of ``qestimate frontier``: a list of frontiers."""

ALONE = (
    Figure("quantity", "quantity", TEXT, lambda r: r.quantity),
    Figure("now", "now", NUMBER, lambda r: r.now),
    Figure("needed", "needed", NUMBER, lambda r: r.needed),
    Figure("unit", "unit", TEXT, lambda r: r.unit),
    Figure(
        "verdict", "verdict", or_null(VERDICT), lambda r: None if r.at is None else r.at.verdict
    ),
    Figure("fits", "whether the device has room for it", YES_OR_NO, lambda r: r.fits),
    Figure("reason", "reason", TEXT, lambda r: r.reason),
)
"""Of what one figure must be, if it alone may change."""

STEP = (
    Figure("quantity", "quantity", TEXT, lambda s: s.quantity),
    Figure("log10_now", "now, log10", NUMBER, lambda s: s.log10_now),
    Figure("log10_needed", "needed, log10", NUMBER, lambda s: s.log10_needed),
    Figure("unit", "unit", TEXT, lambda s: s.unit),
)
"""Of one change among several."""

TOGETHER = (
    Figure("errors", "share of today's errors", NUMBER, lambda t: t.share),
    Figure(
        "steps", "changes", list_of(shape_of(STEP)), lambda t: [row(STEP, one) for one in t.steps]
    ),
    Figure("decades", "decades that all of them span", NUMBER, lambda t: t.decades),
    Figure("verdict", "verdict", VERDICT, lambda t: t.at.verdict),
)
"""Of changes that are made together."""

REQUIREMENT = (
    Figure("method", "method", TEXT, lambda r: r.found.method.id),
    Figure("device", "device", TEXT, lambda r: r.found.device.id),
    Figure("snapshot", "date of the device's figures", TEXT, lambda r: r.found.device.snapshot.id),
    Figure("verdict", "verdict", VERDICT, lambda r: r.found.verdict),
    Figure(
        "alone",
        "one at a time",
        list_of(shape_of(ALONE)),
        lambda r: [row(ALONE, one) for one in r.alone],
    ),
    Figure(
        "together",
        "together",
        or_null(shape_of(TOGETHER)),
        lambda r: None if r.together is None else row(TOGETHER, r.together),
    ),
)
"""Of what one estimate would need."""

REQUIREMENTS = (
    Figure(
        "requirements",
        "requirements",
        list_of(shape_of(REQUIREMENT)),
        lambda rows: [row(REQUIREMENT, one) for one in rows],
    ),
)
"""Of ``qestimate require``: a list of requirements."""


class ComparisonAnswer(NamedTuple):
    """Ways of training side by side."""

    labels: Sequence[str]
    differences: Sequence[str]
    inputs: Sequence[dict[str, Given]]
    estimates: Sequence[Any]


COMPARISON = (
    Figure("ways", "ways", list_of(TEXT), lambda a: list(a.labels)),
    Figure("differences", "figures that differ", list_of(TEXT), lambda a: list(a.differences)),
    Figure(
        "inputs",
        "inputs with their origin",
        list_of(INPUTS),
        lambda a: [origins(values) for values in a.inputs],
    ),
    Figure(
        "estimates",
        "estimates",
        list_of(shape_of(ESTIMATE)),
        lambda a: [row(ESTIMATE, one) for one in a.estimates],
    ),
)
"""Of ``qestimate compare``."""


def _rows_of(document: Document, key: str) -> list[dict[str, Any]]:
    """Return a table of a document as plain objects by its columns' keys."""
    return [
        {
            column.key: ends(value) if isinstance(value, Interval) else value
            for column, value in zip(one.columns, cells, strict=True)
        }
        for one in document.tables
        if one.key == key
        for cells in one.rows
    ]


DEVICE_FIGURE = object_of(
    {
        "figure": TEXT,
        "value": {"type": ["number", "string", "null"]},
        "low": {"type": ["number", "string"]},
        "high": {"type": ["number", "string"]},
        **dict.fromkeys(("unit", "statistic", "convention", "kind", "source", "locator"), TEXT),
    }
)

DEVICE = (
    Figure("title", "device", TEXT, lambda d: d.title),
    Figure("figures", "figures", list_of(DEVICE_FIGURE), lambda d: _rows_of(d, "figures")),
    Figure(
        "elements",
        "elements listed one by one",
        list_of(
            object_of(
                {"figure": TEXT, "elements": COUNT}
                | dict.fromkeys(("mean", "median", "least", "greatest"), NUMBER)
            )
        ),
        lambda d: _rows_of(d, "elements") or None,
        optional=True,
    ),
)
"""Of ``qestimate device show``: its document."""


class SweepAnswer(NamedTuple):
    """A sweep and what its scenarios come to."""

    sweep: Sweep
    tally: Tally
    command: str


def _axes(sweep: Sweep) -> dict[str, Any]:
    from qestimate.explore.sweep.table import heading

    return {
        heading(axis): {"low": axis.low, "high": axis.high, "log": axis.log}
        if axis.drawn
        else list(sweep.labels(axis))
        for axis in sweep.axes
    }


VERDICT_NAMES = ("feasible", "marginal", "infeasible", "unknown", "none")
"""In the order in which they are shown."""


def by_verdict(tally: Tally) -> dict[str, int]:
    r"""Return the scenarios of each verdict.

    >>> from qestimate.explore.sweep.tally import Tally
    >>> by_verdict(Tally({"a\tb\tfeasible\ttime": 3}))["feasible"]
    3
    """
    found = dict.fromkeys(VERDICT_NAMES, 0)
    for key, count in tally.counts.items():
        found[key.split("\t")[2]] += count
    return found


COUNTED = ("device", "method", "verdict", "limit")

SWEEP = (
    Figure("command", "command", TEXT, lambda a: a.command),
    Figure("scenarios", "scenarios", COUNT, lambda a: a.tally.rows),
    Figure("axes", "inputs that vary", ANYTHING, lambda a: _axes(a.sweep)),
    Figure(
        "verdicts",
        "scenarios by verdict",
        {"type": "object", "additionalProperties": COUNT},
        lambda a: by_verdict(a.tally),
    ),
    Figure(
        "counts",
        "scenarios by device, method, verdict and limit",
        list_of(object_of(dict.fromkeys(COUNTED, TEXT) | {"scenarios": COUNT})),
        lambda a: [
            dict(zip(COUNTED, key.split("\t"), strict=True)) | {"scenarios": count}
            for key, count in sorted(a.tally.counts.items())
        ],
    ),
    Figure(
        "no_circuit",
        "why some have no circuit",
        {"type": "object", "additionalProperties": COUNT},
        lambda a: a.tally.reasons,
    ),
    Figure(
        "feasible",
        "ranges of the inputs that are feasible",
        list_of(object_of({"device": TEXT, "method": TEXT, "ranges": ANYTHING})),
        lambda a: [
            dict(zip(COUNTED[:2], key.split("\t"), strict=True)) | {"ranges": ranges}
            for key, ranges in sorted(a.tally.ranges.items())
        ],
    ),
)
"""Of ``qestimate sweep``."""
