"""Files as documents: JSON or text, bounded, and which format each is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from qestimate.core.errors import DeviceFileError
from qestimate.core.records import NamedTuple

MAX_BYTES = 64 * 2**20
"""Size of a file. [bytes]"""


class Document(NamedTuple):
    """A file and what it holds."""

    path: Path
    content: Any
    """A JSON value, or the text of a file that is none."""

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


def read_documents(paths: list[str | Path]) -> list[Document]:
    """Return the documents of files; a folder stands for the files in it.

    Raises:
        DeviceFileError: A file that is missing or too large.
    """
    files: list[Path] = []
    for given in paths:
        path = Path(given)
        try:
            folder = path.is_dir()
        except OSError as error:
            raise DeviceFileError(
                f"{str(path)[:60]}: {error.strerror}", hint="check the path"
            ) from None
        if folder:
            files += sorted(
                one for one in path.iterdir() if one.suffix.lower() in (".json", ".txt", ".csv")
            )
        else:
            files.append(path)
    if not files:
        raise DeviceFileError(
            "no device files", hint="name a .json or .csv file, or a folder with some"
        )
    return [_read(path) for path in files]


def _read(path: Path) -> Document:
    try:
        if path.exists() and not path.is_file():
            raise DeviceFileError(f"{path}: no regular file", hint="check the path")
        if path.stat().st_size > MAX_BYTES:
            raise DeviceFileError(
                f"{path}: more than {MAX_BYTES // 2**20} MiB", hint="a calibration is smaller"
            )
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise DeviceFileError(f"{path}: no such file", hint="check the path") from None
    except (OSError, UnicodeDecodeError) as error:
        raise DeviceFileError(f"{path}: {error}", hint="a text file") from None
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
    return Document(path, content)
