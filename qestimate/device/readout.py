"""What a vendor's service does to readout before it hands results out."""

from __future__ import annotations

from qestimate.core.records import NamedTuple


class ReadoutCorrection(NamedTuple):
    """A correction of readout that the vendor's service makes."""

    of: str
    """What is corrected: ``probabilities``, with the counts as they were read, or ``counts``."""
    default: bool
    """Whether it is made unless it is switched off."""
    source: str
    locator: str
    note: str = ""
