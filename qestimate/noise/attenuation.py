"""What noise and random angles leave of single expectation values.

The fidelity of a whole circuit is not what a measured <Z> loses: an operator meets only the
elements it passes. Followed backwards by ``qestimate.noise.paths``, operators tell two things at
once: how much of its size the noiseless signal keeps under noise (*attenuation*), and how large
that signal is over random angles in the first place (its *variance*, which a barren plateau takes
away). The same paths give the size of a gradient.
"""

from __future__ import annotations

import math
from math import inf, log10, nan, sqrt
from typing import TYPE_CHECKING, Any, Protocol

from qestimate.core.numeric import exp, log, maximum, minimum, root
from qestimate.core.quantity import UNKNOWN, Ends, Interval
from qestimate.core.records import NamedTuple
from qestimate.device.uncertainty import LEAST_UNCERTAINTY
from qestimate.noise.paths import PathBounds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qestimate.core.numeric import Number
    from qestimate.device.uncertainty import UncertaintyFactors

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
    """Noisy two-qubit gates it met, in gates by a quarter turn where the angle matters."""
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
    bounds: PathBounds
    """Bounds at the published errors, readout included, as exponents of e."""
    width: UncertaintyFactors
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
    excess: float | None = None
    """How unevenly noise shrinks the signal: rms of what rescaling leaves, over the signal.

    One factor for all angles brings the mean slope back to one; single values stay off by this
    share of the standard deviation of the signal."""
    emitted: Interval = UNKNOWN
    """Attenuation of the circuit with every gate that the authors' code emits, where that is
    another one."""
    weakest: Interval = UNKNOWN
    """Attenuation of the observable that noise leaves least of; of all where none is told apart."""
    power: float = 1.0
    """To which all shares were taken, for a patch that is so many times as bad."""

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
    def log10_variance(self) -> Interval:
        """The variance of a value under noise as a power of ten. [log10]"""
        return self._size(self.noisy_variance)

    @property
    def log10_weakest(self) -> Interval:
        """What is left of the weakest observable as a power of ten. [log10]"""
        return Interval(*(log10(x) if x else None for x in self.weakest))

    @property
    def log10_emitted(self) -> Interval:
        """What is left with every gate that is emitted, as a power of ten. [log10]"""
        return Interval(*(log10(x) if x else None for x in self.emitted))

    @property
    def log10_gradient(self) -> Interval:
        """The variance of the derivative under noise as a power of ten. [log10 rad^-2]"""
        return self._size(self.gradient)

    def _size(self, variance: Interval) -> Interval:
        """Return a variance as a power of ten; where its upper end is below every double, what
        the attenuation leaves at most. [log10]
        """
        value, low, high = (log10(x) if x else None for x in variance)
        if high is None and variance.high == 0.0 and self.attenuation.high:
            high = 2 * log10(self.attenuation.high)
        return Interval(value, low, high)

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

    def worse(self, times: float) -> LocalSignal:
        """Return what is left at least where all errors are so many times as large, or more.

        Every share to the power of that: a mean over paths is no less than that, as each path
        keeps a share of its own and the power is convex.

        Args:
            times: As exponents of e. [1], >= 1.
        """

        def of_shares(ends: Interval) -> Interval:
            return Interval(*(None if x is None else x**times for x in ends))

        def of_variance(noisy: Interval, ideal: Interval) -> Interval:
            whole = ideal.value or 1.0
            return Interval(*(None if x is None else whole * (x / whole) ** times for x in noisy))

        cheapest, whole_cone, to_cancel = self.bounds
        return self._replace(
            power=self.power * times,
            attenuation=of_shares(self.attenuation),
            emitted=of_shares(self.emitted),
            weakest=of_shares(self.weakest),
            noisy_variance=of_variance(self.noisy_variance, self.ideal_variance),
            gradient=of_variance(self.gradient, self.ideal_gradient),
            bounds=PathBounds(cheapest * times, whole_cone * times, to_cancel * times),
            paths=tuple(
                p._replace(two_qubit=times * p.two_qubit, rest=times * p.rest) for p in self.paths
            ),
        )

    def with_gates_at(self, cost: float) -> LocalSignal:
        """Return what would be left if every two-qubit gate had this cost."""
        return self._repriced(p._replace(two_qubit=cost * p.two_qubit_gates) for p in self.paths)

    def _repriced(self, paths: Iterable[PathCost]) -> LocalSignal:
        return measured(
            tuple(paths),
            PathBounds(0.0, inf),
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
        priced = _priced(self.paths, self.n_samples, costs)
        return float(attenuation_ends(priced, PathBounds(0.0, inf), self.width).low)


class Mean(NamedTuple):
    """A mean over all paths that were started, and the error of its logarithm."""

    value: Number
    error: Number

    @classmethod
    def of(cls, total: Number, squares: Number, n_samples: int, paid: Number) -> Mean:
        """Return the mean of damped weights.

        Args:
            total: Their sum, over what the cheapest path leaves.
            squares: Sum of their squares, over that of their sum.
            n_samples: Paths that were started.
            paid: What the cheapest path pays. [exponent of e]
        """
        error = CONFIDENT * root(maximum(0.0, squares - 1 / n_samples))
        return cls(total * exp(-minimum(DAMPED_OUT, paid)), error)


class Paths(Protocol):
    """Kept paths, with the means over them. Under one noise, or under many by arrays."""

    shares: Any
    """Chance of each path to end diagonal, over the number of paths started."""
    slopes: Any
    """Share of each path in the squared derivatives, over all angles of the cone and all paths."""

    def mean(self, weights: Any, scale: float, power: int = 1) -> Mean:
        """Return the sum of weights damped by e^(-power scale cost), and its logarithm's error."""


class PricedPaths:
    """Kept paths and what each of them paid, under one noise.

    Args:
        shares: As in ``Paths``.
        slopes: As in ``Paths``.
        costs: Exponents of e.
        n_samples: Paths that were started.
    """

    def __init__(
        self, shares: list[float], slopes: list[float], costs: list[float], n_samples: int
    ) -> None:
        self.shares = shares
        self.slopes = slopes
        self.costs = costs
        self.n_samples = n_samples
        self._least = min(costs, default=0.0)
        self._damped: dict[float, list[float]] = {}

    def damped(self, scale: float) -> list[float]:
        """Return e^(-scale cost) of each path, over that of the cheapest, which may vanish."""
        if scale not in self._damped:
            least = self._least
            self._damped[scale] = [math.exp(scale * (least - c)) for c in self.costs]
        return self._damped[scale]

    def mean(self, weights: list[float], scale: float, power: int = 1) -> Mean:
        """Return the sum of weights damped by e^(-power scale cost), and its logarithm's error."""
        damped = self.damped(scale)
        if power == 2:
            damped = [d * d for d in damped]
        terms = [w * d for w, d in zip(weights, damped, strict=True)]
        total = sum(terms)
        if not total:
            return Mean(0.0, 0.0)
        squares = sum([t * t for t in terms]) / (total * total)
        return Mean.of(total, squares, self.n_samples, power * scale * self._least)


def attenuation_ends(paths: Paths, held: PathBounds, width: UncertaintyFactors) -> Ends:
    """Return the slope of noisy against noiseless values: the mean over the kept paths. [1]

    Args:
        paths: Kept ones.
        held: Bounds with readout.
        width: What the calibration leaves open.
    """
    now, worst, best = (
        paths.mean(paths.shares, scale) for scale in (1.0, width.upper, 1 / width.lower)
    )
    total = sum(paths.shares)
    value, low, high = _between(now, worst, best, total)
    strongest = exp(-minimum(DAMPED_OUT, held.cheapest / width.lower))
    wide = minimum(maximum(high, value * exp(LEAST_UNCERTAINTY)), strongest)
    more = width.above(-log(maximum(value, exp(-DAMPED_OUT))))
    return Ends(value, minimum(low, value * exp(-more)), maximum(value, wide))


def variance_ends(paths: Paths, width: UncertaintyFactors) -> Ends:
    """Return the variance of a value under noise. [1]"""
    return _variance(paths, paths.shares, width)


def gradient_ends(paths: Paths, width: UncertaintyFactors) -> Ends:
    """Return the variance of the derivative by one angle under noise. [rad^-2]"""
    return _variance(paths, paths.slopes, width)


def _variance(paths: Paths, weights: Any, width: UncertaintyFactors) -> Ends:
    """Return a variance under noise: a path counts with the square of its amplitude."""
    now, worst, best = (
        paths.mean(weights, scale, 2) for scale in (1.0, width.upper, 1 / width.lower)
    )
    value, low, high = _between(now, worst, best, 1.0)
    # as for an attenuation: a variance has twice the exponent
    share = maximum(value / maximum(sum(weights), exp(-DAMPED_OUT)), exp(-DAMPED_OUT))
    excess = width.above(-log(minimum(share, 1.0)) / 2) - LEAST_UNCERTAINTY
    return Ends(value, minimum(low, value * exp(-2 * excess)), high)


def attenuation_of(paths: tuple[PathCost, ...], n_samples: int, width: UncertaintyFactors) -> Ends:
    """Return what some kept paths leave, without bounds. [1]

    Args:
        paths: Shares over the number of paths started.
        n_samples: Paths that were started.
        width: What the calibration leaves open.
    """
    priced = _priced(paths, n_samples, [p.two_qubit + p.rest for p in paths])
    return attenuation_ends(priced, PathBounds(0.0, inf), width)


def bounded_attenuation(
    held: PathBounds, width: UncertaintyFactors, missing: tuple[str, ...]
) -> Ends:
    """Return what is known of the attenuation without kept paths: bounds and no value. [1]"""
    high = exp(-minimum(DAMPED_OUT, held.cheapest / width.lower))
    low = exp(-minimum(DAMPED_OUT, held.whole_cone * width.upper))
    nothing = nan * high  # an array where the bounds are one
    return Ends(nothing, nothing if missing else low, high)


def most_variance(kept: float, n_samples: int) -> float:
    """Return what the variance of a value is at most, by the paths that were started. [1]

    Args:
        kept: Sum of the shares of the kept paths.
        n_samples: Paths that were started.
    """
    if not n_samples:
        return 1.0
    seen = kept * n_samples
    return min(1.0, (seen + 2 * sqrt(seen) + NONE_SEEN) / n_samples)


def bounded(
    held: PathBounds,
    width: UncertaintyFactors,
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
    left = bounded_attenuation(held, width, missing)
    most = most_variance(sum(p.share for p in paths), n_samples)
    noiseless, noisy = (Interval(None, 0.0, most * by) for by in (1.0, left.high**2))
    return LocalSignal(
        left.interval(),
        noiseless,
        noisy,
        noiseless,
        noisy,
        held,
        width,
        n_samples,
        0.0,
        len(paths),
        missing,
        weakest=left.interval(),
    )


def measured(
    paths: tuple[PathCost, ...],
    held: PathBounds,
    width: UncertaintyFactors,
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
    priced = _priced(paths, n_samples, [p.two_qubit + p.rest for p in paths])
    ideal, slope = (
        _between(mean, mean, mean, 1.0)
        for mean in (priced.mean(weights, 0.0) for weights in (priced.shares, priced.slopes))
    )
    return LocalSignal(
        attenuation_ends(priced, held, width).interval(),
        ideal.interval(),
        variance_ends(priced, width).interval(),
        slope.interval(),
        gradient_ends(priced, width).interval(),
        held,
        width,
        n_samples,
        n_effective,
        len(paths),
        missing,
        paths,
        excess=_excess(priced),
    )


def _priced(paths: tuple[PathCost, ...], n_samples: int, costs: list[float]) -> PricedPaths:
    shares = [p.share for p in paths]
    return PricedPaths(shares, [p.share * p.slope for p in paths], costs, n_samples)


def _between(now: Mean, worst: Mean, best: Mean, total: float) -> Ends:
    """Return a mean over a total with what calibration and sampling leave open; at most one."""
    low = minimum(worst.value * exp(-worst.error), now.value * exp(-now.error))
    high = maximum(best.value * exp(best.error), now.value * exp(now.error))
    return Ends(now.value / total, low / total, minimum(1.0, high / total))


def _excess(paths: PricedPaths) -> float | None:
    """Return ``LocalSignal.excess``; a common factor of all paths does not matter."""
    total = sum(paths.shares)
    if not total:
        return None
    damped = paths.damped(1.0)
    first = sum(s * d for s, d in zip(paths.shares, damped, strict=True)) / total
    second = sum(s * d * d for s, d in zip(paths.shares, damped, strict=True)) / total
    return sqrt(max(0.0, second / first**2 - 1))
