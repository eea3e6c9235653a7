"""The catalogue of language models, devices, data sets and GPUs that ships with the package.

Catalogues of one's own lie over it; see ``use`` and ``layers``.

Belongs here: reading, checking and listing the files under models/, and the records they become.
Does not: anything that is worked out; stages are handed records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.catalog.files import ids, layers, path_of, use
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
    preset,
    presets,
    simulator,
)
from qestimate.catalog.sound import sound_content

if TYPE_CHECKING:
    from collections.abc import Callable
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
    "entries",
    "gpu",
    "gpus",
    "layers",
    "machines",
    "model",
    "model_of_size",
    "models",
    "preset",
    "presets",
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


def entries(kind: str) -> dict[str, Any]:
    """Return all entities of a kind by id, as a listing shows them.

    Args:
        kind: ``model``, ``device``, ``gpu``, ``simulator`` and ``preset`` are records; of the
            other kinds it is what their files hold.

    >>> "qpa-gpt2-2025" in entries("claim"), entries("model")["gpt2"].parameters
    (True, 124439808)
    """
    loaders: dict[str, Callable[[str], Any]] = {
        "model": model,
        "device": device,
        "gpu": gpu,
        "simulator": simulator,
        "preset": preset,
    }
    load = loaders.get(kind)
    return {
        name: sound_content(kind, path_of(kind, name)) if load is None else load(name)
        for name in ids(kind)
    }
