"""Run a sweep to its end, here or on a cluster, into a file or for its summary alone."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, NamedTuple

from qestimate.sweep.engine import Sweep
from qestimate.sweep.rows import arrow_rows, columns, csv_header, csv_rows
from qestimate.sweep.tally import Tally, tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qestimate.sweep.files import SweepFile
    from qestimate.sweep.rows import Form

Advance = "Callable[[int], None]"


class Spec(NamedTuple):
    """A sweep as it travels to another process."""

    given: tuple[tuple[str, Any], ...]
    random: int
    seed: int
    draws: int
    digest: str
    """What the other process must come to as well."""


def spec_of(sweep: Sweep) -> Spec:
    """Return a sweep as it travels."""
    given = tuple(
        (name, tuple(one.value) if isinstance(one.value, list) else one.value)
        for name, one in sweep.given.items()
    )
    design = sweep.design
    return Spec(given, design.random, design.seed, sweep.draws, sweep.digest)


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
        given = {
            name: list(value) if isinstance(value, tuple) else value for name, value in spec.given
        }
        sweep = Sweep(given, random=spec.random, seed=spec.seed, draws=spec.draws)
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
    whole = Tally() if file is None else file.tally
    if file is not None and file.complete:
        return whole
    first = 0 if file is None else file.blocks
    form: Form = "" if file is None else file.form
    if file is not None and not first:
        points = sweep.design.points(0)
        file.begin(csv_header(columns(sweep, points, sweep.results(points))))
    blocks = range(first, sweep.blocks)
    for rows, counted in _results(sweep, blocks, form, cluster):
        if file is None:
            whole.add(counted)
        else:
            file.append(rows, counted)
        advance(counted.rows)
    if file is not None:
        file.finish()
    return whole


def _results(
    sweep: Sweep, blocks: range, form: Form, cluster: str
) -> Iterator[tuple[bytes, Tally]]:
    if not cluster:
        return (compute(sweep, block, form) for block in blocks)
    from qestimate.sweep.cluster import on_cluster

    return on_cluster(cluster, spec_of(sweep), blocks, form)
