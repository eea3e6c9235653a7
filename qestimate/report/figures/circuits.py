"""Figures of circuits from files, and of all of ``qestimate circuit``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.numeric import exp_or_zero
from qestimate.core.quantity import UNKNOWN, Interval
from qestimate.core.records import NamedTuple
from qestimate.estimation.constraints import binding, verdict
from qestimate.estimation.placement import Unplaced
from qestimate.explore.circuit_ways import circuit_ways
from qestimate.report.figures.bills import BATCH, COST, cost_row
from qestimate.report.figures.circuit_ways import WAY
from qestimate.report.figures.estimates import CONSTRAINT, LIMIT, VERDICT
from qestimate.report.figures.explore import EXPLANATIONS
from qestimate.report.figures.figure import (
    BOUNDS,
    COUNT,
    INTERVAL,
    NUMBER,
    TEXT,
    WHOLE,
    YES_OR_NO,
    Figure,
    Shape,
    ends,
    list_of,
    object_of,
    one_of,
    or_null,
    row,
    shape_of,
)
from qestimate.report.figures.simulations import SIMULATION

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qestimate.estimation.batch import Batch
    from qestimate.estimation.circuit import CircuitEstimate
    from qestimate.estimation.compiled_circuit import CompiledCircuit
    from qestimate.estimation.pipeline import PlacedProgram

OBSERVABLE = (
    Figure("observable", "observable", TEXT, lambda o: o[0]),
    Figure("attenuation", "attenuation", INTERVAL, lambda o: ends(o[1].attenuation)),
    Figure(
        "attenuation_bracket",
        "bounds of the attenuation",
        BOUNDS,
        lambda o: {
            "low": exp_or_zero(-o[1].bounds.whole_cone),
            "high": exp_or_zero(-o[1].bounds.cheapest),
        },
    ),
    Figure(
        "noiseless_variance",
        "variance without noise",
        INTERVAL,
        lambda o: ends(o[1].ideal_variance),
    ),
    Figure("residual_rms", "what rescaling leaves of the error", NUMBER, lambda o: o[1].residual),
)
"""Of the name of an observable and what is left of it."""


def _compiled(key: str, label: str, shape: Shape, get: Callable[[CompiledCircuit], Any]) -> Figure:
    """Return a figure of a circuit as compiled; null where it has no place."""
    return Figure(
        key, label, shape, lambda c: None if isinstance(c.compiled, Unplaced) else get(c.compiled)
    )


def _placed(key: str, label: str, get: Callable[[PlacedProgram], Interval]) -> Figure:
    """Return an interval that a circuit has from its place on."""
    return Figure(
        key,
        label,
        INTERVAL,
        lambda c: ends(UNKNOWN if isinstance(c.placed, Unplaced) else get(c.placed)),
    )


SEEDS = object_of({"two_qubit_gates": list_of(COUNT), "two_qubit_depth": list_of(COUNT)})

CIRCUIT = (
    Figure("circuit", "circuit", TEXT, lambda c: c.logical.name),
    Figure("device", "device", TEXT, lambda c: c.device.id),
    Figure("snapshot", "date of the device's figures", TEXT, lambda c: c.device.snapshot.id),
    Figure("qubits", "qubits of the file", COUNT, lambda c: c.logical.n_qubits),
    Figure("gates_in_file", "gates of the file", COUNT, lambda c: c.logical.n_gates),
    Figure(
        "two_qubit_gates_written",
        "two-qubit gates if each gate of the file becomes native by itself",
        WHOLE,
        lambda c: c.two_qubit_gates_written,
    ),
    Figure("as_is", "whether all gates are kept", YES_OR_NO, lambda c: c.layout.as_is),
    Figure(
        "qubit_numbers",
        "numbers of its qubits in the file",
        list_of(COUNT),
        lambda c: [c.logical.number_of(q) for q in range(c.logical.n_qubits)],
    ),
    Figure("angles", "angles", one_of("given", "random"), lambda c: c.angles),
    Figure(
        "exact",
        "what was worked out with its signs: both values exactly, both nearly, or one",
        one_of("noiseless", "propagated", "noisy", None),
        lambda c: c.exact or None,
    ),
    Figure(
        "bounded",
        "why there are only bounds of what noise leaves: measured bits decide, or too many gates",
        one_of("branches", "size", None),
        lambda c: c.bounded or None,
    ),
    _compiled("width", "qubits that it takes", WHOLE, lambda c: c.placement.width),
    _compiled(
        "patch",
        "qubits of the device that it takes",
        {"type": ["array", "null"], "items": COUNT},
        lambda c: list(c.placement.qubits) or None,
    ),
    _compiled(
        "layout",
        "qubit of the device where each of its qubits begins",
        {"type": ["array", "null"], "items": COUNT},
        lambda c: list(c.start) or None,
    ),
    _compiled("depth", "depth", WHOLE, lambda c: int(c.placement.counts.depth)),
    _compiled(
        "two_qubit_depth",
        "layers of two-qubit gates",
        WHOLE,
        lambda c: int(c.placement.counts.two_qubit_depth),
    ),
    _compiled(
        "two_qubit_gates",
        "two-qubit gates",
        WHOLE,
        lambda c: int(c.placement.counts.two_qubit_gates),
    ),
    _compiled(
        "one_qubit_gates",
        "one-qubit pulses",
        WHOLE,
        lambda c: int(c.placement.counts.one_qubit_gates),
    ),
    _compiled(
        "over_seeds",
        "least and greatest over the seeds of the transpiler",
        or_null(SEEDS),
        lambda c: {
            "two_qubit_gates": list(c.spread[0]),
            "two_qubit_depth": list(c.spread[1]),
        },
    ),
    _compiled("duration_s", "duration of the circuit", NUMBER, lambda c: c.placement.duration),
    _placed("fidelity", "circuit fidelity", lambda p: p.signal.fidelity),
    _placed(
        "attenuation",
        "attenuation, mean of the observables",
        lambda p: p.local.attenuation,
    ),
    Figure(
        "observables",
        "observable by observable",
        list_of(shape_of(OBSERVABLE)),
        lambda c: [row(OBSERVABLE, pair) for pair in c.each],
    ),
    Figure("mitigation", "error mitigation of the verdict", TEXT, lambda c: c.goal.mitigation),
    Figure(
        "mitigations",
        "each way to mitigate errors, side by side",
        list_of(shape_of(WAY)),
        lambda c: [row(WAY, (c, way)) for way in circuit_ways(c)],
    ),
    _placed("log10_shots", "shots, log10", lambda p: p.shots.log10_value),
    _placed("log10_time_s", "time, log10", lambda p: p.runtime.log10_run),
    Figure("settings", "measurement settings", COUNT, lambda c: c.settings),
    Figure("repeat", "how often it is run", COUNT, lambda c: c.repeat),
    Figure(
        "cost",
        "what it costs; null where it has no place",
        or_null(shape_of(COST)),
        lambda c: (
            None
            if isinstance(c.placed, Unplaced)
            else cost_row(c.settings * c.repeat, c.device, c.placed.runtime)
        ),
    ),
    Figure(
        "constraints",
        "limits",
        list_of(shape_of(CONSTRAINT)),
        lambda c: [row(CONSTRAINT, one) for one in c.constraints],
    ),
    Figure("verdict", "verdict", VERDICT, lambda c: verdict(c.constraints)),
    Figure("binding", "limit that binds", LIMIT, lambda c: binding(c.constraints).name),
    Figure(
        "classical",
        "what a classical computer would take",
        or_null(shape_of(SIMULATION)),
        lambda c: None if c.classical is None else row(SIMULATION, c.classical),
    ),
    Figure("notes", "notes", list_of(TEXT), lambda c: list(c.logical.notes)),
)
"""Of one circuit on one device."""


class CircuitsAnswer(NamedTuple):
    """Circuits of the user's own, with what was asked for beside them."""

    found: Sequence[CircuitEstimate]
    command: str
    conclusion: str
    explanations: Sequence[Any] | None = None
    batches: Sequence[Batch] = ()


CIRCUITS = (
    Figure("conclusion", "conclusion", TEXT, lambda a: a.conclusion),
    Figure("command", "command", TEXT, lambda a: a.command),
    Figure(
        "circuits",
        "circuits",
        list_of(shape_of(CIRCUIT)),
        lambda a: [row(CIRCUIT, one) for one in a.found],
    ),
    Figure(
        "together",
        "all circuits of each device together",
        list_of(shape_of(BATCH)),
        lambda a: [row(BATCH, one) for one in a.batches],
    ),
    EXPLANATIONS,
)
"""Of ``qestimate circuit``."""
