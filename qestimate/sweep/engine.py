"""A sweep: axes, the scenarios they make, and the verdict on each, block by block."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from qestimate.catalog import model as find_model
from qestimate.catalog import model_of_size
from qestimate.catalog.files import read_index
from qestimate.costs import cost, element_costs
from qestimate.errors import DomainError, QestimateError, ScenarioError
from qestimate.inputs import INPUTS, Given
from qestimate.methods import method as find_method
from qestimate.methods import methods as all_methods
from qestimate.scenario import DATA, GOAL, choose_devices, devices_and_goal, scenario
from qestimate.sweep import stages
from qestimate.sweep.axes import Axis, axis
from qestimate.sweep.design import BLOCK, Design, Points
from qestimate.sweep.following import Followed, Left
from qestimate.sweep.frame import Columns, Frame, Stage, Tables
from qestimate.sweep.structure import (
    FIGURES,
    LIMITS,
    PRIMES,
    VERDICTS,
    NotSeparableError,
    Structure,
    refused,
    structure,
)
from qestimate.workload import Workload

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from qestimate.device import Device
    from qestimate.local import Prepared
    from qestimate.workload import LanguageModel

    Array = NDArray[np.float64]

CIRCUIT = ("model", "params", "device", "method", "rank", "target", "gradient", "layers")
"""Inputs that decide which circuit it is, and where."""

NOISE = {
    "cz-error": "two_error",
    "one-qubit-error": "one_error",
    "readout-error": "read_error",
    "t1": "t1",
    "t2": "t2",
    "cz-time": "two_time",
    "one-qubit-time": "one_time",
}
"""Inputs that decide the noise, and what they are called among the numbers."""

GATE_TIMES = ("cz-time", "one-qubit-time")

SHOT_TIMES = {"readout-time": "read_time", "rep-delay": "delay", "shot-period": "period"}

LIMITS_OF_JOBS = {
    "price-per-shot": "per_shot",
    "max-shots": "max_shots",
    "max-circuits": "max_circuits",
}

SHORT = NOISE | SHOT_TIMES | LIMITS_OF_JOBS

MOST_STRUCTURES = 20_000
"""Circuits that are kept while others are still being drawn."""

PERCENTILE = 1.6448536269514722
"""Standard deviations from the median to the 95th percentile."""

RESULTS = (
    "verdict",
    "limit",
    "margin",
    "qubits",
    "two_qubit_gates",
    "two_qubit_depth",
    "signal",
    "signal_low",
    "signal_high",
    "shots",
    "run",
    "run_low",
    "run_high",
    "price",
)
"""What is worked out of each scenario; signal, shots, run and price as log10. Besides them there
is ``circuit``, a number that holds in this process only."""


class Sweep:
    """Scenarios along some axes.

    Args:
        given: By name of the input: a value, a list such as ``1,2,4``, or a range such as
            ``1e-4:1e-2:log:50``.
        random: Scenarios to draw; 0 for all combinations.
        seed: Of a random design and of the draws.
        draws: Draws from the intervals of each scenario, for the probability that it is
            feasible; 0 for none.

    Raises:
        DomainError: A value out of range.
        ScenarioError: Values that contradict each other, or a range without values in a grid.
        UnknownNameError: A name that is in no catalogue.

    >>> sweep = Sweep({"model": "gpt2", "device": "ibm-fez", "method": "qpa", "rank": "2,4,8"})
    >>> sweep.rows, sweep.verdicts(sweep.block(0))
    (3, ['feasible', 'feasible', 'marginal'])
    """

    def __init__(
        self,
        given: Mapping[str, Any],
        *,
        random: int = 0,
        seed: int = 0,
        draws: int = 0,
    ) -> None:
        self.given = {
            name: one if isinstance(one, Given) else Given(one) for name, one in given.items()
        }
        self.draws, self.seed = draws, seed
        axes = {name: axis(name, one) for name, one in self.given.items()}
        _check_counts(random=random, draws=draws, seed=seed)
        self._check(axes, random)
        first = {name: Given(_first(one), self.given[name].origin) for name, one in axes.items()}
        first.pop("method", None)
        self.base = scenario(first)
        self.goal = self.base.goal
        self.devices, self.notes = _devices(axes)
        self.methods = list(axes["method"].values) if "method" in axes else list(all_methods())
        if self.methods == ["all"]:
            self.methods = list(all_methods())
        for name in self.methods:
            find_method(name)
        self.named = "method" in axes and axes["method"].values != ("all",)
        self._costs = [element_costs(device) for device in self.devices]
        self._models: dict[Any, LanguageModel] = {}
        axes["device"] = Axis("device", tuple(range(len(self.devices))))
        axes["method"] = Axis("method", tuple(self.methods))
        kept = [axes[name] for name in INPUTS if name in axes]
        varied = [one for one in kept if one.name in ("device", "method") or len(one.values) != 1]
        self._single = {one.name: one.values[0] for one in kept if one not in varied and one.values}
        self.design = Design(tuple(varied), random, seed)
        self.axes = self.design.axes
        self._varied = {one.name for one in self.axes}
        self._separable = True
        self._reset()

    def _reset(self) -> None:
        circuit = frozenset((*CIRCUIT, *(() if self._separable else DATA)))
        noise = circuit | NOISE.keys()
        work = noise | {"precision", "confidence", "max-shots"}
        counts = circuit | DATA.keys() | {"max-circuits"}
        self._tables = Tables(self.design)
        self._structures: list[Structure] = []
        self._known: dict[tuple[Any, ...], int] = {}
        self._numbers: dict[str, Array] = {}
        self._has: dict[str, bool] = {}
        self._first: dict[int, int] = {}
        self._firsts: dict[Prepared, int] = {}
        self._followed: dict[Prepared, Followed] = {}
        self._circuit = Stage("circuit", circuit, self._circuits)
        self._noise = Stage("noise", noise, self._signals)
        self._work = Stage("work", work, self._shots)
        self._counts = Stage("counts", counts, self._circuits_of_run)
        self._time = Stage("time", circuit | set(GATE_TIMES) | SHOT_TIMES.keys(), self._shot_times)
        self._floor = Stage("floor", noise | {"floor"}, self._signal_limit)

    @property
    def rows(self) -> int:
        """Scenarios in all."""
        return self.design.rows

    @property
    def blocks(self) -> int:
        """Blocks of them."""
        return self.design.blocks

    @property
    def device_labels(self) -> list[str]:
        """Names of the devices, with date and, for the generic one, size."""
        return [
            f"{one.id}@{one.snapshot.id}"
            if one.snapshot.qubits or len(one.snapshots) > 1
            else f"{one.id}-{one.qubits_advertised}"
            if one.topology == "grid"
            else one.id
            for one in self.devices
        ]

    def labels(self, one: Axis) -> tuple[str, ...]:
        """Return the values of an axis as text."""
        if one.name == "device":
            return tuple(self.device_labels)
        if one.name == "target":
            return tuple("+".join(names) for names in one.values)
        return tuple(f"{v:.12g}" if isinstance(v, float) else str(v) for v in one.values)

    @cached_property
    def digest(self) -> str:
        """What tells this sweep, computed with this code and catalogue, from any other."""
        from qestimate import __version__

        parts = (
            __version__,
            np.__version__,
            BLOCK,
            sorted((name, repr(one.value)) for name, one in self.given.items()),
            self.design.random,
            self.seed,
            self.draws,
            self.methods,
            [one._replace(graph=None) for one in self.devices],
            self.base.workload,
            self.goal,
            sorted(read_index()["model"].items()),
        )
        return sha256(repr(parts).encode()).hexdigest()

    def _check(self, axes: dict[str, Axis], random: int) -> None:
        if not random:
            for one in axes.values():
                if one.drawn:
                    raise ScenarioError(
                        f"{self.given[one.name].label(one.name)} is a range without a number of "
                        "values",
                        hint="add one, as in 1e-4:1e-2:log:50, or --random N to draw from it",
                    )
        for name, one in axes.items():
            origin = self.given[name].origin
            ends = (one.low, one.high) if one.drawn else one.values
            if isinstance(ends[0], int | float):
                ends = (min(ends), max(ends), *filter(isnan, ends))
            if name == "qubits" and one.drawn:
                raise ScenarioError(
                    f"{self.given[name].label(name)} needs its values, not a range",
                    hint="for example 16:128:lin:8",
                )
            if name in GOAL or INPUTS[name].figure:
                for value in ends:
                    devices_and_goal(
                        {name: Given(value, origin), "device": Given("origin-wukong-72")}
                    )
            if name in (*DATA, "rank") and min(ends) < 1:
                raise DomainError(f"{self.given[name].label(name)} starts at 1, not {min(ends)}")
        _fit_together(axes, self.given)

    # what arrays start from

    def block(self, number: int) -> Columns:
        """Return the results of a block of scenarios, by the names in RESULTS.

        With draws there is also ``probability``. Verdicts and limits are numbers; see
        ``verdicts``. Unknown is nan.
        """
        return self.results(self.design.points(number))

    def results(self, points: Points) -> Columns:
        """Return the results at some points of the design."""
        if len(self._structures) > MOST_STRUCTURES:
            self._reset()
        with np.errstate(all="ignore"):
            try:
                return self._decide(Frame(self._tables, points))
            except NotSeparableError:
                self._separable = False
                self._reset()
                return self._decide(Frame(self._tables, points))

    def scenario(self, points: Points, row: int) -> dict[str, Any]:
        """Return the inputs of one scenario, as they would be given to a single estimate.

        The device is a ``Device`` with its figures set, the others are as typed.
        """
        found = {name: one.value for name, one in self.given.items() if name not in self._varied}
        for one in self.axes:
            if one.drawn:
                value = float(points.drawn[one.name][row])
                found[one.name] = value if one.spec.kind == "number" else round(value)
            else:
                found[one.name] = one.values[points.codes[one.name][row]]
        device = self.devices[found["device"]]
        figures = {
            INPUTS[name].figure: found.pop(name) * INPUTS[name].scale
            for name in list(found)
            if INPUTS[name].figure and name in self._varied
        }
        found["device"] = device.with_figures(figures)
        found.pop("qubits", None)
        return found

    def verdicts(self, columns: Columns) -> list[str]:
        """Return the verdicts of some results as words."""
        return [VERDICTS[int(code)] for code in columns["verdict"]]

    def limits(self, columns: Columns) -> list[str]:
        """Return the limits that bind as words; empty where there is no circuit."""
        return [LIMITS[int(code)] for code in columns["limit"]]

    def refusal(self, circuit: int) -> str:
        """Return why there is no such circuit, by its number among the results."""
        return self._structures[circuit].refused

    # circuits

    def _circuits(self, frame: Frame) -> Columns:
        """Find the circuit of each scenario; its numbers are kept apart."""
        keys = [self._keys(frame, name) for name in sorted(self._circuit.inputs)]
        found = np.empty(frame.n, dtype=np.int64)
        for row, key in enumerate(zip(*keys, strict=True)):
            at = self._known.get(key)
            if at is None:
                at = len(self._structures)
                self._structures.append(
                    self._structure(dict(zip(sorted(self._circuit.inputs), key, strict=True)))
                )
                self._known[key] = at
            found[row] = at
        self._numbers = {}
        return {"circuit": found}  # type: ignore[dict-item]  # positions

    def _keys(self, frame: Frame, name: str) -> list[Any]:
        """Return the values of an input at each scenario, as they are typed."""
        for one in self.axes:
            if one.name == name and name in frame.points.codes:
                return [one.values[code] for code in frame.points.codes[name].tolist()]
        if name in frame.points.drawn:
            values = frame.points.drawn[name].tolist()
            return [round(v) for v in values] if INPUTS[name].kind != "number" else values
        return [self._single.get(name)] * frame.n

    def _structure(self, key: dict[str, Any]) -> Structure:
        base = self.base
        try:
            model = self._model(key)
            data = base.workload.data
            settings = {
                argument: key.get(name) or getattr(data, argument)
                for name, argument in DATA.items()
            }
            workload = Workload.of(
                model,
                rank=key["rank"] or base.workload.adapter.rank,
                targets=key["target"] or _targets(base.values),
                **settings,
            )
        except QestimateError as error:
            return refused(error)
        goal = self.goal._replace(
            gradient=key["gradient"] or self.goal.gradient, layers=key["layers"] or self.goal.layers
        )
        return structure(
            workload,
            key["method"],
            self.devices[key["device"]],
            self._costs[key["device"]],
            goal,
            separable=self._separable,
        )

    def _model(self, key: dict[str, Any]) -> LanguageModel:
        given = key["model"] or key["params"]
        if self.design.random and key["params"]:
            return model_of_size(given)
        if given not in self._models:
            find = find_model if key["model"] else model_of_size
            self._models[given] = find(given)
        return self._models[given]

    def _number(self, frame: Frame, name: str) -> Array:
        """Return a number of the circuit of each scenario; nan where it has none."""
        if name not in self._numbers:
            self._numbers[name] = np.array(
                [one.numbers.get(name, np.nan) for one in self._structures]
            )
        found: Array = self._numbers[name][self._at(frame)]
        return found

    def _at(self, frame: Frame) -> NDArray[np.int64]:
        return frame.get(self._circuit)["circuit"].astype(np.int64, copy=False)

    def _figure(self, frame: Frame, name: str) -> Array:
        """Return a figure of the device: the input's value, or that of the device."""
        given = frame.axis(name)
        return self._number(frame, SHORT[name]) if given is None else given

    def _is_axis(self, name: str) -> bool:
        return name in self._varied

    # noise

    def _signals(self, frame: Frame) -> Columns:
        """Work out what noise leaves: of the circuit, or of single expectation values."""

        def number(name: str) -> Array:
            return self._number(frame, name)

        def part(name: str, gates: str, n_qubits: int, otherwise: str) -> Array:
            error = frame.axis(name)
            if error is None:
                return number(otherwise)
            return stages.exponent(number(gates), error, n_qubits)

        read_error = frame.axis("readout-error")
        parts = stages.Elements(
            part("cz-error", "two_qubit_gates", 2, "exponent_two"),
            part("one-qubit-error", "one_qubit_gates", 1, "exponent_one"),
            number("exponent_read") if read_error is None else number("width") * cost(read_error),
            self._waiting(frame),
        )
        left = stages.fidelity(parts, number("spread_lower"), number("spread_upper"))
        unknown = np.full(frame.n, np.nan)
        gradient = (unknown, unknown.copy(), unknown.copy())
        self._follow(frame, left, gradient)
        names = ("value", "low", "high")
        found = dict(zip(names, left, strict=True))
        found |= {f"gradient_{end}": x for end, x in zip(names, gradient, strict=True)}
        return found

    def _waiting(self, frame: Frame) -> Array:
        """Return what waiting costs the circuit as a whole."""
        fixed = self._number(frame, "exponent_idle")
        if not any(self._is_axis(name) for name in ("t1", "t2", *GATE_TIMES)):
            return fixed
        one, two = (self._figure(frame, name) for name in ("one-qubit-time", "cz-time"))
        rate = self._number(frame, "idle_rate")
        if self._is_axis("t1") or self._is_axis("t2"):
            t1, t2 = self._figure(frame, "t1"), self._figure(frame, "t2")
            uniform = self._number(frame, "idle_uniform") > 0
            rate = np.where(uniform, stages.uniform_rate(t1, t2), rate)
            self._mixed_rates(frame, rate, np.flatnonzero(~uniform), t1, t2)
        depth = self._number(frame, "two_qubit_depth") * two
        duration = depth + self._number(frame, "one_qubit_depth") * one
        busy = self._number(frame, "busy_one") * one + self._number(frame, "busy_two") * two
        moved = stages.waiting(self._number(frame, "width"), duration, busy, rate)
        return np.where(self._number(frame, "memory") > 0, fixed, moved)

    def _mixed_rates(
        self, frame: Frame, rate: Array, rows: NDArray[np.int64], t1: Array, t2: Array
    ) -> None:
        """Set the rate where one of T1 and T2 is an axis and qubits have their own of the other."""
        for at, some in _groups(self._at(frame)[rows]):
            one = self._structures[at]
            if one.placement is None or one.device is None:
                continue
            mine = rows[some]
            rates = []
            for qubit in one.placement.qubits:
                row = one.device.snapshot.qubits[qubit]
                at_1 = t1[mine] if self._is_axis("t1") or not row.t1 else np.asarray(row.t1)
                at_2 = t2[mine] if self._is_axis("t2") or not row.t2 else np.asarray(row.t2)
                rates.append(stages.uniform_rate(at_1, at_2))
            if rates:
                rate[mine] = np.nanmean(np.array(rates), axis=0)

    def _follow(self, frame: Frame, left: stages.Ends, gradient: stages.Ends) -> None:
        """Put in what is left of single values, for circuits that are read by them."""
        circuits = np.array([self._alike(number) for number in range(len(self._structures))])
        for alike, rows in _groups(circuits[self._at(frame)]):
            if alike < 0:
                continue
            found = self._local(frame, self._structures[alike], rows)
            for target, values in zip((left, gradient), found, strict=True):
                for end, column in zip(target, values, strict=True):
                    end[rows] = column

    def _alike(self, number: int) -> int:
        """Return the first circuit that is followed in the same way; -1 if it is not followed."""
        if number not in self._first:
            start = self._structures[number].prepared()
            at = -1 if start is None else self._firsts.setdefault(start, number)
            self._first[number] = at
        return self._first[number]

    def _local(self, frame: Frame, one: Structure, rows: NDArray[np.int64]) -> Left:
        """Return the local signals of one circuit at some rows, each noise worked out once."""
        decays = [name for name in ("t1", "t2") if self._is_axis(name)]
        uniform = one.numbers["idle_uniform"] > 0
        apart = [name for name in GATE_TIMES if self._is_axis(name)]
        apart += [] if uniform else decays
        priced = [name for name in NOISE if self._is_axis(name) and name not in apart]
        priced += [name for name in ("t1", "t2") if decays and uniform and name not in priced]
        columns = np.stack(
            [self._figure(frame, name)[rows] for name in (*apart, *priced)] or [np.zeros(len(rows))]
        )
        noises, which = np.unique(columns, axis=1, return_inverse=True)
        ends = [np.empty(noises.shape[1]) for _ in range(6)]
        for some, figures in _runs(noises[: len(apart)], noises.shape[1]):
            given = {
                NOISE[name]: values[some]
                for name, values in zip(priced, noises[len(apart) :], strict=False)
            }
            found = self._following(one, tuple(zip(apart, figures, strict=True))).at(
                given, some.stop - some.start
            )
            for end, column in zip(ends, (*found.attenuation, *found.gradient), strict=True):
                end[some] = column
        a, b, c, d, e, f = (end[which.reshape(-1)] for end in ends)
        return Left((a, b, c), (d, e, f))

    def _following(self, one: Structure, figures: tuple[tuple[str, float], ...]) -> Followed:
        """Return the followed circuit, with some figures set, from those kept."""
        start = one.prepared({INPUTS[name].figure: value for name, value in figures})
        if start is None:
            raise AssertionError("only circuits that are read locally are followed")
        if start not in self._followed:
            if len(self._followed) >= MOST_FOLLOWED:
                self._followed.clear()
            self._followed[start] = Followed(start)
        return self._followed[start]

    # shots, circuits, time

    def _goal_number(self, frame: Frame, name: str) -> Array:
        given = frame.axis(name)
        if given is not None:
            return given
        value = getattr(self.goal, GOAL[name])
        return np.full(frame.n, np.nan if value is None else float(value))

    def _ends(self, frame: Frame) -> tuple[stages.Ends, stages.Ends]:
        found = frame.get(self._noise)
        left = (found["value"], found["low"], found["high"])
        return left, (found["gradient_value"], found["gradient_low"], found["gradient_high"])

    def _shots(self, frame: Frame) -> Columns:
        """Work out the shots of each kind of circuit, and their mean over a run."""
        left, gradient = self._ends(frame)
        values, gradients = self._shots_of(frame, left, gradient)
        shares = self._shares(frame)
        names = ("value", "low", "high")
        found = {f"shots_{end}": x for end, x in zip(names, values, strict=True)}
        found |= {f"gradient_{end}": x for end, x in zip(names, gradients, strict=True)}
        found |= {
            f"mean_{end}": stages.together(*shares, v, g)
            for end, v, g in zip(names, values, gradients, strict=True)
        }
        if self._in_jobs:
            found |= self._jobs_of_shots(frame, values, gradients)
        return found

    def _jobs_of_shots(self, frame: Frame, values: stages.Ends, gradients: stages.Ends) -> Columns:
        """Work out over how many jobs the shots of each kind of circuit are spread. [log10]"""
        most = self._figure(frame, "max-shots")
        return {
            f"jobs_{kind}_{end}": stages.jobs_by_shots(each, most)
            for kind, ends in (("values", values), ("gradients", gradients))
            for end, each in zip(("value", "low", "high"), ends, strict=True)
        }

    def _shares(self, frame: Frame) -> tuple[Array, Array]:
        """Return log10 of the share of circuits read for their values, and of the others."""
        run = self._number(frame, "log10_run")
        return (
            self._number(frame, "log10_values") - run,
            self._number(frame, "log10_gradients") - run,
        )

    def _shots_of(
        self, frame: Frame, left: stages.Ends, gradient: stages.Ends
    ) -> tuple[stages.Ends, stages.Ends]:
        return stages.shots(
            local=self._number(frame, "local"),
            qubits=self._number(frame, "qubits"),
            observables=self._number(frame, "observables"),
            precision=self._goal_number(frame, "precision"),
            confidence=self._goal_number(frame, "confidence"),
            left=left,
            gradient=gradient,
        )

    def _circuits_of_run(self, frame: Frame) -> Columns:
        """Work out log10 of the circuits of a run."""
        names = ("log10_values", "log10_gradients", "log10_run")
        found = {name: self._number(frame, name) for name in names}
        if self._separable:
            more = self._of_data(frame)
            found = {name: column + more for name, column in found.items()}
        if self._in_jobs:
            most = self._figure(frame, "max-circuits")
            limited = ~np.isnan(most) | ~np.isnan(self._figure(frame, "max-shots"))
            for kind in ("values", "gradients"):
                jobs = stages.jobs_by_circuits(found[f"log10_{kind}"], most)
                found[f"jobs_{kind}"] = np.where(limited, jobs, np.nan)
        return found

    def _of_data(self, frame: Frame) -> Array:
        """Return log10 of what the data multiply the circuits by."""
        counts = {name: self._data(frame, name) for name in DATA}
        portion = counts["batch"] * counts["accumulation"]
        counts["steps"] = np.ceil(counts["samples"] / portion)
        more = np.zeros(frame.n)
        for name in PRIMES:
            proportional = self._number(frame, f"per_{name}") > 0
            more += np.where(proportional, np.log10(counts[name]), 0.0)
        return more

    def _data(self, frame: Frame, name: str) -> Array:
        given = frame.axis(name)
        if given is not None:
            return given
        return np.full(frame.n, float(getattr(self.base.workload.data, DATA[name])))

    def _shot_times(self, frame: Frame) -> Columns:
        """Work out the time of one shot: value, least and most. [log10 s]"""
        circuit, least = (self._number(frame, name) for name in ("duration", "duration_least"))
        if any(self._is_axis(name) for name in GATE_TIMES):
            one, two = (self._figure(frame, name) for name in ("one-qubit-time", "cz-time"))
            layers, depth = (
                self._number(frame, name) for name in ("one_qubit_depth", "two_qubit_depth")
            )
            circuit = depth * two + layers * one
            least = depth * np.nan_to_num(two) + layers * np.nan_to_num(one)
        read, delay = (self._figure(frame, name) for name in ("readout-time", "rep-delay"))
        parts = read + delay
        known = np.nan_to_num(read) + np.nan_to_num(delay)
        periodic = self._number(frame, "periodic") > 0
        period = frame.axis("shot-period")
        ends = (
            (period, period, period)
            if period is not None
            else tuple(self._number(frame, f"period{end}") for end in ("", "_low", "_high"))
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

    # verdicts

    def _signal_limit(self, frame: Frame) -> Columns:
        left, _ = self._ends(frame)
        status, margin = stages.at_least(left, self._goal_number(frame, "floor"))
        return {"status": status.astype(np.float64), "margin": margin}

    def _decide(self, frame: Frame) -> Columns:
        frame.get(self._circuit)
        work, time = frame.get(self._work), frame.get(self._time)
        counts = frame.get(self._counts)
        names = ("value", "low", "high")
        run, prices = [], []
        for end in names:
            executions = counts["log10_run"] + work[f"mean_{end}"]
            jobs = self._jobs(
                counts, work.get(f"jobs_values_{end}"), work.get(f"jobs_gradients_{end}")
            )
            lasting = self._lasting(frame, executions, jobs, time[end])
            run.append(lasting)
            if end == "value" or self._priced:
                prices.append(self._price(frame, counts, executions, jobs, lasting))
        signal = frame.get(self._floor)
        limits = [
            (
                LIMITS.index("qubits"),
                np.where(
                    self._number(frame, "qubits_known") > 0, stages.MET, stages.UNKNOWN
                ).astype(np.int8),
                self._number(frame, "qubits_margin"),
            ),
            (LIMITS.index("signal"), signal["status"].astype(np.int8), signal["margin"]),
            (
                LIMITS.index("time"),
                *stages.at_most(
                    (run[0], run[1], run[2]),
                    stages.log10_days(self._goal_number(frame, "max-days")),
                ),
            ),
        ]
        if self._priced:
            limit = np.log10(self._goal_number(frame, "max-price"))
            ends = (prices[0], prices[1], prices[2])
            limits.append((LIMITS.index("price"), *stages.at_most(ends, limit)))
        verdict, binding, margin = stages.decided(limits)
        fixed = self._number(frame, "fixed")
        settled = ~np.isnan(fixed)
        if settled.any():
            verdict = np.where(settled, np.nan_to_num(fixed), verdict).astype(np.int8)
            of_fixed = np.nan_to_num(self._number(frame, "fixed_limit"))
            binding = np.where(settled, of_fixed, binding).astype(np.int8)
            margin = np.where(settled, self._number(frame, "fixed_margin"), margin)
        left, _ = self._ends(frame)
        found: Columns = {
            "circuit": self._at(frame),  # type: ignore[dict-item]  # whole numbers
            "verdict": verdict,  # type: ignore[dict-item]  # small whole numbers
            "limit": binding,  # type: ignore[dict-item]
            "margin": margin,
            "qubits": self._number(frame, "qubits"),
            "two_qubit_gates": self._number(frame, "two_qubit_gates"),
            "two_qubit_depth": self._number(frame, "two_qubit_depth"),
            "signal": left[0],
            "signal_low": left[1],
            "signal_high": left[2],
            "shots": work["shots_value"],
            "run": run[0],
            "run_low": run[1],
            "run_high": run[2],
            "price": prices[0],
        }
        if self.draws:
            found["probability"] = self._probability(frame, counts, time, fixed)
        return found

    @property
    def _priced(self) -> bool:
        """Whether there is a budget of money."""
        return self.goal.max_price is not None or self._is_axis("max-price")

    @property
    def _charged(self) -> bool:
        """Whether any device has a price."""
        return self._is_axis("price-per-shot") or self._any(*PRICES)

    @property
    def _in_jobs(self) -> bool:
        """Whether the number of jobs matters."""
        return self._any("startup") or self._charged

    def _any(self, *names: str) -> bool:
        """Whether any circuit's device has one of some figures."""
        for name in names:
            if name not in self._has:
                self._has[name] = any(
                    (device.value(figure) or 0.0) > 0
                    for device in self.devices
                    for figure, short in FIGURES.items()
                    if short == name
                )
        return any(self._has[name] for name in names)

    @staticmethod
    def _jobs(counts: Columns, values: Array | None, gradients: Array | None) -> Array | None:
        """Return log10 of the jobs of a run; None where no start and no price depends on it."""
        if values is None or gradients is None:
            return None
        of_values = counts["jobs_values"] + values
        of_gradients = counts["jobs_gradients"] + gradients
        return stages.plus(of_values, of_gradients)

    def _lasting(
        self, frame: Frame, executions: Array, jobs: Array | None, seconds: Array
    ) -> Array:
        """Return log10 of the time of a run."""
        running = executions + seconds
        if jobs is None or not self._any("startup"):
            return running
        startup = self._number(frame, "startup")
        return stages.plus(running, np.where(startup > 0, np.log10(startup) + jobs, np.nan))

    def _price(
        self, frame: Frame, counts: Columns, executions: Array, jobs: Array | None, lasting: Array
    ) -> Array:
        """Return log10 of the price of a run."""
        if jobs is None or not self._charged:
            return np.full(frame.n, np.nan)

        def number(name: str) -> Array:
            return np.nan_to_num(self._number(frame, name))

        each = (
            np.nan_to_num(self._figure(frame, "price-per-shot"))
            + number("per_one_gate") * self._number(frame, "one_qubit_gates")
            + number("per_two_gate") * self._number(frame, "two_qubit_gates")
        )
        prices = {"each": each} | {
            name: number(name) for name in ("per_job", "least_per_job", "per_hour")
        }
        paid = np.where(np.isnan(jobs), counts["log10_run"], jobs)
        cost = stages.price(executions, paid, lasting, prices)
        return np.where(np.isnan(executions), np.nan, cost)

    def _probability(self, frame: Frame, counts: Columns, time: Columns, fixed: Array) -> Array:
        """Return the share of draws in which every limit is kept.

        The ends of an interval are taken as 5th and 95th percentile around the value, on either
        side the half of a normal distribution in the logarithm. What the calibration leaves open
        is one number for signal and gradients; the time of a shot is another.
        """
        left, gradient = self._ends(frame)
        floor = np.log10(self._goal_number(frame, "floor"))
        days = stages.log10_days(self._goal_number(frame, "max-days"))
        money = np.log10(self._goal_number(frame, "max-price"))
        local = self._number(frame, "local") > 0
        shares = self._shares(frame)
        most = self._figure(frame, "max-shots")
        kept = np.zeros(frame.n)
        seconds = (time["value"], time["low"], time["high"])
        for z_signal, z_time in _normal_pairs(self.draws, self.seed):
            signal = np.minimum(0.0, _drawn(left, z_signal))
            slope = np.where(local, _drawn(gradient, z_signal), np.nan)
            values, gradients = self._shots_of(frame, (signal,) * 3, (slope,) * 3)
            executions = counts["log10_run"] + stages.together(*shares, values[0], gradients[0])
            jobs = None
            if self._in_jobs:
                jobs = self._jobs(
                    counts,
                    stages.jobs_by_shots(values[0], most),
                    stages.jobs_by_shots(gradients[0], most),
                )
            lasting = self._lasting(frame, executions, jobs, _drawn(seconds, z_time))
            good = (signal >= floor) & (lasting <= days)
            if self._priced:
                good &= self._price(frame, counts, executions, jobs, lasting) <= money
            kept += good
        lacking = np.isnan(left[0]) | np.isnan(time["value"])
        lacking |= ~(self._number(frame, "qubits_known") > 0)
        share = np.where(lacking, np.nan, kept / self.draws)
        known = {VERDICTS.index("infeasible"): 0.0}
        of_fixed = np.where(fixed == VERDICTS.index("infeasible"), known[2], np.nan)
        return np.where(np.isnan(fixed), share, of_fixed)


MOST_FOLLOWED = 256
"""Circuits whose paths are kept."""

PRICES = ("per_job", "per_shot", "per_hour", "per_one_gate", "per_two_gate", "least_per_job")


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


def _drawn(ends: stages.Ends, z: float) -> Array:
    """Return where a normal deviate falls between value, low and high."""
    value, low, high = ends
    end = high if z > 0 else low
    return value + abs(z) / PERCENTILE * (end - value)


def _normal_pairs(draws: int, seed: int) -> list[tuple[float, float]]:
    """Return pairs of normal deviates, each of the two spread evenly over its quantiles."""
    from statistics import NormalDist

    normal = NormalDist()
    stream = np.random.Philox(key=seed, counter=[0, 1, 0, 0])
    even = [normal.inv_cdf((i + 0.5) / draws) for i in range(draws)]
    order = np.argsort(stream.random_raw(draws), kind="stable")
    return [(even[i], even[j]) for i, j in enumerate(order.tolist())]


def _check_counts(**counts: int) -> None:
    most = {"random": 10**12, "draws": 10**5, "seed": 2**63 - 1}
    for name, value in counts.items():
        handed: object = value
        if isinstance(handed, bool) or not isinstance(handed, int) or not 0 <= value <= most[name]:
            raise DomainError(f"{name} must be between 0 and {most[name]:,}, not {value!r}")


def _first(one: Axis) -> Any:
    value: Any = one.low if one.drawn else one.values[0]
    return list(value) if one.name == "target" else value


def _targets(values: Mapping[str, Given]) -> tuple[str, ...]:
    return tuple(values["target"].value) if "target" in values else ()


def _devices(axes: dict[str, Axis]) -> tuple[list[Device], tuple[str, ...]]:
    """Return the devices of a sweep, with a value for each figure that is an axis."""
    figures = {
        one.spec.figure: float(_first(one)) * one.spec.scale
        for one in axes.values()
        if one.spec.figure
    }
    names = list(axes["device"].values) if "device" in axes else []
    snapshot = axes["snapshot"].values[0] if "snapshot" in axes else ""
    sizes: tuple[Any, ...] = axes["qubits"].values if "qubits" in axes else (None,)
    found: list[Device] = []
    notes: list[str] = []
    for size in sizes:
        devices, note = choose_devices(names, size, figures, snapshot)
        found += [one for one in devices if one not in found]
        if note:
            notes.append(note)
    axes.pop("qubits", None)
    if len(notes) > 1:
        notes = [f"the generic device in {len(notes)} sizes"]
    return found, tuple(notes)


def _fit_together(axes: Mapping[str, Axis], given: Mapping[str, Given]) -> None:
    """Refuse what no scenario could have at once."""
    for one, other in (("params", "model"), ("shot-period", "rep-delay")):
        if one in axes and other in axes:
            raise ScenarioError(
                f"{given[one].label(one)} and {given[other].label(other)} contradict each other",
                hint="leave one of the two out",
            )
