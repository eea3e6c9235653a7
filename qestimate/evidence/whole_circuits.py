"""Whole circuits: what noise leaves of their output, in the form in which it was measured."""

from __future__ import annotations

from math import exp, log1p
from statistics import median
from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.device.uncertainty import uncertainty_factors
from qestimate.estimation.fidelity import signal
from qestimate.evidence.intervals import interval
from qestimate.evidence.layouts import laid_out, published_medians
from qestimate.evidence.left_out import constants_for
from qestimate.evidence.predicted_run import Prediction

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qestimate.catalog.experiment_records import Experiment, Run
    from qestimate.device.elements import Elements
    from qestimate.estimation.fidelity import Signal
    from qestimate.estimation.placement import Placement


def fidelity(experiment: Experiment, run: Run) -> Prediction:
    """Predict what is left of a circuit, in the form in which it was measured."""
    placed, known, basis = laid_out(run, per_qubit=experiment.kind == "sequence")
    left = signal(placed, run.device, known)
    unknown = [name for name in left.missing if not name.startswith("idle")]
    if run.readout == "corrected":
        unknown = [name for name in unknown if name != "readout error"]
    if unknown:
        reason = f"not published: {', '.join(unknown)}"
        return Prediction(run, None, 0.0, 1.0, reason, basis=basis)
    exponent = _exponent(left)
    flips = _flips(known, placed) if run.readout == "included" else _NO_FLIPS

    def measured(exponent: float, scale: float) -> float:
        return _outcome(experiment, run, exponent, _readout(run, flips, scale))

    width = uncertainty_factors(
        run.device,
        left.ln_idle is None,
        width=run.qubits,
        constants=constants_for(run.device.id),
    )
    value, low, high = interval(exponent, width, measured)
    medians = None
    forgotten = published_medians(run.device)
    if forgotten is not None:
        read_alike = _flips(forgotten, placed) if run.readout == "included" else _NO_FLIPS
        taken = _exponent(signal(placed, run.device, forgotten))
        medians = _outcome(experiment, run, taken, _readout(run, read_alike, 1.0))
    formula, read = _written(experiment, run, _readout(run, flips, width.center))
    exponents = (
        ("a", "two-qubit gates: sum of -ln(1 - process infidelity)", -(left.ln_two_qubit or 0.0)),
        ("b", "one-qubit gates, the same", -(left.ln_one_qubit or 0.0)),
        ("w", "waiting", -(left.ln_idle or 0.0)),
        ("G", "growth with width, for bad elements that no table shows", width.center),
    )
    return Prediction(
        run,
        value,
        low,
        high,
        plain=_plain(experiment, run, placed),
        medians=medians,
        formula=formula,
        numbers=(*exponents, *read),
        basis=basis,
        factors=width,
        exponent=exponent,
        outcome=measured,
    )


_NO_FLIPS = ((0.0, 0.0),)


def _exponent(left: Signal) -> float:
    """Return what gates and waiting take, as far as it is known. >= 0"""
    parts = (left.ln_two_qubit, left.ln_one_qubit, left.ln_idle)
    return -sum(part or 0.0 for part in parts)


def _plain(experiment: Experiment, run: Run, placed: Placement) -> float | None:
    """Return the plain product: gate fidelities as published, no waiting, medians of tables."""
    if experiment.kind not in ("random-circuit", "mirror", "ghz"):
        return None
    snapshot = run.device.snapshot
    two = snapshot.two_qubit_errors
    one = [q.one_qubit_error for q in snapshot.qubits.values() if q.one_qubit_error is not None]
    read = [
        (q.readout_error_0 + q.readout_error_1) / 2
        for q in snapshot.qubits.values()
        if q.readout_error_0 is not None and q.readout_error_1 is not None
    ]
    errors = [
        median(values) if values else run.device.value(name)
        for values, name in (
            (two, "two_qubit_error"),
            (one, "one_qubit_error"),
            (read, "readout_error"),
        )
    ]
    read_out = run.qubits if run.readout == "included" else 0
    counts = (placed.counts.two_qubit_gates, placed.counts.one_qubit_gates, read_out)
    if any(error is None or error >= 1 for error in errors):
        return None
    return exp(float(sum(n * log1p(-(e or 0.0)) for n, e in zip(counts, errors, strict=True))))


