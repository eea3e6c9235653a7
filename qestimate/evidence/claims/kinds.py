"""The kinds of checks that there are: one file each in ``checks``, found by being there.

Such a file has a subclass of ``CheckFile`` with the fields of the check, a function ``check`` that
takes a case, a statement and these fields, and ``TEMPLATE``, a statement for ``claim new``.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, get_args

from qestimate.catalog.check_schema import CheckFile
from qestimate.core.records import NamedTuple
from qestimate.evidence.claims import checks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from qestimate.evidence.claims.finding import Finding


class Kind(NamedTuple):
    """A kind of check."""

    name: str
    """As a claim file has it."""
    decides: str
    """The question that it decides."""
    fields: type[CheckFile]
    """What a file says of it."""
    check: Callable[..., Finding]
    """What it finds of a statement."""
    template: str
    """A statement with such a check, as a claim file has it."""


@cache
def kinds() -> Mapping[str, Kind]:
    """Return every kind of check by name, in alphabetical order.

    >>> kinds()["classical-time"].decides
    'Whether classical machines take as long for a circuit as is said.'
    """
    names = sorted(module.name for module in iter_modules(checks.__path__))
    found = [_kind(import_module(f"{checks.__name__}.{name}")) for name in names]
    return {kind.name: kind for kind in found}


def check_files() -> list[type[CheckFile]]:
    """Return what a claim file may say of a check, kind by kind."""
    return [kind.fields for kind in kinds().values()]


def _kind(module: Any) -> Kind:
    """Return the kind of check that a module has."""
    own = [one for one in vars(module).values() if _is_own(one, module.__name__)]
    if len(own) != 1:
        raise TypeError(f"{module.__name__} has {len(own)} subclasses of CheckFile, not one")
    (fields,) = own
    (name,) = get_args(fields.model_fields["kind"].annotation)
    decides = (fields.__doc__ or "").partition("\n")[0]
    return Kind(name, decides, fields, module.check, module.TEMPLATE)


def _is_own(one: object, module: str) -> bool:
    return isinstance(one, type) and issubclass(one, CheckFile) and one.__module__ == module
