"""One block of a sweep, here or in another process."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.explore.sweep.engine import Sweep
from qestimate.explore.sweep.table import arrow_rows, columns, csv_rows
from qestimate.explore.sweep.tally import Tally, tally

if TYPE_CHECKING:
    from qestimate.explore.sweep.table import Form
    from qestimate.scenario.values import Given


class Spec(NamedTuple):
    """A sweep as it travels to another process."""

    given: dict[str, Given]
    random: int
    seed: int
    draws: int
    digest: str
    """What the other process must come to as well."""


def spec_of(sweep: Sweep) -> Spec:
    """Return a sweep as it travels."""
    design = sweep.design
    return Spec(sweep.given, design.random, design.seed, sweep.draws, sweep.digest)


def compute(sweep: Sweep, block: int, form: Form) -> tuple[bytes, Tally]:
    """Return the rows of a block as they are written, and what they come to."""
    points = sweep.design.points(block)
    results = sweep.results(points)
    counted = tally(sweep, points, results)
    if not form:
        return b"", counted
    found = columns(sweep, points, results)
    return (csv_rows if form == "csv" else arrow_rows)(found), counted


_HERE = threading.local()


def compute_there(spec: Spec, block: int, form: Form) -> tuple[bytes, Tally]:
    """Do the same in another process, which keeps the sweep for its next block."""
    if getattr(_HERE, "spec", None) != spec:
        sweep = Sweep(spec.given, random=spec.random, seed=spec.seed, draws=spec.draws)
        if sweep.digest != spec.digest:
            raise RuntimeError(
                "this worker has another version of qestimate, its catalogue or NumPy"
            )
        _HERE.spec, _HERE.sweep = spec, sweep
    return compute(_HERE.sweep, block, form)
