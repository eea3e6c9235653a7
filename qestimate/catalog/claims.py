"""From claim files to claims. Every file is checked first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from qestimate.catalog.check import check_content, file_of, unsound
from qestimate.catalog.claim_records import Claim, Figure, Setting, Statement
from qestimate.catalog.files import ids, read_toml
from qestimate.catalog.load import device as load_device
from qestimate.catalog.load import model as load_model
from qestimate.core.errors import CatalogError, QestimateError
from qestimate.device.device import Device

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from qestimate.catalog.claim_schema import ClaimFile, SettingFile, StatementFile


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
        problems += [f"{path}: {problem}" for problem in names_that_miss(entity)]
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


def names_that_miss(entity: ClaimFile) -> Iterator[str]:
    """Yield what a claim names and the catalogue does not have."""
    named: list[tuple[str, Callable[[str], Any], str]] = []
    for setting in entity.settings:
        where = f"settings.{setting.id}"
        named.append((f"{where}.model", load_model, setting.model))
        named += [(f"{where}.devices", load_device, device) for device in setting.devices]
    for statement in entity.statements:
        check, where = statement.check, f"statements.{statement.id}.check"
        named += [(f"{where}.models", load_model, m) for m in getattr(check, "models", [])]
        named += [(f"{where}.devices", load_device, d) for d in getattr(check, "devices", [])]
    for where, load, name in named:
        try:
            found = load(name)
        except QestimateError as error:
            yield f"{where}: {in_one_line(error)}"
            continue
        if isinstance(found, Device) and found.qubits_advertised is None:
            yield f"{where}: {name} has no size of its own; name a machine"


def in_one_line(error: QestimateError) -> str:
    """Write an error with its hint."""
    return "; ".join(part for part in (error.message, error.hint) if part)


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
            )
            for figure in row.figures
        ),
        row.seen,
        kind,
        inputs,
    )
