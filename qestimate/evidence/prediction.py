"""Predict published runs from component errors, with nothing fitted to the runs themselves."""

from __future__ import annotations

from math import exp, inf, log, log1p, sqrt
from statistics import median
from typing import TYPE_CHECKING

from qestimate.circuits.protocol import NativeCounts
from qestimate.core.records import NamedTuple
from qestimate.device.elements import elements
from qestimate.estimation.fidelity import signal
from qestimate.estimation.placement import Placement, best_line
from qestimate.evidence.job_time import job_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qestimate.catalog.experiment_records import Experiment, Run
    from qestimate.device.device import Device

SIGMAS = 2.0
"""Standard deviations of the measurement within which it may miss the interval."""


class Prediction(NamedTuple):
    """What a run should have measured, beside what it did."""

    run: Run
    value: float | None
    """None where a figure that it needs is not published."""
    low: float
    high: float
    reason: str = ""
    plain: float | None = None
    """What multiplying the median fidelities of gates and readout as published would say."""
    formula: str = ""
    """What gives the value, in the symbols of its numbers."""
    numbers: tuple[tuple[str, str, float], ...] = ()
    """Symbol, meaning and value of what goes into the formula."""

    @property
    def inside(self) -> bool | None:
        """Whether the measured value lies in the interval, to SIGMAS of its own uncertainty."""
        if self.value is None:
            return None
        slack = SIGMAS * self.run.uncertainty
        return self.low - slack <= self.run.measured <= self.high + slack

    @property
    def ratio(self) -> float | None:
        """Predicted over measured; None where either is not above zero."""
        if not self.value or self.run.measured <= 0:
            return None
        return self.value / self.run.measured

    @property
    def width(self) -> float | None:
        """High over low."""
        return None if self.value is None else (self.high / self.low if self.low > 0 else inf)


class Score(NamedTuple):
    """How well predictions hold."""

    n: int
    coverage: float
    """Share of measured values inside their interval."""
    median_abs_log: float
    """Median of |ln(predicted / measured)|."""
    median_width: float
    """Median of high over low."""
    plain_median_abs_log: float | None
    """The same of |ln(plain / measured)|, over the runs that have a plain product."""
    compared_median_abs_log: float | None
    """The median of |ln(predicted / measured)| over those runs."""


def score(predictions: Iterable[Prediction]) -> Score | None:
    """Return the score of the predictions that have a value; None if there are none."""
    told = [p for p in predictions if p.value is not None]
    if not told:
        return None
    ratios = [abs(log(p.ratio)) for p in told if p.ratio is not None]
    both = [p for p in told if p.ratio is not None and p.plain]
    plain = [abs(log((p.plain or 1.0) / p.run.measured)) for p in both]
    ours = [abs(log(p.ratio or 1.0)) for p in both]
    widths = [p.width for p in told if p.width is not None]
    return Score(
        len(told),
        sum(p.inside is True for p in told) / len(told),
        median(ratios) if ratios else inf,
        median(widths),
        median(plain) if plain else None,
        median(ours) if ours else None,
    )


def predict(experiment: Experiment) -> list[Prediction]:
    """Predict every run of an experiment.

    >>> from qestimate.catalog.experiments import experiment
    >>> found = predict(experiment("quantinuum-h2-mirror"))
    >>> all(p.low < p.value < p.high for p in found)
    True
    """
    if experiment.kind == "job-time":
        return [_time(experiment, run) for run in experiment.runs]
    return [_fidelity(experiment, run) for run in experiment.runs]


class Growth(NamedTuple):
    """What more two-qubit gates on the same qubits cost: measured and predicted.

    Readout is the same with few gates and with many, and cancels: what it may hide in single
    runs shows here.
    """

    device: str
    qubits: tuple[int, ...]
    few: float
    many: float
    """Two-qubit gates."""
    measured: float
    """ln of the signal with few gates over that with many."""
    uncertainty: float
    """One standard deviation."""
    predicted: float

    @property
    def missed(self) -> bool:
        """Whether more is lost than predicted, beyond SIGMAS of the measurement."""
        return self.measured - self.predicted > SIGMAS * self.uncertainty


def growths(experiment: Experiment, found: Sequence[Prediction]) -> list[Growth]:
    """Return what more gates on the same qubits cost, where runs differ in little else.

    The signal of a population P(00) + P(11) of two qubits is twice that less one; of others it is
    what was measured.

    >>> from qestimate.catalog.experiments import experiment
    >>> bell = experiment("origin-wukong-72-bell")
    >>> (one,) = growths(bell, predict(bell))
    >>> one.qubits, f"{one.measured:.2f} ± {one.uncertainty:.2f}", f"{one.predicted:.2f}"
    ((56, 62), '0.59 ± 0.08', '0.13')
    """
    groups: dict[tuple[str, tuple[int, ...]], list[Prediction]] = {}
    for one in found:
        if one.run.physical and one.value is not None and one.run.uncertainty > 0:
            groups.setdefault((one.run.device.id, one.run.physical), []).append(one)
    pair = experiment.kind == "bell" and experiment.quantity == "population"
    grown = []
    for (device, qubits), runs in groups.items():
        gates = sorted({one.run.two_qubit_gates for one in runs})
        if len(gates) < 2:
            continue
        ends = [_mean_signal(runs, n, pair=pair) for n in (gates[0], gates[-1])]
        if any(signal_ <= 0 for signal_, _, _ in ends):
            continue
        (few, few_error, few_said), (many, many_error, many_said) = ends
        grown.append(
            Growth(
                device,
                qubits,
                gates[0],
                gates[-1],
                log(few / many),
                sqrt((few_error / few) ** 2 + (many_error / many) ** 2),
                log(few_said / many_said),
            )
        )
    return grown


