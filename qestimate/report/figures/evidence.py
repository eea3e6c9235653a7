"""Figures of judged claims, simulated cases and published runs."""

from __future__ import annotations

from math import inf, sqrt
from operator import attrgetter
from typing import TYPE_CHECKING, Any, get_args

from qestimate.catalog.claim_records import MEANINGS, RESULTS
from qestimate.core.quantity import Interval
from qestimate.core.records import NamedTuple
from qestimate.evidence.prediction import growths
from qestimate.evidence.scores import Quantity, counting, group_scores, is_test, score
from qestimate.report.figures.estimates import ESTIMATE
from qestimate.report.figures.explore import EXPLANATIONS
from qestimate.report.figures.figure import (
    ANYTHING,
    COUNT,
    INTERVAL,
    NUMBER,
    TEXT,
    TEXT_OR_NULL,
    WHOLE,
    YES_NO_OR_NULL,
    YES_OR_NO,
    Figure,
    ends,
    list_of,
    object_of,
    one_of,
    or_null,
    row,
    shape_of,
)
from qestimate.report.figures.survey import SWING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.catalog.experiment_records import Experiment
    from qestimate.catalog.training_records import TrainingRow
    from qestimate.evidence.claims.judge import Judgement
    from qestimate.evidence.predicted_run import Prediction
    from qestimate.evidence.scores import Score
    from qestimate.evidence.verification import Verified

PUBLISHED = (
    Figure("name", "figure", TEXT, lambda f: f.name),
    Figure("value", "value", NUMBER, lambda f: f.value),
    Figure("unit", "unit", TEXT, lambda f: f.unit),
    Figure("meaning", "what it is", TEXT, lambda f: f.meaning),
    Figure("source", "source", TEXT, lambda f: f.source),
    Figure("locator", "place", TEXT, lambda f: f.locator),
    Figure("digits", "digits that were published", WHOLE, lambda f: f.digits),
    Figure("about", "whether it was printed as about so much", YES_OR_NO, lambda f: f.about),
)
"""Of a figure as somebody published it."""

STEP = (
    Figure("what", "what", TEXT, lambda s: s.what),
    Figure("value", "value", TEXT, lambda s: s.value),
    Figure("how", "how", TEXT, lambda s: s.how),
    Figure("label", "measured, claimed, derived, given or assumed", TEXT, lambda s: s.label),
    Figure("source", "source", TEXT, lambda s: s.source),
)
"""Of a step of a derivation."""

STATEMENT = (
    Figure("id", "statement", TEXT, lambda j: j.statement.id),
    Figure("text", "text", TEXT, lambda j: j.statement.text),
    Figure("reading", "how it is read", TEXT, lambda j: j.statement.reading),
    Figure("seen", "whether the source was found to say it", YES_OR_NO, lambda j: j.statement.seen),
    Figure("source", "source", TEXT, lambda j: j.statement.source),
    Figure("locator", "place", TEXT, lambda j: j.statement.locator),
    Figure(
        "figures",
        "its figures",
        list_of(shape_of(PUBLISHED)),
        lambda j: [row(PUBLISHED, one) for one in j.statement.figures],
    ),
    Figure("check", "check", TEXT, lambda j: j.statement.kind),
    Figure("result", "result", one_of(*RESULTS), lambda j: j.finding.result),
    Figure("finding", "finding", TEXT, lambda j: j.finding.finds),
    Figure(
        "derivation",
        "derivation",
        list_of(shape_of(STEP)),
        lambda j: [row(STEP, one) for one in j.finding.steps],
    ),
    Figure("flips", "what would change it", TEXT, lambda j: j.finding.flips),
    Figure(
        "result_in_words",
        "what the result means",
        one_of(*MEANINGS.values()),
        lambda j: MEANINGS[j.finding.result],
    ),
)
"""Of a judged statement."""

