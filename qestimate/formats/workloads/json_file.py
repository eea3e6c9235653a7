"""JSON objects from files, bounded, with errors that name what was expected and what was found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from qestimate.core.errors import WorkloadFileError
from qestimate.core.files import is_folder, read_text, shown, size

MAX_BYTES = 16 * 2**20
"""Size of a configuration. [bytes]"""


def check_file(path: str | Path, usual: str = "") -> Path:
    """Return the path of a file that can be read.

    Args:
        path: Of the file; a folder stands for the file called ``usual`` in it.
        usual: How such a file is usually called; empty if a folder stands for nothing.

    Raises:
        WorkloadFileError: No such file, or something that is none.
    """
    if not str(path):
        raise WorkloadFileError("an empty path", hint=f"the path of a {usual or 'file'}")
    path = Path(path)
    if usual and is_folder(path):
        path /= usual
    size(path, WorkloadFileError)
    return path


def read_object(path: str | Path, what: str) -> dict[str, Any]:
    """Return the object in a JSON file.

    Args:
        path: Of the file; a folder stands for the file called ``what`` in it.
        what: How such a file is usually called.

    Raises:
        WorkloadFileError: No such file, too large, no JSON, or no object.
    """
    path = check_file(path, what)
    try:
        content = json.loads(read_text(path, MAX_BYTES, WorkloadFileError))
    except WorkloadFileError:
        raise
    except (ValueError, RecursionError) as error:
        raise WorkloadFileError(
            f"{shown(path)}: {error}", hint=f"a {what} is a JSON object"
        ) from None
    if not isinstance(content, dict):
        raise WorkloadFileError(
            f"{shown(path)}: a JSON object expected, found {type(content).__name__}",
            hint=f"a {what} starts with {{",
        )
    return content
