"""Run a sweep to its end, here or on a cluster, into a file or for its summary alone."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

from qestimate.sweep.engine import Sweep
from qestimate.sweep.rows import arrow_rows, columns, csv_header, csv_rows
from qestimate.sweep.tally import Tally, tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qestimate.inputs import Given
    from qestimate.sweep.files import SweepFile
    from qestimate.sweep.rows import Form


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


def run(
    sweep: Sweep,
    file: SweepFile | None = None,
    cluster: str = "",
    advance: Callable[[int], None] = lambda _: None,
) -> Tally:
    """Run a sweep to its end.

    Args:
        sweep: The scenarios.
        file: Where the rows go, opened; None for the summary alone.
        cluster: Address of a Dask scheduler; empty to compute here.
        advance: Called with the scenarios of each block that is done.

    Raises:
        OutputError: The file cannot be written.
        ScenarioError: No cluster there, or workers that are not alike.
    """
    if file is None:
        whole = Tally()
        for _, counted in _results(sweep, range(sweep.blocks), "", cluster):
            whole = whole.plus(counted)
            advance(counted.rows)
        return whole
    if file.complete:
        return file.state.tally
    file.begin(csv_header(sweep))
    blocks = range(file.state.blocks, sweep.blocks)
    for rows, counted in _results(sweep, blocks, file.form, cluster):
        file.append(rows, counted)
        advance(counted.rows)
    file.finish()
    return file.state.tally


def _results(
    sweep: Sweep, blocks: range, form: Form, cluster: str
) -> Iterator[tuple[bytes, Tally]]:
    if not cluster:
        return (compute(sweep, block, form) for block in blocks)
    from qestimate.sweep.cluster import on_cluster

    return on_cluster(cluster, spec_of(sweep), blocks, form)
