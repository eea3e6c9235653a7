"""Gates under ctrl, negctrl, inv and pow, worked out by Qiskit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.formats.circuits.library import drawn
from qestimate.formats.circuits.limits import MAX_CONTROLS, MAX_GATES, RefusedError
from qestimate.formats.circuits.qiskit_steps import template_of
from qestimate.formats.circuits.sameness import circuit_of, standard_gate
from qestimate.formats.circuits.steps import Template

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_WIDTH = 3
"""Qubits of a gate up to which it is raised to a power that is no integer."""

Modifier = tuple[str, "int | float"]
"""``ctrl`` or ``negctrl`` with a number of controls, ``pow`` with a power, ``inv``."""


def controls_of(modifiers: Sequence[Modifier]) -> int:
    """Return how many qubits modifiers add.

    >>> controls_of([("ctrl", 2), ("inv", 1), ("negctrl", 1)])
    3
    """
    return sum(int(value) for name, value in modifiers if name in ("ctrl", "negctrl"))


def modified(found: Template, width: int, modifiers: Sequence[Modifier]) -> Template | str:
    """Return a gate under modifiers, written out; the controls are its first qubits.

    Args:
        found: The gate.
        width: Its qubits.
        modifiers: As they stand in a file, the last one first of all.

    Raises:
        RefusedError: Too many controls, or too large a power.
    """
    if controls_of(modifiers) > MAX_CONTROLS:
        raise RefusedError(f"more than {MAX_CONTROLS} controls", "write the gate out")
    for name, value in reversed(modifiers):
        if name == "pow" and float(value).is_integer():
            found = _repeated(found, width, int(value))
            continue
        flat: list[Any] = [*(angle for step in found.steps for angle in step[1]), found.phase]
        before = found

        def at(
            values: tuple[float, ...],
            before: Template = before,
            one: Modifier = (name, value),
            width: int = width,
        ) -> Template | str:
            return _modified(_with(before, values), width, one)

        result = drawn(at, tuple(flat))
        if isinstance(result, str):
            return result
        found = result
        width += int(value) if name in ("ctrl", "negctrl") else 0
    return found


def _with(found: Template, values: tuple[float, ...]) -> Template:
    """Return a gate with other angles."""
    left = iter(values)
    steps = tuple(
        (name, tuple([next(left) for _ in angles]), slots) for name, angles, slots in found.steps
    )
    return Template(steps, next(left))


def _modified(found: Template, width: int, modifier: Modifier) -> Template | str:
    name, value = modifier
    gate = _gate(found, width)
    if name == "inv":
        gate = gate.inverse()
    elif name == "pow":
        if width > MAX_WIDTH:
            return f"a power of a gate on {width} qubits that is no integer"
        gate = gate.power(float(value))
    elif width:
        state = 0 if name == "negctrl" else None
        gate = gate.control(int(value), ctrl_state=state, annotated=False)
    else:
        return _controlled_phase(found.phase, int(value), negative=name == "negctrl")
    return template_of(gate)


def _gate(found: Template, width: int) -> Any:
    """Return a gate of Qiskit; a single known one stays what it is."""
    if len(found.steps) == 1 and found.phase == 0 and width:
        name, angles, slots = found.steps[0]
        if slots == tuple(range(width)):
            return standard_gate(name, angles)
    return circuit_of(found, width).to_gate()


def _controlled_phase(phase: float, controls: int, *, negative: bool) -> Template:
    """Return a phase of all that depends on some qubits."""
    from qiskit.circuit.library import MCPhaseGate, PhaseGate

    gate = PhaseGate(phase) if controls == 1 else MCPhaseGate(phase, controls - 1)
    inside = template_of(gate).steps
    flips = tuple([("x", (), (q,)) for q in range(controls)]) if negative else ()
    return Template((*flips, *inside, *flips), template_of(gate).phase)


def _repeated(found: Template, width: int, power: int) -> Template:
    if abs(power) * max(len(found.steps), 1) > MAX_GATES:
        raise RefusedError(f"a gate to the power of {power:,}", "a smaller power")
    if power < 0:
        inverse = modified(found, width, (("inv", 1),))
        if isinstance(inverse, str):
            raise RefusedError(inverse)
        found = inverse
    return Template(found.steps * abs(power), found.phase * abs(power))
