"""Figures of an estimate, in the order of the stages, and the tables that show them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from qestimate.core.formatting import count
from qestimate.core.numeric import exp_or_zero
from qestimate.core.quantity import UNKNOWN, Interval
from qestimate.estimation.mitigation import TECHNIQUES, bias
from qestimate.estimation.pipeline import stays_off
from qestimate.estimation.placement import Unplaced
from qestimate.report.figures.figure import (
    BOUNDS,
    COUNT,
    INTERVAL,
    NUMBER,
    TEXT,
    WHOLE,
    YES_NO_OR_NULL,
    YES_OR_NO,
    Figure,
    Layout,
    Shape,
    by_key,
    ends,
    list_of,
    object_of,
    one_of,
    plain,
    plain_ends,
    root,
    row,
    shape_of,
    table,
    whole,
)
from qestimate.report.views.sentences import device_label, limit_phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qestimate.estimation.estimate import Estimate
    from qestimate.estimation.pipeline import PlacedProgram
    from qestimate.estimation.placement import Placement
    from qestimate.estimation.runtime import Runtime
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.report.document import Table, Value
    from qestimate.report.explain.explanation import Explanation

NONE = "none"
"""Shown where a thing does not exist, as opposed to being unknown."""


def _limit(estimate: Estimate) -> str:
    """Return the limit that binds, where one does."""
    if estimate.verdict == "feasible":
        return NONE
    bound = estimate.binding
    return bound.name if bound.name in ("time", "price") else limit_phrase(bound)


VERDICT = one_of("feasible", "marginal", "infeasible", "unknown")
LIMIT = one_of("qubits", "gates", "signal", "time", "price")


def _placed(
    key: str,
    label: str,
    shape: Shape | None,
    get: Callable[[PlacedProgram], Any],
    *,
    cell: Callable[[PlacedProgram], Value] | None = None,
    nothing: Any = None,
    **rest: Any,
) -> Figure:
    """Return a figure that a program has from its place on: null in JSON, "none" in tables else."""

    def of(e: Estimate) -> Any:
        return nothing if isinstance(e.placed, Unplaced) else get(e.placed)

    def shown(e: Estimate) -> Value:
        return NONE if isinstance(e.placed, Unplaced) else (cell or get)(e.placed)

    return Figure(key, label, shape, of, cell=shown, **rest)


def _local(key: str, label: str, get: Callable[[LocalSignal], Any], shape: Shape) -> Figure:
    """Return a figure of what noise leaves of what a program is read for."""
    empty = {"value": None, "low": None, "high": None} if shape is INTERVAL else None
    return _placed(key, label, shape, lambda p: get(p.local), nothing=empty)


def _run(key: str, label: str, get: Callable[[PlacedProgram], Runtime], heading: str) -> Figure:
    """Return the time of a run with other shots than those of the verdict, at least."""

    def least(placed: PlacedProgram) -> float | None:
        time = get(placed).log10_run
        return time.low if time.value is None or key == "least_wall_clock_s" else time.value

    return _placed(
        key,
        label,
        NUMBER,
        lambda p: plain(least(p)),
        cell=lambda p: (
            Interval(None, least(p), None)
            if key == "least_wall_clock_s"
            else _at_least(get(p).log10_run)
        ),
        heading=heading,
        kind="log10_seconds_interval",
        column=f"log10_{key}",
        unit="s",
        explained_by=key.removesuffix("_s"),
    )


def _at_least(found: Interval) -> Interval:
    """Return a figure without its interval: its value, or what it is at least."""
    return Interval(found.value, found.low if found.value is None else None, None)


def _both_counts(placement: Placement) -> Value:
    """Return two-qubit gates as merged, with those that the authors' code emits if they differ."""
    written, merged = placement.as_written, placement.counts.two_qubit_gates
    if written is None or written.two_qubit_gates == merged:
        return int(merged)
    return f"{count(int(merged))} of {count(int(written.two_qubit_gates))}"


def _bias(e: Estimate) -> float | None:
    if isinstance(e.placed, Unplaced):
        return None
    residual = stays_off(e.program, e.placed.local)
    return bias(e.goal.mitigation, plain(e.placed.needed.left.interval().value), residual)


