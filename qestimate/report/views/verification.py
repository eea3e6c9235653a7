"""Predictions beside simulations."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

from qestimate.core.formatting import number
from qestimate.report.document import Column, Document, Table
from qestimate.report.figures.outputs import output
from qestimate.report.figures.verification import VerificationAnswer
from qestimate.report.views.sentences import device_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.evidence.verification import Verified
    from qestimate.report.document import Value
    from qestimate.report.views.explanations import Explained

TARGET = 0.1
"""Share by which a predicted attenuation may miss."""


def verification_document(found: Sequence[Verified]) -> Document:
    """Return counts, attenuation and coverage, predicted and simulated."""
    tables = [_counts(found)]
    random = [v for v in found if v.signal_std is not None]
    if random:
        tables.append(_signal(random))
        tables.append(_coverage(random))
    wide = [v for v in found if v.signal_std is None]
    if wide:
        tables.append(_surrogates(wide))
    return Document("verify", _conclusion(found), tuple(tables), _remarks(found))


def misses(found: Sequence[Verified]) -> list[Verified]:
    """Return the cases whose attenuation misses by more than TARGET and three standard errors."""
    return [
        v
        for v in found
        if v.ratio is not None
        and abs(v.ratio - 1) > TARGET + 3 * v.attenuation_error / max(v.attenuation, 1e-12)
    ]


def _conclusion(found: Sequence[Verified]) -> str:
    off = [abs(v.ratio - 1) for v in found if v.ratio is not None]
    within = sum(miss <= TARGET for miss in off)
    worst = f"; the largest miss is {number(100 * max(off))} %" if off else ""
    said = [
        f"The predicted attenuation is within {number(100 * TARGET)} % of the simulated one in "
        f"{within} of {len(off)} cases{worst}."
    ]
    if len(off) < len(found):
        said.append(f"In {len(found) - len(off)} more no observable is left to compare.")
    tried = [v for v in found if v.inside is not None and v.inside_ideal is not None]
    if tried:
        kept, ideal = (
            sum((share or 0.0) >= v.case.confidence for v, share in zip(tried, shares, strict=True))
            for shares in ([v.inside for v in tried], [v.inside_ideal for v in tried])
        )
        said.append(
            f"The promised precision holds in {kept} of {len(tried)} against what noise leaves, in "
            f"{ideal} against the noiseless values."
        )
    compiled = [
        v.attenuation_transpiled / v.attenuation
        for v in found
        if v.attenuation_transpiled is not None and v.attenuation > 0
    ]
    if compiled:
        said.append(
            "As Qiskit's transpiler puts them on the same patch, circuits keep "
            f"{number(min(compiled))} to {number(max(compiled))} of that attenuation."
        )
    return " ".join(said)


def _case(v: Verified) -> tuple[Value, ...]:
    return (v.case.ansatz, device_label(v.case.device), v.case.n_qubits, v.case.n_layers)


_CASE = (
    Column("ansatz", "circuit"),
    Column("device", "device"),
    Column("qubits", "qubits", "count"),
    Column("layers", "layers", "count"),
)


def _counts(found: Sequence[Verified]) -> Table:
    rows: list[tuple[Value, ...]] = []
    for v in found:
        counts, t = v.placement.counts, v.transpiled
        rows.append(
            (
                *_case(v),
                v.placement.shape,
                int(counts.one_qubit_gates),
                v.written[0],
                int(counts.two_qubit_gates),
                v.written[1],
                "–" if t is None else str(t.two_qubit_gates),
                int(counts.depth),
                v.written[2],
                "–" if t is None else str(t.depth),
            )
        )
    return Table(
        "counts",
        "Counts: formula, circuit written out, transpiler",
        (
            *_CASE,
            Column("patch", "patch"),
            Column("one_qubit_gates", "1q", "count"),
            Column("one_qubit_gates_written", "written", "count"),
            Column("two_qubit_gates", "2q", "count"),
            Column("two_qubit_gates_written", "written", "count"),
            Column("two_qubit_gates_transpiled", "transp."),
            Column("depth", "depth", "count"),
            Column("depth_written", "written", "count"),
            Column("depth_transpiled", "transp."),
        ),
        tuple(rows),
        group="device",
    )


def _signal(found: Sequence[Verified]) -> Table:
    rows: list[tuple[Value, ...]] = [
        (
            *_case(v),
            v.predicted.attenuation.value,
            f"{number(v.attenuation)} ± {number(v.attenuation_error)}",
            v.ratio,
            v.attenuation_transpiled,
            _root(v.predicted.noisy_variance.value),
            "–"
            if v.signal_std is None
            else f"{number(v.signal_std)} ± {number(v.signal_error or 0.0)}",
        )
        for v in found
    ]
    return Table(
        "signal",
        "Attenuation of <Z> and standard deviation of the signal",
        (
            *_CASE,
            Column("attenuation", "predicted", "number"),
            Column("attenuation_simulated", "simulated"),
            Column("ratio", "ratio", "number"),
            Column("attenuation_transpiled", "transpiled", "number"),
            Column("signal_std", "predicted std", "number"),
            Column("signal_std_simulated", "simulated"),
        ),
        tuple(rows),
        (
            "Random angles; Aer with the noise of the patch: density matrix up to 8 qubits, "
            "trajectories beyond; readout as the same factor in both. Transpiled: simulated "
            "attenuation of the circuit as Qiskit puts it on the same patch.",
        ),
        group="device",
    )


def _root(variance: float | None) -> float | None:
    return None if variance is None else sqrt(variance)


def _coverage(found: Sequence[Verified]) -> Table:
    rows: list[tuple[Value, ...]] = [
        (
            *_case(v),
            v.shots,
            None if v.inside is None else 100 * v.inside,
            100 * v.case.confidence,
            None if v.inside_ideal is None else 100 * v.inside_ideal,
            v.predicted.excess,
            v.offset,
        )
        for v in found
    ]
    return Table(
        "coverage",
        "Does the predicted number of shots keep its promise?",
        (
            *_CASE,
            Column("shots", "shots", "count"),
            Column("inside_percent", "inside, %", "number"),
            Column("promised_percent", "promised, %", "number"),
            Column("inside_ideal_percent", "of noiseless, %", "number"),
            Column("excess", "unevenness", "number"),
            Column("offset", "offset", "number"),
        ),
        tuple(rows),
        (
            "Share of repeated experiments in which all values, less the offset of their wire and "
            "over the predicted attenuation, are within the precision: of what noise leaves, and "
            "of the noiseless value. The second falls short where noise shrinks some angles' "
            "signal more than others': one factor cannot mend that, however many the shots. "
            "Unevenness: rms of what it leaves, over the signal. Offset: what relaxation towards "
            "|0> adds whatever the angles.",
        ),
        group="device",
    )


def _surrogates(found: Sequence[Verified]) -> Table:
    rows: list[tuple[Value, ...]] = []
    for v in found:
        pulls = [abs(t.predicted - t.simulated) / t.error for t in v.surrogates]
        n = len(pulls)
        rows.append(
            (
                *_case(v),
                len(v.surrogates),
                sum(t.predicted for t in v.surrogates) / n if n else "–",
                f"{number(v.attenuation)} ± {number(v.attenuation_error)}" if n else "–",
                v.ratio if n else "–",
                sqrt(sum(p * p for p in pulls) / n) if n else "–",
                v.predicted.attenuation.value,
            )
        )
    return Table(
        "twins",
        "Clifford twins at full width",
        (
            *_CASE,
            Column("observables", "observables", "count"),
            Column("predicted", "predicted", "number"),
            Column("simulated", "simulated"),
            Column("ratio", "ratio", "number"),
            Column("rms_pull", "rms of pulls", "number"),
            Column("attenuation_random", "random angles", "number"),
        ),
        tuple(rows),
        (
            "Every angle a random quarter turn; Stim. Observables: those that do not vanish. Pull: "
            "predicted less simulated value of one observable, over its standard error.",
        ),
        group="device",
    )


def _remarks(found: Sequence[Verified]) -> tuple[str, ...]:
    case = found[0].case
    return (
        f"Precision {number(case.precision)} at {number(100 * case.confidence)} % confidence, "
        f"{case.n_circuits} circuits a case, seed {case.seed}.",
    )


def verification_object(
    found: Sequence[Verified], explanations: Sequence[Explained] | None = None
) -> dict[str, Any]:
    """Return the same as plain numbers for JSON."""
    return output("verify", VerificationAnswer(found, _conclusion(found), explanations))
