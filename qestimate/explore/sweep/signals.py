"""What noise leaves of each scenario: of the circuit as a whole, or of single values."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from qestimate.core.numeric import LN10
from qestimate.core.quantity import Ends, process_infidelity
from qestimate.device.elements import log_infidelity
from qestimate.device.uncertainty import UncertaintyFactors
from qestimate.estimation.fidelity import (
    NoisySignal,
    idle_rate,
    ln_fidelity,
    log10_readout,
    to_cancel,
    waiting,
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
        """Work out what noise leaves: of the circuit, or of single expectation values."""

        def number(name: str) -> Array:
            return self.numbers.number(frame, name)

        def part(name: str, gates: str, n_qubits: int, otherwise: str) -> Array:
            error = frame.axis(name)
            if error is None:
                return number(otherwise)
            found: Array = number(gates) * log_infidelity(
                process_infidelity(error, n_qubits, "average")
            )
            return found

        read_error = frame.axis("readout-error")
        factors = UncertaintyFactors(number("spread_lower"), number("spread_upper"), ())  # type: ignore[arg-type]
        two, one, read, idle = (
            part("cz-error", "two_qubit_gates", 2, "exponent_two"),
            part("one-qubit-error", "one_qubit_gates", 1, "exponent_one"),
            number("exponent_read")
            if read_error is None
            else number("width") * log_infidelity(read_error),
            self._waiting(frame),
        )
        exponents = ln_fidelity(two, one, read, idle, factors)
        left = Ends(*(x / LN10 for x in exponents))
        gradient = Ends(*(np.full(frame.n, np.nan) for _ in left))
        norm = to_cancel(two, one, idle)
        self._follow(frame, left, gradient, norm)
        found = left._asdict() | {f"gradient_{end}": x for end, x in gradient._asdict().items()}
        readout = log10_readout(read, number("width"), number("local") > 0)
        return found | {"readout": readout, "to_cancel": norm}

    def _waiting(self, frame: Frame) -> Array:
        """Return what waiting costs the circuit as a whole."""
        fixed = self.numbers.number(frame, "exponent_idle")
        if not any(self.numbers.varies(name) for name in ("t1", "t2", *GATE_TIMES)):
            return fixed
        one, two = (self.numbers.figure(frame, name) for name in ("one-qubit-time", "cz-time"))
        rate = self.numbers.number(frame, "idle_rate")
        if self.numbers.varies("t1") or self.numbers.varies("t2"):
            t1, t2 = self.numbers.figure(frame, "t1"), self.numbers.figure(frame, "t2")
            uniform = self.numbers.number(frame, "idle_uniform") > 0
            rate = np.where(uniform, idle_rate(t1, t2), rate)
            self._mixed_rates(frame, rate, np.flatnonzero(~uniform), t1, t2)
        depth = self.numbers.number(frame, "two_qubit_depth") * two
        duration = depth + self.numbers.number(frame, "one_qubit_depth") * one
        busy = (
            self.numbers.number(frame, "busy_one") * one
            + self.numbers.number(frame, "busy_two") * two
        )
        moved = waiting(self.numbers.number(frame, "width"), duration, busy, rate)
        return np.where(self.numbers.number(frame, "memory") > 0, fixed, moved)

    def _mixed_rates(
        self, frame: Frame, rate: Array, rows: NDArray[np.int64], t1: Array, t2: Array
    ) -> None:
        """Set the rate where one of T1 and T2 is an axis and qubits have their own of the other."""
        for at, some in _groups(self.numbers.at(frame)[rows]):
            one = self.numbers.structures[at]
            if one.placement is None or one.known is None:
                continue
            mine = rows[some]
            rates = []
            for qubit in one.placement.qubits:
                at_1 = t1[mine] if self.numbers.varies("t1") else one.known.t1.of(qubit)
                at_2 = t2[mine] if self.numbers.varies("t2") else one.known.t2.of(qubit)
                if at_1 is not None and at_2 is not None:
                    rates.append(idle_rate(at_1, at_2) * np.ones(len(mine)))
            if rates:
                rate[mine] = np.mean(np.array(rates), axis=0)

    def _follow(self, frame: Frame, left: Ends, gradient: Ends, norm: Array) -> None:
        """Put in what is left of single values, for circuits that are read by them."""
        circuits = np.array([self._alike(number) for number in range(len(self.numbers.structures))])
        for alike, rows in _groups(circuits[self.numbers.at(frame)]):
            if alike < 0:
                continue
            found = self._local(frame, self.numbers.structures[alike], rows)
            norm[rows] = found.to_cancel
            for target, values in zip((left, gradient), found[:2], strict=True):
                for end, column in zip(target, values, strict=True):
                    end[rows] = np.log10(column)

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
        ends = [np.empty(noises.shape[1]) for _ in range(7)]
        for some, figures in _runs(noises[: len(apart)], noises.shape[1]):
            given = {
                NOISE[name]: values[some]
                for name, values in zip(priced, noises[len(apart) :], strict=False)
            }
            found = self._following(one, tuple(zip(apart, figures, strict=True))).at(
                given, some.stop - some.start
            )
            both = (*found.attenuation, *found.gradient, found.to_cancel)
            for end, column in zip(ends, both, strict=True):
                end[some] = column
        at_rows = [end[which.reshape(-1)] for end in ends]
        return PathSignals(Ends(*at_rows[:3]), Ends(*at_rows[3:6]), at_rows[6])

    def _following(self, one: Structure, figures: tuple[tuple[str, float], ...]) -> CircuitPaths:
        """Return the followed circuit, with some figures set, from those kept."""
        start = one.prepared({INPUTS[name].figure: value for name, value in figures})
        if start is None:
            raise AssertionError("only circuits that are read locally are followed")
        if start not in self._followed:
            if len(self._followed) >= MAX_FOLLOWED:
                self._followed.clear()
            self._followed[start] = CircuitPaths(start)
        return self._followed[start]

    def noisy(self, frame: Frame) -> NoisySignal:
        """Return what noise leaves, as the stages behind it take it."""
        found, number = frame.get(self.stage), self.numbers.number
        lower, upper = number(frame, "spread_lower"), number(frame, "spread_upper")
        factors = UncertaintyFactors(lower, upper, ())  # type: ignore[arg-type]
        return NoisySignal(*self.ends(frame), found["readout"], found["to_cancel"], factors)

    def ends(self, frame: Frame) -> tuple[Ends, Ends]:
        """Return what is left of the signal, and the variance of gradients. [log10]"""
        found = frame.get(self.stage)
        left, gradient = (
            Ends(*(found[f"{kind}{end}"] for end in Ends._fields)) for kind in ("", "gradient_")
        )
        return left, gradient


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
