"""Contents of catalogue files: those of the user's own are checked where they enter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.catalog.files import ROOT, read_toml

if TYPE_CHECKING:
    from pathlib import Path


def sound_content(kind: str, path: Path) -> dict[str, Any]:
    """Return what a file holds, checked against its schema if it is not a shipped one.

    The shipped ones were checked before the release.

    Args:
        kind: Of entity.
        path: Of the file.

    Raises:
        CatalogError: A file that cannot be read, or does not hold together; all its problems.
    """
    if ROOT not in path.parents:
        from qestimate.catalog.check import check_device, check_file, unsound

        problems = check_device(path) if kind == "device" else check_file(kind, path)[0]
        if problems:
            raise unsound(kind, path, problems)
    return read_toml(path)
