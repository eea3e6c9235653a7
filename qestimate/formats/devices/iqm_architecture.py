"""IQM: the architecture of a chip, which says what is on it and where gates are calibrated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.formats.devices.iqm_names import QUBIT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qestimate.formats.devices.documents import Document


def is_architecture(document: Document) -> bool:
    """Whether a document holds an architecture: a dynamic one, or one of operations."""
    found = architecture_in(document)
    return isinstance(found.get("qubits"), list) and any(
        isinstance(found.get(key), dict) for key in ("gates", "operations")
    )


def architecture_in(document: Document) -> Mapping[str, object]:
    """Return the architecture in a document, empty if it holds none."""
    inner = document.get("quantum_architecture")
    found = inner if isinstance(inner, dict) else document.content
    return found if isinstance(found, dict) else {}


def names(architecture: Mapping[str, object], key: str) -> list[str]:
    """Return the names that stand under a key."""
    found = architecture.get(key)
    return [str(one) for one in found] if isinstance(found, list) else []


def numbers(name: str) -> list[int]:
    """Return the numbers of the qubits in a name.

    >>> numbers("QB1__QB12")
    [1, 12]
    """
    return [int(n) for n in QUBIT.findall(name)]


def implementations(architecture: Mapping[str, object]) -> dict[str, str]:
    """Return the usual implementation of each gate, by what is observed of it."""
    gates = architecture.get("gates")
    usual = {}
    for name, gate in gates.items() if isinstance(gates, dict) else ():
        chosen = gate.get("default_implementation") if isinstance(gate, dict) else None
        for method in ("rb", "irb", "ssro"):
            if chosen:
                usual[f"{method}.{name}"] = str(chosen)
    return usual


def loci(architecture: Mapping[str, object], gate: str) -> set[frozenset[str]] | None:
    """Return where a gate is calibrated, by names; None if an architecture does not say."""
    gates, operations = architecture.get("gates"), architecture.get("operations")
    if isinstance(gates, dict):
        every = (gates.get(gate) or {}).get("implementations") or {}
        found = [locus for one in every.values() for locus in one.get("loci") or ()]
    elif isinstance(operations, dict):
        found = operations.get(gate) or []
    else:
        return None
    return {frozenset(str(name) for name in locus) for locus in found}
