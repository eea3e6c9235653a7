"""Figures of simulated cases."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

from qestimate.core.quantity import Interval
from qestimate.core.records import NamedTuple
from qestimate.report.figures.explore import EXPLANATIONS
from qestimate.report.figures.figure import (
    COUNT,
    INTERVAL,
    NUMBER,
    TEXT,
    WHOLE,
    Figure,
    ends,
    list_of,
    or_null,
    row,
    shape_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.evidence.verification import Verified


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
