"""Fields of configurations that are known to change no count, and those that may.

The table is made by ``benchmarks/library_counts.py`` with the library that writes these files.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qestimate.formats.workloads.fields import Fields

_TABLE = Path(__file__).with_name("known_fields.json")


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_TABLE.read_text(encoding="utf-8"))
    return found


@cache
def _idle() -> dict[str, frozenset[str]]:
    return {kind: frozenset(names) for kind, names in _table()["idle"].items()}


@cache
def _anywhere() -> frozenset[str]:
    """Return the fields that change no count in any type."""
    read = {name for names in _table()["read"].values() for name in names}
    return frozenset(name for names in _idle().values() for name in names if name not in read)


_BUILT_AS = {"internlm": "llama", "internlm2": "llama"}
"""Types that the library has no class for, and the one whose fields theirs are."""


def other_types() -> frozenset[str]:
    """Return all types of models that the library has."""
    return frozenset(_table()["types"])


def version() -> str:
    """Return the version of the library that the table was made with."""
    return str(_table()["versions"]["transformers"])


def idle_fields(kind: str) -> frozenset[str]:
    """Return the fields of a type of model that change no count, and those of all types.

    Every field of the library's class is changed in turn; what changes no shape of any weight is
    listed, and so are fields of older versions that this one does not read.

    >>> "initializer_range" in idle_fields("llama"), "hidden_size" in idle_fields("llama")
    (True, False)
    """
    idle, kind = _idle(), _BUILT_AS.get(kind, kind)
    return idle["all"] | (idle[kind] if kind in idle else _anywhere())


def refuse_unknown(fields: Fields, kind: str, whole: Mapping[str, Any]) -> None:
    """Refuse every field that nothing has asked for and that may change a count.

    A field that the library's class does not have is not read by it and changes nothing, which is
    remembered for a remark; unless the file is of a newer version, or asks for code of its own.

    Args:
        fields: Of the configuration, or of a table in it.
        kind: Type of the model that the table describes.
        whole: The configuration.
    """
    idle, read = idle_fields(kind), _table()["read"].get(kind)
    if read is None or whole.get("auto_map") or _newer(whole.get("transformers_version")):
        fields.refuse_others(idle | _anywhere())
        return
    unread = [name for name in fields.left(idle) if name not in read]
    fields.unread += [f"{fields.prefix}{name!s:.60}" for name in unread]
    fields.refuse_others(idle | set(unread))


def _newer(stated: Any) -> bool:
    """Whether a version is newer than that of the table.

    >>> _newer("4.40.1"), _newer("99.0.dev0"), _newer(None)
    (False, True, False)
    """
    numbers = [_numbers(text) for text in (str(stated or ""), version())]
    return numbers[0] > numbers[1]


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:3] if part.isdigit())
