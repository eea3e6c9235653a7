"""OpenQASM 3, run as far as a program alone settles it: loops and subroutines are written out.

Parsed by the grammar that the language publishes (``openqasm3``). Qiskit's importer of it knows no
constants, loops over qubits, or subroutines; pyqasm, which does, writes ``ecr``, ``iswap`` and ``cp``
out in other gates, knows no free parameters, and takes twice as long.
"""

from __future__ import annotations

import re
from math import isfinite, pi
from random import Random
from typing import TYPE_CHECKING, Any

from qestimate.formats.circuits.expressions import CONSTANTS, Expressions
from qestimate.formats.circuits.gate_calls import (
    Definition,
    Gates,
    broadcast,
    template_of_steps,
)
from qestimate.formats.circuits.limits import (
    DRAWS,
    MAX_DEPTH,
    MAX_REGISTER,
    Budget,
    RefusedError,
)
from qestimate.formats.circuits.openqasm2 import check_size
from qestimate.formats.circuits.statements import (
    Call,
    Define,
    Measure,
    Parsed,
    Pragma,
    statements_of,
)
from qestimate.formats.circuits.steps import Choice, Program, Template
from qestimate.formats.circuits.tokens import without_comments
from qestimate.formats.circuits.types import Kind, Variable, cast, unset
from qestimate.formats.circuits.values import (
    UNKNOWN,
    Bits,
    Duration,
    Free,
    OneWire,
    Wires,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.formats.circuits.modifiers import Modifier
    from qestimate.formats.circuits.statements import Operand, Statement
    from qestimate.formats.circuits.steps import Steps

_REGISTER = re.compile(r"\b(?:[qc]reg\s+\w+\s*\[\s*(\d+)|(?:qu)?bit\s*\[\s*(\d+))")


def read(text: str) -> Program:
    """Return the circuit of a text.

    Args:
        text: Its version and includes blanked.

    Raises:
        RefusedError: No OpenQASM 3, too large, or not modelled.
    """
    check_size(without_comments(text), _REGISTER)
    run = _Run()
    run.block(statements_of(text))
    return run.program()


class _StopError(Exception):
    """A statement that ends a loop, a subroutine, or the program."""

    def __init__(self, what: str, value: Any = UNKNOWN) -> None:
        super().__init__(what)
        self.what = what
        self.value = value


class _Subroutine:
    def __init__(self, node: Any, offset: int) -> None:
        self.node = node
        self.offset = offset


class _Run(Expressions):
    """A program while it runs."""

    def __init__(self) -> None:
        self.out: Steps = []
        self.phase: Any = 0.0
        self.budget = Budget()
        self.gates = Gates(self.written)
        self.subroutines: dict[str, _Subroutine | None] = {}
        self.scopes: list[dict[str, Any]] = [{}]
        self.live: list[dict[str, Any]] = [self.scopes[0]]
        """All scopes, those of callers as well."""
        self.n_qubits = 0
        self.hardware: set[int] = set()
        self.notes: dict[str, None] = {}
        self.random = Random(0)  # noqa: S311  # choices of angles, not secrets
        self.inputs: dict[int, Free] = {}
        self.used: set[int] = set()
        self.line = 0
        self.offset = 0
        self.depth = 0
        self.undecided = 0

    def program(self) -> Program:
        """Return what has been written."""
        if self.hardware and self.n_qubits:
            on = {q for step in _all(self.out) for q in step[2]}
            if any(q >= 0 for q in on):
                raise RefusedError(
                    "gates on registers and on qubits of the device ($0)", "use one of the two"
                )
        if self.hardware:
            self.out = _moved(self.out)
        n_qubits = max(self.hardware) + 1 if self.hardware else self.n_qubits
        return Program(
            "", self.out, n_qubits, len(self.used), tuple(self.notes), bool(self.hardware)
        )

    # names

    def look_up(self, name: str) -> Any:
        """Return the value of a name."""
        for scope in reversed(self.scopes):
            found = scope.get(name)
            if found is not None:
                if isinstance(found, Variable):
                    if self.inputs:
                        self._count(found.value)
                    return found.value
                return found
        if name[0] == "$":
            return self.physical(name)
        if name in CONSTANTS:
            return CONSTANTS[name]
        raise RefusedError(f"{name!r:.80} is not declared")

    def physical(self, name: str) -> OneWire:
        """Return a qubit of the device; numbers below zero, so that registers have theirs."""
        number = int(name[1:]) if name[1:].isdigit() else MAX_REGISTER
        if number >= MAX_REGISTER:
            raise RefusedError(f"qubit {name:.40}: numbers below {MAX_REGISTER:,} are read")
        self.hardware.add(number)
        return OneWire((-1 - number,))

    def _count(self, value: Any) -> None:
        if isinstance(value, Free) and id(value) in self.inputs:
            self.used.add(id(value))
        elif isinstance(value, list) and not isinstance(value, Bits):
            for one in value:
                self._count(one)

    def declare(self, name: str, value: Any) -> None:
        """Add a name to the innermost scope."""
        if name in self.scopes[-1]:
            raise RefusedError(f"{name!r:.80} is declared twice")
        self.scopes[-1][name] = value

    def wires(self, found: Any, name: str = "it") -> Wires:
        """Return qubits that an expression stands for."""
        if not isinstance(found, Wires):
            raise RefusedError(f"{name:.80} is no qubit")
        return found

    def operand(self, one: Operand) -> Wires:
        """Return the qubits of a plain operand."""
        name, index = one
        found = self.look_up(name)
        if not isinstance(found, Wires):
            raise RefusedError(f"{name:.80} is no qubit")
        if index is None:
            return found
        if isinstance(found, OneWire):
            raise RefusedError(f"{name:.80} is a single qubit, no register")
        if index >= len(found):
            raise RefusedError(
                f"{name:.80}[{index}] is not there: {name:.80} has {len(found):,}",
                "qubits are counted from 0",
            )
        return OneWire((found[index],))

    # statements

    def block(self, statements: Sequence[Statement]) -> None:
        """Run the statements of a file."""
        try:
            for one in statements:
                self.one(one)
        except _StopError as stop:
            if stop.what != "end":
                raise RefusedError(f"{stop.what}: not in a loop or subroutine") from None
        except RefusedError as refusal:
            if refusal.line or not self.line:
                raise
            raise RefusedError(str(refusal), refusal.hint, self.line) from None
        except RecursionError:
            raise RefusedError("nested too deeply", "write some of it out", self.line) from None

    def one(self, statement: Any) -> None:
        """Run one statement of a file, or of the body of a plain gate."""
        self.budget.spend()
        self.line = statement.line
        if type(statement) is Call:
            self.plain_call(statement)
        elif type(statement) is Measure:
            wires = self.operand(statement.qubit)
            self.measure(wires)
            if statement.target is not None:
                name, index = statement.target
                self.assign(name, [] if index is None else [index], UNKNOWN)
        elif type(statement) is Define:
            self.gates.define(Definition(*statement[:4], self.offset))
        elif type(statement) is Pragma:
            self.pragma(statement.text)
        elif type(statement) is Parsed:
            self.offset = statement.offset
            self.node(statement.node)
        else:
            self.node(statement)

    def node(self, node: Any) -> None:
        """Run a statement of the syntax tree."""
        if node.span is not None:
            self.line = self.offset + node.span.start_line
        work = getattr(self, f"_do_{type(node).__name__}", None)
        if work is None:
            raise RefusedError(f"{type(node).__name__}: a statement that is not known")
        work(node)

    def nodes(self, statements: Sequence[Any]) -> None:
        """Run statements in a scope of their own."""
        if self.depth > MAX_DEPTH:
            raise RefusedError(
                f"loops, branches and subroutines more than {MAX_DEPTH} deep", "write some out"
            )
        scope: dict[str, Any] = {}
        self.scopes.append(scope)
        self.live.append(scope)
        self.depth += 1
        try:
            for one in statements:
                self.budget.spend()
                self.node(one)
        finally:
            self.depth -= 1
            self.live.pop()
            self.scopes.pop()

    # gates

    def plain_call(self, call: Call) -> None:
        """Run a gate, barrier or reset on plain operands."""
        registers = [self.operand(one) for one in call.operands]
        if call.name == "barrier":
            self.barrier(registers)
        elif call.name == "reset":
            for one in registers:
                self.reset(one)
        else:
            angles = tuple(
                [one if type(one) in (float, int) else self.angle(one) for one in call.arguments]
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

    def _do_QuantumGate(self, node: Any) -> None:  # noqa: N802
        angles = tuple([self.angle(one) for one in node.arguments])
        registers = [self.wires(self.value(one), "an operand") for one in node.qubits]
        self.call(node.name.name, angles, registers, self.modifiers(node))

    def _do_QuantumPhase(self, node: Any) -> None:  # noqa: N802
        from qestimate.formats.circuits.modifiers import modified

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

    def _do_QuantumGateDefinition(self, node: Any) -> None:  # noqa: N802
        self.gates.define(
            Definition(
                node.name.name,
                tuple(one.name for one in node.arguments),
                tuple(one.name for one in node.qubits),
                tuple(Parsed(one, self.offset) for one in node.body),
                self.offset,
            )
        )

    # what is no gate

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
        self.out.append(("barrier", (), on))

    def all_wires(self) -> tuple[int, ...]:
        """Return all qubits that a statement without operands is for."""
        if self.hardware:
            return tuple(-1 - number for number in sorted(self.hardware))
        return tuple(range(self.n_qubits))

    def _do_QuantumBarrier(self, node: Any) -> None:  # noqa: N802
        self.barrier([self.wires(self.value(one), "an operand") for one in node.qubits])

    def _do_QuantumReset(self, node: Any) -> None:  # noqa: N802
        self.reset(self.wires(self.value(node.qubits), "an operand"))

    def _do_DelayInstruction(self, node: Any) -> None:  # noqa: N802
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
            raise RefusedError(f"delay: of {length.seconds:g} s")
        on = [q for one in registers for q in one] or list(self.all_wires())
        self.budget.emit(len(on))
        self.out += [("delay", (length.seconds,), (q,)) for q in on]

    def _do_Box(self, node: Any) -> None:  # noqa: N802
        if node.duration is not None:
            self.notes["left out: length of a box"] = None
        before, self.out = self.out, []
        self.nodes(node.body)
        inside, self.out = self.out, before
        on = tuple(dict.fromkeys(q for step in _all(inside) for q in step[2]))
        fence: Steps = [("barrier", (), on)] if on else []
        self.out += [*fence, *inside, *fence]

    def pragma(self, text: str) -> None:
        """Take note of a line for another program."""
        words = text.lstrip("#").split()[1:]
        if words[:2] == ["braket", "verbatim"]:
            self.notes["a verbatim box: its gates are meant as they are"] = None
        elif words[:2] == ["braket", "unitary"] or (words[:1] == ["braket"] and len(words) < 2):
            raise RefusedError(
                "#pragma braket unitary: a gate given as a matrix is not read",
                "write it as gates, for example with to_circuit() or transpile()",
            )
        else:
            what = " ".join(words[:2])[:60] or "of nothing"
            self.notes[f"left out: pragma {what}"] = None

    def _do_Pragma(self, node: Any) -> None:  # noqa: N802
        self.pragma(f"pragma {node.command}")

    def _do_CalibrationDefinition(self, _node: Any) -> None:  # noqa: N802
        self.notes["left out: pulses of gates (defcal)"] = None

    def _do_CalibrationGrammarDeclaration(self, _node: Any) -> None:  # noqa: N802
        return

    def _do_CalibrationStatement(self, _node: Any) -> None:  # noqa: N802
        raise RefusedError("cal: pulses are not modelled", "gates only")

    def _do_Include(self, _node: Any) -> None:  # noqa: N802
        return

    # declarations

    def _do_QubitDeclaration(self, node: Any) -> None:  # noqa: N802
        size = 1 if node.size is None else self.size(node.size)
        if self.n_qubits + size > MAX_REGISTER:
            raise RefusedError(f"a register of {size:,}; at most {MAX_REGISTER:,} are read")
        found = range(self.n_qubits, self.n_qubits + size)
        self.n_qubits += size
        self.declare(node.qubit.name, OneWire(found) if node.size is None else Wires(found))

    def _do_ClassicalDeclaration(self, node: Any) -> None:  # noqa: N802
        kind = self.kind(node.type)
        value = unset(kind)
        if node.init_expression is not None:
            value = self.initial(node.init_expression, kind)
        self.declare(node.identifier.name, Variable(value, kind))

    def _do_ConstantDeclaration(self, node: Any) -> None:  # noqa: N802
        kind = self.kind(node.type)
        value = self.initial(node.init_expression, kind)
        self.declare(node.identifier.name, Variable(value, kind, constant=True))

    def initial(self, node: Any, kind: Kind) -> Any:
        """Return what a variable begins with."""
        if type(node).__name__ == "QuantumMeasurement":
            self.measure(self.wires(self.value(node.qubit), "an operand"))
            return cast(UNKNOWN, kind)
        base = kind.base.name if kind.base is not None else kind.name
        return cast(self.value(node, real=base in ("float", "angle", "duration")), kind)

    def _do_IODeclaration(self, node: Any) -> None:  # noqa: N802
        kind = self.kind(node.type)
        value = unset(kind)
        if node.io_identifier.name == "input":
            value = self.drawn(kind)
        self.declare(node.identifier.name, Variable(value, kind, constant=True))
        if node.io_identifier.name == "output":
            self.scopes[-1][node.identifier.name].constant = False

    def drawn(self, kind: Kind) -> Any:
        """Return values of an input that is an angle, one for each draw."""
        base = kind.base if kind.base is not None else kind
        if base.name not in ("float", "angle"):
            return unset(kind)
        if not kind.shape:
            found = Free(self.random.uniform(0, 4 * pi) for _ in range(DRAWS))
            self.inputs[id(found)] = found
            return found
        self.budget.spend(kind.shape[0])
        below = kind._replace(shape=kind.shape[1:]) if len(kind.shape) > 1 else base
        return [self.drawn(below) for _ in range(kind.shape[0])]

    def _do_AliasStatement(self, node: Any) -> None:  # noqa: N802
        found = self.value(node.value)
        if not isinstance(found, Wires):
            found = Variable(found, Kind("bit", len(found) if isinstance(found, Bits) else None))
        self.declare(node.target.name, found)

    def _do_SubroutineDefinition(self, node: Any) -> None:  # noqa: N802
        self.subroutines[node.name.name] = _Subroutine(node, self.offset)

    def _do_ExternDeclaration(self, node: Any) -> None:  # noqa: N802
        self.subroutines[node.name.name] = None

    # values that change

    def assign(self, name: str, indices: list[Any], value: Any, sign: str = "=") -> None:
        """Change a variable, or a part of one."""
        found = next((s[name] for s in reversed(self.scopes) if name in s), None)
        if not isinstance(found, Variable):
            raise RefusedError(f"{name!r:.80} is no variable")
        if found.constant:
            raise RefusedError(f"{name!r:.80} is a constant")
        if not indices:
            found.value = cast(value, found.kind)
            return
        held = found.value
        for index in indices[:-1]:
            held = self.indexed(held, [index], name)
        last = indices[-1]
        last = last[0] if isinstance(last, list) and len(last) == 1 else last
        if not isinstance(held, list):
            if held is UNKNOWN:
                return
            if found.kind.name in ("int", "uint", "angle", "bit"):
                found.value = UNKNOWN
                return
            raise RefusedError(f"{name!r:.80} is no register or array")
        if isinstance(last, int) or type(last).__name__ not in ("RangeDefinition", "DiscreteSet"):
            place = last if isinstance(last, int) else self.whole(last, "an index")
            if not -len(held) <= place < len(held):
                raise RefusedError(f"{name:.80}[{place}] is not there: it has {len(held):,}")
            kind = found.kind.base if found.kind.base is not None else Kind("bit")
            held[place] = cast(value, kind) if not isinstance(held[place], list) else value
            return
        for place in self.indexed(list(range(len(held))), [last], name):
            held[place] = UNKNOWN

    def _do_ClassicalAssignment(self, node: Any) -> None:  # noqa: N802
        from openqasm3 import ast

        target = node.lvalue
        name = target.name if isinstance(target.name, str) else target.name.name
        indices = getattr(target, "indices", [])
        kind = next((s[name] for s in reversed(self.scopes) if name in s), None)
        real = isinstance(kind, Variable) and (kind.kind.base or kind.kind).name in (
            *("float", "angle", "duration"),
        )
        sign = node.op.name
        if type(node.rvalue).__name__ == "QuantumMeasurement":
            self.measure(self.wires(self.value(node.rvalue.qubit), "an operand"))
            self.assign(name, indices, UNKNOWN)
            return
        right = node.rvalue
        if sign != "=":
            left = ast.Identifier(name) if not indices else target
            operation = ast.BinaryOperator[sign[:-1]]
            right = ast.BinaryExpression(operation, left, node.rvalue)
        self.assign(name, indices, self.value(right, real=real))

    def _do_QuantumMeasurementStatement(self, node: Any) -> None:  # noqa: N802
        self.measure(self.wires(self.value(node.measure.qubit), "an operand"))
        if node.target is not None:
            target = node.target
            name = target.name if isinstance(target.name, str) else target.name.name
            self.assign(name, getattr(target, "indices", []), UNKNOWN)

    def _do_ExpressionStatement(self, node: Any) -> None:  # noqa: N802
        self.value(node.expression)

    # order of what runs

    def _do_CompoundStatement(self, node: Any) -> None:  # noqa: N802
        self.nodes(node.statements)

    def _do_ForInLoop(self, node: Any) -> None:  # noqa: N802
        kind = self.kind(node.type)
        found = self.value(node.set_declaration)
        if isinstance(found, Free) or found is UNKNOWN or not isinstance(found, (list, range)):
            raise RefusedError(
                "for loop: its rounds depend on an input or on what is measured",
                "put numbers in their place",
            )
        for one in found:
            self.budget.spend()
            scope = {node.identifier.name: Variable(cast(one, kind), kind)}
            self.scopes.append(scope)
            self.live.append(scope)
            try:
                self.nodes(node.block)
            except _StopError as stop:
                if stop.what == "break":
                    break
                if stop.what != "continue":
                    raise
            finally:
                self.live.pop()
                self.scopes.pop()

    def _do_WhileLoop(self, node: Any) -> None:  # noqa: N802
        while True:
            self.budget.spend()
            self.line = self.offset + node.span.start_line
            found = plain(self.value(node.while_condition))
            if found is UNKNOWN or isinstance(found, Free):
                raise RefusedError(
                    "while loop: how often it runs depends on what is measured, so it is not "
                    "bounded",
                    "write as many of its rounds out as it may take",
                )
            if not found:
                return
            try:
                self.nodes(node.block)
            except _StopError as stop:
                if stop.what == "break":
                    return
                if stop.what != "continue":
                    raise

    def _do_BranchingStatement(self, node: Any) -> None:  # noqa: N802
        found = plain(self.value(node.condition))
        if found is UNKNOWN or isinstance(found, Free):
            self.choice([node.if_block, node.else_block])
        else:
            self.nodes(node.if_block if found else node.else_block)

    def _do_SwitchStatement(self, node: Any) -> None:  # noqa: N802
        found = plain(self.value(node.target))
        blocks = [block.statements for _, block in node.cases]
        default = node.default.statements if node.default is not None else []
        if found is UNKNOWN or isinstance(found, Free):
            self.choice([*blocks, default])
            return
        for labels, block in node.cases:
            if any(self.whole(label, "a case") == found for label in labels):
                self.nodes(block.statements)
                return
        self.nodes(default)

    def choice(self, blocks: Sequence[Sequence[Any]]) -> None:
        """Run every branch, and go on with what they agree on."""
        variables = [v for scope in self.live for v in scope.values() if isinstance(v, Variable)]
        variables = [v for v in variables if not v.constant]
        weight = sum(1 + len(v.value) // 100 if isinstance(v.value, list) else 1 for v in variables)
        self.budget.spend(weight)
        before = [_copied(v.value) for v in variables]
        out, phase, line = self.out, self.phase, self.line
        branches, after = [], []
        for block in blocks:
            for variable, value in zip(variables, before, strict=True):
                variable.value = _copied(value)
            self.out = []
            try:
                self.nodes(block)
            except _StopError as stop:
                raise RefusedError(
                    f"{stop.what}: whether it is reached depends on what is measured",
                    "write both cases out",
                ) from None
            branches.append(self.out)
            after.append([v.value for v in variables])
        for variable, *values in zip(variables, *after, strict=True):
            variable.value = _agreed(values)
        self.out, self.phase, self.line = out, phase, line
        if any(branches):
            self.out.append(Choice(tuple(branches)))

    def _do_BreakStatement(self, _node: Any) -> None:  # noqa: N802
        raise _StopError("break")

    def _do_ContinueStatement(self, _node: Any) -> None:  # noqa: N802
        raise _StopError("continue")

    def _do_EndStatement(self, _node: Any) -> None:  # noqa: N802
        raise _StopError("end")

    def _do_ReturnStatement(self, node: Any) -> None:  # noqa: N802
        value: Any = UNKNOWN
        if type(node.expression).__name__ == "QuantumMeasurement":
            self.measure(self.wires(self.value(node.expression.qubit), "an operand"))
        elif node.expression is not None:
            value = self.value(node.expression, real=True)
        raise _StopError("return", value)

    def subroutine(self, name: str, arguments: list[Any]) -> Any:
        """Run a subroutine and return its value."""
        if name not in self.subroutines:
            raise RefusedError(f"{name!r:.80} is no subroutine or function that is known")
        found = self.subroutines[name]
        if found is None:
            for one in arguments:
                self.value(one)
            self.notes[f"not known: what {name[:40]} (extern) returns"] = None
            return UNKNOWN
        node = found.node
        if len(arguments) != len(node.arguments):
            raise RefusedError(
                f"{name:.80} takes {len(node.arguments)} arguments, not {len(arguments)}"
            )
        scope: dict[str, Any] = {}
        for wanted, given in zip(node.arguments, arguments, strict=True):
            if type(wanted).__name__ == "QuantumArgument":
                scope[wanted.name.name] = self._qubits(wanted, given, name)
            else:
                kind = self.kind(wanted.type)
                real = (kind.base or kind).name in ("float", "angle", "duration")
                value = self.value(given, real=real)
                if kind.name != "array":
                    value = cast(value, kind)
                scope[wanted.name.name] = Variable(value, kind)
        before = self.scopes, self.line, self.offset
        self.scopes = [self.scopes[0], scope]
        self.live.append(scope)
        self.offset = found.offset
        value = UNKNOWN
        try:
            self.nodes(node.body)
        except _StopError as stop:
            if stop.what != "return":
                raise
            value = stop.value
        finally:
            self.live.pop()
            self.scopes, self.line, self.offset = before
        if node.return_type is not None:
            return cast(value, self.kind(node.return_type))
        return value

    def _qubits(self, wanted: Any, given: Any, name: str) -> Wires:
        found = self.wires(self.value(given), "an argument")
        if wanted.size is None:
            if len(found) != 1:
                raise RefusedError(f"{name:.80}: {wanted.name.name:.80} is one qubit")
            return OneWire(found)
        if self.size(wanted.size) != len(found):
            raise RefusedError(
                f"{name:.80}: {wanted.name.name:.80} is {self.size(wanted.size)} qubits, "
                f"not {len(found)}"
            )
        return Wires(found)


def _copied(value: Any) -> Any:
    if isinstance(value, Bits):
        return Bits(value)
    return [_copied(one) for one in value] if isinstance(value, list) else value


def _agreed(values: Sequence[Any]) -> Any:
    """Return what several values have in common."""
    first = values[0]
    if isinstance(first, list) and all(
        isinstance(v, list) and len(v) == len(first) for v in values
    ):
        return type(first)([_agreed(list(parts)) for parts in zip(*values, strict=True)])
    same = all(type(v) is type(first) and v == first for v in values)
    return first if same else UNKNOWN


def _all(steps: Steps) -> list[Any]:
    """Return all steps, those of every branch among them."""
    found: list[Any] = []
    for step in steps:
        if isinstance(step, Choice):
            for branch in step.branches:
                found += _all(branch)
        else:
            found.append(step)
    return found


def _moved(steps: Steps) -> Steps:
    """Return steps on the numbers of the device."""
    found: Steps = []
    for step in steps:
        if isinstance(step, Choice):
            found.append(Choice(tuple(_moved(branch) for branch in step.branches)))
        else:
            found.append((step[0], step[1], tuple([-1 - q for q in step[2]])))
    return found
