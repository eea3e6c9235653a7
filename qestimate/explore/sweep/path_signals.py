"""The local signal of one circuit under many noises at once.

Its paths are sampled once, as a single estimate samples them; each noise prices them anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from qestimate.core.numeric import minimum
from qestimate.core.quantity import Ends, process_infidelity
from qestimate.core.records import NamedTuple
from qestimate.device.elements import log_infidelity
from qestimate.estimation.local_signal import (
    BLOCK,
    SAMPLES,
    UNBOUNDED,
    as_emitted,
    blocks,
    native,
    of_block,
)
from qestimate.noise.attenuation import (
    Mean,
    attenuation_ends,
    bounded_attenuation,
    gradient_ends,
    most_variance,
    variance_ends,
)
from qestimate.noise.channels import path_circuit, pauli_cost, readout_loss
from qestimate.noise.path_statistics import MIN_EFFECTIVE_PATHS, Part, effective, started
from qestimate.noise.paths.bounds import PathBounds, path_bounds
from qestimate.noise.paths.steps import capped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from qestimate.estimation.local_signal import PathSetup
    from qestimate.noise.paths import PathCircuit

    Array = NDArray[np.float64]

AT_ONCE = 1 << 20
"""Numbers that are held of all paths and noises together."""


class PathSignals(NamedTuple):
    """What noise leaves of values, under many noises; nan where unknown."""

    attenuation: Ends
    """[1]"""
    variance: Ends
    """Of a value under noise. [1]"""
    gradient: Ends
    """Variance of a derivative under noise. [rad^-2]"""
    to_cancel: Any
    """ln of the norm of the inverse of all noise in the light cone."""

    @classmethod
    def unknown(cls, n: int) -> PathSignals:
        """Return columns of ``n`` unknown numbers."""
        return cls.of([np.full(n, np.nan) for _ in range(10)])

    @classmethod
    def of(cls, columns: Sequence[Array]) -> PathSignals:
        """Return signals from their columns, in the order of ``columns``."""
        return cls(Ends(*columns[:3]), Ends(*columns[3:6]), Ends(*columns[6:9]), columns[9])

    def columns(self) -> tuple[Any, ...]:
        """Return all numbers, one column each."""
        return (*self.attenuation, *self.variance, *self.gradient, self.to_cancel)

    def lowered(self, other: PathSignals) -> PathSignals:
        """Return signals whose intervals reach down to those of others."""

        def both(mine: Ends, theirs: Ends) -> Ends:
            # nan where theirs is unknown; where mine is, it stays
            low = np.where(np.isnan(mine.low), mine.low, minimum(mine.low, theirs.low))
            return mine._replace(low=low)

        return self._replace(
            **{name: both(getattr(self, name), getattr(other, name)) for name in self._fields[:3]}
        )


class GroupedPaths:
    """Kept paths under many noises, in groups that pay alike but for a constant of each path.

    Args:
        shares: As in ``qestimate.noise.attenuation.Paths``.
        slopes: The same.
        group: Of each path.
        own: What each path pays under every noise. [exponent of e]
        costs: What each group pays beside that, by noise.
        n_samples: Paths that were started.
    """

    def __init__(
        self,
        shares: Array,
        slopes: Array,
        group: NDArray[np.int64],
        own: Array,
        costs: Array,
        n_samples: int,
    ) -> None:
        self.shares = shares
        self.slopes = slopes
        self.group = group
        self.n_samples = n_samples
        least = np.full(len(costs), np.inf)
        np.minimum.at(least, group, own)
        self._own = own - least[group]
        costs = costs + least[:, None]
        self._least = costs.min(0)
        self._above = costs - self._least
        self._damped: dict[float, Array] = {}

    def mean(self, weights: Array, scale: float, power: int = 1) -> Mean:
        """Return the sum of weights damped by e^(-power scale cost), and its logarithm's error."""
        total = self._of_groups(weights, power * scale) @ self._at(power * scale)
        squares = self._of_groups(weights * weights, 2 * power * scale) @ self._at(
            2 * power * scale
        )
        return Mean.of(
            total, squares / (total * total), self.n_samples, power * scale * self._least
        )

    def _at(self, scale: float) -> Array:
        """Return e^(-scale cost) of each group, over that of the cheapest path."""
        if scale not in self._damped:
            half = self._damped.get(scale / 2)
            self._damped[scale] = np.exp(-scale * self._above) if half is None else half * half
        return self._damped[scale]

    def _of_groups(self, weights: Array, scale: float) -> Array:
        """Return the weights of each group, damped by what its paths pay themselves."""
        damped = weights * np.exp(-scale * self._own)
        return np.bincount(self.group, damped, len(self._above)).astype(np.float64)


