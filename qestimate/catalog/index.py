"""What has to be known of every entity before one is chosen: sizes of models and devices."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from qestimate.catalog.files import (
    INDEX,
    KINDS,
    MAX_BYTES,
    ROOT,
    ids,
    layers,
)
from qestimate.catalog.sound import sound_content
from qestimate.core.errors import CatalogError
from qestimate.core.files import read_text
from qestimate.core.writing import put
from qestimate.workload.architecture import Architecture
from qestimate.workload.listing import parameter_count

if TYPE_CHECKING:
    from pathlib import Path


def sizes() -> dict[str, dict[str, Any]]:
    """Return parameters of each model and advertised qubits of each device, of all layers.

    The shipped catalogue has them in a file; those of the user are small and looked through.

    Raises:
        CatalogError: The file is missing, or a catalogue is broken.
    """
    *own, shipped = layers()
    found = read_index(shipped)
    for root in reversed(own):
        for kind, table in index_content(root).items():
            found[kind] = {**found[kind], **table}
    return found


def read_index(root: Path = ROOT) -> dict[str, dict[str, Any]]:
    """Return the index of a catalogue.

    Raises:
        CatalogError: The index is missing or broken.
    """
    path = root / INDEX
    hint = "qestimate catalog index writes it anew"
    try:
        index: dict[str, dict[str, Any]] = json.loads(read_text(path, MAX_BYTES, CatalogError))
    except (ValueError, RecursionError) as error:
        said = error.message if isinstance(error, CatalogError) else f"{path}: {error}"
        raise CatalogError(said, hint=hint) from error
    return index


def index_content(root: Path = ROOT) -> dict[str, dict[str, int | None]]:
    """Return what the index must say: parameters of models, advertised qubits of devices."""
    models: dict[str, int | None] = {}
    devices: dict[str, int | None] = {}
    for kind, table in (("model", models), ("device", devices)):
        for name in ids(kind, root):
            data = sound_content(kind, root / KINDS[kind] / f"{name}.toml")
            table[name] = _size(kind, data)
    return {"model": models, "device": devices}


def _size(kind: str, data: dict[str, Any]) -> int | None:
    if kind == "model":
        return parameter_count(Architecture.of(data["family"], data["architecture"]))
    size: int | None = data.get("qubits", {}).get("value")
    return size


def write_index(root: Path = ROOT) -> Path:
    """Write the index anew and return its path."""
    path = root / INDEX
    content = json.dumps(index_content(root), indent=1) + "\n"
    put(path, content.encode(), hint="the folder of a catalogue")
    return path
