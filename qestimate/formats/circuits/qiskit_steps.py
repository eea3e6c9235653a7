"""Circuits of Qiskit as steps on numbered qubits, definitions and loops written out."""

from __future__ import annotations

from math import isfinite, pi
from random import Random
from typing import TYPE_CHECKING, Any

from qestimate.formats.circuits.library import KNOWN, single, template
from qestimate.formats.circuits.limits import (
    DRAWS,
    MAX_DEPTH,
    MAX_REGISTER,
    MAX_STEPS,
    WIRES_A_STEP,
    Budget,
    RefusedError,
)
from qestimate.formats.circuits.sameness import MAX_SIZE, same_gate
from qestimate.formats.circuits.steps import Choice, Program, Template
from qestimate.formats.circuits.values import Free
from qestimate.formats.circuits.waiting import CARRIER, seconds_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.formats.circuits.steps import Step, Steps

NO_LENGTH = "delay in steps of a device's clock (dt), or whose unit the file does not keep"

IGNORED = frozenset(("snapshot", "store", "global_phase"))
"""Instructions that do nothing to a qubit."""


def program_of(circuit: Any, own: dict[str, str] | None = None) -> Program:
    """Return a circuit of Qiskit as steps.

    Args:
        circuit: From a file.
        own: Gates that a text defines under the name of a known one: their names here, and the
            known one where they are the same, else nothing; None where names are no definition.

    Raises:
        RefusedError: What is not modelled, or too large.
    """
    if not hasattr(circuit, "data"):
        raise RefusedError(f"{type(circuit).__name__} is no circuit of gates")
    if circuit.num_qubits > MAX_REGISTER:
        raise RefusedError(f"{circuit.num_qubits:,} qubits; at most {MAX_REGISTER:,} are read")
    flat = _Flattening(circuit, own)
    steps: Steps = []
    flat.write(circuit, tuple(range(circuit.num_qubits)), steps, 0)
    return Program(
        str(circuit.name)[:80],
        steps,
        circuit.num_qubits,
        len(circuit.parameters),
        tuple(flat.notes),
    )


def template_of(gate: Any, *, small: bool = False) -> Template:
    """Return a gate of Qiskit written out in known gates.

    Args:
        gate: With a definition.
        small: Whether it is only needed if it is small.

    Raises:
        RefusedError: It is no gate, has no definition, or is too large.
    """
    flat = _Flattening(None, None)
    if small:
        flat.budget.spend(MAX_STEPS - 10 * MAX_SIZE)
    steps: Steps = []
    flat.gate(gate, tuple(range(gate.num_qubits)), steps, 0)
    return Template(tuple(_sure(steps)), flat.phase)


def _sure(steps: Steps) -> list[Step]:
    found = []
    for step in steps:
        if isinstance(step, Choice) or step[0] in ("measure", "reset"):
            raise RefusedError("a gate that measures")
        found.append(step)
    return found


