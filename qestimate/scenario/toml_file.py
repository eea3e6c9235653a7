"""Scenarios as TOML files: one line for each input, named as its flag is."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qestimate.catalog.files import read_toml
from qestimate.core.errors import CatalogError, OutputError, UnknownNameError
from qestimate.core.files import exists, shown
from qestimate.core.writing import put
from qestimate.scenario.inputs import INPUTS
from qestimate.scenario.values import Given

if TYPE_CHECKING:
    from collections.abc import Mapping

FILES = (".toml", ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".parquet")
"""Endings of files that a scenario may name."""

NAMES_FILES = ("device", "dataset")
"""Inputs that name entities of the catalogue, or files."""

SECTIONS = ("sweep",)
"""Tables of a file that are no inputs: what a sweep is besides its axes."""


def read_scenario(path: str | Path) -> tuple[dict[str, Given], dict[str, Any]]:
    """Return the inputs of a scenario file, and its table ``sweep``.

    Files that are named by a path are looked for beside the scenario first.

    Raises:
        CatalogError: No such file, no TOML, or an input that does not exist.
    """
    source = Path(path)
    content = read_toml(source)
    sections = {name: content.pop(name) for name in SECTIONS if name in content}
    found: dict[str, Given] = {}
    for written, value in content.items():
        name = written.replace("_", "-")
        if name not in INPUTS:
            unknown = UnknownNameError("input", written, INPUTS)
            raise CatalogError(f"{source}: {unknown.message}", hint=unknown.hint)
        if name in found:
            raise CatalogError(f"{source}: {name} is there twice", hint=f"as {name} or {written}")
        if INPUTS[name].file:
            value = _near(source, value)  # noqa: PLW2901
        elif name in NAMES_FILES:
            value = _beside(source, value)  # noqa: PLW2901
        if isinstance(value, date):
            value = value.isoformat()  # noqa: PLW2901
        found[name] = Given(value, _one_line(source.name))
    sweep = sections.get("sweep", {})
    if not isinstance(sweep, dict):
        raise CatalogError(f"{source}: sweep must be a table", hint="[sweep]")
    return found, sweep


def _one_line(text: str) -> str:
    """Return the name of a file so that it fits in a message and a comment."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def _near(source: Path, value: Any) -> Any:
    """Return the path of a file or folder, one that lies beside the scenario with its path."""
    if isinstance(value, str) and value and exists(source.parent / value):
        return str(source.parent / value)
    return value


def _kept(path: str | Path, name: str, value: Any) -> Any:
    """Return a value as it is written: a file so that it is found again from anywhere."""
    if isinstance(value, list):
        return [_kept(path, name, one) for one in value]
    is_file = INPUTS[name].file or (
        name in NAMES_FILES and isinstance(value, str) and value.lower().endswith(FILES)
    )
    if not is_file or not exists(value):
        return value
    found, folder = Path(value).resolve(), Path(path).resolve().parent
    return str(found.relative_to(folder) if folder in found.parents else found)


def _beside(source: Path, value: Any) -> Any:
    """Return names, those of files that lie beside the scenario with their path."""
    if isinstance(value, list):
        return [_beside(source, one) for one in value]
    if not isinstance(value, str):
        return value
    parts = [part.strip() for part in value.split(",")]
    near = [
        str(source.parent / part)
        if part and part.lower().endswith(FILES) and exists(source.parent / part)
        else part
        for part in parts
    ]
    return ",".join(near)


def write_scenario(
    path: str | Path,
    values: Mapping[str, Given],
    title: str,
    sections: Mapping[str, Mapping[str, int]] = {},
) -> None:
    """Write the inputs of a scenario, each with its origin as a comment.

    Args:
        path: Where to; an existing file is replaced.
        values: As in ``Scenario.values``, or as given.
        title: First line, a comment.
        sections: Tables to write after them; empty ones are left out.

    Raises:
        OutputError: The file cannot be written.
    """
    import tomlkit

    document = tomlkit.document()
    document.add(tomlkit.comment(_one_line(title)))
    for name, one in values.items():
        value = _kept(path, name, one.value)
        document.add(name, tomlkit.item(value).comment(_one_line(one.origin)))
    for name, section in sections.items():
        if section:
            document.add(name, tomlkit.item(dict(section)))
    try:
        content = tomlkit.dumps(document).encode()
    except UnicodeEncodeError:
        raise OutputError(
            f"cannot write {shown(path)}: a name in it is no text", hint="rename that file"
        ) from None
    put(path, content, hint="choose another --save-scenario")
