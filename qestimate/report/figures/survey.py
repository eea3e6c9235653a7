"""Figures of a whole answer: workload, goal, bounds, the same work without a chip."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from qestimate.core.records import NamedTuple
from qestimate.estimation.bounds import FLOORS
from qestimate.report.figures.estimates import ESTIMATE
from qestimate.report.figures.figure import (
    ANYTHING,
    COUNT,
    INTERVAL,
    NUMBER,
    TEXT,
    TEXT_OR_NULL,
    WHOLE,
    YES_OR_NO,
    Figure,
    Shape,
    list_of,
    object_of,
    one_of,
    plain,
    plain_ends,
    row,
    shape_of,
)
from qestimate.report.figures.fits import FIT
from qestimate.workload.goal import CHOICES
from qestimate.workload.listing import idle_count

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from qestimate.device.device import Device
    from qestimate.estimation.bounds import Bounds, Range
    from qestimate.explore.survey import Survey
    from qestimate.scenario.values import Given

MODEL = (
    Figure("id", "model", TEXT, lambda m: m.id),
    Figure("name", "name", TEXT, lambda m: m.name),
    Figure("parameters", "parameters", COUNT, lambda m: m.parameters),
    Figure(
        "active_parameters",
        "parameters that one token passes",
        COUNT,
        lambda m: m.parameters - idle_count(m.architecture),
    ),
    Figure("assumed", "whether its shape is assumed", YES_OR_NO, lambda m: m.assumed),
    Figure("note", "note", TEXT, lambda m: m.note),
)

ADAPTER = (
    Figure("kind", "kind", TEXT, lambda a: a.kind),
    Figure("rank", "rank", COUNT, lambda a: a.rank, symbol="r"),
    Figure("targets", "adapted modules", list_of(TEXT), lambda a: list(a.targets)),
    Figure("parameters", "weights", COUNT, lambda a: a.parameters),
    Figure("modules", "linear layers", COUNT, lambda a: a.n_modules),
    Figure("modules_passed", "of these, passed by a token", COUNT, lambda a: a.n_passed),
    Figure("trained_parameters", "trained parameters", COUNT, lambda a: a.trained),
    Figure("note", "note", TEXT, lambda a: a.note),
)

DATA = (
    Figure("dataset", "data set", TEXT_OR_NULL, lambda d: d.id or None),
    Figure("samples", "samples", COUNT, lambda d: d.samples),
    Figure("tokens_per_sample", "tokens per sample", COUNT, lambda d: d.tokens_per_sample),
    Figure(
        "image_tokens",
        "of these, of images",
        COUNT,
        lambda d: d.media.image_tokens or None,
        optional=True,
    ),
    Figure(
        "sound_tokens",
        "of these, of sound",
        COUNT,
        lambda d: d.media.sound_tokens or None,
        optional=True,
    ),
    Figure("epochs", "epochs", COUNT, lambda d: d.epochs),
    Figure("batch_size", "samples of a micro-batch", COUNT, lambda d: d.batch_size),
    Figure("accumulation", "micro-batches of a step", COUNT, lambda d: d.accumulation),
    Figure("tokens", "tokens of the run", COUNT, lambda d: d.tokens),
    Figure("steps", "steps of the run", COUNT, lambda d: d.steps),
)

WORKLOAD = (
    Figure("model", "model", shape_of(MODEL), lambda w: row(MODEL, w.model)),
    Figure("adapter", "adapter", shape_of(ADAPTER), lambda w: row(ADAPTER, w.adapter)),
    Figure("data", "data", shape_of(DATA), lambda w: row(DATA, w.data)),
)
"""Of what is trained."""

GOAL = (
    Figure("precision", "precision", NUMBER, lambda g: g.precision),
    Figure("confidence", "confidence", NUMBER, lambda g: g.confidence),
    Figure("signal_floor", "signal floor", NUMBER, lambda g: g.signal_floor),
    Figure("max_days", "time budget in days", NUMBER, lambda g: g.max_days),
    Figure("max_price", "money budget in USD", NUMBER, lambda g: g.max_price),
    *(Figure(field, field, one_of(*names), attrgetter(field)) for field, names in CHOICES.items()),
    Figure("layers", "layers", WHOLE, lambda g: g.layers),
    Figure(
        "settings",
        "settings of methods",
        {"type": "object", "additionalProperties": {"type": "integer"}},
        lambda g: dict(g.settings),
    ),
    Figure("shots", "shots of every circuit, if given", WHOLE, lambda g: g.shots),
    Figure("twirls", "randomizations of every circuit", COUNT, lambda g: g.twirls),
    Figure("weight_bits", "bits of a weight", COUNT, lambda g: g.weight_bits),
)
"""Of what is asked for."""

RANGE = object_of({"low": NUMBER, "high": NUMBER})


def _range(key: str, label: str, get: Callable[[Bounds], Range | None]) -> Figure:
    """Return a bound that is a range over floors and calibrations; null ends if unknown."""

    def ends(pair: tuple[Device, Bounds]) -> dict[str, float | None]:
        found = get(pair[1])
        return {"low": None, "high": None} if found is None else found._asdict()

    return Figure(key, label, RANGE, ends)


BOUNDS = (
    Figure("device", "device", TEXT, lambda b: b[0].id),
    Figure("snapshot", "date of the device's figures", TEXT, lambda b: b[0].snapshot.id),
    Figure("qubits_advertised", "qubits", WHOLE, lambda b: b[0].qubits_advertised),
    Figure("qubits_calibrated", "calibrated", WHOLE, lambda b: b[0].qubits_calibrated),
    Figure("qubits_connected", "connected", WHOLE, lambda b: b[0].qubits_connected),
    Figure("touch_s", "to touch every weight once", NUMBER, lambda b: b[1].touch_s, unit="s"),
    Figure("coherence_s", "longest T1 or T2", NUMBER, lambda b: b[1].coherence_s, unit="s"),
    _range("programmable_gates", "gates that the values of a shot can depend on",
           lambda b: b.gates),
    _range("programmable_angles", "their angles", lambda b: b.angles),
    _range("loadable_amplitudes", "amplitudes", lambda b: b.amplitudes),
    Figure("readout_bits_per_s", "bits read out", NUMBER, lambda b: b[1].bits_per_s),
    Figure("least_readout_s", "to read all weights", NUMBER, lambda b: b[1].readout_s, unit="s"),
    Figure("floors", "shares that ranges span", list_of(NUMBER), lambda _: list(FLOORS)),
    Figure("dates", "calibrations that ranges span", list_of(TEXT), lambda b: list(b[1].dates)),
    Figure("note", "note", TEXT, lambda b: b[1].note),
)  # fmt: skip
"""Of a device and what no circuit on it can exceed."""

LORA = (
    Figure("gpu", "GPU", TEXT, lambda r: r.gpu.id),
    Figure("n_gpus", "GPUs", COUNT, lambda r: r.n_gpus),
    Figure("flop_forward", "operations of a forward pass", NUMBER, lambda r: r.flops_forward),
    Figure("flop_training", "operations of the training", NUMBER, lambda r: r.flops_training),
    Figure("forward_s", "time of a forward pass", INTERVAL, lambda r: plain_ends(r.log10_forward)),
    Figure("training_s", "time of the training", INTERVAL, lambda r: plain_ends(r.log10_training)),
    Figure("energy_j", "energy", INTERVAL, lambda r: plain_ends(r.log10_energy), unit="J"),
    Figure("rent_usd", "rent", INTERVAL, lambda r: plain_ends(r.log10_price), unit="USD"),
)
"""Of plain LoRA on a GPU."""

SIMULATOR = (
    Figure("id", "simulator", TEXT, lambda s: s.id),
    Figure("machine", "machine", TEXT, lambda s: s.machine),
    Figure("date", "date", TEXT, lambda s: s.date),
)

SIMULATION = (
    Figure("method", "method", TEXT, lambda s: s[0].method.id),
    Figure("device", "device", TEXT, lambda s: s[0].device.id),
    Figure("snapshot", "date of the device's figures", TEXT, lambda s: s[0].device.snapshot.id),
    Figure("qubits", "qubits", COUNT, lambda s: s[1].qubits),
    Figure("gates", "gates", COUNT, lambda s: s[1].gates),
    Figure("basis", "as", one_of("state vector", "too wide"), lambda s: s[1].basis),
    Figure("core_forward_s", "forward pass on a core", NUMBER, lambda s: plain(s[1].log10_forward)),
    Figure("core_training_s", "training on a core", NUMBER, lambda s: plain(s[1].log10_training)),
    Figure("log10_core_training_s", "the same, log10", NUMBER, lambda s: s[1].log10_training),
    Figure("core_adjoint_s", "the same, by adjoint", NUMBER, lambda s: plain(s[1].log10_adjoint)),
    Figure("gpu_training_s", "training on the GPU", NUMBER, lambda s: plain(s[1].log10_gpu)),
    Figure(
        "zero_suffices",
        "whether 0 in place of every value is as precise",
        YES_OR_NO,
        lambda s: s[1].zero_suffices,
    ),
)
"""Of an estimate and its circuits on a simulator."""

CLASSICAL = (
    Figure("lora", "plain LoRA", shape_of(LORA), lambda s: row(LORA, s.lora)),
    Figure(
        "simulator",
        "simulator",
        shape_of(SIMULATOR),
        lambda s: row(SIMULATOR, s.machines.simulator),
    ),
    Figure(
        "simulations",
        "circuits simulated",
        list_of(shape_of(SIMULATION)),
        lambda s: [row(SIMULATION, pair) for pair in zip(s.estimates, s.simulations, strict=True)],
    ),
)
"""Of the same work without a chip."""

SIDE = one_of("feasible", "infeasible", "unknown")

SWING = (
    Figure("method", "method", TEXT, lambda s: s[0].method.id),
    Figure("device", "device", TEXT, lambda s: s[0].device.id),
    Figure("snapshot", "date of the device's figures", TEXT, lambda s: s[0].device.snapshot.id),
    Figure("name", "input", TEXT, lambda s: s[1].name),
    Figure("origin", "why its ends are where they are", TEXT, lambda s: s[1].origin),
    Figure("low", "low end, as a factor", NUMBER, lambda s: s[1].low),
    Figure("high", "high end, as a factor", NUMBER, lambda s: s[1].high),
    Figure("margin_low", "margin at the low end", NUMBER, lambda s: s[1].margin_low),
    Figure("margin_high", "margin at the high end", NUMBER, lambda s: s[1].margin_high),
    Figure("verdict_low", "side at the low end", SIDE, lambda s: s[1].verdict_low),
    Figure("verdict_high", "side at the high end", SIDE, lambda s: s[1].verdict_high),
)
"""Of an estimate and how far one input moves it."""

EXPLANATION_INPUT = (
    Figure("symbol", "symbol", TEXT, lambda i: i.symbol),
    Figure("meaning", "what it is", TEXT, lambda i: i.meaning),
    Figure("value", "value", NUMBER, lambda i: i.value),
    Figure("unit", "unit", TEXT, lambda i: i.unit),
    Figure("source", "source", TEXT, lambda i: i.source),
    Figure("log10", "whether the value is a logarithm", YES_OR_NO, lambda i: i.log10),
)

EXPLANATION = (
    Figure("of", "of", TEXT, lambda e: e[0]),
    Figure("name", "figure", TEXT, lambda e: e[1].name),
    Figure("title", "what it is", TEXT, lambda e: e[1].title),
    Figure("value", "value", NUMBER, lambda e: e[1].value),
    Figure("log10", "whether the value is a logarithm", YES_OR_NO, lambda e: e[1].log10),
    Figure("unit", "unit", TEXT, lambda e: e[1].unit or "1"),
    Figure(
        "how",
        "how it is got",
        one_of("formula", "sum", "search", "sampling", "taken"),
        lambda e: e[1].how,
    ),
    Figure("formula", "formula", TEXT, lambda e: e[1].formula),
    Figure(
        "inputs",
        "numbers put in",
        list_of(shape_of(EXPLANATION_INPUT)),
        lambda e: [row(EXPLANATION_INPUT, one) for one in e[1].inputs],
    ),
    Figure("source", "source", TEXT, lambda e: e[1].source),
)
"""Of what an explanation belongs to, and the explanation."""


INPUTS: Shape = {
    "type": "object",
    "additionalProperties": object_of({"value": {}, "origin": TEXT}),
}
"""Inputs of a scenario by name."""


def origins(values: Mapping[str, Given]) -> dict[str, Any]:
    """Return inputs with where each comes from."""
    return {name: {"value": one.value, "origin": one.origin} for name, one in values.items()}


class Answer(NamedTuple):
    """A survey, with what was asked for beside it."""

    survey: Survey
    command: str
    conclusion: str
    change: str
    values: Mapping[str, Given] | None = None
    """Inputs with their origin."""
    transpiled: Sequence[dict[str, Any]] | None = None
    explanations: Sequence[Any] | None = None
    sensitivity: Sequence[Any] | None = None
    fault_tolerance: Sequence[dict[str, Any]] | None = None


def _rows(figures: tuple[Figure, ...], results: Sequence[Any] | None) -> list[Any] | None:
    return None if results is None else [row(figures, one) for one in results]


ANSWER = (
    Figure("conclusion", "conclusion", TEXT, lambda a: a.conclusion),
    Figure("command", "command", TEXT, lambda a: a.command),
    Figure("workload", "workload", shape_of(WORKLOAD), lambda a: row(WORKLOAD, a.survey.workload)),
    Figure("goal", "goal", shape_of(GOAL), lambda a: row(GOAL, a.survey.goal)),
    Figure(
        "overrides",
        "figures set by hand",
        {"type": "object", "additionalProperties": ANYTHING},
        lambda a: {d.id: d.given for d, _ in a.survey.bounds if d.given},
    ),
    Figure(
        "bounds",
        "what no circuit can exceed",
        list_of(shape_of(BOUNDS)),
        lambda a: _rows(BOUNDS, a.survey.bounds),
    ),
    Figure(
        "estimates",
        "estimates",
        list_of(shape_of(ESTIMATE)),
        lambda a: _rows(ESTIMATE, a.survey.estimates),
    ),
    Figure(
        "fits",
        "what fits",
        list_of(shape_of(FIT)),
        lambda a: _rows(FIT, a.survey.fits),
    ),
    Figure(
        "classical",
        "the same work without a chip",
        shape_of(CLASSICAL),
        lambda a: row(CLASSICAL, a.survey),
    ),
    Figure("change", "what would have to change", TEXT, lambda a: a.change),
    Figure("notes", "notes", list_of(TEXT), lambda a: list(a.survey.skipped)),
    Figure(
        "inputs",
        "inputs with their origin",
        INPUTS,
        lambda a: None if a.values is None else origins(a.values),
        optional=True,
    ),
    Figure("transpiled", "by the transpiler", list_of(ANYTHING), lambda a: a.transpiled,
           optional=True),
    Figure(
        "explanations",
        "how the figures come about",
        list_of(shape_of(EXPLANATION)),
        lambda a: _rows(EXPLANATION, a.explanations),
        optional=True,
    ),
    Figure(
        "fault_tolerance", "with error correction", list_of(ANYTHING),
        lambda a: a.fault_tolerance, optional=True,
    ),
    Figure(
        "sensitivity",
        "what moves the verdicts",
        list_of(shape_of(SWING)),
        lambda a: _rows(SWING, a.sensitivity),
        optional=True,
    ),
)  # fmt: skip
"""Of ``qestimate model``."""