def _explain_mitigation(e: Estimate, what: Literal["left", "overhead"]) -> Explanation | None:
    """Return how what is left after mitigation, or its overhead, comes about."""
    from qestimate.report.explain.explanation import Explanation, Input

    if isinstance(e.placed, Unplaced) or e.goal.mitigation == "none":
        return None
    technique, name = TECHNIQUES[e.goal.mitigation], f"mitigation_{what}"
    value = getattr(e.placed.needed, what).interval().value
    formula = getattr(technique, what)
    if what == "overhead" and e.program.readout != "local":
        formula = technique.overhead_of_distribution
    noisy = e.placed.needed.noisy
    inputs = (
        Input("a", "what noise leaves", noisy.left.interval().value, log10=True),
        Input("r", "what readout alone leaves", noisy.readout, log10=True),
        Input("g", "ln of the norm of the inverse noise in the light cone", noisy.to_cancel),
        Input("n", "qubits that are read", e.program.n_qubits),
    )
    if value is None:
        formula = "unknown: an error or a share of the signal is not known"
    return Explanation(
        name,
        f"{technique.title}: {FIGURES[name].label}",
        value,
        formula,
        tuple(
            one for one in inputs if value is not None and one.symbol in re.findall(r"\w+", formula)
        ),
        technique.source,
        "taken" if value is None else "formula",
        log10=True,
    )


CONSTRAINT = (
    Figure("name", "limit", LIMIT, lambda c: c.name),
    Figure("needed", "needed", NUMBER, lambda c: plain(c.log10_needed)),
    Figure("available", "available", NUMBER, lambda c: plain(c.log10_available)),
    Figure("unit", "unit", TEXT, lambda c: c.unit),
    Figure("margin_log10", "margin, decades", NUMBER, lambda c: c.margin_log10),
    Figure(
        "status",
        "status",
        one_of("met", "tight", "violated", "unknown"),
        lambda c: c.status,
    ),
    Figure("reason", "reason", TEXT, lambda c: c.reason),
)
"""Of one limit."""

