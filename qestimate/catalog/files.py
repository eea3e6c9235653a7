"""Where the catalogue's files are and how they are read: fast, and never skipped."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from qestimate.core.errors import CatalogError, UnknownNameError
from qestimate.core.files import MIB, is_file, is_folder, read_text, shown
from qestimate.core.folders import user_folder
from qestimate.core.names import meant

KINDS = {
    "model": "llms",
    "device": "devices",
    "dataset": "datasets",
    "adapter": "adapters",
    "preset": "presets",
    "experiment": "experiments",
    "gpu": "gpus",
    "simulator": "simulators",
    "simulation": "simulations",
    "claim": "claims",
}
"""Kinds of entity and the folders that hold them."""

_PACKAGE = Path(__file__).resolve().parent.parent
ROOT = _PACKAGE / "models" if (_PACKAGE / "models").is_dir() else _PACKAGE.parent / "models"
"""The shipped catalogue: inside the installed package, or beside it in a source tree."""

ENVIRONMENT = "QESTIMATE_CATALOG"
"""Variable with the folders of one's own catalogues; empty for none, unset for the usual one."""

HINT = "qestimate catalog check shows every problem of a catalogue"

INDEX = "index.json"
"""What has to be known of every entity before one is chosen; written by ``write_index``."""


MAX_BYTES = 4 * MIB
"""Size of a file of a catalogue. [bytes]"""

MAX_STEPS = 10_000_000
"""Steps over parts of keys that a TOML file may take: the parser takes quadratic time."""

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


def own_root() -> Path:
    """Return the folder of the user's own catalogue: where the platform keeps a program's data."""
    return user_folder("data") / "catalog"


def layers() -> tuple[Path, ...]:
    """Return the folders of all catalogues, the user's own before the shipped one.

    Those in the variable ``QESTIMATE_CATALOG``, else the usual one if there is one.

    Raises:
        CatalogError: A folder that is named and is not there.
    """
    named = os.environ.get(ENVIRONMENT)
    if named is None:
        usual = own_root()
        return (usual, ROOT) if is_folder(usual) else (ROOT,)
    own = [Path(p) for p in named.split(os.pathsep) if p]
    for path in own:
        if not is_folder(path):
            raise CatalogError(
                f"{shown(path)}: no such catalogue", hint=f"--catalog, or {ENVIRONMENT}"
            )
    return (*own, ROOT)


def use(*folders: str | Path) -> None:
    """Layer catalogues of one's own over the shipped one, for this process and those it starts.

    Args:
        folders: The first one that has an entity counts; none for the shipped catalogue alone.
    """
    os.environ[ENVIRONMENT] = os.pathsep.join(str(Path(one).absolute()) for one in folders)


def ids(kind: str, root: Path | None = None) -> list[str]:
    """Return the ids of all entities of a kind: the stems of its files.

    Args:
        kind: Of entity.
        root: Of one catalogue; None for all layers.
    """
    roots = layers() if root is None else (root,)
    return sorted({name for one in roots for name in _stems(one / KINDS[kind])})


def _stems(folder: Path) -> list[str]:
    """Return the stems of the TOML files in a folder; none where there is no folder."""
    try:
        with os.scandir(folder) as found:
            return [one.name[:-5] for one in found if one.name.endswith(".toml") and one.is_file()]
    except OSError:
        return []


def paths_of(kind: str, name: str) -> list[Path]:
    """Return the files of an entity in all layers; the first one counts, it hides the others."""
    paths = (one / KINDS[kind] / f"{name}.toml" for one in layers())
    return [path for path in paths if is_file(path)]


def path_of(kind: str, name: str, root: Path | None = None) -> Path:
    """Return the file of an entity.

    Args:
        kind: Of entity.
        name: Its id; or what can mean but one of them, if no catalogue is named.
        root: Of one catalogue; None for the first layer that has it.

    Raises:
        UnknownNameError: No such file; the nearest name is offered.

    >>> path_of("device", "IBM_Fez").stem, path_of("model", "llama3.1").stem
    ('ibm-fez', 'llama-3.1-8b')
    """
    known = ids(kind, root)
    if root is not None and name in known:
        return root / KINDS[kind] / f"{name}.toml"
    found = name if name in known else meant(name, known) if root is None else None
    if found is None:
        raise UnknownNameError(kind, name, known)
    return paths_of(kind, found)[0]


def hidden(kind: str, name: str) -> str:
    """Return a remark that an entity of the user's hides one of the same name; else nothing."""
    found = paths_of(kind, name)
    if len(found) < 2:
        return ""
    others = ["the shipped one" if ROOT in path.parents else str(path) for path in found[1:]]
    return f"{kind} {name} is that of {found[0]}, which hides {' and '.join(others)}"


def read_toml(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file.

    Raises:
        CatalogError: The file is missing, is not UTF-8, or does not parse.
    """
    import tomllib

    try:
        return tomllib.loads(_bounded(read_text(path, MAX_BYTES, CatalogError)))
    except CatalogError:
        raise
    except (ValueError, RecursionError) as error:
        raise CatalogError(f"{shown(path)}: {error}", hint=HINT) from error


def _bounded(text: str) -> str:
    """Return a text if it can be parsed in bounded time.

    The parser goes through the name of the table that a line is in, and its own, for each part
    of its own; dots are no fewer than the parts.

    Raises:
        ValueError: It takes too many steps.
    """
    above = steps = 0
    for number, line in enumerate(text.split("\n"), 1):
        dots = line.count(".")
        if line.lstrip(" \t").startswith("["):
            above = dots
        steps += (above + dots) * (1 + dots)
        if steps > MAX_STEPS:
            raise ValueError(f"keys of too many parts, up to line {number}")
    return text


def read_rows(path: Path, header: tuple[str, ...]) -> list[list[str]]:
    """Return the rows of a comma-separated table whose header must be ``header``.

    The tables hold numbers only, so there is nothing to quote.

    Raises:
        CatalogError: The file is missing, or header or a row do not fit.
    """
    lines = read_text(path, MAX_BYTES, CatalogError).split("\n")
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
