"""Where the platform keeps what a program writes for its user."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Literal

_ON_LINUX = {"data": ("XDG_DATA_HOME", ".local/share"), "cache": ("XDG_CACHE_HOME", ".cache")}


def user_folder(kind: Literal["data", "cache"]) -> Path:
    """Return the folder of this program's data, or of what it could work out again.

    On Linux that is a variable, else a path in the home folder (XDG base directories). The
    library that knows all platforms takes longer to load than the catalogue to read.
    """
    if sys.platform == "linux":
        variable, usual = _ON_LINUX[kind]
        named, home = os.environ.get(variable, ""), os.environ.get("HOME", "")
        if named.startswith("/"):
            return Path(named, "qestimate")
        if home.startswith("/"):
            return Path(home, usual, "qestimate")
    import platformdirs

    if kind == "data":
        return platformdirs.user_data_path("qestimate", appauthor=False)
    return platformdirs.user_cache_path("qestimate", appauthor=False)
