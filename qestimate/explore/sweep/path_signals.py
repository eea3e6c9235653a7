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
from qestimate.estimation.local_signal import BLOCK, SAMPLES, UNBOUNDED, blocks, native, of_block
from qestimate.noise.attenuation import (
    PricedPaths,
    attenuation_ends,
    bounded_attenuation,
    gradient_ends,
    most_variance,
)
from qestimate.noise.channels import path_circuit, pauli_cost, readout_loss
from qestimate.noise.path_statistics import MIN_EFFECTIVE_PATHS, Part, effective, started
from qestimate.noise.paths.bounds import PathBounds, path_bounds
from qestimate.noise.paths.steps import capped, z_on_each

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
    gradient: Ends
    """Variance of the derivative. [rad^-2]"""
    to_cancel: Any
    """ln of the norm of the inverse of all noise in the light cone."""


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
        self.n_samples, self.enough = 0, False
        self.shares: Array = np.empty(0)
        if self.circuit is not None and way == "sampled":
            self._sample(self.circuit)

    def _sample(self, circuit: PathCircuit) -> None:
        observables = z_on_each(range(self.prepared.written.n))
        part = Part(circuit, observables, self.prepared.readout)
        (found,), each = started([part], SAMPLES, meetings=True)
        self.n_samples = each * len(observables)
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
        self.wires = np.concatenate(
            [np.full(len(paths.shares), wire) for wire, paths in enumerate(found)]
        )
        self.enough = self.known and effective(self.shares.tolist()) >= MIN_EFFECTIVE_PATHS

    def at(self, given: Mapping[str, Array], n: int) -> PathSignals:
        """Return what is left under ``n`` noises.

        Args:
            given: Figures that are axes, by their short name, each of n values.
            n: Noises.
        """
        paths = max(1, len(self.shares)) if self.enough else 1
        step = max(1, AT_ONCE // paths)
        parts = [self._some(some, size) for some, size in _cut(given, n, step)]
        attenuation, gradient = (
            Ends(*(np.concatenate(ends) for ends in zip(*[part[k] for part in parts], strict=True)))
            for k in (0, 1)
        )
        return PathSignals(
            attenuation, gradient, np.concatenate([part.to_cancel for part in parts])
        )

    def _some(self, given: Mapping[str, Array], n: int) -> PathSignals:
        prices = self._prices(given, n)
        readout = self._readout(given, n)
        held = self._path_bounds(prices, readout)
        if not self.enough:
            return self._bounded(held)
        return self._measured(np.asarray(prices), readout, held)

    def _prices(self, given: Mapping[str, Array], n: int) -> list[Array]:
        """Return what each element costs under each noise."""
        if self.circuit is None:
            return []
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
        return [
            capped(times * each[rate]) if rate in each else np.full(n, today)
            for (rate, times), today in zip(self.circuit.rates, self.circuit.costs, strict=True)
        ]

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
            observables = z_on_each(range(self.prepared.written.n))
            return path_bounds(self.circuit, observables, list(readout), prices)
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
        return PathSignals(
            left,
            Ends(nothing, nothing, most * left.high**2),
            held.to_cancel + np.zeros_like(left.high),
        )

    def _measured(self, prices: Array, readout: Array, held: PathBounds) -> PathSignals:
        """Return what kept paths tell."""
        paid = self.met @ prices + readout[self.wires]
        paths = PricedPaths(self.shares, self.slopes, paid, self.n_samples)
        width = self.prepared.width
        left, gradient = attenuation_ends(paths, held, width), gradient_ends(paths, width)
        return PathSignals(left, gradient, held.to_cancel + np.zeros_like(left.value))


def _cut(given: Mapping[str, Array], n: int, step: int) -> Iterator[tuple[dict[str, Array], int]]:
    for first in range(0, n, step):
        last = min(n, first + step)
        yield {name: values[first:last] for name, values in given.items()}, last - first
