"""The catalogue of language models, devices, data sets and GPUs that ships with the package.

Catalogues of one's own lie over it; see ``use`` and ``layers``.

Belongs here: reading, checking and listing the files under models/, and the records they become.
Does not: anything that is worked out; stages are handed records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.catalog.files import layers, use
from qestimate.catalog.load import (
    adapter,
    dataset,
    datasets,
    device,
    devices,
    devices_of_size,
    gpu,
    gpus,
    machines,
    model,
    model_of_size,
    models,
    simulator,
)

if TYPE_CHECKING:
    from pathlib import Path

    from qestimate.catalog.claim_records import Claim

__all__ = [
    "adapter",
    "claim",
    "dataset",
    "datasets",
    "device",
    "devices",
    "devices_of_size",
    "gpu",
    "gpus",
    "layers",
    "machines",
    "model",
    "model_of_size",
    "models",
    "simulator",
    "use",
]


def claim(name: str | Path) -> Claim:
    """Return a claim by id, or from a file of one's own.

    Raises:
        UnknownNameError: No such id.
        CatalogError: A file that does not fit its schema.

    >>> claim("qpa-gpt2-2025").date
    '2025-01-22'
    """
    from qestimate.catalog.claims import claim as load_claim

    return load_claim(name)
