"""Qiskit: targets of IQM's stars, where qubits move into a resonator to meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.formats.devices.iqm_star import MOVES, between
from qestimate.formats.devices.profile import pair

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    Read = Callable[[Any, str, tuple[int, ...]], tuple[float | None, float | None]]
    """Returns error and duration of an operation on qubits of a target."""

MOVE = "move"


def resonators(target: Any) -> set[int]:
    """Return the numbers that stand for resonators: qubits move there, and none is read there."""
    if MOVE not in target.operation_names:
        return set()
    read = {on[0] for on in _places(target, "measure") if len(on) == 1}
    return {n for on in _places(target, MOVE) if len(on) == 2 for n in on if n not in read}


def meets_in_resonator(backend: Any, target: Any) -> bool:
    """Whether a backend of IQM's says that its chip has resonators that a target leaves out."""
    for owner, name in ((backend, "architecture"), (target, "iqm_dqa")):
        if getattr(getattr(owner, name, None), "computational_resonators", None):
            return True
    return False


def through(
    target: Any, hubs: Collection[int], read: Read
) -> tuple[dict[tuple[int, int], float | None], dict[tuple[int, int], float]]:
    """Return errors and times of gates between qubits that meet in a resonator.

    Args:
        target: Of Qiskit.
        hubs: Numbers that stand for resonators.
        read: Tells error and duration of an operation.
    """
    held: dict[str, dict[Any, tuple[float | None, float | None]]] = {"cz": {}, MOVE: {}}
    for name, found in held.items():
        for on in _places(target, name) if name in target.operation_names else ():
            inside = [n for n in on if n in hubs]
            outside = [n for n in on if n not in hubs]
            if len(inside) == len(outside) == 1:
                found[outside[0], inside[0]] = read(target, name, on)
    gates = {at: error for at, (error, _) in held["cz"].items()}
    both = {
        at: None if error is None else 1 - (1 - error) ** MOVES
        for at, (error, _) in held[MOVE].items()
    }
    times = {
        pair(a, b): gate + MOVES * move
        for (a, hub), (_, gate) in held["cz"].items()
        for (b, other), (_, move) in held[MOVE].items()
        if hub == other and a != b and gate is not None and move is not None
    }
    return between(gates, both), times


def _places(target: Any, name: str) -> list[tuple[int, ...]]:
    return [on for on in (target[name] or ()) if on is not None]
