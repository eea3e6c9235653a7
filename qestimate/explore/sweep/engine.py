"""A sweep: axes, the scenarios they make, and the verdict on each, block by block."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np

from qestimate.catalog import model as find_model
from qestimate.catalog import model_of_size
from qestimate.catalog import models as all_models
from qestimate.core.errors import DomainError, ScenarioError
from qestimate.explore.sweep.axes import Axis, axis
from qestimate.explore.sweep.chance import probability
from qestimate.explore.sweep.circuits import LIMITS, VERDICTS, NotSeparableError
from qestimate.explore.sweep.design import SMALL, Design, Points
from qestimate.explore.sweep.frame import CIRCUITS, Columns, Frame, Tables
from qestimate.explore.sweep.numbers import CIRCUIT, GATE_TIMES, Numbers
from qestimate.explore.sweep.table import quoted
from qestimate.explore.sweep.verdicts import Verdicts
from qestimate.methods import method as find_method
from qestimate.methods import methods as all_methods
from qestimate.scenario.inputs import INPUTS
from qestimate.scenario.scenario import DATA, GOAL, choose_devices, devices_and_goal, scenario
from qestimate.scenario.values import Given
from qestimate.workload.workload import MAX_DATA, check_parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from qestimate.device.device import Device

MAX_ROWS = 10**12
"""Scenarios of one sweep."""

WITHOUT_EFFECT = ("precision", "confidence")
"""Inputs that no verdict rests on; they decide the third level of shots only."""

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

    >>> sweep = Sweep({"model": "gpt2", "device": "ibm-fez", "method": "qpa", "rank": "2,8,32"})
    >>> sweep
    Sweep(3 scenarios: device (1), method (1), rank (3))
    >>> sweep.rows, sweep.verdicts(sweep.block(0))
    (3, ['feasible', 'feasible', 'infeasible'])
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
        first = {
            name: self.given[name]._replace(value=_least_demanding(one))
            for name, one in axes.items()
            if name != "method"
        }
        self.base = scenario(first)
        if self.base.workload.data.media.tokens:
            raise ScenarioError(
                "a sweep takes no images and no sound: each is passed by other layers than text",
                hint="qestimate model takes them, one scenario at a time",
            )
        self.goal = self.base.goal
        self.devices, self.notes = _devices(axes)
        self.notes += _decay_note(axes)
        self.methods = list(axes["method"].values) if "method" in axes else list(all_methods())
        if self.methods == ["all"]:
            self.methods = list(all_methods())
        for name in self.methods:
            find_method(name)
        axes["device"] = Axis("device", tuple(range(len(self.devices))))
        axes["method"] = Axis("method", tuple(self.methods))
        kept = [axes[name] for name in INPUTS if name in axes]
        varied = [one for one in kept if one.name in ("device", "method") or len(one.values) != 1]
        self._single = {one.name: one.values[0] for one in kept if one not in varied and one.values}
        self.design = Design(tuple(varied), random, seed)
        if self.design.rows > MAX_ROWS:
            raise DomainError(
                f"{self.design.rows:.3g} scenarios; {MAX_ROWS:.0e} at most",
                hint="fewer values, or --random N",
            )
        self.axes = self.design.axes
        if self._slow():
            self.design = self.design._replace(step=SMALL)
        self._varied = {one.name for one in self.axes}
        self._separable = True
        self._labels: dict[str, tuple[str, ...]] = {}
        self._texts: dict[str, NDArray[np.object_]] = {}
        self._typed: dict[str, NDArray[Any]] = {}
        self._reset()

    def _slow(self) -> bool:
        """Whether circuits have to be found, or followed, anew for most scenarios."""
        drawn_times = any(one.drawn and one.name in GATE_TIMES for one in self.axes)
        return drawn_times or not Tables(self.design, frozenset(CIRCUIT)).possible

    def _reset(self) -> None:
        """Forget all circuits and tables."""
        numbers = Numbers(
            self.base,
            self.devices,
            self.design,
            self._single,
            lambda given: find_model(given) if isinstance(given, str) else model_of_size(given),
            separable=self._separable,
        )
        self._tables = Tables(self.design, numbers.circuit.inputs)
        self._verdicts = Verdicts(numbers)

    def __repr__(self) -> str:
        """Write how many scenarios there are, and what varies."""
        varied = ", ".join(f"{one.name} ({len(one.values) or 'drawn'})" for one in self.axes)
        return f"Sweep({self.rows:,} scenarios: {varied})"

    @property
    def rows(self) -> int:
        """Scenarios in all."""
        return self.design.rows

    @property
    def blocks(self) -> int:
        """Blocks of them."""
        return self.design.blocks

    @property
    def results_named(self) -> tuple[str, ...]:
        """Names of the results that each scenario has."""
        return (*RESULTS, "probability") if self.draws else RESULTS

    @cached_property
    def device_labels(self) -> list[str]:
        """Names of the devices, with date and, for the generic one, size; each once."""
        found: list[str] = []
        for one in self.devices:
            name = one.id
            if one.snapshot.qubits or len(one.snapshots) > 1:
                name = f"{one.id}@{one.snapshot.id}"
            elif one.topology == "grid":
                name = f"{one.id}-{one.qubits_advertised}"
            like = sum(other.split("#")[0] == name for other in found)
            found.append(f"{name}#{like + 1}" if like else name)
        return found

    def labels(self, one: Axis) -> tuple[str, ...]:
        """Return the values of an axis as text."""
        if one.name not in self._labels:
            if one.name == "device":
                found = tuple(self.device_labels)
            elif one.name == "target":
                found = tuple("+".join(names) for names in one.values)
            else:
                found = tuple(f"{v:.12g}" if isinstance(v, float) else str(v) for v in one.values)
            self._labels[one.name] = found
        return self._labels[one.name]

    def texts(self, one: Axis) -> NDArray[np.object_]:
        """Return the values of an axis as CSV has them."""
        if one.name not in self._texts:
            quoted_ones = [quoted(label) for label in self.labels(one)]
            self._texts[one.name] = np.array(quoted_ones, dtype=object)
        return self._texts[one.name]

    def numbers(self, one: Axis) -> NDArray[Any]:
        """Return the values of a numeric axis as they are typed, whole ones as such."""
        if one.name not in self._typed:
            whole = all(isinstance(v, int) and v < 2**63 for v in one.values)
            kind = np.int64 if whole else np.float64
            self._typed[one.name] = np.asarray(one.values, dtype=kind)
        return self._typed[one.name]

    @cached_property
    def digest(self) -> str:
        """What tells this sweep, by this version and catalogue, from any other."""
        from qestimate import __version__

        parts = (
            __version__,
            np.__version__,
            self.design.step,
            [(one.name, one.values, one.low, one.high, one.log) for one in self.axes],
            sorted((name, repr(one.value)) for name, one in self.given.items()),
            self.design.random,
            self.seed,
            self.draws,
            self.methods,
            [one.record for one in self.devices],
            self.base.workload,
            self.goal,
            [find_model(name) for name in self._models_named()],
        )
        return sha256(repr(parts).encode()).hexdigest()

    def _models_named(self) -> list[str]:
        """Return the models of the catalogue whose shapes may be used."""
        named = [one.values for one in self.axes if one.name == "model"]
        if named:
            return list(named[0])
        return all_models() if "params" in self.given else []

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
            _check_values(name, one, self.given[name])
        _fit_together(axes, self.given)

    def block(self, number: int) -> Columns:
        """Return the results of a block of scenarios, by the names in RESULTS.

        With draws there is also ``probability``. Verdicts and limits are numbers; see
        ``verdicts``. Unknown is nan.
        """
        return self.results(self.design.points(number))

    def results(self, points: Points) -> Columns:
        """Return the results at some points of the design."""
        if not self._tables.possible and len(self._verdicts.numbers.structures) > CIRCUITS:
            self._reset()
        with np.errstate(all="ignore"):
            try:
                return self._results(points)
            except NotSeparableError:
                self._separable = False
                self._reset()
                return self._results(points)

    def _results(self, points: Points) -> Columns:
        frame = Frame(self._tables, points)
        found = self._verdicts.decide(frame)
        if self.draws:
            found["probability"] = probability(self._verdicts, frame, self.draws, self.seed)
        return found

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
        return self._verdicts.numbers.structures[circuit].refused


def _check_values(name: str, one: Axis, given: Given) -> None:
    """Refuse values that no single estimate would take, wherever in the list they stand."""
    label = given.label(name)
    if name in WITHOUT_EFFECT and (one.drawn or len(one.values) > 1):
        raise ScenarioError(
            f"no result of a sweep depends on {label}: verdicts rest on what training needs",
            hint="qestimate model shows the shots that a precision takes",
        )
    ends = (one.low, one.high) if one.drawn else one.values
    if one.numeric:
        ends = (min(ends), max(ends), *filter(isnan, ends))
    if name == "qubits" and one.drawn:
        raise ScenarioError(
            f"{label} needs its values, not a range", hint="for example 16:128:lin:8"
        )
    for value in ends:
        if name in GOAL or INPUTS[name].figure:
            devices_and_goal(
                {name: given._replace(value=value), "device": Given("origin-wukong-72")}
            )
        elif name == "model":
            find_model(value)
        elif name == "params":
            check_parameters(value)
        elif name in (*DATA, "rank") and not 1 <= value <= MAX_DATA:
            raise DomainError(
                f"{label} must be between 1 and {MAX_DATA:.0e}, not {value:g}",
                hint="counts start at 1",
            )


def _check_counts(**counts: int) -> None:
    most = {"random": MAX_ROWS, "draws": 10**5, "seed": 2**63 - 1}
    for name, value in counts.items():
        handed: object = value
        if isinstance(handed, bool) or not isinstance(handed, int) or not 0 <= value <= most[name]:
            raise DomainError(
                f"{name} must be between 0 and {most[name]:,}, not {value!r}",
                hint=f"leave {name} out for none",
            )


def _least_demanding(one: Axis) -> Any:
    """Return the value of an axis with which a scenario is put together first."""
    if one.name == "target":
        return list(one.values[0])
    if not one.numeric:
        return one.values[0]
    ends = (one.low, one.high) if one.drawn else one.values
    return max(ends) if one.name == "t1" else min(ends)  # T2 is at most 2 T1


def _devices(axes: dict[str, Axis]) -> tuple[list[Device], tuple[str, ...]]:
    """Return the devices of a sweep, with a value for each figure that is an axis."""
    figures = {
        one.spec.figure: float(_least_demanding(one)) * one.spec.scale
        for one in axes.values()
        if one.spec.figure
    }
    names = list(axes["device"].values) if "device" in axes else []
    snapshot = axes["snapshot"].values[0] if "snapshot" in axes else ""
    day = axes["date"].values[0] if "date" in axes else ""
    sizes: tuple[Any, ...] = axes["qubits"].values if "qubits" in axes else (None,)
    found: list[Device] = []
    notes: list[str] = []
    for size in sizes:
        devices, note = choose_devices(names, size, figures, snapshot, day)
        found += [one for one in devices if one not in found]
        if note:
            notes.append(note)
    axes.pop("qubits", None)
    if len(notes) > 1:
        notes = [f"the generic device in {len(notes)} sizes"]
    return found, tuple(notes)


def _decay_note(axes: Mapping[str, Axis]) -> tuple[str, ...]:
    """Return what becomes of T2 above 2 T1, if there is any."""
    if "t1" not in axes or "t2" not in axes:
        return ()
    t1, t2 = axes["t1"], axes["t2"]
    shortest = t1.low if t1.drawn else min(t1.values)
    longest = t2.high if t2.drawn else max(t2.values)
    return ("a T2 above 2 T1 counts as 2 T1",) if longest > 2 * shortest else ()


def _fit_together(axes: Mapping[str, Axis], given: Mapping[str, Given]) -> None:
    """Refuse what no scenario could have at once."""
    for one, other in (("params", "model"), ("shot-period", "rep-delay")):
        if one in axes and other in axes:
            raise ScenarioError(
                f"{given[one].label(one)} and {given[other].label(other)} contradict each other",
                hint="leave one of the two out",
            )