def _mean_signal(
    runs: Sequence[Prediction], gates: float, *, pair: bool
) -> tuple[float, float, float]:
    """Return the mean signal of runs with so many gates, its error, and the predicted one."""
    those = [one for one in runs if one.run.two_qubit_gates == gates]

    def of(values: Iterable[float]) -> float:
        mean = sum(values) / len(those)
        return 2 * mean - 1 if pair else mean

    scatter = sqrt(sum(one.run.uncertainty**2 for one in those)) / len(those)
    return (
        of([one.run.measured for one in those]),
        2 * scatter if pair else scatter,
        of([one.value or 0.0 for one in those]),
    )


def _fidelity(experiment: Experiment, run: Run) -> Prediction:
    """Predict what is left of a circuit, in the form in which it was measured."""
    placed = _placed(run, per_qubit=experiment.kind == "sequence")
    if placed is None:
        return Prediction(run, None, 0.0, 1.0, f"no line of {run.qubits} live couplers")
    left = signal(placed, run.device)
    gates = [left.ln_two_qubit, left.ln_one_qubit]
    unknown = [name for name in left.missing if not name.startswith("idle")]
    if experiment.readout == "corrected":
        unknown = [name for name in unknown if name != "readout error"]
    if unknown:
        return Prediction(run, None, 0.0, 1.0, f"not published: {', '.join(unknown)}")
    known = -sum(part or 0.0 for part in gates) - (left.ln_idle or 0.0)
    flips = _flips(run.device, placed) if experiment.readout == "included" else _NO_FLIPS
    width = left.width
    least, most = width.of(known)

    def measured(exponent: float, scale: float) -> float:
        return _outcome(experiment, run, exponent, _readout(run, flips, scale))

    value = measured(known, 1.0)
    low = measured(most, width.upper)
    high = measured(least, 1 / width.lower)
    formula, read = _written(experiment, run, _readout(run, flips, 1.0))
    exponents = (
        ("a", "two-qubit gates: sum of -ln(1 - process infidelity)", -(left.ln_two_qubit or 0.0)),
        ("b", "one-qubit gates, the same", -(left.ln_one_qubit or 0.0)),
        ("w", "waiting", -(left.ln_idle or 0.0)),
    )
    return Prediction(
        run,
        value,
        min(low, value),
        max(high, value),
        plain=_plain(experiment, run, placed),
        formula=formula,
        numbers=(*exponents, *read),
    )


_NO_FLIPS = ((0.0, 0.0),)


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
    counts = (placed.counts.two_qubit_gates, placed.counts.one_qubit_gates, run.qubits)
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
        kept = "exp(-4*(a + b + w)/(3*n))"
        return f"(1 + {kept})/2*r**(1/n) + (1 - {kept})/2*m", (right, wrong, n)
    if experiment.quantity == "probability":
        return "exp(-(a + b + w))*r + (1 - exp(-(a + b + w)))/2**n", (right, n)
    if experiment.quantity == "population":
        all_zeros = ("z", "all zeros read right", read.zeros)
        all_ones = ("o", "all ones read right", read.ones)
        if run.qubits == 2:
            kept = "exp(-16*(a + b + w)/15)"
            both = ("k", "both wires read wrong", read.flipped)
            return f"{kept}*(z + o + k)/2 + (1 - {kept})/2", (all_zeros, all_ones, both)
        return "exp(-12*(a + b + w)/15)*(z + o)/2", (all_zeros, all_ones)
    return "exp(-(a + b + w))*r", (("r", "right outcome read right", read.even),)


def _flips(device: Device, placed: Placement) -> tuple[tuple[float, float], ...]:
    """Return the readout errors of each wire, of 0 and of 1; one pair where all are alike."""
    table = elements(device).readout
    found = [table.of(q) for q in placed.qubits] or [table.other]
    return tuple(both or (0.0, 0.0) for both in found)


def _placed(run: Run, *, per_qubit: bool) -> Placement | None:
    """Put a run on its qubits: those published, or the best line, as a compiler would choose."""
    n = run.qubits
    one = run.one_qubit_gates * (n if per_qubit else 1)
    counts = NativeCounts(one, run.two_qubit_gates, 2 * run.layers + 1, run.layers)
    qubits = run.physical
    if not qubits and run.device.graph is not None:
        each = run.two_qubit_gates / max(n - 1, 1)
        patch = best_line(run.device, n, each, one / n)
        if patch is None:
            return None
        qubits = patch
    links = n - 1 if qubits and not per_qubit else 0
    edges = tuple((wire, wire + 1, run.two_qubit_gates / links) for wire in range(links))
    return Placement(
        "line",
        "chosen" if qubits else "declared",
        qubits,
        n,
        "cz",
        counts,
        None,
        edges,
        _duration(run),
        0.0,
        proven=False,
    )


def _duration(run: Run) -> float | None:
    """Return the time of the circuit: layers of two-qubit gates with one-qubit gates between."""
    one, two = run.device.value("one_qubit_duration"), run.device.value("two_qubit_duration")
    if one is None or two is None:
        return None
    return run.layers * two + (run.layers + 1) * run.device.pulses * one


def _time(experiment: Experiment, run: Run) -> Prediction:
    """Predict the time of jobs."""
    time = job_time(experiment, run)
    return Prediction(
        run,
        time.value,
        time.low,
        time.high,
        time.reason,
        formula=time.formula,
        numbers=time.numbers,
    )


def _product(values: Iterable[float]) -> float:
    total = 1.0
    for value in values:
        total *= value
    return total


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0