CONFIGURATION = (
    Figure("id", "setting", TEXT, lambda c: c.setting.id),
    Figure("name", "name", TEXT, lambda c: c.setting.name),
    Figure("source", "source", TEXT, lambda c: c.setting.source),
    Figure("locator", "place", TEXT, lambda c: c.setting.locator),
    Figure("note", "note", TEXT, lambda c: c.setting.note),
    Figure("authors_shots", "shots of the authors", WHOLE, lambda c: c.setting.shots),
    Figure("prompt_tokens", "tokens of a prompt", COUNT, lambda c: c.setting.prompt_tokens),
    Figure(
        "prompt_circuits",
        "circuits of a prompt",
        WHOLE,
        lambda c: c.prompt_circuits if c.per_token else None,
    ),
    Figure(
        "estimates",
        "estimates",
        list_of(shape_of(ESTIMATE)),
        lambda c: [row(ESTIMATE, one) for one in c.estimates],
    ),
)
"""Of a setting of a claim, worked out."""

CLAIM = tuple(
    Figure(name, name.replace("_", " "), TEXT, attrgetter(name))
    for name in (
        *("id", "name", "publication", "date", "headline_plain", "topic"),
        *("source", "locator", "note"),
    )
)


class JudgementAnswer(NamedTuple):
    """A judged claim, with the tables that its document has."""

    judgement: Judgement
    command: str
    conclusion: str
    work: Sequence[dict[str, Any]]
    lora: Sequence[dict[str, Any]]
    swings: Sequence[Any]
    sources: Sequence[dict[str, Any]]


JUDGEMENT = (
    Figure("conclusion", "conclusion", TEXT, lambda a: a.conclusion),
    Figure("command", "command", TEXT, lambda a: a.command),
    Figure("claim", "claim", shape_of(CLAIM), lambda a: row(CLAIM, a.judgement.claim)),
    Figure(
        "results",
        "statements by result",
        {
            "type": "object",
            "propertyNames": one_of(*RESULTS),
            "additionalProperties": COUNT,
        },
        lambda a: dict(a.judgement.tally()),
    ),
    Figure(
        "statements",
        "statements",
        list_of(shape_of(STATEMENT)),
        lambda a: [row(STATEMENT, one) for one in a.judgement.judged],
    ),
    Figure(
        "configurations",
        "settings, worked out",
        list_of(shape_of(CONFIGURATION)),
        lambda a: [row(CONFIGURATION, one) for one in a.judgement.configured],
    ),
    Figure("work", "work on the chip", list_of(ANYTHING), lambda a: a.work),
    Figure("lora", "plain LoRA", list_of(ANYTHING), lambda a: a.lora),
    Figure(
        "sensitivity",
        "what moves the verdicts",
        list_of(shape_of(SWING)),
        lambda a: [row(SWING, one) for one in a.swings],
    ),
    Figure("sources", "sources", list_of(ANYTHING), lambda a: a.sources),
)
"""Of ``qestimate claim check``."""


def _or_none(value: float) -> float | None:
    return None if value == inf else value


def _transpiled(v: Verified) -> list[int] | None:
    return None if v.transpiled is None else list(v.transpiled.two_qubit_gates)


def _std(v: Verified) -> dict[str, float | None]:
    variance = v.predicted.noisy_variance
    return ends(Interval(*(None if x is None else sqrt(x) for x in variance)))


CASE = (
    Figure("ansatz", "ansatz", TEXT, lambda v: v.case.ansatz),
    Figure("device", "device", TEXT, lambda v: v.case.device.id),
    Figure("snapshot", "date of the device's figures", TEXT, lambda v: v.case.device.snapshot.id),
    Figure("qubits", "qubits", COUNT, lambda v: v.case.n_qubits),
    Figure("layers", "layers", COUNT, lambda v: v.case.n_layers),
    Figure("circuits", "circuits", COUNT, lambda v: v.case.n_circuits),
    Figure(
        "patch",
        "qubits of the device",
        {"type": ["array", "null"], "items": COUNT},
        lambda v: list(v.placement.qubits) or None,
    ),
    Figure("patch_shape", "shape of the patch", TEXT, lambda v: v.placement.shape),
    Figure(
        "two_qubit_gates",
        "two-qubit gates",
        COUNT,
        lambda v: int(v.placement.counts.two_qubit_gates),
    ),
    Figure("two_qubit_gates_written", "in the circuit itself", COUNT, lambda v: v.written[1]),
    Figure(
        "two_qubit_gates_transpiled",
        "after the transpiler",
        or_null(list_of(COUNT)),
        _transpiled,
    ),
    Figure("depth", "depth", COUNT, lambda v: int(v.placement.counts.depth)),
    Figure("depth_written", "depth of the circuit itself", COUNT, lambda v: v.written[2]),
    Figure(
        "attenuation", "attenuation, predicted", INTERVAL, lambda v: ends(v.predicted.attenuation)
    ),
    Figure("attenuation_simulated", "attenuation, simulated", NUMBER, lambda v: v.attenuation),
    Figure("attenuation_error", "its standard error", NUMBER, lambda v: v.attenuation_error),
    Figure(
        "attenuation_transpiled",
        "attenuation of the transpiled circuits",
        NUMBER,
        lambda v: v.attenuation_transpiled,
    ),
    Figure("ratio", "predicted over simulated", NUMBER, lambda v: v.ratio),
    Figure("signal_std", "size of a value, predicted", INTERVAL, _std),
    Figure("signal_std_simulated", "size of a value, simulated", NUMBER, lambda v: v.signal_std),
    Figure("shots", "shots", NUMBER, lambda v: v.shots),
    Figure("inside", "share within the precision", NUMBER, lambda v: v.inside),
    Figure("inside_ideal", "the same against noiseless values", NUMBER, lambda v: v.inside_ideal),
    Figure("promised", "confidence asked for", NUMBER, lambda v: v.case.confidence),
    Figure("excess", "how unevenly noise shrinks", NUMBER, lambda v: v.predicted.excess),
    Figure("offset", "mean of noisy values", NUMBER, lambda v: v.offset),
    Figure("twins", "Clifford surrogates", WHOLE, lambda v: len(v.surrogates) or None),
)
"""Of one simulated case."""


