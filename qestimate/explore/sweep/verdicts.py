"""From signals to shots, circuits, time, price and verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qestimate.core.numeric import log10
from qestimate.core.quantity import Ends
from qestimate.estimation.constraints import (
    MET,
    SECONDS_PER_DAY,
    UNKNOWN,
    at_least,
    at_most,
    decide,
)
from qestimate.estimation.pipeline import needed, repetition
from qestimate.estimation.runtime import (
    Terms,
    Work,
    cost_of,
    executions,
    jobs,
    lasting,
    loads,
    twirled,
)
from qestimate.estimation.shots import Reading
from qestimate.explore.sweep.circuits import ENDS, LIMITS, PRIMES
from qestimate.explore.sweep.frame import Columns, Frame, Stage
from qestimate.explore.sweep.numbers import GATE_TIMES, SHOT_TIMES
from qestimate.explore.sweep.signals import Signals
from qestimate.scenario.scenario import DATA
from qestimate.workload.goal import CHOICES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qestimate.core.numeric import Number
    from qestimate.estimation.fidelity import NoisySignal
    from qestimate.estimation.pipeline import Needed
    from qestimate.explore.sweep.numbers import Numbers

    Array = NDArray[np.float64]


SHOTS = ("mean", "shots", "gradient")
"""Of a circuit, by the stage that works them out: mean over a run, for values, for gradients."""

PORTION = ("batch", "accumulation", "tokens")
"""Counts of the data over which a training step averages: samples, or their tokens."""


class Verdicts:
    """The stages behind the signals.

    Args:
        numbers: What they start from.
    """

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        self.signals = Signals(numbers)
        circuit, noise = numbers.circuit.inputs, self.signals.stage.inputs
        self.counts = Stage("counts", circuit | DATA.keys(), self._circuits_of_run)
        self._work = Stage("work", noise | {*PORTION, "shots"}, self._shots)
        self.time = Stage("time", circuit | set(GATE_TIMES) | SHOT_TIMES.keys(), self._shot_times)
        self._floor = Stage("floor", self._work.inputs | {"floor"}, self._signal_limit)

    def _shots(self, frame: Frame) -> Columns:
        """Work out the shots of each kind of circuit, and their mean over a run. [log10]"""
        takes = self.needed(frame, self.signals.noisy(frame))
        found = {f"shots_{end}": x for end, x in takes.values._asdict().items()}
        found |= {f"gradient_{end}": x for end, x in takes.gradients._asdict().items()}
        found |= {f"left_{end}": x for end, x in takes.left._asdict().items()}
        return found | {
            f"mean_{end}": self.mean_shots(frame, *each)
            for end, *each in zip(Ends._fields, takes.values, takes.gradients, strict=True)
        }

    def mean_shots(self, frame: Frame, values: Array, gradients: Array) -> Array:
        """Return log10 of the mean shots of the circuits of a run."""
        run = self.numbers.number(frame, "log10_run")
        of_values, of_gradients = (
            self.numbers.number(frame, f"log10_{kind}") - run for kind in ("values", "gradients")
        )
        found: Array = executions(Work(of_values, of_gradients, values, gradients))
        return found

    def needed(self, frame: Frame, noisy: NoisySignal) -> Needed:
        """Return what circuits take of which noise leaves so much."""
        numbers = self.numbers
        batch, accumulation, tokens = (numbers.data(frame, name) for name in PORTION)
        by_token = np.where(numbers.number(frame, "averages_tokens") > 0, tokens, 1.0)
        alike = numbers.number(frame, "alike") * batch * accumulation * by_token
        reading = Reading(
            numbers.number(frame, "local") > 0,
            numbers.number(frame, "qubits"),
            numbers.number(frame, "observables"),
            np.where(numbers.number(frame, "averages") > 0, np.maximum(1.0, alike), 1.0),
            numbers.number(frame, "kept"),
            numbers.number(frame, "output_slope"),
        )
        goal, given = numbers.base.goal, np.log10(numbers.goal(frame, "shots"))
        choices = self._choices(frame)
        return needed(reading, noisy, goal.precision, goal.confidence, choices, given)

    def _choices(self, frame: Frame) -> dict[str, Number]:
        """Return the number of each choice of the goal."""
        return {field: self.numbers.number(frame, f"choice_{field}") for field in CHOICES}

    def _circuits_of_run(self, frame: Frame) -> Columns:
        """Work out log10 of the circuits of a run."""
        names = ("log10_values", "log10_gradients", "log10_run")
        found = {name: self.numbers.number(frame, name) for name in names}
        more = repetition(self._choices(frame)).log10_circuits
        if self.numbers.separable:
            more = more + self._of_data(frame)
        return {name: column + more for name, column in found.items()}

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
        stretch = repetition(self._choices(frame)).stretch
        circuit, least = circuit * stretch, least * stretch
        times = (circuit + value, least + low, circuit + high)
        return {
            name: np.log10(np.where(time > 0, time, np.nan))
            for name, time in zip(("value", "low", "high"), times, strict=True)
        }

    def _signal_limit(self, frame: Frame) -> Columns:
        work = frame.get(self._work)
        floor = log10(self.numbers.goal(frame, "floor"))
        status, available = at_least(Ends(*(work[f"left_{end}"] for end in Ends._fields)), floor)
        return {"status": status.astype(np.float64), "margin": available - floor}

    def decide(self, frame: Frame) -> Columns:
        """Return the results of some scenarios."""
        numbers = self.numbers
        frame.get(numbers.circuit)
        work = frame.get(self._work)
        run, prices = [], []
        for at, end in enumerate(Ends._fields):
            lasting_, price = self.run(
                frame,
                *self._split(frame, *(work[f"{name}_{end}"] for name in SHOTS)),
                frame.get(self.time)[end],
                at,
                priced=end == "value" or numbers.priced,
            )
            run.append(lasting_)
            prices.append(price)
        known = numbers.number(frame, "qubits_known") > 0
        limits = {"qubits": (np.where(known, MET, UNKNOWN), numbers.number(frame, "qubits_margin"))}
        if numbers.base.goal.signal_floor is not None or numbers.varies("floor"):
            signal = frame.get(self._floor)
            limits["signal"] = signal["status"], signal["margin"]
        days = log10(numbers.goal(frame, "max-days") * SECONDS_PER_DAY)
        limits["time"] = _within(Ends(*run), days)
        if numbers.priced:
            limits["price"] = _within(Ends(*prices), log10(numbers.goal(frame, "max-price")))
        worst, which, margin = decide([*limits.values()])
        verdict = worst.astype(np.int8)  # a verdict has the number of its worst status
        binding = np.array([LIMITS.index(name) for name in limits], dtype=np.int8)[which]
        fixed = numbers.number(frame, "fixed")
        settled = ~np.isnan(fixed)
        if settled.any():
            verdict = np.where(settled, np.nan_to_num(fixed), verdict).astype(np.int8)
            of_fixed = np.nan_to_num(numbers.number(frame, "fixed_limit"))
            binding = np.where(settled, of_fixed, binding).astype(np.int8)
            margin = np.where(settled, numbers.number(frame, "fixed_margin"), margin)
        left = self.signals.left(frame)
        found: Columns = {
            "circuit": numbers.at(frame),  # type: ignore[dict-item]  # whole numbers
            "verdict": verdict,
            "limit": binding,  # type: ignore[dict-item]
            "margin": margin,
            "qubits": numbers.number(frame, "qubits"),
            "two_qubit_gates": numbers.number(frame, "two_qubit_gates"),
            "two_qubit_depth": numbers.number(frame, "two_qubit_depth"),
            "signal": left.value,
            "signal_low": left.low,
            "signal_high": left.high,
            "shots": work["shots_value"],
            "run": run[0],
            "run_low": run[1],
            "run_high": run[2],
            "price": prices[0],
        }
        return found

    def run(
        self,
        frame: Frame,
        mean: Array,
        values: Array,
        gradients: Array,
        shot: Array,
        end: int = 0,
        *,
        priced: bool,
    ) -> tuple[Array, Array]:
        """Return time and price of a run. [log10 s, log10 USD]

        Args:
            frame: The scenarios.
            mean: Shots of a circuit, mean over the run. [log10]
            values: Shots of one that is read for its values. [log10]
            gradients: Shots of one that a gradient adds. [log10]
            shot: Time from shot to shot. [log10 s]
            end: Which end of the intervals of the device's overheads: 0 the value, 1 low, 2 high.
            priced: Whether the price is asked for.
        """
        counts, terms = frame.get(self.counts), self._terms(frame, end)
        n_shots = counts["log10_run"] + mean
        twirls = self.numbers.goal(frame, "twirls")
        work = Work(counts["log10_values"], counts["log10_gradients"], values, gradients, twirls)
        n_jobs: Number = jobs(work, terms) if self.numbers.in_jobs else -np.inf
        n_loads: Number = loads(work, terms) if self.numbers.loads else -np.inf
        time = lasting(n_shots, n_jobs, shot, terms, n_loads)
        if not priced or not self.numbers.charged:
            return time, np.full(frame.n, np.nan)
        return time, cost_of(n_shots, n_jobs, time, terms)

    def _split(
        self, frame: Frame, mean: Array, values: Array, gradients: Array
    ) -> tuple[Array, Array, Array]:
        """Return shots as they are when split among twirls: of a mean circuit, and by kind."""
        if self.numbers.base.goal.twirls == 1 and not self.numbers.varies("twirls"):
            return mean, values, gradients
        twirls = self.numbers.goal(frame, "twirls")
        values, gradients = (twirled(shots, twirls) for shots in (values, gradients))
        return self.mean_shots(frame, values, gradients), values, gradients

    def _terms(self, frame: Frame, end: int) -> Terms:
        """Return what the devices ask for; a plain 0 or nan where none of them asks for it."""
        numbers, stretch = self.numbers, repetition(self._choices(frame)).stretch

        def asked(name: str, nothing: float, of_end: str = "") -> Number:
            if numbers.any_has(name):
                found = numbers.number(frame, f"{name}{of_end}")
                return np.where(np.isnan(found), nothing, found)
            return nothing

        def limit(name: str, short: str) -> Number:
            varied = numbers.varies(name) or numbers.any_has(short)
            return numbers.figure(frame, name) if varied else np.nan

        per_shot: Number = np.nan_to_num(numbers.figure(frame, "price-per-shot"))
        for price, gates in (("per_one_gate", "one"), ("per_two_gate", "two")):
            if numbers.any_has(price):
                n_gates = numbers.number(frame, f"{gates}_qubit_gates")
                per_shot = per_shot + asked(price, 0.0) * n_gates * stretch
        if numbers.any_has("per_spam"):
            per_shot = per_shot + asked("per_spam", 0.0) * 2 * numbers.number(frame, "qubits")
        overhead: Number = asked("overhead", 0.0, ENDS[end])
        if numbers.varies("circuit-overhead"):
            overhead = numbers.figure(frame, "circuit-overhead")
        return Terms(
            asked("startup", 0.0, ENDS[end]),
            limit("max-circuits", "max_circuits"),
            limit("max-shots", "max_shots"),
            per_shot,
            asked("per_job", 0.0),
            asked("least_per_job", 0.0),
            asked("per_hour", 0.0),
            circuit_overhead=overhead,
            max_job_shots=asked("max_job_shots", np.nan),
        )


def _within(need: Ends, limit: Array) -> tuple[Array, Array]:
    """Return status and margin of a need that is held against a limit, both log10."""
    status, needed = at_most(need, limit)
    return status, limit - needed
