"""Files as documents: JSON or text, bounded, and which format each is."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from qestimate.core.errors import DeviceFileError
from qestimate.core.files import decoded, is_folder, read_bytes, shown
from qestimate.core.records import NamedTuple

MAX_BYTES = 16 * 2**20
"""Size of a file. [bytes]"""


class Document(NamedTuple):
    """A file and what it holds."""

    path: Path
    content: Any
    """A JSON value, or the text of a file that is none."""
    digest: str = ""
    """SHA-256 of the file."""

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.path.name

    def get(self, *keys: str) -> Any:
        """Return what stands under a chain of keys; None where one is missing."""
        found = self.content
        for key in keys:
            if not isinstance(found, dict):
                return None
            found = found.get(key)
        return found


SUFFIXES = (".json", ".txt", ".csv")
"""Of files that may hold something of a device."""


def read_documents(paths: list[str | Path]) -> list[Document]:
    """Return the documents of files; a folder stands for the files in it.

    Raises:
        DeviceFileError: A file that is missing or too large.
    """
    files: list[Path] = []
    for given in paths:
        path = Path(given)
        if is_folder(path):
            files += _within(path)
        else:
            files.append(path)
    if not files:
        raise DeviceFileError(
            "no device files", hint="name a .json or .csv file, or a folder with some"
        )
    return [_read(path) for path in files]


def _within(folder: Path) -> list[Path]:
    """Return the files of a folder that may hold something of a device."""
    try:
        return sorted(one for one in folder.iterdir() if one.suffix.lower() in SUFFIXES)
    except OSError as error:
        raise DeviceFileError(f"{shown(folder)}: {error.strerror}", hint="check the path") from None


def _read(path: Path) -> Document:
    data = read_bytes(path, MAX_BYTES, DeviceFileError)
    text = decoded(path, data, DeviceFileError)
    content: Any = text
    try:
        while isinstance(content, str):  # some tools write JSON as a string in JSON
            content = json.loads(content)
    except (ValueError, RecursionError):
        if path.suffix.lower() == ".json":
            raise DeviceFileError(
                f"{path}: JSON expected, found something that does not parse",
                hint="save what the vendor's interface returns, unchanged",
            ) from None
        content = text
    return Document(path, content, sha256(data).hexdigest())