class VerificationAnswer(NamedTuple):
    """Simulated cases, with what was asked for beside them."""

    found: Sequence[Verified]
    conclusion: str
    explanations: Sequence[Any] | None = None


VERIFICATION = (
    Figure("conclusion", "conclusion", TEXT, lambda a: a.conclusion),
    Figure(
        "cases",
        "cases",
        list_of(shape_of(CASE)),
        lambda a: [row(CASE, one) for one in a.found],
    ),
    EXPLANATIONS,
)
"""Of ``qestimate verify``."""

LOSSES = list_of(NUMBER)

TRAINING = (
    Figure("task", "task", TEXT, lambda r: r.task),
    Figure("ansatz", "circuit", TEXT, lambda r: r.ansatz),
    Figure("qubits", "qubits", COUNT, lambda r: r.n_qubits),
    Figure("layers", "layers", COUNT, lambda r: r.n_layers),
    Figure("device", "device", TEXT, lambda r: r.device),
    Figure("snapshot", "date of the device's figures", TEXT, lambda r: r.snapshot),
    Figure("gradient", "rule of the gradient", TEXT, lambda r: r.gradient),
    Figure("ratio", "signal over noise by which shots were chosen", NUMBER, lambda r: r.ratio),
    Figure("shots", "shots of a circuit", COUNT, lambda r: r.value_shots),
    Figure("gradient_shots", "shots of a circuit of a gradient", COUNT, lambda r: r.gradient_shots),
    Figure("attenuation", "slope of noisy on noiseless values", NUMBER, lambda r: r.attenuation),
    Figure("signal_variance", "variance of a value", NUMBER, lambda r: r.signal_variance),
    Figure("gradient_variance", "variance of a derivative", NUMBER, lambda r: r.gradient_variance),
    Figure("seeds", "seeds", list_of(COUNT), lambda r: list(r.seeds)),
    Figure("frozen", "loss with frozen angles", LOSSES, lambda r: list(r.frozen)),
    Figure("noiseless", "loss without noise", LOSSES, lambda r: list(r.noiseless)),
    Figure("unlimited", "loss with unlimited shots", LOSSES, lambda r: list(r.unlimited)),
    Figure("loss", "loss", LOSSES, lambda r: list(r.loss)),
    Figure("gain", "share of the gain", LOSSES, lambda r: list(r.gained(r.loss))),
)
"""Of one circuit trained under noise, seed by seed."""


class TrainingAnswer(NamedTuple):
    """Trained circuits, with what they come to."""

    found: Sequence[TrainingRow]
    conclusion: str


TRAININGS = (
    Figure("conclusion", "conclusion", TEXT, lambda a: a.conclusion),
    Figure(
        "trainings",
        "trainings",
        list_of(shape_of(TRAINING)),
        lambda a: [row(TRAINING, one) for one in a.found],
    ),
)
"""Of ``qestimate verify --train``."""

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
