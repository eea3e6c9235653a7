"""Some scenarios of a sweep, with everything worked out about them so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from qestimate.explore.sweep.axes import Axis
    from qestimate.explore.sweep.design import Design, Points

Columns = dict[str, "NDArray[np.float64]"]

TABLE = 1 << 18
"""Combinations up to which a stage is worked out once for all of them."""


CIRCUITS = 20_000
"""Circuits that are kept; of more, each block has its own."""


class Stage(NamedTuple):
    """One stage of the calculation: the inputs it depends on, and what it makes of them."""

    name: str
    inputs: frozenset[str]
    compute: Callable[[Frame], Columns]


class Tables:
    """Stages that were worked out for all combinations of their inputs.

    Args:
        design: The axes.
        circuit: Inputs that decide the circuit; every stage depends on them.
    """

    def __init__(self, design: Design, circuit: frozenset[str]) -> None:
        self.design = design
        circuits = design.size([axis for axis in design.axes if axis.name in circuit])
        self.possible = 0 < circuits <= CIRCUITS
        self._numbers = {
            axis.name: axis.numbers() * axis.spec.scale
            for axis in design.axes
            if axis.values and axis.numeric
        }
        self._kept: dict[str, Columns] = {}

    def axes(self, stage: Stage) -> list[Axis]:
        """Return the axes that a stage depends on."""
        return [axis for axis in self.design.axes if axis.name in stage.inputs]

    def values(self, name: str, points: Points) -> NDArray[np.float64] | None:
        """Return the values of an input, in SI units; None if it is no axis."""
        if name in points.drawn:
            for axis in self.design.axes:
                if axis.name == name:
                    return points.drawn[name] * axis.spec.scale
        if name in points.codes and name in self._numbers:
            found: NDArray[np.float64] = self._numbers[name][points.codes[name]]
            return found
        return None

    def look_up(self, stage: Stage, points: Points) -> Columns | None:
        """Return a stage at some points from its table, if it has one."""
        axes = self.axes(stage)
        size = self.design.size(axes)
        if not self.possible or not 0 < size <= min(TABLE, self.design.rows):
            return None
        if stage.name not in self._kept:
            everywhere = self.design.combinations(axes, 0, size)
            self._kept[stage.name] = stage.compute(Frame(self, everywhere))
        kept = self._kept[stage.name]
        at = np.zeros(points.n, dtype=np.int64)
        for axis in axes:
            if len(axis.values) > 1:
                at *= len(axis.values)
                at += points.codes[axis.name]
        return {name: column[at] for name, column in kept.items()}


class Frame:
    """Scenarios, and the stages that were asked for at them."""

    def __init__(self, tables: Tables, points: Points) -> None:
        self.tables = tables
        self.points = points
        self.n = points.n
        self._done: dict[str, Columns] = {}

    def axis(self, name: str) -> NDArray[np.float64] | None:
        """Return the values of an input, in SI units; None if it is no axis."""
        return self.tables.values(name, self.points)

    def get(self, stage: Stage) -> Columns:
        """Return what a stage makes of these scenarios."""
        if stage.name not in self._done:
            found = self.tables.look_up(stage, self.points)
            self._done[stage.name] = stage.compute(self) if found is None else found
        return self._done[stage.name]
