"""What noise leaves at given angles, where Pauli paths interfere.

Sampled paths are means over independent signs of the angles. With the signs as they are, values
are simulated where the circuit is small enough; in wider ones operators are followed with their
signs. Where there are too many of these, the mean over signs is kept, with an interval that is
wider by what interference was seen to do.
"""

from __future__ import annotations

from math import exp, hypot, inf, log, sqrt
from typing import TYPE_CHECKING, Literal

from qestimate.core.quantity import UNKNOWN, Interval
from qestimate.core.records import NamedTuple
from qestimate.estimation.exact import WIDEST_IDEAL, WIDEST_NOISY
from qestimate.estimation.signed_values import read_cost, signed_values
from qestimate.noise.attenuation import CONFIDENT, DAMPED_OUT
from qestimate.noise.path_statistics import MAX_TOLD_APART
from qestimate.noise.propagation import BUDGET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qiskit import QuantumCircuit

    from qestimate.device.device import Device
    from qestimate.device.uncertainty import UncertaintyFactors
    from qestimate.estimation.compiled_circuit import CompiledCircuit
    from qestimate.estimation.signed_values import Value
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.noise.path_statistics import Part
    from qestimate.noise.paths import Observable

ZERO = 1e-9
"""Expectation value that counts as none."""

NEARLY_ZERO = 1e-6
"""The same where operators were left out."""

RARE_PATHS = 0.6
"""Share of the exponent by which interference may move an attenuation, besides the scatter of the
sampled paths: paths too rare to be sampled may have large amplitudes, and alike angles add up the
same way. Set on the circuits of ``benchmarks/interference.py`` at six and seven qubits, seed 0, so
that nine of ten of their attenuations are inside even where no noiseless value is known; where it
is, 97 % are."""

Exact = Literal["", "noiseless", "propagated", "noisy"]
"""What was worked out with signs: nothing; the noiseless values exactly; values with and without
noise by following operators; both exactly."""


class Slope(NamedTuple):
    """A factor, such as of noisy over noiseless values, and by how much it may be off. [1]"""

    value: float
    error: float

    @classmethod
    def of(cls, values: Sequence[Value]) -> Slope:
        """Return the slope through nought with the least squares.

        A value whose sign noise turns round keeps nothing that could be told from it, unless it is
        the pull of a wait that turns it round: that is known, and what is left is told from it.

        >>> from qestimate.estimation.signed_values import Value
        >>> Slope.of([Value(0.5, 0.2), Value(-0.5, -0.3, 0.0, 0.01)])
        Slope(value=0.5, error=0.01)
        """
        squares = sum(v.ideal**2 for v in values)
        if not squares or any(inf in v for v in values):
            return cls(0.0, inf)
        slope = sum(v.ideal * (v.noisy - v.pull) for v in values) / squares
        off = sum(
            abs(v.ideal) * v.noisy_error + abs(v.noisy - 2 * slope * v.ideal) * v.ideal_error
            for v in values
        )
        return cls(min(1.0, max(0.0, slope)), off / squares)


