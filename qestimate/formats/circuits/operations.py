"""What an OpenQASM 3 program does to its qubits: gates, measurements, resets, delays, boxes."""

from __future__ import annotations

from abc import abstractmethod
from math import isfinite
from typing import TYPE_CHECKING, Any

from openqasm3 import ast

from qestimate.formats.circuits.gate_calls import (
    Definition,
    Gates,
    broadcast,
    template_of_steps,
)
from qestimate.formats.circuits.limits import WIRES_A_STEP, RefusedError
from qestimate.formats.circuits.modifiers import modified
from qestimate.formats.circuits.scope import Scope
from qestimate.formats.circuits.statements import Parsed
from qestimate.formats.circuits.steps import Choice, Template, all_steps
from qestimate.formats.circuits.types import Kind, Variable
from qestimate.formats.circuits.values import UNKNOWN, Duration, Free, OneWire, Wires, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.formats.circuits.modifiers import Modifier
    from qestimate.formats.circuits.plain_statements import Call, Operand
    from qestimate.formats.circuits.steps import Steps


class Operations(Scope):
    """Writes gates and everything else on qubits down."""

    def __init__(self) -> None:
        super().__init__()
        self.gates = Gates(self.written)

    @abstractmethod
    def one(self, statement: Any) -> None:
        """Run one statement of a file, or of the body of a gate."""

    @abstractmethod
    def nodes(self, statements: Sequence[Any]) -> None:
        """Run statements in a scope of their own."""

    @abstractmethod
    def is_subroutine(self, name: str) -> bool:
        """Return whether the file defines a subroutine of that name."""

    def plain_call(self, call: Call) -> None:
        """Run a gate, barrier or reset on plain operands."""
        if self.is_subroutine(call.name):
            self.subroutine(
                call.name, [*map(_argument, call.arguments), *map(_expression, call.operands)]
            )
            return
        registers = [self.operand(one) for one in call.operands]
        if call.name == "barrier":
            self.barrier(registers)
        elif call.name == "reset":
            for one in registers:
                self.reset(one)
        else:
            angles = tuple(
                [
                    float(one) if type(one) in (float, int) else self.angle(one)
                    for one in call.arguments
                ]
            )
            modifiers = tuple(
                (name, 1 if value is None else value) for name, value in call.modifiers
            )
            self.call(call.name, angles, registers, self.checked(modifiers))

    def call(
        self,
        name: str,
        angles: tuple[Any, ...],
        registers: Sequence[Wires],
        modifiers: tuple[Modifier, ...],
    ) -> None:
        """Add a gate on registers."""
        if name == "measure_ff" and len(angles) == 1:
            for one in registers:
                self.measure(one)
            return
        if name == "cc_prx" and len(angles) == 3 and not modifiers:
            before, self.out = self.out, []
            self.call("prx", angles[:2], registers, ())
            flipped, self.out = self.out, before
            self.out.append(Choice((flipped, [])))
            return
        found = self.gates.template(name, angles, len(registers), modifiers)
        for on in broadcast(registers, name):
            self.put(found, on)

    def put(self, found: Template, on: tuple[int, ...]) -> None:
        """Add a gate that is written out."""
        self.budget.spend()
        self.budget.emit(len(found.steps))
        if found.phase != 0:
            self.phase = self.phase + found.phase
        out = self.out
        for name, angles, slots in found.steps:
            out.append((name, angles, tuple([on[slot] for slot in slots])))

    def written(self, own: Definition, angles: tuple[Any, ...]) -> Template:
        """Return a gate of the file, written out."""
        before = self.out, self.phase, self.scopes, self.line, self.offset
        scope: dict[str, Any] = {name: OneWire((slot,)) for slot, name in enumerate(own.qubits)}
        real = Kind("angle")
        scope |= {
            name: Variable(value, real, constant=True)
            for name, value in zip(own.parameters, angles, strict=True)
        }
        self.out, self.phase, self.offset = [], 0.0, own.offset
        self.scopes = [self.scopes[0], scope]
        self.live.append(scope)
        try:
            for one in own.body:
                self.one(one)
            return template_of_steps(self.out, self.phase)
        finally:
            self.live.pop()
            self.out, self.phase, self.scopes, self.line, self.offset = before

    def angle(self, node: Any) -> Any:
        """Return an angle. [rad]"""
        found = plain(self.value(node, real=True))
        if found is UNKNOWN:
            raise RefusedError(
                "an angle depends on what is measured", "write each case out with if"
            )
        if isinstance(found, Free):
            if not all(isfinite(one) for one in found):
                raise RefusedError("an angle is not a finite number")
            return found
        if not isinstance(found, (int, float)) or not isfinite(found):
            raise RefusedError("an angle is not a finite number")
        return float(found)

    def checked(self, modifiers: tuple[Modifier, ...]) -> tuple[Modifier, ...]:
        """Return modifiers that make sense."""
        for name, value in modifiers:
            if name in ("ctrl", "negctrl") and (not isinstance(value, int) or value < 1):
                raise RefusedError(f"{name}({value}): takes a number of qubits")
            if not isfinite(value) or abs(value) > 1e6:
                raise RefusedError(f"{name}({value}): too large")
        return modifiers

    def modifiers(self, node: Any) -> tuple[Modifier, ...]:
        """Return the modifiers of a call."""
        found: list[Modifier] = []
        for one in node.modifiers:
            name = one.modifier.name
            value: Any = 1
            if one.argument is not None:
                real = name == "pow"
                value = self.value(one.argument, real=real)
                if not isinstance(value, (int, float)):
                    raise RefusedError(f"{name}: takes a number that the program settles")
            found.append((name, value))
        return self.checked(tuple(found))

    def _do_quantum_gate(self, node: Any) -> None:
        if self.is_subroutine(node.name.name):
            self.subroutine(node.name.name, [*node.arguments, *node.qubits])
            return
        angles = tuple([self.angle(one) for one in node.arguments])
        registers = [self.wires(self.value(one), "an operand") for one in node.qubits]
        self.call(node.name.name, angles, registers, self.modifiers(node))

    def _do_quantum_phase(self, node: Any) -> None:
        angle = self.angle(node.argument)
        registers = [self.wires(self.value(one), "an operand") for one in node.qubits]
        modifiers = self.modifiers(node)
        if not registers or not any(name in ("ctrl", "negctrl") for name, _ in modifiers):
            sign = -1 if sum(name == "inv" for name, _ in modifiers) % 2 else 1
            for name, value in modifiers:
                angle = angle * value if name == "pow" else angle
            self.phase = self.phase + sign * angle
            return
        found = modified(Template((), angle), 0, modifiers)
        if isinstance(found, str):
            raise RefusedError(found)
        for on in broadcast(registers, "gphase"):
            self.put(found, on)

    def _do_quantum_gate_definition(self, node: Any) -> None:
        self.gates.define(
            Definition(
                node.name.name,
                tuple(one.name for one in node.arguments),
                tuple(one.name for one in node.qubits),
                tuple(Parsed(one, self.offset) for one in node.body),
                self.offset,
            )
        )

    def measure(self, wires: Wires) -> None:
        """Add measurements."""
        self.budget.emit(len(wires))
        self.out += [("measure", (), (q,)) for q in wires]

    def reset(self, wires: Wires) -> None:
        """Add resets."""
        self.budget.emit(len(wires))
        self.out += [("reset", (), (q,)) for q in wires]

    def barrier(self, registers: Sequence[Wires]) -> None:
        """Add a barrier; across all qubits if none are named."""
        on = tuple(dict.fromkeys(q for one in registers for q in one)) or self.all_wires()
        self.budget.emit()
        self.budget.spend(len(on) // WIRES_A_STEP)
        self.out.append(("barrier", (), on))

    def all_wires(self) -> tuple[int, ...]:
        """Return all qubits that a statement without operands is for."""
        if self.hardware:
            return tuple(-1 - number for number in sorted(self.hardware))
        return tuple(range(self.n_qubits))

    def _do_quantum_barrier(self, node: Any) -> None:
        self.barrier([self.wires(self.value(one), "an operand") for one in node.qubits])

    def _do_quantum_reset(self, node: Any) -> None:
        self.reset(self.wires(self.value(node.qubits), "an operand"))

    def _do_delay_instruction(self, node: Any) -> None:
        length = self.value(node.duration, real=True)
        if not isinstance(length, Duration):
            raise RefusedError("delay: takes a length of time, such as delay[100ns] q[0];")
        registers = [self.wires(self.value(one), "an operand") for one in node.qubits]
        if length.seconds is None:
            self.notes[
                "left out: delay in units of the device's clock (dt) or of no fixed length"
            ] = None
            return
        if not isfinite(length.seconds) or length.seconds < 0:
            raise RefusedError(f"a delay of {length.seconds:g} s", "a delay is a time from 0 s on")
        on = [q for one in registers for q in one] or list(self.all_wires())
        self.budget.emit(len(on))
        self.out += [("delay", (length.seconds,), (q,)) for q in on]

    def _do_box(self, node: Any) -> None:
        if node.duration is not None:
            self.notes["left out: length of a box"] = None
        before, self.out = self.out, []
        self.nodes(node.body)
        inside, self.out = self.out, before
        on = tuple(dict.fromkeys(q for step in all_steps(inside) for q in step[2]))
        fence: Steps = [("barrier", (), on)] if on else []
        self.out += [*fence, *inside, *fence]

    def pragma(self, text: str) -> None:
        """Take note of a line for another program."""
        words = text.lstrip("#").split()[1:]
        if words[:2] == ["braket", "verbatim"]:
            self.notes["a verbatim box: its gates are meant as they are"] = None
        elif words[:1] == ["braket"] and " ".join(words[1:]).startswith("unitary"):
            raise RefusedError(
                "#pragma braket unitary: a gate given as a matrix is not read",
                "write it as gates",
            )
        else:
            what = " ".join(words[:2])[:60] or "of nothing"
            self.notes[f"left out: pragma {what}"] = None

    def _do_pragma(self, node: Any) -> None:
        self.pragma(f"pragma {node.command}")

    def _do_calibration_definition(self, _node: Any) -> None:
        self.notes["left out: pulses of gates (defcal)"] = None

    def _do_calibration_grammar_declaration(self, _node: Any) -> None:
        return

    def _do_calibration_statement(self, _node: Any) -> None:
        raise RefusedError("cal: pulses are not modelled", "gates only")

    def _do_include(self, _node: Any) -> None:
        return


def _expression(operand: Operand) -> ast.Expression:
    """Return a plain operand as the grammar has it."""
    name, index = operand
    found = ast.Identifier(name)
    return found if index is None else ast.IndexExpression(found, [ast.IntegerLiteral(index)])


def _argument(value: Any) -> Any:
    """Return a plain argument as the grammar has it."""
    if type(value) is int:
        return ast.IntegerLiteral(value)
    return ast.FloatLiteral(value) if type(value) is float else value
