"""Run a sweep to its end, here or on a cluster, into a file or for its summary alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.explore.sweep.table import csv_header
from qestimate.explore.sweep.tally import Tally
from qestimate.explore.sweep.work import compute, spec_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qestimate.explore.sweep.engine import Sweep
    from qestimate.explore.sweep.files import SweepFile
    from qestimate.explore.sweep.table import Form


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
    from qestimate.explore.sweep.cluster import on_cluster

    return on_cluster(cluster, spec_of(sweep), blocks, form)
