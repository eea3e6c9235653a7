"""Wires of a circuit: which qubits something happens on, which are measured, what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.formats.circuits.limits import MAX_QUBITS, RefusedError
from qestimate.formats.circuits.steps import FENCE, NO_GATES, chosen, has_choice

if TYPE_CHECKING:
    from qestimate.formats.circuits.steps import Program, Step

IDLE = NO_GATES | {FENCE}
"""Steps after which a qubit that has no gate is as idle as before."""


def account(program: Program) -> dict[str, Any]:
    """Return a circuit on the qubits that something happens on, as JSON can hold it.

    A qubit is idle if no gate acts on it, whatever else is done to it. Resets of fresh qubits,
    and what comes after everything else on a qubit (delays, resets), are left out.

    Raises:
        RefusedError: No gates, or too many qubits.
    """
    branching = has_choice(program.steps)
    longer = chosen(program.steps, longer=True)
    shorter = chosen(program.steps, longer=False) if branching else None
    both = longer + (shorter or [])
    active = sorted({q for name, _, on in both if name not in IDLE for q in on})
    if not active:
        raise RefusedError("it has no gates", "nothing to estimate")
    if len(active) > MAX_QUBITS:
        raise RefusedError(f"gates on {len(active):,} qubits; at most {MAX_QUBITS:,} are read")
    at = {qubit: wire for wire, qubit in enumerate(active)}
    gates, measured = _kept(longer, at)
    other = None
    if shorter is not None:
        other, more = _kept(shorter, at)
        measured += [q for q in more if q not in measured]
    idle = set(range(program.n_qubits)) - set(active) if not program.hardware else set()
    read = {on[0] for name, _, on in both if name == "measure"}
    return {
        "name": program.name,
        "n_qubits": len(active),
        "gates": gates,
        "shorter": other,
        "measured": measured or list(range(len(active))),
        "numbers": active,
        "hardware": program.hardware,
        "parameters": program.n_parameters,
        "notes": [*_idle_note(idle, read - set(active)), *program.notes],
    }


def _idle_note(idle: set[int], read: set[int]) -> list[str]:
    if not idle | read:
        return []
    number = len(idle | read)
    are = "s without gates are" if number > 1 else " without gates is"
    said = f"{number:,} qubit{are} left out"
    if read:
        said += f"; {len(read):,} of them {'are' if len(read) > 1 else 'is'} measured: always 0"
    return [said]


def _kept(steps: list[Step], at: dict[int, int]) -> tuple[list[list[Any]], list[int]]:
    """Return steps without what changes nothing, on wires, and the wires measured at the end."""
    last: dict[int, int] = {}  # what each qubit is last touched by: gate, measure, kept reset
    gate_after: set[int] = set()
    final: set[int] = set()
    ending: list[bool] = []
    decided = False  # whether a choice follows, which what is measured may decide
    for index in range(len(steps) - 1, -1, -1):
        name, _, qubits = steps[index]
        keep = True
        if name == FENCE:
            decided, keep = True, any(q in last for q in qubits)
        elif name == "barrier":
            keep = any(q in gate_after for q in qubits)
        elif name in ("delay", "reset"):
            keep = qubits[0] in last
        elif name == "measure" and qubits[0] not in last:
            final.add(index)
            last[qubits[0]] = index
            keep = decided
        if keep and name not in (FENCE, "barrier"):
            last.update(dict.fromkeys(qubits, index))
        if name not in IDLE:
            gate_after.update(qubits)
        ending.append(keep)
    ending.reverse()
    gates: list[list[Any]] = []
    measured: list[int] = []
    used: set[int] = set()
    for index, (name, angles, qubits) in enumerate(steps):
        wires = [at[q] for q in qubits if q in at]
        if index in final:
            measured += wires
        if not ending[index] or not wires:
            continue
        if name == "reset" and wires[0] not in used:
            continue
        if name in (FENCE, "barrier") and not used.intersection(wires):
            continue
        if name not in (FENCE, "barrier", "delay", "reset"):
            used.update(wires)
        gates.append(["barrier" if name == FENCE else name, list(angles), wires])
    return gates, measured
