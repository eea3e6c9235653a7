"""What fits, as a table and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.report.document import Document
from qestimate.report.figures.figure import table
from qestimate.report.figures.fits import COST, FITS, SIZE
from qestimate.report.views.sentences import fits_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.explore.fits import Fit
    from qestimate.report.document import Table
    from qestimate.workload.workload import Workload


def fits_tables(found: Sequence[Fit]) -> tuple[Table, Table]:
    """Return the largest feasible mapping of each way and what it takes.

    Where none is feasible, it is the smallest.
    """
    cost = COST
    if not any(one.log10_price.value is not None for one in found):
        cost = cost._replace(keys=tuple(key for key in cost.keys if key != "price_usd"))
    return table(SIZE, FITS, found), table(cost, FITS, found)


def fits_document(
    found: Sequence[Fit], workload: Workload, names: Mapping[tuple[str, str], str]
) -> Document:
    """Return the answer of ``qestimate fits``.

    Args:
        found: What was searched.
        workload: What is trained.
        names: Names of devices by id and date.
    """
    return Document(
        "what fits", fits_sentence(found, workload.model.parameters, names), fits_tables(found)
    )