class _Flattening:
    """Writes circuits out: what it counts and remembers."""

    def __init__(self, circuit: Any, own: dict[str, str] | None) -> None:
        parameters = () if circuit is None else circuit.parameters
        source = Random(0)  # noqa: S311  # choices of angles, not secrets
        self.draws = [
            {parameter: source.uniform(0, 4 * pi) for parameter in parameters} for _ in range(DRAWS)
        ]
        self.own = own
        self.budget = Budget()
        self.notes: dict[str, None] = {}
        self.phase = 0.0
        self.texts: dict[tuple[str, tuple[Any, ...]], Template] = {}
        """Gates of a text, whose names are definitions of their own."""
        self.kept: dict[Any, bool] = {}
        """Whether gates with the name of a known one are the same."""

    def write(self, circuit: Any, qubits: tuple[int, ...], out: Steps, depth: int) -> None:
        """Add the steps of a circuit on some qubits."""
        if depth > MAX_DEPTH:
            raise RefusedError(
                f"definitions within definitions, more than {MAX_DEPTH} deep",
                "write some of them out",
            )
        at = dict(zip(circuit.qubits, qubits, strict=True))
        phase = circuit.global_phase
        self.phase += 0.0 if getattr(phase, "parameters", None) else float(phase)
        for one in circuit.data:
            self.budget.spend()
            operation = one.operation
            name = operation.name
            on = tuple([at[q] for q in one.qubits])
            if name in KNOWN and self.is_library(operation):
                self.add(name, operation.params, on, out)
            elif name in ("measure", "reset"):
                self.budget.emit(len(on))
                out += [(name, (), (q,)) for q in on]
            elif name == "barrier":
                self.budget.emit()
                self.budget.spend(len(on) // WIRES_A_STEP)
                out.append(("barrier", (), on))
            elif name == "delay":
                self.delay(seconds_of(operation), on, out)
            elif name == CARRIER and self.own is None:
                self.delay(float(operation.params[0]), on, out)
            elif name in IGNORED:
                if name == "snapshot":
                    self.notes["left out: snapshot"] = None
            elif hasattr(operation, "blocks"):
                self.control_flow(operation, on, out, depth + 1)
            elif name in ("break_loop", "continue_loop"):
                raise RefusedError(
                    f"{name}: a loop that ends by what is measured is not bounded",
                    "write its rounds out",
                )
            else:
                self.gate(operation, on, out, depth)

    def is_library(self, operation: Any) -> bool:
        """Return whether an operation is the gate of Qiskit that it is named after."""
        kind = getattr(operation, "base_class", type(operation))
        return bool(getattr(kind, "_standard_gate", None) is not None)

    def add(self, name: str, parameters: Sequence[Any], on: tuple[int, ...], out: Steps) -> None:
        """Add a known gate."""
        self.budget.emit()
        out.append((name, tuple([self.number(p) for p in parameters]), on))

    def number(self, value: Any) -> Any:
        """Return an angle, or its values at each draw of the free parameters it depends on."""
        needed = getattr(value, "parameters", None)
        if needed:
            try:
                values = [float(value.bind({p: d[p] for p in needed})) for d in self.draws]
            except KeyError:
                raise RefusedError("an angle depends on a variable that is not known") from None
            return Free(_finite(one) for one in values)
        return _finite(float(value))

    def delay(self, seconds: float | None, on: tuple[int, ...], out: Steps) -> None:
        """Add a delay, if its length is known."""
        if seconds is None:
            self.notes[f"left out: {NO_LENGTH}"] = None
            return
        if not isfinite(seconds) or seconds < 0:
            raise RefusedError(f"a delay of {seconds:g} s", "a length of 0 or more")
        self.budget.emit(len(on))
        out += [("delay", (seconds,), (q,)) for q in on]

    def control_flow(self, operation: Any, on: tuple[int, ...], out: Steps, depth: int) -> None:
        """Add loops, boxes, and choices."""
        name = operation.name
        if name == "while_loop":
            raise RefusedError(
                "while loop: it is not bounded", "write as many rounds of it out as it may take"
            )
        if name == "box":
            self.write(operation.blocks[0], on, out, depth)
            return
        if name == "for_loop":
            values, parameter, body = operation.params
            for value in values:
                self.budget.spend()
                bound = body
                if parameter is not None and parameter in body.parameters:
                    bound = body.assign_parameters({parameter: value})
                self.write(bound, on, out, depth)
            return
        if name not in ("if_else", "switch_case"):
            raise RefusedError(f"{name}: not modelled", "write it out without")
        branches: list[Steps] = []
        for block in operation.blocks:
            if block is not None:
                branch: Steps = []
                self.write(block, on, branch, depth)
                branches.append(branch)
        if name == "if_else" and len(branches) == 1:
            branches.append([])
        if name == "switch_case" and not _has_default(operation):
            branches.append([])
        out.append(Choice(tuple(branches)))

    def gate(self, operation: Any, on: tuple[int, ...], out: Steps, depth: int) -> None:
        """Add a gate by its definition, unless it is the same as the known one of its name."""
        name = operation.name
        if name in KNOWN and self.is_library(operation):
            self.add(name, operation.params, on, out)
            return
        if getattr(operation, "of_library", False):
            self.put(_known(template(name, self.numbers(operation), len(on))), on, out)
            return
        if self.own is None:
            kept = single(name, len(operation.params), len(on))
            if kept is not None and not self.is_library(operation):
                self.named_alike(operation, kept, on, out, depth)
            else:
                self.define(operation, on, out, depth)
            return
        if kept := self.own.get(name, ""):
            self.add(kept, operation.params, on, out)
            return
        key = (name, tuple(operation.params))
        if key not in self.texts:
            self.texts[key] = self.written(operation, len(on), depth)
        self.put(self.texts[key], on, out)

    def written(self, operation: Any, width: int, depth: int) -> Template:
        """Return the definition of a gate written out."""
        steps: Steps = []
        phase, self.phase = self.phase, 0.0
        self.define(operation, tuple(range(width)), steps, depth)
        found = Template(tuple(_sure(steps)), self.phase)
        self.phase = phase
        return found

    def named_alike(
        self, operation: Any, kept: str, on: tuple[int, ...], out: Steps, depth: int
    ) -> None:
        """Add a gate that has the name of a known one, as that one if it is the same."""
        angles = self.numbers(operation)
        if operation.definition is None:
            raise RefusedError(
                f"gate {operation.name!r} has no definition and is not Qiskit's of that name",
                "define it, or use Qiskit's own",
            )
        found = self.written(operation, len(on), depth)
        free = any(isinstance(v, Free) for _, values, _ in found.steps for v in (*values, *angles))
        key = (kept, angles, found.steps)
        if key not in self.kept:
            self.kept[key] = not free and same_gate(found, kept, angles)
        if self.kept[key]:
            self.add(kept, operation.params, on, out)
        else:
            self.put(found, on, out)

    def numbers(self, operation: Any) -> tuple[Any, ...]:
        """Return all angles of an operation."""
        return tuple([self.number(p) for p in operation.params])

    def put(self, found: Template, on: tuple[int, ...], out: Steps) -> None:
        """Add a gate that is written out."""
        self.budget.spend()
        self.budget.emit(len(found.steps))
        self.phase += 0.0 if isinstance(found.phase, Free) else found.phase
        for name, angles, slots in found.steps:
            out.append((name, angles, tuple([on[s] for s in slots])))

    def define(self, operation: Any, on: tuple[int, ...], out: Steps, depth: int) -> None:
        """Add the definition of a gate."""
        plain = _without_modifiers(operation)
        if plain is not operation:
            self.gate(plain, on, out, depth + 1)
            return
        definition = getattr(operation, "definition", None)
        if definition is None:
            raise RefusedError(
                f"gate {operation.name!r} has no definition",
                "define it in the file, or decompose it before it is saved",
            )
        self.write(definition, on, out, depth + 1)


def _without_modifiers(operation: Any) -> Any:
    """Return an operation with its modifiers worked out, if it has any."""
    modifiers = getattr(operation, "modifiers", ())
    if not modifiers:
        return operation
    base = operation.base_op
    for one in modifiers:
        kind = type(one).__name__
        if kind == "InverseModifier":
            base = base.inverse()
        elif kind == "PowerModifier":
            base = base.power(one.power)
        else:
            base = base.control(one.num_ctrl_qubits, ctrl_state=one.ctrl_state)
    return base


def _known(found: Template | str) -> Template:
    if isinstance(found, str):
        raise RefusedError(found, "define it in the file")
    return found


def _has_default(operation: Any) -> bool:
    from qiskit.circuit import CASE_DEFAULT

    return any(CASE_DEFAULT in labels for labels, _ in operation.cases_specifier())


def _finite(number: float) -> float:
    if not isfinite(number):
        raise RefusedError("an angle is not a finite number")
    return number