class Readout(NamedTuple):
    """What reading all wires leaves of a right outcome, and makes of a wrong one. [1]"""

    zeros: float
    """All wires in 0 are read as such."""
    ones: float
    """All wires in 1 are."""
    even: float
    """Wires in 0 or 1 alike are."""
    wrong_zero: float
    """A wire in 1 is read as 0, mean over wires."""
    wrong: float
    """A wire in either is read as the other, mean over wires."""
    flipped: float
    """Both wires of a pair are read wrong, from 00 and from 11 together."""


def _readout(run: Run, flips: Sequence[tuple[float, float]], scale: float) -> Readout:
    """Return what readout does, with all its errors scaled."""
    errors = [(min(a * scale, 1.0), min(b * scale, 1.0)) for a, b in flips]
    # one entry for each wire, or one for all alike
    times = 1 if len(errors) == run.qubits else run.qubits
    pair = errors if len(errors) == 2 else [*errors, *errors]
    return Readout(
        _product(1 - a for a, _ in errors) ** times,
        _product(1 - b for _, b in errors) ** times,
        _product(1 - (a + b) / 2 for a, b in errors) ** times,
        _mean(b for _, b in errors),
        _mean((a + b) / 2 for a, b in errors),
        _product(a for a, _ in pair) + _product(b for _, b in pair),
    )


def _outcome(experiment: Experiment, run: Run, exponent: float, read: Readout) -> float:
    """Return what is measured when gates and waiting leave a process fidelity of e^-exponent.

    Survival: each gate of process infidelity e leaves 1 - 4 e / 3 of a Bloch vector. Population of
    a GHZ state, half of it in either: of the 15 errors of a two-qubit gate those that only turn
    phases stay unseen, 7 on a Bell pair, whose XX is one too, and 3 in a longer chain.
    """
    left = exp(-exponent)
    zeros = experiment.outcome == "zeros"
    right = read.zeros if zeros else read.even
    if experiment.quantity == "survival":
        kept = left ** (4 / 3 / run.qubits)
        wrong = read.wrong_zero if zeros else read.wrong
        return float((1 + kept) / 2 * right ** (1 / run.qubits) + (1 - kept) / 2 * wrong)
    if experiment.quantity == "probability":
        return float(left * right + (1 - left) * 0.5**run.qubits)
    if experiment.quantity == "population" and run.qubits == 2:
        mixed = 1 - left ** (16 / 15)
        same = (read.zeros + read.ones + read.flipped) / 2
        return float((1 - mixed) * same + mixed / 2)
    if experiment.quantity == "population":
        return float(left ** (12 / 15) * (read.zeros + read.ones) / 2)
    return left * read.even


Numbers = tuple[tuple[str, str, float], ...]


def _written(experiment: Experiment, run: Run, read: Readout) -> tuple[str, Numbers]:
    """Return the formula of ``_outcome`` in words of Python, and what readout puts into it."""
    zeros = experiment.outcome == "zeros"
    n = ("n", "qubits", float(run.qubits))
    right = ("r", "right outcome read right", read.zeros if zeros else read.even)
    if experiment.quantity == "survival":
        wrong = ("m", "wrong one read right", read.wrong_zero if zeros else read.wrong)
        kept = "exp(-4*(a + b + w)*G/(3*n))"
        return f"(1 + {kept})/2*r**(1/n) + (1 - {kept})/2*m", (right, wrong, n)
    if experiment.quantity == "probability":
        return "exp(-(a + b + w)*G)*r + (1 - exp(-(a + b + w)*G))/2**n", (right, n)
    if experiment.quantity == "population":
        all_zeros = ("z", "all zeros read right", read.zeros)
        all_ones = ("o", "all ones read right", read.ones)
        if run.qubits == 2:
            kept = "exp(-16*(a + b + w)*G/15)"
            both = ("k", "both wires read wrong", read.flipped)
            return f"{kept}*(z + o + k)/2 + (1 - {kept})/2", (all_zeros, all_ones, both)
        return "exp(-12*(a + b + w)*G/15)*(z + o)/2", (all_zeros, all_ones)
    return "exp(-(a + b + w)*G)*r", (("r", "right outcome read right", read.even),)


def _flips(known: Elements, placed: Placement) -> tuple[tuple[float, float], ...]:
    """Return the readout errors of each wire, of 0 and of 1; one pair where all are alike."""
    table = known.readout
    found = [table.of(q) for q in placed.qubits] or [table.other]
    return tuple(both or (0.0, 0.0) for both in found)


def _product(values: Iterable[float]) -> float:
    total = 1.0
    for value in values:
        total *= value
    return total


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0