ESTIMATE = (
    Figure("method", "method", TEXT, lambda e: e.method.id),
    Figure("device", "device", TEXT, lambda e: e.device.id, cell=lambda e: device_label(e.device)),
    Figure("snapshot", "date of the device's figures", TEXT, lambda e: e.device.snapshot.id),
    Figure("as_of", "day that they are taken for", TEXT, lambda e: e.device.asked),
    Figure(
        "width",
        "qubits",
        COUNT,
        lambda e: e.program.n_qubits,
        heading="width",
        kind="count",
        symbol="n",
        explained_by="width",
    ),
    Figure("layers", "layers", COUNT, lambda e: e.program.n_layers, kind="count", symbol="L"),
    _placed(
        "depth",
        "depth",
        WHOLE,
        lambda p: p.placement.counts.depth,
        kind="count",
        symbol="d",
        explained_by="depth",
    ),
    _placed(
        "depth_as_written",
        "depth in the order of the authors",
        WHOLE,
        lambda p: p.placement.as_written.depth if p.placement.as_written else None,
        kind="count",
    ),
    _placed(
        "two_qubit_depth",
        "layers of two-qubit gates",
        WHOLE,
        lambda p: p.placement.counts.two_qubit_depth,
        kind="count",
        symbol="D",
        explained_by="two_qubit_depth",
    ),
    _placed(
        "two_qubit_gates",
        "two-qubit gates",
        WHOLE,
        lambda p: p.placement.counts.two_qubit_gates,
        cell=lambda p: _both_counts(p.placement),
        heading="2q gates",
        kind="count",
        explained_by="two_qubit_gates",
    ),
    _placed(
        "two_qubit_gates_as_written",
        "two-qubit gates, nothing merged",
        WHOLE,
        lambda p: p.placement.as_written.two_qubit_gates if p.placement.as_written else None,
        kind="count",
    ),
    _placed(
        "one_qubit_gates",
        "one-qubit pulses",
        WHOLE,
        lambda p: p.placement.counts.one_qubit_gates,
        kind="count",
        explained_by="one_qubit_gates",
    ),
    _placed(
        "patch",
        "qubits of the device that it takes",
        {"type": ["array", "null"], "items": COUNT},
        lambda p: list(p.placement.qubits) or None,
        explained_by="patch",
    ),
    _placed(
        "patch_shape",
        "shape of the patch",
        one_of("ring", "line", "all", "piece", None),
        lambda p: p.placement.shape,
        heading="patch",
        column="patch",
    ),
    _placed(
        "patch_basis",
        "whether the patch was chosen, declared or assumed",
        one_of("chosen", "declared", "assumed", "as coupled", None),
        lambda p: p.placement.basis,
    ),
    _placed(
        "patch_proven_best",
        "whether no better patch of this shape exists",
        YES_NO_OR_NULL,
        lambda p: p.placement.proven,
    ),
    Figure(
        "quantum_parameters",
        "trainable angles",
        COUNT,
        lambda e: e.program.quantum_parameters,
        heading="angles",
        kind="count",
        explained_by="quantum_parameters",
    ),
    Figure(
        "classical_parameters",
        "trainable parameters beside the angles",
        COUNT,
        lambda e: e.program.classical_parameters,
        heading="classical",
        kind="count",
        explained_by="classical_parameters",
    ),
    _placed(
        "duration_s",
        "duration of the circuit",
        NUMBER,
        lambda p: p.placement.duration,
        kind="seconds",
        unit="s",
        explained_by="duration",
    ),
    _placed(
        "fidelity",
        "circuit fidelity",
        INTERVAL,
        lambda p: ends(p.signal.fidelity),
        cell=lambda p: p.signal.log10_fidelity,
        nothing=ends(UNKNOWN),
        kind="fidelity",
        column="log10_fidelity",
        symbol="F",
        explained_by="fidelity",
    ),
    _placed(
        "ln_fidelity",
        "circuit fidelity, natural logarithm",
        INTERVAL,
        lambda p: ends(p.signal.ln_fidelity),
        nothing=ends(UNKNOWN),
    ),
    _placed(
        "ln_fidelity_parts",
        "what it is made of",
        object_of(dict.fromkeys(("two_qubit", "one_qubit", "readout", "idle"), NUMBER)),
        lambda p: {
            "two_qubit": p.signal.ln_two_qubit,
            "one_qubit": p.signal.ln_one_qubit,
            "readout": p.signal.ln_readout,
            "idle": p.signal.ln_idle,
        },
        nothing=dict.fromkeys(("two_qubit", "one_qubit", "readout", "idle")),
    ),
    _placed(
        "attenuation",
        "share of the signal that noise leaves",
        INTERVAL,
        lambda p: ends(p.local.attenuation),
        cell=lambda p: p.local.log10_attenuation,
        nothing=ends(UNKNOWN),
        heading="signal left",
        kind="signal",
        column="log10_attenuation",
        symbol="a",
        explained_by="attenuation",
    ),
    _local(
        "attenuation_weakest",
        "the same of the weakest observable",
        lambda s: ends(s.weakest),
        INTERVAL,
    ),
    _local(
        "attenuation_as_emitted",
        "the same with every gate that the authors' code emits",
        lambda s: ends(s.emitted),
        INTERVAL,
    ),
    _placed(
        "attenuation_bracket",
        "bounds of the same: whole light cone, cheapest path",
        BOUNDS,
        lambda p: {
            "low": exp_or_zero(-p.local.bounds.whole_cone),
            "high": exp_or_zero(-p.local.bounds.cheapest),
        },
        nothing={"low": None, "high": None},
    ),
    Figure(
        "residual_rms",
        "what rescaling leaves of the error",
        NUMBER,
        lambda e: None if e.local is None else stays_off(e.program, e.local),
        heading="stays off",
        kind="number",
        explained_by="residual_rms",
    ),
    _placed(
        "pauli_paths",
        "Pauli paths that were sampled",
        object_of({"started": WHOLE, "effective": NUMBER}),
        lambda p: {
            "started": p.local.n_samples,
            "effective": p.local.n_effective,
        },
        nothing={"started": None, "effective": None},
    ),
    _local(
        "signal_std_ideal",
        "size of a value without noise",
        lambda s: root(s.ideal_variance),
        INTERVAL,
    ),
    _local("signal_std", "size of a value", lambda s: root(s.noisy_variance), INTERVAL),
    _local(
        "gradient_std_ideal",
        "size of a derivative without noise",
        lambda s: root(s.ideal_gradient),
        INTERVAL,
    ),
    _local("gradient_std", "size of a derivative", lambda s: root(s.gradient), INTERVAL),
    _placed(
        "signal_left",
        "signal left",
        None,
        lambda p: p.needed.left.interval(),
        kind="signal",
    ),
    Figure("mitigation", "error mitigation", TEXT, lambda e: e.goal.mitigation),
    _placed(
        "mitigation_left",
        "signal left after mitigation",
        INTERVAL,
        lambda p: plain_ends(p.needed.left.interval()),
        cell=lambda p: p.needed.left.interval(),
        nothing=ends(UNKNOWN),
        heading="signal left",
        kind="signal",
        column="log10_mitigation_left",
        explain=lambda e: _explain_mitigation(e, "left"),
    ),
    _placed(
        "mitigation_overhead",
        "times as many shots of a circuit, for mitigation",
        INTERVAL,
        lambda p: plain_ends(p.needed.overhead.interval()),
        cell=lambda p: p.needed.overhead.interval(),
        nothing=ends(UNKNOWN),
        heading="times the shots",
        kind="log10_interval",
        column="log10_mitigation_overhead",
        explain=lambda e: _explain_mitigation(e, "overhead"),
    ),
    _placed(
        "log10_mitigation_overhead",
        "times as many shots of a circuit, for mitigation, log10",
        NUMBER,
        lambda p: p.needed.overhead.interval().value,
    ),
    _placed(
        "mitigation_circuits",
        "circuits that mitigation runs for each one",
        NUMBER,
        lambda p: plain(p.again.log10_circuits),
        heading="times the circuits",
        kind="number",
    ),
    Figure(
        "mitigation_bias",
        "how far a value of 1 stays off after mitigation",
        NUMBER,
        _bias,
        heading="bias",
        kind="number",
    ),
    _placed(
        "shots_least",
        "fewest shots of a circuit: one, or one for each outcome that is kept",
        WHOLE,
        lambda p: whole(p.needed.least),
        heading="at least",
        kind="count",
        explained_by="shots_least",
    ),
    Figure(
        "shots_per_circuit",
        "shots of a circuit",
        WHOLE,
        lambda e: whole(e.shots_needed.log10_value.value),
        heading="shots",
        kind="shots",
        cell=lambda e: NONE if isinstance(e.placed, Unplaced) else e.shots_needed.log10_value,
        column="log10_shots",
        symbol="N",
        explained_by="shots",
    ),
    Figure(
        "log10_shots_per_circuit",
        "shots of a circuit, log10",
        NUMBER,
        lambda e: e.shots_needed.log10_value.value,
    ),
    Figure(
        "shots_per_gradient_circuit",
        "shots of a circuit that a gradient adds",
        WHOLE,
        lambda e: whole(e.shots_needed.log10_gradient.value),
        heading="for gradients",
        kind="shots",
        cell=lambda e: (
            NONE if isinstance(e.placed, Unplaced) else _at_least(e.shots_needed.log10_gradient)
        ),
        column="log10_gradient_shots",
        symbol="M",
        explained_by="gradient_shots",
    ),
    Figure(
        "log10_shots_per_gradient_circuit",
        "shots of a circuit that a gradient adds, log10",
        NUMBER,
        lambda e: e.shots_needed.log10_gradient.value,
    ),
    _placed(
        "shots_precise",
        "shots of a circuit for the precision asked for",
        WHOLE,
        lambda p: whole(p.needed.precise.interval().value),
        heading="for precision",
        kind="shots",
        cell=lambda p: _at_least(p.needed.precise.interval()),
        column="log10_shots_precise",
        explained_by="shots_precise",
    ),
    _placed(
        "log10_shots_precise",
        "the same, log10",
        NUMBER,
        lambda p: p.needed.precise.interval().value,
    ),
    Figure(
        "circuits_forward",
        "circuits of a forward pass",
        COUNT,
        lambda e: e.program.circuits_forward,
        heading="circuits",
        kind="count",
        symbol="C",
        explained_by="circuits_forward",
    ),
    Figure(
        "circuits_epoch",
        "circuits of an epoch",
        COUNT,
        lambda e: e.program.circuits_epoch,
        heading="per epoch",
        kind="count",
        explained_by="circuits_epoch",
    ),
    Figure(
        "circuits_run",
        "circuits of the run",
        COUNT,
        lambda e: e.program.circuits_run,
        heading="training",
        kind="count",
        explained_by="circuits_run",
    ),
    _placed(
        "shot_s",
        "time from shot to shot",
        NUMBER,
        lambda p: p.runtime.shot.total,
        heading="per shot",
        kind="seconds",
        symbol="s",
        unit="s",
        explained_by="shot",
    ),
    _placed(
        "wall_clock_s",
        "time of the run",
        NUMBER,
        lambda p: plain(p.runtime.log10_run.value),
        cell=lambda p: p.runtime.log10_run,
        heading="training",
        kind="log10_seconds_interval",
        column="log10_wall_clock_s",
        unit="s",
        explained_by="wall_clock",
    ),
    _run(
        "least_wall_clock_s",
        "time of the run with the fewest shots",
        lambda p: p.once,
        "fewest shots",
    ),
    _run(
        "precise_wall_clock_s",
        "time of the run with the precision asked for",
        lambda p: p.precise,
        "for precision",
    ),
    Figure(
        "copies",
        "circuits side by side",
        COUNT,
        lambda e: e.copies,
        heading="side by side",
        kind="count",
    ),
    _placed(
        "run_interval",
        "time of the run",
        None,
        lambda p: p.runtime.log10_run,
        kind="log10_seconds_interval",
        unit="s",
    ),
    _placed(
        "log10_wall_clock_s",
        "time of the run, log10",
        NUMBER,
        lambda p: p.runtime.log10_run.value,
        unit="s",
    ),
    _placed(
        "wall_clock_forward_s",
        "time of a forward pass",
        NUMBER,
        lambda p: plain(p.runtime.log10_forward.value),
        cell=lambda p: p.runtime.log10_forward.value,
        heading="forward pass",
        kind="log10_seconds",
        column="log10_forward_s",
        unit="s",
        explained_by="forward",
    ),
    _placed(
        "wall_clock_epoch_s",
        "time of an epoch",
        NUMBER,
        lambda p: plain(p.runtime.log10_epoch.value),
        unit="s",
    ),
    _placed(
        "price_usd",
        "price of the run",
        NUMBER,
        lambda p: plain(p.runtime.log10_price),
        cell=lambda p: p.runtime.log10_price,
        heading="price",
        kind="log10_usd",
        column="log10_price_usd",
        unit="USD",
        explained_by="price",
    ),
    _placed(
        "price_interval",
        "price, USD",
        None,
        lambda p: p.runtime.price if p.runtime.price.value is not None else None,
        kind="log10_interval",
        unit="USD",
    ),
    _placed(
        "log10_price_usd",
        "price of the run, log10",
        NUMBER,
        lambda p: p.runtime.log10_price,
        unit="USD",
    ),
    _placed(
        "credits",
        "the run in the vendor's credits",
        INTERVAL,
        lambda p: plain_ends(p.runtime.log10_credits),
        cell=lambda p: p.runtime.log10_credits,
        nothing=ends(UNKNOWN),
        heading="credits, HQC",
        kind="log10_interval",
        column="log10_credits",
        unit="HQC",
        explained_by="credits",
    ),
    _placed(
        "jobs",
        "jobs of the run",
        INTERVAL,
        lambda p: plain_ends(p.runtime.log10_jobs),
        nothing=ends(UNKNOWN),
        explained_by="jobs",
    ),
    Figure(
        "constraints",
        "limits",
        list_of(shape_of(CONSTRAINT)),
        lambda e: [row(CONSTRAINT, c) for c in e.constraints],
    ),
    Figure(
        "verdict",
        "verdict",
        VERDICT,
        lambda e: e.verdict,
        cell=lambda e: f"{e.verdict}, certain" if e.certain else e.verdict,
    ),
    Figure(
        "certain",
        "whether it is infeasible even with the fewest shots",
        YES_OR_NO,
        lambda e: e.certain,
    ),
    Figure(
        "binding",
        "limit that binds",
        LIMIT,
        lambda e: e.binding.name,
        heading="limit",
        cell=_limit,
        explained_by="margin",
    ),
    Figure(
        "margin",
        "margin, decades",
        None,
        lambda e: e.binding.margin_log10,
        kind="number",
        explained_by="margin",
    ),
    Figure(
        "adapter_parameters",
        "adapter weights",
        None,
        lambda e: e.workload.adapter.parameters,
        kind="count",
    ),
    _placed(
        "missing",
        "what is not published",
        list_of(TEXT),
        lambda p: list(p.signal.missing),
        nothing=[],
    ),
)
"""Everything that is said of an estimate."""