class CircuitPaths:
    """A circuit whose paths are known."""

    def __init__(self, one: PathSetup) -> None:
        self.prepared = one
        written, noise = self.prepared.written, self.prepared.noise
        self.known = not set(noise.missing) & {
            "two-qubit error",
            "one-qubit error",
            "readout error",
        }
        way = self.prepared.way
        layers = BLOCK if way == "blocks" else written.layers
        self.circuit: PathCircuit | None = None
        if way != "open":
            shortened = written._replace(layers=layers)
            self.circuit = path_circuit(native(shortened), noise, self.prepared.pulses)
        emitted = as_emitted(one)
        self._emitted = None if emitted is None else CircuitPaths(emitted)
        self.n_samples, self.enough = 0, False
        self.shares: Array = np.empty(0)
        if self.circuit is not None and way == "sampled":
            self._sample(self.circuit)

    def _sample(self, circuit: PathCircuit) -> None:
        self.observables = self.prepared.written.observables
        self._reads = np.zeros((len(self.observables), len(self.prepared.readout)))
        for number, observable in enumerate(self.observables):
            self._reads[number, [wire for wire, _ in observable]] = 1.0
        part = Part(circuit, self.observables, self.prepared.readout)
        (found,), each = started([part], SAMPLES, meetings=True)
        self.n_samples = each * len(self.observables)
        shares = np.concatenate([np.asarray(paths.shares) for paths in found])
        self.shares = shares / self.n_samples
        self.slopes = self.shares * np.concatenate(
            [np.asarray(paths.slopes) / max(1, paths.n_angles) for paths in found]
        )
        self.met = np.concatenate(
            [
                np.asarray(paths.meetings, dtype=np.float64).reshape(
                    len(circuit.costs), len(paths.shares)
                )
                for paths in found
            ],
            axis=1,
        ).T
        self.numbers = np.concatenate(
            [np.full(len(paths.shares), number) for number, paths in enumerate(found)]
        )
        self.enough = self.known and effective(self.shares.tolist()) >= MIN_EFFECTIVE_PATHS
        self._grouped: dict[tuple[int, ...], tuple[Array, NDArray[np.int64]]] = {}

    def at(self, given: Mapping[str, Array], n: int) -> PathSignals:
        """Return what is left under ``n`` noises.

        Args:
            given: Figures that are axes, by their short name, each of n values.
            n: Noises.
        """
        elements = len(self.circuit.costs) if self.circuit is not None else 1
        groups = len(self._groups(self._varying(given))[0]) if self.enough else 1
        step = max(1, AT_ONCE // max(groups, elements, self.prepared.written.n))
        parts = [self._some(some, size).columns() for some, size in _cut(given, n, step)]
        found = PathSignals.of([np.concatenate(column) for column in zip(*parts, strict=True)])
        return found if self._emitted is None else found.lowered(self._emitted.at(given, n))

    def _some(self, given: Mapping[str, Array], n: int) -> PathSignals:
        prices = self._prices(given, n)
        readout = self._readout(given, n)
        held = self._path_bounds(prices, readout)
        if not self.enough:
            return self._bounded(held)
        return self._measured(given, np.asarray(prices), readout, held)

    def _prices(self, given: Mapping[str, Array], n: int) -> list[Array]:
        """Return what each element costs under each noise."""
        if self.circuit is None:
            return []
        each = self._rates(given)
        return [
            capped(times * each[rate]) if rate in each else np.full(n, today)
            for (rate, times), today in zip(self.circuit.rates, self.circuit.costs, strict=True)
        ]

    def _rates(self, given: Mapping[str, Array]) -> dict[str, Array]:
        """Return what elements cost a multiple of, of those that the noises tell apart."""
        each: dict[str, Array] = {}
        if "two_error" in given:
            infidelity = process_infidelity(given["two_error"], 2, "average")
            each["gate"] = pauli_cost(log_infidelity(infidelity), 2)
        if "one_error" in given:
            infidelity = process_infidelity(given["one_error"], 1, "average")
            each["pulse"] = pauli_cost(log_infidelity(infidelity), 1)
        if "t1" in given and "t2" in given:
            each["dephasing"] = 1 / minimum(given["t2"], 2 * given["t1"])
            each["decay"] = 1 / given["t1"]
        return each

    def _varying(self, given: Mapping[str, Array]) -> tuple[int, ...]:
        """Return the elements whose cost the noises tell apart."""
        rates = self._rates(given)
        of_elements = () if self.circuit is None else self.circuit.rates
        return tuple(k for k, (rate, _) in enumerate(of_elements) if rate in rates)

    def _groups(self, varying: tuple[int, ...]) -> tuple[Array, NDArray[np.int64]]:
        """Return how often each group of paths meets some elements, and the group of each path."""
        if varying not in self._grouped:
            counts, group = np.unique(self.met[:, varying], axis=0, return_inverse=True)
            self._grouped[varying] = counts, group.reshape(-1)
        return self._grouped[varying]

    def _groups_with_reads(self, varying: tuple[int, ...]) -> tuple[Array, NDArray[np.int64]]:
        """Return the same groups, of paths that are read on as many wires; their number last."""
        key = (*varying, -1)
        if key not in self._grouped:
            reads = self._reads.sum(axis=1)[self.numbers]
            met = np.column_stack([self.met[:, varying], reads])
            counts, group = np.unique(met, axis=0, return_inverse=True)
            self._grouped[key] = counts, group.reshape(-1)
        return self._grouped[key]

    def _readout(self, given: Mapping[str, Array], n: int) -> Array:
        """Return what reading each wire costs under each noise."""
        wires = self.prepared.readout
        if "read_error" in given:
            alike = readout_loss(given["read_error"], given["read_error"])
            return np.broadcast_to(alike, (len(wires), n))
        return np.repeat(np.asarray(wires)[:, None], n, axis=1)

    def _path_bounds(self, prices: list[Array], readout: Array) -> PathBounds:
        """Return the bounds of ``local_signal``, readout included."""
        if self.prepared.way == "sampled" and self.circuit is not None:
            extremes = self.prepared.written.extremes
            return path_bounds(self.circuit, extremes, list(readout), prices)
        held = UNBOUNDED
        if self.circuit is not None:
            of_one = of_block(self.circuit, prices)
            fewest, most = blocks(self.prepared.written)
            held = PathBounds(
                fewest * of_one.cheapest, most * of_one.whole_cone, most * of_one.to_cancel
            )
        return PathBounds(
            held.cheapest + readout.min(0), held.whole_cone + readout.max(0), held.to_cancel
        )

    def _bounded(self, held: PathBounds) -> PathSignals:
        """Return what is known without kept paths."""
        left = bounded_attenuation(held, self.prepared.width, self.prepared.noise.missing)
        most = most_variance(float(self.shares.sum()), self.n_samples)
        nothing = np.full_like(left.high, np.nan)
        size = Ends(nothing, nothing, most * left.high**2)
        return PathSignals(left, size, size, held.to_cancel + np.zeros_like(left.high))

    def _measured(
        self, given: Mapping[str, Array], prices: Array, readout: Array, held: PathBounds
    ) -> PathSignals:
        """Return what kept paths tell."""
        varying = self._varying(given)
        counts, group = self._groups(varying)
        fixed = [k for k in range(len(prices)) if k not in varying]
        own = self.met[:, fixed] @ prices[fixed, 0]
        costs = counts @ prices[list(varying)]
        if "read_error" not in given:
            own = own + (self._reads @ readout[:, 0])[self.numbers]
        elif self.prepared.written.whole:
            counts, group = self._groups_with_reads(varying)
            costs = counts[:, :-1] @ prices[list(varying)] + counts[:, -1:] * readout[0]
        else:
            costs = costs + readout[0]  # alike on all wires
        paths = GroupedPaths(self.shares, self.slopes, group, own, costs, self.n_samples)
        width = self.prepared.width
        left = attenuation_ends(paths, held, width)
        norm = held.to_cancel + np.zeros_like(left.value)
        return PathSignals(left, variance_ends(paths, width), gradient_ends(paths, width), norm)


def _cut(given: Mapping[str, Array], n: int, step: int) -> Iterator[tuple[dict[str, Array], int]]:
    for first in range(0, n, step):
        last = min(n, first + step)
        yield {name: values[first:last] for name, values in given.items()}, last - first
