"""Ways of mapping an adapter onto circuits: one file each, found by looking into this folder.

Belongs here: what a way puts on the chip and how often, with its source. Does not: gates
(circuits), devices.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from qestimate.core.errors import ScenarioError, UnknownNameError
from qestimate.core.names import meant
from qestimate.methods.program import GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qestimate.methods.program import Method
    from qestimate.workload.goal import Goal

_METHODS: Mapping[str, Method] = {}


def methods() -> Mapping[str, Method]:
    """Return all methods by id: the tuple ``METHODS`` of every file in this folder.

    In the order of their groups, those that nobody proposes last.

    >>> list(methods())[:4], methods()["qpa"].group
    (['qchft', 'qtha', 'qtha-bc', 'qtha-c'], 'step')
    """
    global _METHODS  # noqa: PLW0603  # published once and whole, so that threads see all or none
    if not _METHODS:
        names = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))
        modules = [
            import_module(f"qestimate.methods.{name}")
            for name in names
            if name.isidentifier() and name not in ("__init__", "program")
        ]
        order = list(GROUPS)
        found = sorted(
            (one for module in modules for one in module.METHODS),
            key=lambda one: order.index(one.group),
        )
        _METHODS = MappingProxyType({one.id: one for one in found})
    return _METHODS


def check_settings(goal: Goal, chosen: Iterable[Method] = ()) -> None:
    """Check that the settings asked for are of some way.

    Args:
        goal: With settings.
        chosen: Ways that are looked at; all there are if empty.

    Raises:
        ScenarioError: The rank, which is the adapter's.
        UnknownNameError: None of the ways has such a setting.

    >>> from qestimate.workload.goal import Goal
    >>> check_settings(Goal.of(settings={"chunk": 512}))
    """
    of = list(chosen) or list(methods().values())
    known = {one.name for method in of for one in method.settings}
    for name, value in goal.settings:
        if name == "rank":
            raise ScenarioError(
                "the rank is the adapter's and no setting of a way", hint=f"--rank {value}"
            )
        if name not in known:
            raise UnknownNameError("setting", name, sorted(known - {"rank"}))


def method(name: str) -> Method:
    """Return a method by id.

    Raises:
        UnknownNameError: No such method.

    >>> method("qpa").source, method("Fidelity kernel").id
    ('qpa-2025', 'fidelity-kernel')
    """
    known = methods()
    if name in known:
        return known[name]
    found = meant(name, known)
    if found is None:
        raise UnknownNameError("method", name, known)
    return known[found]
