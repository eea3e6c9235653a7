"""Machines that run no circuits of gates on qubits: told by their files, to say what they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import DeviceFileError
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qestimate.formats.devices.documents import Document


class Kind(NamedTuple):
    """A kind of machine, and the marks of its files; one of them is enough."""

    what: str
    schemas: tuple[str, ...]
    """Parts of the names of Braket's schemas."""
    actions: tuple[str, ...]
    """Programs that Braket lists for it, where it lists none of gates."""
    keys: tuple[frozenset[str], ...]
    """Names that stand together in files of other origin."""


KINDS = (
    Kind(
        "an analogue simulator of Rydberg atoms, which runs no gates",
        ("quera", "pasqal", "ahs_paradigm"),
        ("braket.ir.ahs.program",),
        (
            frozenset({"rydberg_level", "channels"}),
            frozenset({"rydberg_level", "max_atom_num"}),
            frozenset({"rydberg", "lattice"}),
        ),
    ),
    Kind(
        "an annealer, which runs no gates",
        ("dwave",),
        ("braket.ir.annealing.problem",),
        (
            frozenset({"annealing_time_range"}),
            frozenset({"annealingDurationRange"}),
            frozenset({"h_range", "j_range"}),
            frozenset({"chip_id", "topology"}),
        ),
    ),
    Kind(
        "a photonic machine of squeezed light, which has modes in place of qubits",
        ("xanadu", "continuous_variable"),
        ("braket.ir.blackbird.program",),
        (frozenset({"modes", "gate_parameters"}), frozenset({"modes", "allowed_gate_ranges"})),
    ),
    Kind("a simulator on classical computers, which has no calibration", ("simulator",), (), ()),
)

DEPTH = 4
"""Of tables in which the marks are looked for: a device stands within an answer, or a sequence."""


def check_gates(document: Document) -> None:
    """Raise DeviceFileError for a machine that runs no circuits of gates."""
    for kind in KINDS:
        if any(_is(kind, one) for one in _tables(document.content, DEPTH)):
            raise DeviceFileError(
                f"{document.name}: a machine that runs circuits of gates expected, found "
                f"{kind.what}",
                hint="estimates are of circuits; no other machine is modelled",
            )


def _is(kind: Kind, table: Mapping[str, Any]) -> bool:
    header = table.get("braketSchemaHeader")
    schema = str(header.get("name")) if isinstance(header, dict) else ""
    if any(word in part for word in kind.schemas for part in schema.split(".")):
        return True
    actions = table.get("action")
    if isinstance(actions, dict) and actions and set(actions) <= set(kind.actions):
        return True
    return any(keys <= set(table) for keys in kind.keys)


def _tables(content: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """Yield a table and those within it, also such as are written as text."""
    if isinstance(content, str) and content.lstrip().startswith("{"):
        try:
            content = json.loads(content)
        except (ValueError, RecursionError):
            return
    if isinstance(content, dict):
        yield content
        for inner in content.values() if depth else ():
            yield from _tables(inner, depth - 1)
