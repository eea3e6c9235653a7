"""From signals to shots, circuits, time, price and verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qestimate.explore.sweep import stages
from qestimate.explore.sweep.circuits import LIMITS, PRIMES
from qestimate.explore.sweep.frame import Columns, Frame, Stage
from qestimate.explore.sweep.numbers import GATE_TIMES, SHOT_TIMES
from qestimate.explore.sweep.signals import Signals
from qestimate.scenario.scenario import DATA

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qestimate.explore.sweep.numbers import Numbers

    Array = NDArray[np.float64]


class Verdicts:
    """The stages behind the signals.

    Args:
        numbers: What they start from.
    """

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self.signals = Signals(numbers)
        circuit, noise = numbers.circuit.inputs, self.signals.stage.inputs
        self.counts = Stage(
            "counts", circuit | DATA.keys() | {"max-circuits"}, self._circuits_of_run
        )
        self.time = Stage("time", circuit | set(GATE_TIMES) | SHOT_TIMES.keys(), self._shot_times)
        self._work = Stage("work", noise | {"precision", "confidence", "max-shots"}, self._shots)
        self._floor = Stage("floor", noise | {"floor"}, self._signal_limit)

    def _shots(self, frame: Frame) -> Columns:
        """Work out the shots of each kind of circuit, and their mean over a run."""
        left, gradient = self.signals.ends(frame)
        values, gradients = self.shots_of(frame, left, gradient)
        shares = self.shares(frame)
        names = ("value", "low", "high")
        found = {f"shots_{end}": x for end, x in zip(names, values, strict=True)}
        found |= {f"gradient_{end}": x for end, x in zip(names, gradients, strict=True)}
        found |= {
            f"mean_{end}": stages.together(*shares, v, g)
            for end, v, g in zip(names, values, gradients, strict=True)
        }
        if self.numbers.in_jobs:
            found |= self._jobs_of_shots(frame, values, gradients)
        return found

    def _jobs_of_shots(self, frame: Frame, values: stages.Ends, gradients: stages.Ends) -> Columns:
        """Work out over how many jobs the shots of each kind of circuit are spread. [log10]"""
        most = self.numbers.figure(frame, "max-shots")
        return {
            f"jobs_{kind}_{end}": stages.jobs_by_shots(each, most)
            for kind, ends in (("values", values), ("gradients", gradients))
            for end, each in zip(("value", "low", "high"), ends, strict=True)
        }

    def shares(self, frame: Frame) -> tuple[Array, Array]:
        """Return log10 of the share of circuits read for their values, and of the others."""
        run = self.numbers.number(frame, "log10_run")
        return (
            self.numbers.number(frame, "log10_values") - run,
            self.numbers.number(frame, "log10_gradients") - run,
        )

    def shots_of(
        self, frame: Frame, left: stages.Ends, gradient: stages.Ends
    ) -> tuple[stages.Ends, stages.Ends]:
        """Return log10 of the shots that so much signal takes, and of those of gradients."""
        return stages.shots(
            local=self.numbers.number(frame, "local"),
            qubits=self.numbers.number(frame, "qubits"),
            observables=self.numbers.number(frame, "observables"),
            precision=self.numbers.goal(frame, "precision"),
            confidence=self.numbers.goal(frame, "confidence"),
            left=left,
            gradient=gradient,
        )

    def _circuits_of_run(self, frame: Frame) -> Columns:
        """Work out log10 of the circuits of a run."""
        names = ("log10_values", "log10_gradients", "log10_run")
        found = {name: self.numbers.number(frame, name) for name in names}
        if self.numbers.separable:
            more = self._of_data(frame)
            found = {name: column + more for name, column in found.items()}
        if self.numbers.in_jobs:
            most = self.numbers.figure(frame, "max-circuits")
            limited = ~np.isnan(most) | ~np.isnan(self.numbers.figure(frame, "max-shots"))
            for kind in ("values", "gradients"):
                jobs = stages.jobs_by_circuits(found[f"log10_{kind}"], most)
                found[f"jobs_{kind}"] = np.where(limited, jobs, np.nan)
        return found

    def _of_data(self, frame: Frame) -> Array:
        """Return log10 of what the data multiply the circuits by."""
        counts = {name: self.numbers.data(frame, name) for name in DATA}
        portion = counts["batch"] * counts["accumulation"]
        counts["steps"] = np.ceil(counts["samples"] / portion)
        more = np.zeros(frame.n)
        for name in PRIMES:
            proportional = self.numbers.number(frame, f"per_{name}") > 0
            more += np.where(proportional, np.log10(counts[name]), 0.0)
        return more

    def _shot_times(self, frame: Frame) -> Columns:
        """Work out the time of one shot: value, least and most. [log10 s]"""
        circuit, least = (
            self.numbers.number(frame, name) for name in ("duration", "duration_least")
        )
        if any(self.numbers.varies(name) for name in GATE_TIMES):
            one, two = (self.numbers.figure(frame, name) for name in ("one-qubit-time", "cz-time"))
            layers, depth = (
                self.numbers.number(frame, name) for name in ("one_qubit_depth", "two_qubit_depth")
            )
            circuit = depth * two + layers * one
            least = depth * np.nan_to_num(two) + layers * np.nan_to_num(one)
        read, delay = (self.numbers.figure(frame, name) for name in ("readout-time", "rep-delay"))
        parts = read + delay
        known = np.nan_to_num(read) + np.nan_to_num(delay)
        periodic = self.numbers.number(frame, "periodic") > 0
        period = frame.axis("shot-period")
        ends = (
            (period, period, period)
            if period is not None
            else tuple(self.numbers.number(frame, f"period{end}") for end in ("", "_low", "_high"))
        )
        value, low, high = (
            np.where(periodic, of_period, otherwise)
            for of_period, otherwise in zip(ends, (parts, known, parts), strict=True)
        )
        times = (circuit + value, least + low, circuit + high)
        return {
            name: np.log10(np.where(time > 0, time, np.nan))
            for name, time in zip(("value", "low", "high"), times, strict=True)
        }

    def _signal_limit(self, frame: Frame) -> Columns:
        left, _ = self.signals.ends(frame)
        status, margin = stages.at_least(left, self.numbers.goal(frame, "floor"))
        return {"status": status.astype(np.float64), "margin": margin}

    def decide(self, frame: Frame) -> Columns:
        """Return the results of some scenarios."""
        frame.get(self.numbers.circuit)
        work, time = frame.get(self._work), frame.get(self.time)
        counts = frame.get(self.counts)
        names = ("value", "low", "high")
        run, prices = [], []
        for end in names:
            executions = counts["log10_run"] + work[f"mean_{end}"]
            jobs = self.jobs(
                counts, work.get(f"jobs_values_{end}"), work.get(f"jobs_gradients_{end}")
            )
            lasting = self.lasting(frame, executions, jobs, time[end])
            run.append(lasting)
            if end == "value" or self.numbers.priced:
                prices.append(self.price(frame, counts, executions, jobs, lasting))
        signal = frame.get(self._floor)
        limits = [
            (
                LIMITS.index("qubits"),
                np.where(
                    self.numbers.number(frame, "qubits_known") > 0, stages.MET, stages.UNKNOWN
                ).astype(np.int8),
                self.numbers.number(frame, "qubits_margin"),
            ),
            (LIMITS.index("signal"), signal["status"].astype(np.int8), signal["margin"]),
            (
                LIMITS.index("time"),
                *stages.at_most(
                    (run[0], run[1], run[2]),
                    stages.log10_days(self.numbers.goal(frame, "max-days")),
                ),
            ),
        ]
        if self.numbers.priced:
            limit = np.log10(self.numbers.goal(frame, "max-price"))
            ends = (prices[0], prices[1], prices[2])
            limits.append((LIMITS.index("price"), *stages.at_most(ends, limit)))
        verdict, binding, margin = stages.decided(limits)
        fixed = self.numbers.number(frame, "fixed")
        settled = ~np.isnan(fixed)
        if settled.any():
            verdict = np.where(settled, np.nan_to_num(fixed), verdict).astype(np.int8)
            of_fixed = np.nan_to_num(self.numbers.number(frame, "fixed_limit"))
            binding = np.where(settled, of_fixed, binding).astype(np.int8)
            margin = np.where(settled, self.numbers.number(frame, "fixed_margin"), margin)
        left, _ = self.signals.ends(frame)
        found: Columns = {
            "circuit": self.numbers.at(frame),  # type: ignore[dict-item]  # whole numbers
            "verdict": verdict,  # type: ignore[dict-item]  # small whole numbers
            "limit": binding,  # type: ignore[dict-item]
            "margin": margin,
            "qubits": self.numbers.number(frame, "qubits"),
            "two_qubit_gates": self.numbers.number(frame, "two_qubit_gates"),
            "two_qubit_depth": self.numbers.number(frame, "two_qubit_depth"),
            "signal": left[0],
            "signal_low": left[1],
            "signal_high": left[2],
            "shots": work["shots_value"],
            "run": run[0],
            "run_low": run[1],
            "run_high": run[2],
            "price": prices[0],
        }
        return found

    @staticmethod
    def jobs(counts: Columns, values: Array | None, gradients: Array | None) -> Array | None:
        """Return log10 of the jobs of a run; None where no start and no price depends on it."""
        if values is None or gradients is None:
            return None
        of_values = counts["jobs_values"] + values
        of_gradients = counts["jobs_gradients"] + gradients
        return stages.plus(of_values, of_gradients)

    def lasting(self, frame: Frame, executions: Array, jobs: Array | None, seconds: Array) -> Array:
        """Return log10 of the time of a run."""
        running = executions + seconds
        if jobs is None or not self.numbers.any_has("startup"):
            return running
        startup = self.numbers.number(frame, "startup")
        return stages.plus(running, np.where(startup > 0, np.log10(startup) + jobs, np.nan))

    def price(
        self, frame: Frame, counts: Columns, executions: Array, jobs: Array | None, lasting: Array
    ) -> Array:
        """Return log10 of the price of a run."""
        if jobs is None or not self.numbers.charged:
            return np.full(frame.n, np.nan)

        def number(name: str) -> Array:
            return np.nan_to_num(self.numbers.number(frame, name))

        each = (
            np.nan_to_num(self.numbers.figure(frame, "price-per-shot"))
            + number("per_one_gate") * self.numbers.number(frame, "one_qubit_gates")
            + number("per_two_gate") * self.numbers.number(frame, "two_qubit_gates")
        )
        prices = {"each": each} | {
            name: number(name) for name in ("per_job", "least_per_job", "per_hour")
        }
        paid = np.where(np.isnan(jobs), counts["log10_run"], jobs)
        cost = stages.price(executions, paid, lasting, prices)
        return np.where(np.isnan(executions), np.nan, cost)
