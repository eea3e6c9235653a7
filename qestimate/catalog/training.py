"""The shipped table of trainings under noise, from which the shots that training needs are read."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path  # noqa: TC003  # the cache keys on it
from typing import Any

from qestimate.catalog.files import MAX_BYTES, ROOT
from qestimate.catalog.training_records import TrainingRow, TrainingTable
from qestimate.core.errors import CatalogError
from qestimate.core.files import read_text

TRAINING_TABLE = "training/table.json"
"""Its place in the catalogue."""


@cache
def training_table(root: Path = ROOT) -> TrainingTable:
    """Return the shipped table of trainings.

    Raises:
        CatalogError: It is not there, or not as it must be.

    >>> table = training_table()
    >>> len({row.device for row in table.rows}) > 2, any(row.held_out for row in table.rows)
    (True, True)
    """
    from pydantic import TypeAdapter, ValidationError

    path = root / TRAINING_TABLE
    try:
        content: Any = json.loads(read_text(path, MAX_BYTES, CatalogError))
        rows = TypeAdapter(list[dict[str, Any]]).validate_python(content["rows"])
        found = tuple(TrainingRow(**{k: _frozen(v) for k, v in one.items()}) for one in rows)
        return TrainingTable(content["date"], content["machine"], content["versions"], found)
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise CatalogError(
            f"{path}: {error}", hint="it is made by benchmarks/training.py"
        ) from None


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
