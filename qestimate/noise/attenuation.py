"""What noise and random angles leave of single expectation values.

The fidelity of a whole circuit is not what a measured <Z> loses: an operator meets only the
elements it passes. Followed backwards by ``qestimate.noise.paths``, operators tell two things at
once: how much of its size the noiseless signal keeps under noise (*attenuation*), and how large
that signal is over random angles in the first place (its *variance*, which a barren plateau takes
away). The same paths give the size of a gradient.
"""

from __future__ import annotations

from math import exp, inf, log10, sqrt
from typing import TYPE_CHECKING, NamedTuple

from qestimate.core.quantity import Interval
from qestimate.device.uncertainty import LEAST_SPREAD
from qestimate.noise.paths import Bracket

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qestimate.device.uncertainty import Spread

CONFIDENT = 1.96
"""Standard errors of sampling that an interval holds: 95 %."""

DAMPED_OUT = 600.0
"""Exponent beyond which a path is taken to be damped no further: e^-600 is nothing."""

NONE_SEEN = 3.0
"""Events that may be expected where none was seen, at 95 %: -ln 0.05. Where k were seen, k and
twice its root more, which is no less than the Poisson limit."""


class PathCost(NamedTuple):
    """One kept path."""

    share: float
    """Its chance to end diagonal, over the number of paths started."""
    two_qubit: float
    """What it paid at two-qubit gates, as exponent of e."""
    rest: float
    """What it paid elsewhere, readout included."""
    two_qubit_gates: float
    """Noisy two-qubit gates it met."""
    slope: float
    """Its share in the squared derivatives, over the number of angles in the light cone."""


class LocalSignal(NamedTuple):
    """What is left of the expectation values that a circuit is read by, and of their gradients.

    Means over the observables. None where unknown; an interval holds what the calibration leaves
    open and the error of sampling.
    """

    attenuation: Interval
    """Slope of the noisy against the noiseless expectation value. [1]"""
    ideal_variance: Interval
    """Variance of the noiseless expectation value over random angles. [1]"""
    noisy_variance: Interval
    """The same under noise. [1]"""
    ideal_gradient: Interval
    """Variance of the noiseless derivative by one angle, mean over the light cone. [rad^-2]"""
    gradient: Interval
    """The same under noise. [rad^-2]"""
    bracket: Bracket
    """Bounds at the published errors, readout included, as exponents of e."""
    width: Spread
    """What the calibration leaves open."""
    n_samples: int
    """Paths that were started; 0 if the circuit was bracketed only."""
    n_effective: float
    """Kept paths of even weight that would tell as much."""
    n_kept: int = 0
    """Paths that ended diagonal."""
    missing: tuple[str, ...] = ()
    """What is not published and therefore not in it."""
    paths: tuple[PathCost, ...] = ()
    """The kept paths."""
    exact_residual: float | None = None
    """What rescaling leaves of the error, where noisy values were worked out exactly. [1]"""

    def __repr__(self) -> str:
        """Write what is left, and from how many paths."""
        value, low, high = self.attenuation
        if value is None:
            return f"LocalSignal(attenuation unknown, {self.n_samples} paths)"
        ends = ", ".join("unknown" if x is None else f"{x:.3g}" for x in (low, high))
        return f"LocalSignal(attenuation {value:.3g} [{ends}], {self.n_samples} paths)"

    @property
    def log10_attenuation(self) -> Interval:
        """The attenuation as a power of ten. [log10]"""
        return Interval(*(log10(x) if x else None for x in self.attenuation))

    @property
    def excess(self) -> float | None:
        """How unevenly noise shrinks the signal: rms of what rescaling leaves, over the signal.

        One factor for all angles brings the mean slope back to one; single values stay off by
        this share of the standard deviation of the signal.
        """
        if not self.paths:
            return None
        costs = [p.two_qubit + p.rest for p in self.paths]
        least = min(costs)  # a common factor does not matter, and would vanish
        total = sum(p.share for p in self.paths)
        first, second = (
            sum(
                p.share * exp(-k * min(DAMPED_OUT, c - least))
                for p, c in zip(self.paths, costs, strict=True)
            )
            / total
            for k in (1, 2)
        )
        return sqrt(max(0.0, second / first**2 - 1))

    @property
    def residual(self) -> float | None:
        """What rescaling leaves of the error of a single value: root mean square. [1]

        No number of shots makes it smaller.
        """
        if self.exact_residual is not None:
            return self.exact_residual
        if self.excess is None or self.ideal_variance.value is None:
            return None
        return self.excess * sqrt(self.ideal_variance.value)

    def scaled(self, share: float) -> LocalSignal:
        """Return what would be left if all errors were a share of what they are."""
        return self._repriced(
            p._replace(two_qubit=share * p.two_qubit, rest=share * p.rest) for p in self.paths
        )

    def with_gates_at(self, cost: float) -> LocalSignal:
        """Return what would be left if every two-qubit gate had this cost."""
        return self._repriced(p._replace(two_qubit=cost * p.two_qubit_gates) for p in self.paths)

    def _repriced(self, paths: Iterable[PathCost]) -> LocalSignal:
        return measured(
            tuple(paths),
            Bracket(0.0, inf),
            self.width,
            self.missing,
            self.n_samples,
            self.n_effective,
        )

    def low_end(self, share: float, gate_cost: float | None = None) -> float:
        """Return the low end of the attenuation with errors scaled, or two-qubit gates repriced.

        Args:
            share: Of today's errors.
            gate_cost: What every two-qubit gate costs instead; the rest is as scaled.
        """
        if gate_cost is None:
            costs = [share * (p.two_qubit + p.rest) for p in self.paths]
        else:
            costs = [gate_cost * p.two_qubit_gates + share * p.rest for p in self.paths]
        total = sum(p.share for p in self.paths)
        now, worst = (
            _mean([p.share for p in self.paths], costs, scale, self.n_samples)
            for scale in (1.0, self.width.upper)
        )
        return _low(now, worst, total)


