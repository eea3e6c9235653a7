"""What noise leaves of each scenario: of values, or of probabilities."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from qestimate.core.quantity import Ends
from qestimate.device.elements import log_infidelity
from qestimate.device.uncertainty import UncertaintyFactors
from qestimate.estimation.fidelity import (
    NoisySignal,
    log10_readout,
)
from qestimate.explore.sweep.frame import Columns, Frame, Stage
from qestimate.explore.sweep.numbers import GATE_TIMES, NOISE
from qestimate.explore.sweep.path_signals import CircuitPaths, PathSignals
from qestimate.scenario.inputs import INPUTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from qestimate.estimation.local_signal import PathSetup
    from qestimate.explore.sweep.circuits import Structure
    from qestimate.explore.sweep.numbers import Numbers

    Array = NDArray[np.float64]

KINDS = ("attenuation", "variance", "gradient")
"""What is worked out of each signal."""

MAX_FOLLOWED = 256
"""Circuits whose paths are kept."""


class Signals:
    """The stage that works out signals.

    Args:
        numbers: What it starts from.
    """

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self.stage = Stage("noise", numbers.circuit.inputs | NOISE.keys(), self._signals)
        self._first: dict[int, int] = {}
        self._firsts: dict[tuple[PathSetup | None, tuple[float | None, ...]], int] = {}
        self._moves_decays = any(numbers.varies(name) for name in ("t1", "t2", *GATE_TIMES))
        self._followed: dict[PathSetup, CircuitPaths] = {}

    def _signals(self, frame: Frame) -> Columns:
        """Work out what noise leaves of what circuits are read for. [log10]"""
        number = self.numbers.number
        read_error = frame.axis("readout-error")
        read = number(frame, "exponent_read")
        if read_error is not None:
            read = number(frame, "width") * log_infidelity(read_error)
        found = self._follow(frame)
        columns = {
            f"{kind}_{end}": np.log10(column)
            for kind in KINDS
            for end, column in getattr(found, kind)._asdict().items()
        }
        for kind in KINDS[1:]:  # below every double: what the attenuation leaves at most
            high = columns[f"{kind}_high"]
            high[np.isneginf(high)] = 2 * columns["attenuation_high"][np.isneginf(high)]
        return {
            **columns,
            "readout": log10_readout(read, number(frame, "width"), number(frame, "local") > 0),
            "to_cancel": found.to_cancel,
        }

    def _follow(self, frame: Frame) -> PathSignals:
        """Return what is left in each scenario; nan where a circuit has no place."""
        found = PathSignals.unknown(frame.n)
        circuits = np.array([self._alike(number) for number in range(len(self.numbers.structures))])
        for alike, rows in _groups(circuits[self.numbers.at(frame)]):
            if alike < 0:
                continue
            here = self._local(frame, self.numbers.structures[alike], rows)
            for target, column in zip(found.columns(), here.columns(), strict=True):
                target[rows] = column
        return found

    def _alike(self, number: int) -> int:
        """Return the first circuit that is followed in the same way; -1 if it is not followed."""
        if number not in self._first:
            one = self.numbers.structures[number]
            start = one.prepared()
            key = (start, one.decays if self._moves_decays else ())
            at = -1 if start is None else self._firsts.setdefault(key, number)
            self._first[number] = at
        return self._first[number]

    def _local(self, frame: Frame, one: Structure, rows: NDArray[np.int64]) -> PathSignals:
        """Return the local signals of one circuit at some rows, each noise worked out once."""
        decays = [name for name in ("t1", "t2") if self.numbers.varies(name)]
        uniform = one.numbers["idle_uniform"] > 0
        apart = [name for name in GATE_TIMES if self.numbers.varies(name)]
        apart += [] if uniform else decays
        priced = [name for name in NOISE if self.numbers.varies(name) and name not in apart]
        priced += [name for name in ("t1", "t2") if decays and uniform and name not in priced]
        columns = np.stack(
            [self.numbers.figure(frame, name)[rows] for name in (*apart, *priced)]
            or [np.zeros(len(rows))]
        )
        alone = len(columns) == 1  # numbers sort faster than columns of one number
        noises, which = np.unique(
            columns[0] if alone else columns, axis=None if alone else 1, return_inverse=True
        )
        noises = noises.reshape(len(columns), -1)
        every = PathSignals.unknown(noises.shape[1])
        for some, figures in _runs(noises[: len(apart)], noises.shape[1]):
            given = {
                NOISE[name]: values[some]
                for name, values in zip(priced, noises[len(apart) :], strict=False)
            }
            found = self._following(one, tuple(zip(apart, figures, strict=True))).at(
                given, some.stop - some.start
            )
            for end, column in zip(every.columns(), found.columns(), strict=True):
                end[some] = column
        return PathSignals.of([end[which.reshape(-1)] for end in every.columns()])

    def _following(self, one: Structure, figures: tuple[tuple[str, float], ...]) -> CircuitPaths:
        """Return the followed circuit, with some figures set, from those kept."""
        start = one.prepared({INPUTS[name].figure: value for name, value in figures})
        if start is None:
            raise AssertionError("only circuits that have a place are followed")
        if start not in self._followed:
            if len(self._followed) >= MAX_FOLLOWED:
                self._followed.clear()
            self._followed[start] = CircuitPaths(start)
        return self._followed[start]

    def noisy(self, frame: Frame) -> NoisySignal:
        """Return what noise leaves, as the stages behind it take it."""
        found, number = frame.get(self.stage), self.numbers.number
        lower, upper = number(frame, "spread_lower"), number(frame, "spread_upper")
        factors = UncertaintyFactors(lower, upper, (), excess=number(frame, "spread_excess"))
        left, variance, gradient = (self._ends(found, kind) for kind in KINDS)
        return NoisySignal(
            left, left, variance, gradient, found["readout"], found["to_cancel"], factors
        )

    def left(self, frame: Frame) -> Ends:
        """Return what is left of the signal. [log10]"""
        return self._ends(frame.get(self.stage), "attenuation")

    def _ends(self, found: Columns, kind: str) -> Ends:
        return Ends(*(found[f"{kind}_{end}"] for end in Ends._fields))


def _groups(numbers: NDArray[np.int64]) -> Iterable[tuple[int, NDArray[np.int64]]]:
    """Yield each number that occurs, and where."""
    if not len(numbers):
        return
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=ordered[0] - 1))
    for first, last in zip(starts, [*starts[1:], len(order)], strict=True):
        yield int(ordered[first]), order[first:last]


def _runs(ordered: NDArray[np.float64], size: int) -> Iterable[tuple[slice, tuple[float, ...]]]:
    """Yield each run of equal columns, and the column."""
    changes = np.flatnonzero(np.any(np.diff(ordered, axis=1) != 0, axis=0)) + 1
    ends = [0, *changes.tolist(), size]
    for first, last in pairwise(ends):
        yield slice(first, last), tuple(ordered[:, first].tolist())
