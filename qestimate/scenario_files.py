"""Scenarios as TOML files: one line for each input, named as its flag is."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qestimate.errors import CatalogError, OutputError, UnknownNameError
from qestimate.inputs import INPUTS, Given

if TYPE_CHECKING:
    from collections.abc import Mapping

SECTIONS = ("sweep",)
"""Tables of a file that are no inputs: what a sweep is besides its axes."""


def read_scenario(path: str | Path) -> tuple[dict[str, Given], dict[str, Any]]:
    """Return the inputs of a scenario file, and its table ``sweep``.

    Devices of one's own that are named by a path are looked for beside the file first.

    Raises:
        CatalogError: No such file, no TOML, or an input that does not exist.
    """
    source = Path(path)
    try:
        content = tomllib.loads(source.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogError(
            f"{source}: {error.strerror}", hint="--save-scenario FILE writes one"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(f"{source}: {error}", hint='for example rank = 8, model = "gpt2"') from (
            None
        )
    sections = {name: content.pop(name) for name in SECTIONS if name in content}
    found: dict[str, Given] = {}
    for written, value in content.items():
        name = written.replace("_", "-")
        if name not in INPUTS:
            unknown = UnknownNameError("input", written, INPUTS)
            raise CatalogError(f"{source}: {unknown.message}", hint=unknown.hint)
        if name == "device":
            value = _beside(source, value)  # noqa: PLW2901
        found[name] = Given(value, source.name)
    sweep = sections.get("sweep", {})
    if not isinstance(sweep, dict):
        raise CatalogError(f"{source}: sweep must be a table", hint="[sweep]")
    return found, sweep


def _beside(source: Path, value: Any) -> Any:
    """Return names of devices, those of files that lie beside the scenario with their path."""
    if isinstance(value, list):
        return [_beside(source, one) for one in value]
    if isinstance(value, str) and value.lower().endswith(".toml"):
        near = source.parent / value
        return str(near) if near.exists() else value
    return value


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
    document.add(tomlkit.comment(title))
    for name, one in values.items():
        document.add(name, tomlkit.item(one.value).comment(one.origin))
    for name, section in sections.items():
        if section:
            document.add(name, tomlkit.item(dict(section)))
    try:
        Path(path).write_text(tomlkit.dumps(document), encoding="utf-8")
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from error
