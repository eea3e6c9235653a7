"""Ways of mapping an adapter onto circuits: one file each, found by looking into this folder."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from qestimate.errors import UnknownNameError

if TYPE_CHECKING:
    from qestimate.methods.program import Method

_METHODS: dict[str, Method] = {}


def methods() -> dict[str, Method]:
    """Return all methods by id: the tuple ``METHODS`` of every file in this folder.

    >>> sorted(methods())
    ['amplitude', 'angle', 'qpa', 'qtha', 'qtha-bc', 'qtha-c']
    """
    if not _METHODS:
        for path in sorted(Path(__file__).parent.glob("*.py")):
            if path.stem not in ("__init__", "program"):
                module = import_module(f"qestimate.methods.{path.stem}")
                _METHODS.update({method.id: method for method in module.METHODS})
    return _METHODS


def method(name: str) -> Method:
    """Return a method by id.

    Raises:
        UnknownNameError: No such method.

    >>> method("qpa").source
    'qpa-2025'
    """
    try:
        return methods()[name]
    except KeyError:
        raise UnknownNameError("method", name, methods()) from None