def bracketed(
    held: Bracket,
    width: Spread,
    missing: tuple[str, ...] = (),
    n_samples: int = 0,
    paths: tuple[PathCost, ...] = (),
) -> LocalSignal:
    """Return what is known without kept paths: no values, only bounds.

    Args:
        held: Bounds with readout.
        width: What the calibration leaves open.
        missing: What is not published; then there is no lower bound.
        n_samples: Paths that were started, if any.
        paths: Those of them that ended diagonal, too few for a mean.
    """
    high = exp(-min(DAMPED_OUT, held.cheapest / width.lower))
    low = None if missing else exp(-min(DAMPED_OUT, held.whole_cone * width.upper))
    kept = sum(p.share for p in paths)
    seen = kept * n_samples
    most = 1.0 if not n_samples else min(1.0, (seen + 2 * sqrt(seen) + NONE_SEEN) / n_samples)
    return LocalSignal(
        Interval(None, low, high),
        Interval(None, 0.0, most),
        Interval(None, 0.0, most * high**2),
        Interval(None, 0.0, most),
        Interval(None, 0.0, most * high**2),
        held,
        width,
        n_samples,
        0.0,
        len(paths),
        missing,
    )


def measured(
    paths: tuple[PathCost, ...],
    held: Bracket,
    width: Spread,
    missing: tuple[str, ...],
    n_samples: int,
    n_effective: float,
) -> LocalSignal:
    """Return what kept paths tell, with what calibration and sampling leave open.

    Args:
        paths: Shares over the number of paths started.
        held: Bounds with readout.
        width: What the calibration leaves open.
        missing: What is not published.
        n_samples: Paths that were started.
        n_effective: Kept paths of even weight that would tell as much.
    """
    sampled = _Sampled(paths, n_samples)
    worst, best = width.upper, 1 / width.lower
    total = sampled.mean(0.0, 0).value
    left = _between(*(sampled.mean(scale, 0) for scale in (1.0, worst, best)), per=total)
    value, high = left.value or 0.0, left.high or 0.0
    low = _low(sampled.mean(1.0, 0), sampled.mean(worst, 0), total)
    slack = exp(LEAST_SPREAD)
    strongest = exp(-min(DAMPED_OUT, held.cheapest / width.lower))
    ideal, slope = (_between(*[sampled.mean(0.0, what)] * 3) for what in (0, 1))
    noisy, noisy_slope = (
        _between(*(sampled.mean(2 * scale, what) for scale in (1.0, worst, best)))
        for what in (0, 1)
    )
    return LocalSignal(
        Interval(value, low, max(value, min(max(high, value * slack), strongest))),
        ideal,
        noisy,
        slope,
        noisy_slope,
        held,
        width,
        n_samples,
        n_effective,
        len(paths),
        missing,
        paths,
    )


class _Mean(NamedTuple):
    """A mean over all paths that were started, and the error of its logarithm."""

    value: float
    error: float


class _Sampled:
    """Means of the kept paths, damped at some scale of their costs."""

    def __init__(self, paths: tuple[PathCost, ...], n_samples: int) -> None:
        self._paths = paths
        self._costs = [p.two_qubit + p.rest for p in paths]
        self._n_samples = n_samples
        self._means: dict[tuple[float, int], _Mean] = {}

    def mean(self, scale: float, power_of_slope: int) -> _Mean:
        """Return the mean of share x e^(-scale cost), times the slope if its power is 1."""
        key = scale, power_of_slope
        if key not in self._means:
            weights = [p.share * p.slope if power_of_slope else p.share for p in self._paths]
            self._means[key] = _mean(weights, self._costs, scale, self._n_samples)
        return self._means[key]


def _mean(weights: list[float], costs: list[float], scale: float, n_samples: int) -> _Mean:
    """Return the sum of weights damped by e^(-scale cost), and the error of its logarithm."""
    terms = [w * exp(-min(DAMPED_OUT, scale * c)) for w, c in zip(weights, costs, strict=True)]
    total = sum(terms)
    if not total:
        return _Mean(0.0, 0.0)
    variance = max(0.0, sum([(t / total) ** 2 for t in terms]) - 1 / n_samples)
    return _Mean(total, CONFIDENT * sqrt(variance))


def _low(now: _Mean, most_noise: _Mean, total: float) -> float:
    """Return the low end of an attenuation."""
    left = min(most_noise.value * exp(-most_noise.error), now.value * exp(-now.error))
    return min(left, now.value * exp(-LEAST_SPREAD)) / total


def _between(now: _Mean, most_noise: _Mean, least_noise: _Mean, *, per: float = 1.0) -> Interval:
    """Return a mean with what calibration and sampling leave open; at most one."""
    low = min(most_noise.value * exp(-most_noise.error), now.value * exp(-now.error))
    high = max(least_noise.value * exp(least_noise.error), now.value * exp(now.error))
    return Interval(now.value / per, low / per, min(1.0, high / per))
