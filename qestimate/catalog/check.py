"""Checks of single files: whether one fits its schema, and its tables hold together.

Problems are collected, not raised one by one, each with file and path.
"""

from __future__ import annotations

import re
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from qestimate.catalog.claim_schema import ClaimFile
from qestimate.catalog.experiment_schema import ExperimentFile
from qestimate.catalog.files import (
    COUPLER_COLUMNS,
    QUBIT_COLUMNS,
    path_of,
    read_rows,
    read_toml,
)
from qestimate.catalog.schema import (
    AdapterFile,
    DatasetFile,
    DeviceFile,
    GpuFile,
    ModelFile,
    PresetFile,
    SimulationFile,
    SimulatorFile,
    SnapshotFile,
    Strict,
)
from qestimate.core.errors import CatalogError
from qestimate.core.files import size

if TYPE_CHECKING:
    from collections.abc import Iterator

Entity = (
    ModelFile
    | DeviceFile
    | DatasetFile
    | AdapterFile
    | PresetFile
    | ExperimentFile
    | GpuFile
    | SimulatorFile
    | SimulationFile
    | ClaimFile
)
"""What a file of the catalogue may hold."""

MAX_PROBLEMS = 1000
"""Problems of a file that are told."""

SCHEMAS: dict[str, type[Strict]] = {
    "model": ModelFile,
    "device": DeviceFile,
    "dataset": DatasetFile,
    "adapter": AdapterFile,
    "preset": PresetFile,
    "experiment": ExperimentFile,
    "gpu": GpuFile,
    "simulator": SimulatorFile,
    "simulation": SimulationFile,
    "claim": ClaimFile,
}
"""Schema of each kind of entity."""


def check_device(path: Path) -> list[str]:
    """Check one device file, of the catalogue or of a user; sources need not resolve."""
    problems, entity = check_file("device", path)
    if isinstance(entity, DeviceFile):
        problems += check_tables(path, entity)[0]
    return problems


def file_of(kind: str, name: str | Path) -> Path:
    """Return the file of an entity by id, or a file of one's own by its path.

    Raises:
        UnknownNameError: No such id.
        CatalogError: No such file.
    """
    path = Path(name) if str(name).lower().endswith(".toml") else path_of(kind, str(name))
    size(path, CatalogError)
    return path


def unsound(kind: str, path: Path, problems: list[str]) -> CatalogError:
    """Return the error for a file with problems, all of them listed."""
    article = "an" if kind[0] in "aeiou" else "a"
    return CatalogError(
        f"{path} is not a sound {kind} file",
        problems=problems,
        hint=f"qestimate catalog schema {kind} prints what {article} {kind} file may hold",
    )


def check_file(kind: str, path: Path) -> tuple[list[str], Entity | None]:
    """Return the problems of a file, and what it holds if there are none."""
    try:
        content = read_toml(path)
    except CatalogError as error:
        return [error.message], None
    return check_content(kind, path, content)


def check_content(
    kind: str, path: Path, content: dict[str, Any]
) -> tuple[list[str], Entity | None]:
    """Return the problems of what a file holds, or is to hold, and the entity if there are none."""
    try:
        entity = SCHEMAS[kind].model_validate(content)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False)[:MAX_PROBLEMS]
        return [_line(path, one) for one in found], None
    if not isinstance(entity, Entity):
        raise TypeError(f"no schema for {kind}")
    return [], entity


def _line(path: Path, error: Any) -> str:
    """Write a schema error as file, path, what is wrong, and the value seen."""
    where = ".".join(str(part) for part in error["loc"]) or "file"
    seen = error["input"]
    value = f" (found {seen!r})" if isinstance(seen, str | int | float | bool) else ""
    return f"{path}: {where}: {error['msg'].removeprefix('Value error, ')}{value}"


def check_tables(path: Path, device: DeviceFile) -> tuple[list[str], int]:
    """Check the per-qubit and per-coupler tables of a device; also count their numbers."""
    problems: list[str] = []
    cells = 0
    advertised = device.qubits.value if device.qubits else None
    for snapshot in device.snapshots:
        if snapshot.qubit_table is None or snapshot.coupler_table is None:
            continue
        try:
            qubits = read_rows(path.parent / snapshot.qubit_table, QUBIT_COLUMNS)
            couplers = read_rows(path.parent / snapshot.coupler_table, COUPLER_COLUMNS)
        except CatalogError as error:
            problems.append(error.message)
            continue
        cells += sum(bool(cell) for row in (*qubits, *couplers) for cell in row)
        problems += _table_problems(path.parent, snapshot, qubits, couplers, advertised)
    return problems, cells


def _table_problems(
    folder: Path,
    snapshot: SnapshotFile,
    qubits: list[list[str]],
    couplers: list[list[str]],
    advertised: int | None,
) -> Iterator[str]:
    qubit_file, coupler_file = (
        folder / str(snapshot.qubit_table),
        folder / str(snapshot.coupler_table),
    )
    seen: set[int] = set()
    for line, row in enumerate(qubits, 2):
        index = _index(row[0])
        values = [None, *(_float(cell) for cell in row[1:])]
        if index is None or None in values[1:]:
            yield f"{qubit_file}:{line}: not all cells are numbers: {','.join(row)}"
            continue
        if index in seen:
            yield f"{qubit_file}:{line}: qubit {index} is listed twice"
        seen.add(index)
        errors = [
            v for cell, v in zip(row[1:4], values[1:4], strict=True) if cell and v is not None
        ]
        times = [v for cell, v in zip(row[4:], values[4:], strict=True) if cell and v is not None]
        if any(not 0 <= error <= 1 for error in errors):
            yield f"{qubit_file}:{line}: an error is not between 0 and 1: {','.join(row)}"
        if any(not 0 < time < 1e9 for time in times):
            yield f"{qubit_file}:{line}: a time is not positive: {','.join(row)}"
    if advertised is not None and len(seen) > advertised:
        yield f"{qubit_file}: {len(seen)} qubits, only {advertised} advertised"
    pairs: set[tuple[int, int]] = set()
    for line, row in enumerate(couplers, 2):
        a, b, error = _index(row[0]), _index(row[1]), _float(row[2])
        if a is None or b is None or error is None:
            yield f"{coupler_file}:{line}: not all cells are numbers: {','.join(row)}"
            continue
        for qubit in (a, b):
            if qubit not in seen:
                yield (
                    f"{coupler_file}:{line}: coupler {row[0]}-{row[1]} names qubit {qubit}, "
                    f"which is not in {qubit_file.name}"
                )
        if a >= b:
            yield f"{coupler_file}:{line}: coupler {row[0]}-{row[1]}: write the smaller qubit first"
        if (a, b) in pairs:
            yield f"{coupler_file}:{line}: coupler {row[0]}-{row[1]} is listed twice"
        pairs.add((a, b))
        if row[2] and not 0 <= error < 1:
            yield f"{coupler_file}:{line}: error {row[2]} is not between 0 and 1"


_DECIMAL = re.compile(r"[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?|\.[0-9]+([eE][+-]?[0-9]+)?")


def _float(cell: str) -> float | None:
    """Return a cell as a number, None if it is none; an empty cell counts as 0."""
    if not cell:
        return 0.0
    return float(cell) if _DECIMAL.fullmatch(cell) and isfinite(float(cell)) else None


def _index(cell: str) -> int | None:
    """Return a cell as the number of a qubit, None if it is none."""
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 10 else None