def with_signs(
    choices: Sequence[tuple[QuantumCircuit, CompiledCircuit]],
    parts: Sequence[Part],
    wanted: Sequence[Observable],
    device: Device,
    whole: LocalSignal,
    apart: Sequence[LocalSignal],
) -> tuple[LocalSignal, list[LocalSignal], Exact]:
    """Put values in the place of means over signs, as far as they can be had.

    Args:
        choices: The circuit of the file and what it is compiled to, for each choice of angles.
        parts: The same with noise, and what is measured on their wires.
        wanted: What is measured on the qubits of the file.
        device: With its calibration.
        whole: What paths tell of the mean over the observables.
        apart: The same of each observable; empty where there are too many.

    Returns:
        Both with signs, and what they rest on.
    """
    numbers = range(len(wanted))
    if len(wanted) > MAX_TOLD_APART and not all(_simulable(*choice) for choice in choices):
        numbers = range(0, len(wanted), -(-len(wanted) // MAX_TOLD_APART))
    some, n = [wanted[k] for k in numbers], len(choices)
    found = [
        signed_values(choice, part, some, numbers, device, BUDGET / n, together=not apart)
        for choice, part in zip(choices, parts, strict=True)
    ]
    rows = [[values[at] for values in found] for at in range(len(numbers))]
    every = [value for row in rows for value in row]
    read = [sum(read_cost(part, k) for part in parts) / n for k in numbers]
    share = len(numbers) / len(wanted)
    told, signed = _told(whole, every, sum(read) / len(read), n, share)
    each = [_told(one, rows[k], read[k], n)[0] for k, one in enumerate(apart)]
    if signed:
        exact = share == 1 and not any(v.ideal_error or v.noisy_error for v in every)
        return told, each, "noisy" if exact else "propagated"
    return told, each, "" if any(v.ideal_error for v in every) else "noiseless"


def _simulable(circuit: QuantumCircuit, found: CompiledCircuit) -> bool:
    return circuit.num_qubits <= WIDEST_IDEAL and found.placement.width <= WIDEST_NOISY


class Judged(NamedTuple):
    """What noise leaves of some observables at the published errors, and how sure it is."""

    slope: Slope
    """From values with their signs."""
    margin: float
    """By how much interference may move the exponent of what paths tell."""
    squares: Slope
    """Mean of the squared noiseless values, and by how much it may be off."""
    signed: bool
    """Whether the slope says more than the paths do."""

    @property
    def squares_known(self) -> bool:
        """Whether the noiseless values are known well enough to tell a large one from a small."""
        return self.squares.error < self.squares.value / 2


def judged(
    local: LocalSignal,
    values: Sequence[Value],
    read: float,
    n_choices: int = 1,
    share: float = 1.0,
) -> Judged:
    """Return what values with their signs and paths without tell of the same observables.

    Args:
        local: What paths tell.
        values: Of the observables, for each choice of angles.
        read: What reading costs them, on average. [exponent of e]
        n_choices: Choices of angles.
        share: Of the observables, those that there are values of.
    """
    slope = Slope.of(values)
    if share < 1:
        off = _scatter(values, slope.value) * sqrt(1 - share)
        slope = slope._replace(error=slope.error + off)
    squares = Slope(
        sum(v.ideal**2 for v in values) / len(values),
        sum(2 * abs(v.ideal) * v.ideal_error for v in values if v.ideal) / len(values)
        if all(v.ideal_error < inf for v in values)
        else inf,
    )
    found = Judged(slope, 0.0, squares, signed=True)
    known = squares.value if found.squares_known else None
    margin = _margin(local, read, known, len(values) // n_choices) / sqrt(n_choices)
    mean = local.attenuation.value
    less = slope.error < slope.value and (mean is None or slope.error <= margin * mean)
    return found._replace(margin=margin, signed=not slope.error or less)


def _told(
    local: LocalSignal,
    values: Sequence[Value],
    read: float,
    n_choices: int,
    share: float = 1.0,
) -> tuple[LocalSignal, bool]:
    """Return a signal with signs, and whether it rests on values and not on paths."""
    if all(abs(v.ideal) + v.ideal_error < (NEARLY_ZERO if v.ideal_error else ZERO) for v in values):
        nothing = Interval(0.0, 0.0, 0.0)
        local = local._replace(attenuation=UNKNOWN, ideal_variance=nothing, n_kept=0, paths=())
        return local, all(v.noisy_error < inf for v in values)
    found = judged(local, values, read, n_choices, share)
    slope, squares = found.slope, found.squares
    if found.squares_known:
        least = max(0.0, squares.value - squares.error)
        ends = Interval(squares.value, least, squares.value + squares.error)
        local = local._replace(ideal_variance=ends)
    if not found.signed:
        return local._replace(attenuation=_widened(local.attenuation, found.margin)), False
    rest = sum((v.noisy - slope.value * v.ideal) ** 2 for v in values) / len(values)
    return local._replace(
        attenuation=_interval(slope, local.width),
        n_kept=max(1, local.n_kept),
        exact_residual=sqrt(rest) / slope.value if slope.value else None,
    ), True


def _scatter(values: Sequence[Value], slope: float) -> float:
    """Return how far off a slope may be as it is that of a sample of the values. [1]"""
    squares = sum(v.ideal**2 for v in values)
    off = sum((v.ideal * (v.noisy - slope * v.ideal)) ** 2 for v in values)
    return CONFIDENT * sqrt(off) / squares if squares else inf


def _exponent(left: float) -> float:
    """Return the exponent of a share that is left, which may be nothing."""
    return -log(min(1.0, max(left, exp(-DAMPED_OUT))))


def _interval(slope: Slope, width: UncertaintyFactors) -> Interval:
    """Return what is left, with what the calibration leaves open on top of an error of its own."""
    left = slope.value
    _, most = width.of(_exponent(left - slope.error))
    least, _ = width.of(_exponent(left + slope.error))
    return Interval(left, min(left, exp(-most)), max(left, exp(-least)))


def _widened(left: Interval, margin: float) -> Interval:
    """Return what is left, its exponent off by a margin that has nothing to do with its interval.

    >>> [round(x, 4) for x in _widened(Interval(0.5, 0.25, 1.0), 0.0)]
    [0.5, 0.25, 1.0]
    >>> [round(log(x), 4) for x in _widened(Interval(exp(-2), exp(-5), exp(-1.7)), 0.4)]
    [-2.0, -5.0265, -1.5]
    """
    value, low, high = left
    if value is None:
        return left
    at = _exponent(value)
    if low is not None:
        low = exp(-min(DAMPED_OUT, at + hypot(_exponent(low) - at, margin)))
    if high is not None:
        high = exp(-max(0.0, at - hypot(at - _exponent(high), margin)))
    return Interval(value, low, high)


def _margin(local: LocalSignal, read: float, squares: float | None, n: int) -> float:
    """Return by how much interference may move the exponent of an attenuation from paths. [1]

    With independent signs a noisy value is off the rescaled noiseless one by the scatter of what
    the paths keep. Angles have signs of their own, and paths that were not sampled count too.

    Args:
        local: What paths tell.
        read: What reading costs, the same for all paths of an observable. [exponent of e]
        squares: Mean of the squared noiseless values, where known.
        n: Observables, the scatter of whose mean is so much smaller.
    """
    total = sum(p.share for p in local.paths)
    if not total:
        return 0.0
    cost = sum(p.share * (p.two_qubit + p.rest) for p in local.paths) / total
    larger = sqrt(total / squares) if squares else 1.0
    scatter = CONFIDENT * (local.excess or 0.0) / sqrt(n)
    return larger * (scatter + RARE_PATHS * max(0.0, cost - read))
