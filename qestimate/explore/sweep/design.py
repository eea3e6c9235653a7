"""Which scenarios a sweep holds, by number: all of a grid, or as many as asked for at random."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from qestimate.explore.sweep.axes import Axis

BLOCK = 1 << 16
"""Scenarios that are computed, drawn and written at a time."""

SMALL = 1 << 11
"""The same where each may have a circuit of its own."""


class Points(NamedTuple):
    """Some scenarios of a sweep."""

    n: int
    codes: dict[str, NDArray[np.int64]]
    """For each axis that has a list of values, which of them."""
    drawn: dict[str, NDArray[np.float64]]
    """For each other axis, the values themselves."""


class Design(NamedTuple):
    """Axes, and how they are combined."""

    axes: tuple[Axis, ...]
    random: int = 0
    """Scenarios of a random design; 0 for all combinations, the last axis fastest."""
    seed: int = 0
    step: int = BLOCK
    """Scenarios of a block."""

    @property
    def rows(self) -> int:
        """Scenarios in all."""
        return self.random or self.size(self.axes)

    @property
    def blocks(self) -> int:
        """Blocks of scenarios in all."""
        return -(-self.rows // self.step)

    def size(self, axes: Sequence[Axis]) -> int:
        """Return the combinations of some axes; 0 if one of them is drawn from a range."""
        return prod(len(axis.values) for axis in axes)

    def points(self, block: int) -> Points:
        """Return the scenarios of a block.

        >>> from qestimate.explore.sweep.axes import Axis
        >>> design = Design((Axis("rank", (4, 8)), Axis("layers", (1, 2, 3))))
        >>> design.points(0).codes["layers"].tolist()
        [0, 1, 2, 0, 1, 2]
        """
        first = block * self.step
        last = min(self.rows, first + self.step)
        if not self.random:
            return self.combinations(self.axes, first, last)
        # one stream for each block and axis, so that a block is drawn alike wherever it is
        codes, drawn = {}, {}
        for number, axis in enumerate(self.axes):
            stream = np.random.Philox(key=self.seed, counter=[0, 0, number, block])
            raw = stream.random_raw(last - first)
            uniform = np.asarray(raw >> np.uint64(11), dtype=np.float64) * 2.0**-53
            if axis.drawn:
                drawn[axis.name] = axis.at(uniform)
            else:
                codes[axis.name] = (uniform * len(axis.values)).astype(np.int64)
        return Points(last - first, codes, drawn)

    def combinations(self, axes: Sequence[Axis], first: int, last: int) -> Points:
        """Return some combinations of axes with values, the last axis fastest."""
        rest = np.arange(first, last, dtype=np.int64)
        codes: dict[str, NDArray[np.int64]] = {}
        for axis in reversed(axes):
            if len(axis.values) == 1:
                codes[axis.name] = np.zeros(last - first, dtype=np.int64)
            else:
                rest, codes[axis.name] = np.divmod(rest, len(axis.values))
        return Points(last - first, codes, {})
