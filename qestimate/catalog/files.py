"""Where the catalogue's files are and how they are read: fast, and never skipped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qestimate.errors import CatalogError, UnknownNameError

KINDS = {
    "model": "llms",
    "device": "devices",
    "dataset": "datasets",
    "adapter": "adapters",
    "experiment": "experiments",
    "gpu": "gpus",
    "simulator": "simulators",
    "claim": "claims",
}
"""Kinds of entity and the folders that hold them."""

_PACKAGE = Path(__file__).resolve().parent.parent
ROOT = _PACKAGE / "models" if (_PACKAGE / "models").is_dir() else _PACKAGE.parent / "models"
"""The shipped catalogue: inside the installed package, or beside it in a source tree."""

HINT = "qestimate catalog check shows every problem of a catalogue"

INDEX = "index.json"
"""What has to be known of every entity before one is chosen; written by ``write_index``."""


MOST_CHARACTERS = 4_000_000
"""Length of a TOML file."""

MOST_DOTS = 2_000
"""Dots in a line of a TOML file: the parser takes quadratic time over a key of many parts."""

QUBIT_COLUMNS = (
    "qubit",
    "one_qubit_error",
    "readout_error_0",
    "readout_error_1",
    "t1_us",
    "t2_us",
)
"""Header of a table of qubits, in the units the names give."""

COUPLER_COLUMNS = ("a", "b", "two_qubit_error")
"""Header of a table of live couplers."""


def ids(kind: str, root: Path = ROOT) -> list[str]:
    """Return the ids of all entities of a kind: the stems of its files."""
    return sorted(path.stem for path in (root / KINDS[kind]).glob("*.toml"))


def path_of(kind: str, name: str, root: Path = ROOT) -> Path:
    """Return the file of an entity.

    Raises:
        UnknownNameError: No such file; the nearest name is offered.
    """
    known = ids(kind, root)
    if name not in known:
        raise UnknownNameError(kind, name, known)
    return root / KINDS[kind] / f"{name}.toml"


def read_toml(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file.

    Raises:
        CatalogError: The file is missing, is not UTF-8, or does not parse.
    """
    import tomllib

    try:
        return tomllib.loads(_bounded(path.read_text(encoding="utf-8-sig")))
    except FileNotFoundError:
        raise CatalogError(f"{path}: no such file", hint="check the path") from None
    except (OSError, ValueError, RecursionError) as error:
        raise CatalogError(f"{path}: {error}", hint=HINT) from error


def _bounded(text: str) -> str:
    """Return a text if it can be parsed in bounded time.

    Raises:
        ValueError: It is too long, or has a line of too many parts.
    """
    if len(text) > MOST_CHARACTERS:
        raise ValueError(f"more than {MOST_CHARACTERS:,} characters")
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > MOST_DOTS:
            raise ValueError(f"line {number} has more than {MOST_DOTS:,} dots")
    return text


def read_rows(path: Path, header: tuple[str, ...]) -> list[list[str]]:
    """Return the rows of a comma-separated table whose header must be ``header``.

    The tables hold numbers only, so there is nothing to quote.

    Raises:
        CatalogError: The file is missing, or header or a row do not fit.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogError(f"{path}: {error}", hint=HINT) from error
    if tuple(lines[0].strip().split(",")) != header:
        raise CatalogError(
            f"{path}:1: the header is {lines[0].strip()!r}, not {','.join(header)!r}", hint=HINT
        )
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        row = line.strip().split(",")
        if len(row) != len(header):
            raise CatalogError(f"{path}:{number}: {len(row)} columns, not {len(header)}", hint=HINT)
        rows.append(row)
    return rows


def read_index(root: Path = ROOT) -> dict[str, dict[str, Any]]:
    """Return the index: parameters of each model, advertised qubits of each device.

    Raises:
        CatalogError: The index is missing or broken.
    """
    import json

    path = root / INDEX
    try:
        index: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogError(
            f"{path}: {error}", hint="qestimate catalog index writes it anew"
        ) from error
    return index
