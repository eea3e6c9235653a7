"""From claim files to claims. Every file is checked first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qestimate.catalog.check import check_content, file_of, unsound
from qestimate.catalog.claim_records import Claim, Figure, OwnSource, Setting, Statement
from qestimate.catalog.files import ids, read_toml
from qestimate.catalog.load import device as load_device
from qestimate.catalog.load import gpu as load_gpu
from qestimate.catalog.load import model as load_model
from qestimate.catalog.simulations import simulated_circuit
from qestimate.core.errors import CatalogError, QestimateError
from qestimate.core.files import is_file, size
from qestimate.device.device import Device

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.catalog.claim_schema import ClaimFile, SettingFile, SourceFile, StatementFile


def claims() -> list[str]:
    """Return the ids of all claims in the catalogue.

    >>> "origin-wukong-2025" in claims()
    True
    """
    return ids("claim")


def claim(name: str | Path) -> Claim:
    """Return a claim by id, or from a file of one's own.

    Raises:
        UnknownNameError: No such id.
        CatalogError: A file that does not fit its schema, or names a model or a device that is
            not there; all problems with their place in the file.

    >>> claim("qpa-gpt2-2025").date
    '2025-01-22'
    """
    path = file_of("claim", name)
    try:
        content = read_toml(path)
    except CatalogError as error:
        raise unsound("claim", path, [error.message]) from None
    return claim_of(path, content)


def claim_of(path: Path, content: dict[str, Any]) -> Claim:
    """Return the claim that the content of a file is, one that is written or is to be.

    Raises:
        CatalogError: As ``claim``.
    """
    from qestimate.catalog.claim_schema import ClaimFile

    problems, entity = check_content("claim", path, content)
    problems = [_by_id(problem, content.get("statements", [])) for problem in problems]
    if isinstance(entity, ClaimFile):
        missing = names_that_miss(entity, str(path.parent))
        problems += [f"{path}: {problem}" for problem in missing]
    if problems or not isinstance(entity, ClaimFile):
        raise unsound("claim", path, problems)
    return Claim(
        path.stem,
        entity.name,
        entity.publication,
        entity.date,
        entity.source,
        entity.locator,
        entity.note or "",
        tuple(_setting(row) for row in entity.settings),
        tuple(_statement(row) for row in entity.statements),
        entity.headline or "",
        entity.headline_plain or "",
        entity.topic or "",
        tuple(_source(row) for row in entity.sources),
        str(path.parent),
    )


def _by_id(problem: str, rows: Any) -> str:
    """Name a statement by its id instead of its number, and a check without its kind twice."""

    def named(found: re.Match[str]) -> str:
        number = int(found[1])
        row = rows[number] if isinstance(rows, list) and number < len(rows) else {}
        name = row.get("id", number) if isinstance(row, dict) else number
        return f"statements.{name}"

    problem = re.sub(r"(\bstatements\.\d+\.check)\.[a-z-]+", r"\1", problem, count=1)
    return re.sub(r"\bstatements\.(\d+)", named, problem)


def beside(folder: str, name: str) -> str:
    """Return the path of a file that a claim names, where it lies beside the claim; else the name.

    >>> beside("nowhere", "mine.toml"), beside("nowhere", "gpt2")
    ('mine.toml', 'gpt2')
    """
    file, at, date = name.partition("@")
    near = Path(folder) / file
    if file.lower().endswith((".toml", ".json")) and is_file(near):
        return f"{near}{at}{date}"
    return name


def _check_config(name: str) -> None:
    """Check that the configuration of a model is there; it is read where the claim is judged."""
    size(Path(name), CatalogError)


def read_model(name: str) -> Any:
    """Check that a model is there: of the catalogue, or the ``config.json`` of one.

    Raises:
        UnknownNameError: No such model.
        CatalogError: No such file.
    """
    return _check_config(name) if name.lower().endswith(".json") else load_model(name)


READ: Mapping[tuple[str, ...], Callable[[str], Any]] = {
    ("models",): read_model,
    ("devices", "device"): load_device,
    ("gpu",): load_gpu,
    ("simulation",): simulated_circuit,
}
"""Fields of checks that name something of the catalogue, and what reads it."""


def names_that_miss(entity: ClaimFile, folder: str = "") -> Iterator[str]:
    """Yield what a claim names and neither the catalogue nor its folder has."""
    named: list[tuple[str, Callable[[str], Any], str]] = []
    for setting in entity.settings:
        where = f"settings.{setting.id}"
        named.append((f"{where}.model", read_model, setting.model))
        named += [(f"{where}.devices", load_device, device) for device in setting.devices]
    for statement in entity.statements:
        inputs, where = statement.check.model_dump(), f"statements.{statement.id}.check"
        for fields, read in READ.items():
            named += [(f"{where}.{fields[0]}", read, one) for one in names_in(inputs, *fields)]
    for where, load, name in named:
        try:
            found = load(beside(folder, name))
        except QestimateError as error:
            yield f"{where}: {in_one_line(error)}"
            continue
        if isinstance(found, Device) and found.qubits_advertised is None:
            yield f"{where}: {name} has no size of its own; name a machine"


def names_in(inputs: Any, *fields: str) -> list[str]:
    """Return every name in some fields of a check, wherever they stand, each once.

    >>> names_in({"devices": ["a", "b"], "sides": [{"device": "b"}, {"device": None}]},
    ...          "devices", "device")
    ['a', 'b']
    """
    found: list[str] = []
    if isinstance(inputs, Mapping):
        for field, value in inputs.items():
            if field not in fields:
                found += names_in(value, *fields)
            elif isinstance(value, str):
                found.append(value)
            else:
                found += value or ()
    elif isinstance(inputs, list | tuple):
        found = [name for one in inputs for name in names_in(one, *fields)]
    return list(dict.fromkeys(found))


def in_one_line(error: QestimateError) -> str:
    """Write an error with its hint."""
    return "; ".join(part for part in (error.message, error.hint) if part)


def _source(row: SourceFile) -> OwnSource:
    return OwnSource(row.key, row.title, row.authors or "", row.year or "", row.link or "")


def _setting(row: SettingFile) -> Setting:
    fields = row.model_dump()
    fields |= {
        "targets": tuple(row.targets),
        "devices": tuple(row.devices),
        "note": row.note or "",
    }
    return Setting(**fields)


def _statement(row: StatementFile) -> Statement:
    inputs = row.check.model_dump()
    kind = inputs.pop("kind")
    return Statement(
        row.id,
        row.text,
        row.reading or "",
        row.source,
        row.locator,
        tuple(
            Figure(
                figure.name,
                figure.value,
                figure.unit or "",
                figure.meaning or "",
                figure.source or row.source,
                figure.locator or row.locator,
                figure.digits,
                figure.about,
            )
            for figure in row.figures
        ),
        row.seen,
        kind,
        inputs,
        tuple(row.examples),
    )
