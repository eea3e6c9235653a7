"""The lint of a whole catalogue: every file is sound, every number has a source that resolves.

Problems are collected, not raised one by one, each with file and path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.catalog.check import check_file, check_tables
from qestimate.catalog.claim_schema import ClaimFile
from qestimate.catalog.claims import names_that_miss
from qestimate.catalog.experiment_schema import ExperimentFile
from qestimate.catalog.files import INDEX, KINDS, ROOT, ids
from qestimate.catalog.index import index_content, read_index
from qestimate.catalog.references import REFERENCES, read_library
from qestimate.catalog.schema import DeviceFile, ModelFile
from qestimate.catalog.training import TRAINING_TABLE, training_table
from qestimate.core.errors import CatalogError, QestimateError
from qestimate.core.files import is_file
from qestimate.core.records import NamedTuple
from qestimate.workload.architecture import Architecture
from qestimate.workload.listing import adapted, parameter_count

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Report(NamedTuple):
    """What the lint found."""

    problems: tuple[str, ...]
    n_files: int
    n_numbers: int
    n_sources: int


def check(root: Path = ROOT) -> Report:
    """Check a whole catalogue.

    Args:
        root: Folder with ``llms/``, ``devices/``, ``datasets/``, ``adapters/`` and
            ``references.bib``. One without an index lies over the shipped one and may lean on its
            bibliography.
    """
    problems: list[str] = []
    known = _references(root / REFERENCES, problems)
    whole = is_file(root / INDEX)
    if not whole:
        known = _references(ROOT / REFERENCES, []) | known
    used: set[str] = set()
    circuits: set[Path] = set()
    n_files = n_numbers = 0
    for kind, folder in KINDS.items():
        for name in ids(kind, root):
            path = root / folder / f"{name}.toml"
            n_files += 1
            found, entity = check_file(kind, path)
            problems += found
            if entity is None:
                continue
            content = entity.model_dump(exclude_none=True)
            n_numbers += _count_numbers(content)
            for where, source in _sources(content):
                used.add(source)
                if source not in known:
                    problems.append(f"{path}: {where}: source {source!r} is not in {REFERENCES}")
                elif kind == "experiment" and not known[source]:
                    problems.append(
                        f"{path}: {where}: source {source!r} has no license in {REFERENCES}; "
                        "'none stated' if it states none"
                    )
            if isinstance(entity, ExperimentFile):
                circuits |= {path.parent / run.qasm for run in entity.runs if run.qasm}
                problems += _missing_circuits(path, entity)
            if isinstance(entity, DeviceFile):
                tables, cells = check_tables(path, entity)
                problems += tables
                n_numbers += cells
            if isinstance(entity, ModelFile):
                problems += _check_published(path, entity)
            if isinstance(entity, ClaimFile) and root == ROOT:
                problems += [f"{path}: {problem}" for problem in names_that_miss(entity)]
    if is_file(root / TRAINING_TABLE):
        n_files += 1
        problems += _check_trainings(root)
    problems += _stray(root, circuits)
    if not problems and (whole or root == ROOT):
        problems += _check_index(root)
    return Report(tuple(problems), n_files, n_numbers, len(used))


def _check_trainings(root: Path) -> Iterator[str]:
    """Check the table of trainings: a loss for each seed, devices that are known."""
    try:
        rows = training_table(root).rows
    except QestimateError as error:
        yield error.message
        return
    known = {*ids("device", root), *ids("device", ROOT)}
    for number, row in enumerate(rows):
        losses = (row.frozen, row.noiseless, row.unlimited, row.loss)
        if any(len(loss) != len(row.seeds) for loss in losses):
            yield f"{root / TRAINING_TABLE}: rows.{number}: not one loss for each seed"
        if row.device not in known:
            yield f"{root / TRAINING_TABLE}: rows.{number}: device {row.device!r} is not known"


def _references(path: Path, problems: list[str]) -> dict[str, str]:
    """Return the keys of the bibliography, with the licences that it names.

    Every entry needs a title and a place to find it.
    """
    try:
        library = read_library(path)
    except CatalogError as error:
        problems.append(error.message)
        return {}
    problems += [f"{path}:{block.start_line}: not readable" for block in library.failed_blocks]
    for entry in library.entries:
        fields = entry.fields_dict
        if "title" not in fields:
            problems.append(f"{path}: {entry.key}: no title")
        if not {"url", "doi", "journal", "publisher", "howpublished"} & fields.keys():
            problems.append(f"{path}: {entry.key}: neither url nor doi nor journal")
    return {
        entry.key: str(entry.fields_dict["license"].value) if "license" in entry.fields_dict else ""
        for entry in library.entries
    }


def _sources(content: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield every source in a file with its path."""
    if isinstance(content, dict):
        for key, value in content.items():
            here = f"{where}.{key}" if where else key
            if key == "source" or key.endswith("_source"):
                yield here, value
            else:
                yield from _sources(value, here)
    elif isinstance(content, list):
        for number, value in enumerate(content):
            yield from _sources(value, f"{where}.{number}")


def _count_numbers(content: Any) -> int:
    if isinstance(content, dict):
        return sum(_count_numbers(value) for value in content.values())
    if isinstance(content, list):
        return sum(_count_numbers(value) for value in content)
    return int(isinstance(content, int | float) and not isinstance(content, bool))


def _check_published(path: Path, model: ModelFile) -> Iterator[str]:
    """Compare published counts with ours."""
    fields = model.architecture.model_dump(exclude_none=True)
    architecture = Architecture.of(model.family, fields)
    for number, published in enumerate(model.published):
        where = f"{path}: published.{number}"
        if published.quantity == "total_parameters":
            computed = parameter_count(architecture)
        else:
            try:
                modules = adapted(architecture, tuple(published.targets or ()))
            except QestimateError as error:
                yield f"{where}: {error.message}"
                continue
            computed = sum(m.copies * (published.rank or 0) * (m.d_in + m.d_out) for m in modules)
        if computed != published.value:
            yield f"{where}: published {published.value}, computed {computed}"


def _missing_circuits(path: Path, experiment: ExperimentFile) -> Iterator[str]:
    """Name circuits of runs that are not beside their experiment."""
    for number, run in enumerate(experiment.runs):
        if run.qasm and not is_file(path.parent / run.qasm):
            yield f"{path}: runs.{number}.qasm: no file {run.qasm!r} beside it"


def _stray(root: Path, circuits: set[Path]) -> Iterator[str]:
    """Name files that no entity refers to."""
    expected = {root / REFERENCES, root / INDEX, root / "README.md", root / TRAINING_TABLE}
    expected |= circuits
    for path in root.rglob("*"):
        if path.is_dir() or path in expected or path.suffix == ".toml":
            continue
        owner = path.parent.with_suffix(".toml")
        if path.suffix != ".csv" or path.parent.parent.name != "devices" or not owner.is_file():
            yield f"{path}: belongs to no entity"


def _check_index(root: Path) -> list[str]:
    path = root / INDEX
    try:
        current = read_index(root)
    except CatalogError as error:
        return [error.message]
    if current != index_content(root):
        return [f"{path}: out of date; qestimate catalog index writes it anew"]
    return []
