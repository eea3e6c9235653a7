"""What fits, as a table and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.report.document import Document
from qestimate.report.figures.figure import table
from qestimate.report.figures.fits import FITS, LAYOUT
from qestimate.report.views.sentences import fits_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.explore.fits import Fit
    from qestimate.report.document import Table
    from qestimate.workload.workload import Workload


def fits_table(found: Sequence[Fit]) -> Table:
    """Return the largest feasible mapping of each way, or its smallest where none is."""
    layout = LAYOUT
    if not any(one.log10_price.value is not None for one in found):
        layout = layout._replace(keys=tuple(key for key in layout.keys if key != "price_usd"))
    return table(layout, FITS, found)


def fits_document(found: Sequence[Fit], workload: Workload, names: Mapping[str, str]) -> Document:
    """Return the answer of ``qestimate fits``.

    Args:
        found: What was searched.
        workload: What is trained.
        names: Names of devices by id.
    """
    return Document(
        "what fits", fits_sentence(found, workload.model.parameters, names), (fits_table(found),)
    )