FIGURES = by_key(ESTIMATE)

CIRCUITS = Layout(
    "circuits",
    "Circuits: what would be on the chip",
    (
        *("method", "device", "width", "patch_shape", "depth", "two_qubit_gates"),
        *("quantum_parameters", "classical_parameters", "fidelity", "attenuation"),
    ),
    (
        "2q gates: as merged, of those that the authors' code emits where they differ; intervals "
        "hold both. Angles are the trainable ones of all circuits of the adapter, classical the "
        "trainable parameters beside them. Signal left: the share of an expectation value, or of "
        "the differences between probabilities, that noise leaves on average over random angles; "
        "circuit fidelity: the chance that nothing goes wrong at all.",
    ),
    group="device",
    names="method",
)

MITIGATION = Layout(
    "mitigation",
    "Error mitigation",
    (
        *("method", "device", "mitigation", "mitigation_left", "mitigation_overhead"),
        *("mitigation_circuits", "mitigation_bias"),
    ),
    (
        "Signal left: of a value, after mitigation; the floor is held against it. Times the shots: "
        "of each circuit, against a signal of that size without mitigation; they are in the shots "
        "below. Times the circuits: run for each one; they are in time and price, not in the "
        "counts below. Bias: how far a value of 1 stays off however many shots are taken.",
    ),
    group="device",
    names="method",
    of=lambda e: e.goal.mitigation != "none",
)

