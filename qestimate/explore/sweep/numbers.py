"""Where arrays take their numbers from: an axis, the circuit of a scenario, or the one value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from qestimate.core.errors import QestimateError
from qestimate.device.elements import elements
from qestimate.explore.sweep.circuits import TARIFF, Structure, has, refused, structure
from qestimate.explore.sweep.frame import Columns, Frame, Stage
from qestimate.formats.workloads.peft import read_adapter
from qestimate.scenario.inputs import INPUTS
from qestimate.scenario.scenario import DATA, GOAL
from qestimate.workload.goal import CHOICES
from qestimate.workload.workload import Workload, full

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from qestimate.device.device import Device
    from qestimate.explore.sweep.design import Design
    from qestimate.scenario.scenario import Scenario
    from qestimate.scenario.values import Given
    from qestimate.workload.adapter import Adapter
    from qestimate.workload.workload import LanguageModel

    Array = NDArray[np.float64]

ONE_AT_A_TIME = {
    name: argument
    for name, argument in GOAL.items()
    if argument in CHOICES or INPUTS[name].name == "layers"
}
"""Inputs of the goal that decide which circuit it is or how it is run, and what they set."""

CIRCUIT = ("model", "params", "device", "method", "rank", "target", *ONE_AT_A_TIME)
"""Inputs that decide which circuit it is, where, and how it is run."""

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
    "circuit-overhead": "overhead",
}

SHORT = NOISE | SHOT_TIMES | LIMITS_OF_JOBS

PRICES = (*TARIFF, "per_hour", "least_per_job")


class Numbers:
    """Everything that the stages of a sweep start from.

    Args:
        base: The scenario at the first value of every axis.
        devices: All devices, with a value for each figure that is an axis.
        design: The axes.
        single: Values of the inputs that are no axes.
        find: Returns a model by its name, or of a size.
        separable: Whether the circuits of every method are products of the counts of the data;
            else every combination of data has circuits of its own.
    """

    def __init__(
        self,
        base: Scenario,
        devices: list[Device],
        design: Design,
        single: Mapping[str, Any],
        find: Callable[[Any], LanguageModel],
        *,
        separable: bool,
    ) -> None:
        self.base = base
        self.devices = devices
        self.design = design
        self.separable = separable
        self.structures: list[Structure] = []
        self.circuit = Stage(
            "circuit", frozenset((*CIRCUIT, *(() if separable else DATA))), self._circuits
        )
        self._single = single
        self._find = find
        self._elements = [elements(device) for device in devices]
        self._models: dict[Any, LanguageModel] = {}
        self._adapters: dict[str, Adapter] = {}
        self._known: dict[tuple[Any, ...], int] = {}
        self._columns: dict[str, Array] = {}
        self._has: dict[str, bool] = {}

    def _circuits(self, frame: Frame) -> Columns:
        """Find the circuit of each scenario; its numbers are kept apart."""
        keys = [self._keys(frame, name) for name in sorted(self.circuit.inputs)]
        found = np.empty(frame.n, dtype=np.int64)
        for row, key in enumerate(zip(*keys, strict=True)):
            at = self._known.get(key)
            if at is None:
                at = len(self.structures)
                self.structures.append(
                    self._structure(dict(zip(sorted(self.circuit.inputs), key, strict=True)))
                )
                self._known[key] = at
            found[row] = at
        self._columns = {}
        return {"circuit": found}  # type: ignore[dict-item]  # positions

    def _keys(self, frame: Frame, name: str) -> list[Any]:
        """Return the values of an input at each scenario, as they are typed."""
        for one in self.design.axes:
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
                rank=key["rank"] or base.workload.adapter.rank or 1,
                targets=key["target"] or _targets(base.values),
                adapter=self._adapter(model),
                **settings,
            )
        except QestimateError as error:
            return refused(error)
        given = {field: key[name] for name, field in ONE_AT_A_TIME.items() if key[name]}
        goal = self.base.goal._replace(**given)
        return structure(
            workload,
            key["method"],
            self.devices[key["device"]],
            self._elements[key["device"]],
            goal,
            separable=self.separable,
        )

    def _model(self, key: dict[str, Any]) -> LanguageModel:
        given = key["model"] or key["params"]
        if given is None:
            return self.base.workload.model  # from a file
        if self.design.random and key["params"]:
            return self._find(given)
        if given not in self._models:
            self._models[given] = self._find(given)
        return self._models[given]

    def _adapter(self, model: LanguageModel) -> Adapter | None:
        """Return the adapter of a file on a model, None where it is of a rank and targets."""
        if self.base.workload.adapter.kind == "full":
            return full(model)
        path = self.base.values.get("adapter-config")
        if path is None:
            return None
        if model == self.base.workload.model:
            return self.base.workload.adapter
        if model.id not in self._adapters:
            self._adapters[model.id] = read_adapter(path.value, model.architecture)
        return self._adapters[model.id]

    def number(self, frame: Frame, name: str) -> Array:
        """Return a number of the circuit of each scenario; nan where it has none."""
        if name not in self._columns:
            self._columns[name] = np.array(
                [one.numbers.get(name, np.nan) for one in self.structures]
            )
        found: Array = self._columns[name][self.at(frame)]
        return found

    def at(self, frame: Frame) -> NDArray[np.int64]:
        """Return the number of the circuit of each scenario."""
        return frame.get(self.circuit)["circuit"].astype(np.int64, copy=False)

    def figure(self, frame: Frame, name: str) -> Array:
        """Return a figure of the device: the input's value, or that of the device."""
        given = frame.axis(name)
        return self.number(frame, SHORT[name]) if given is None else given

    def varies(self, name: str) -> bool:
        """Whether an input is an axis."""
        return any(one.name == name for one in self.design.axes)

    def goal(self, frame: Frame, name: str) -> Array:
        """Return a target or budget of each scenario; nan for no limit."""
        given = frame.axis(name)
        if given is not None:
            return given
        value = getattr(self.base.goal, GOAL[name])
        return np.full(frame.n, np.nan if value is None else float(value))

    def data(self, frame: Frame, name: str) -> Array:
        """Return a count of the data of each scenario."""
        given = frame.axis(name)
        if given is not None:
            return given
        return np.full(frame.n, float(getattr(self.base.workload.data, DATA[name])))

    @property
    def priced(self) -> bool:
        """Whether there is a budget of money."""
        return self.base.goal.max_price is not None or self.varies("max-price")

    @property
    def charged(self) -> bool:
        """Whether any device has a price."""
        return self.varies("price-per-shot") or self.any_has(*PRICES)

    @property
    def in_jobs(self) -> bool:
        """Whether the number of jobs matters."""
        return self.any_has("startup") or self.charged

    @property
    def loads(self) -> bool:
        """Whether the number of circuits that are loaded matters."""
        return self.varies("circuit-overhead") or self.any_has("overhead")

    def any_has(self, *names: str) -> bool:
        """Whether any circuit's device has one of some figures."""
        for name in names:
            if name not in self._has:
                self._has[name] = any(has(device, name) for device in self.devices)
        return any(self._has[name] for name in names)


def _targets(values: Mapping[str, Given]) -> tuple[str, ...]:
    return tuple(values["target"].value) if "target" in values else ()