SHOTS = Layout(
    "shots",
    "Shots and circuits",
    (
        *("method", "device", "shots_least", "shots_per_circuit", "shots_per_gradient_circuit"),
        *("shots_precise", "residual_rms", "circuits_forward", "circuits_run", "shot_s"),
    ),
    (
        "Shots of a circuit. At least: one, or one for each outcome that is kept. Shots, and those "
        "for gradients: what training needs (or --shots), by simulated trainings. For precision: "
        "every value to within the precision asked for, the weakest included, which may take less "
        "than telling values apart; stays off: what no number of shots removes, if values are "
        "rescaled by one factor. Circuits for one forward pass over the data, then for the whole "
        "training.",
    ),
    group="device",
    names="method",
)

STAGES = (CIRCUITS, MITIGATION, SHOTS)
"""Tables of the stages before time and verdict."""


def stage_tables(estimates: Sequence[Estimate]) -> tuple[Table, ...]:
    """Return the tables of the stages, each of the estimates that it is about."""
    found = ((layout, [e for e in estimates if layout.of(e)]) for layout in STAGES)
    return tuple(table(layout, FIGURES, those) for layout, those in found if those)


COST = Layout(
    "cost",
    "Time and verdict",
    (
        *("method", "device", "copies"),
        *("least_wall_clock_s", "wall_clock_s", "precise_wall_clock_s"),
        *("price_usd", "credits", "verdict", "binding"),
    ),
    group="device",
    names="method",
)

COMPARED = (
    *("width", "layers", "adapter_parameters", "quantum_parameters", "circuits_run"),
    *("two_qubit_gates", "depth", "signal_left", "shots_per_circuit"),
    *("run_interval", "price_interval"),
)
"""Figures of a comparison, behind verdict, limit, margin and inputs."""


def explained_figures(estimate: Estimate) -> Iterator[Explanation]:
    """Yield the explanations of the figures that bring their own."""
    for figure in ESTIMATE:
        made = figure.explain(estimate) if figure.explain else None
        if made is not None:
            yield made


def estimate_row(estimate: Estimate) -> dict[str, Any]:
    """Return an estimate as plain numbers in SI units."""
    return row(ESTIMATE, estimate)
