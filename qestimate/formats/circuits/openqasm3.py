"""OpenQASM 3, run as far as a program alone settles it: loops and subroutines are written out.

Parsed by the grammar that the language publishes (``openqasm3``). Qiskit's importer knows no
constants, loops over qubits, or subroutines; pyqasm does, but writes ``ecr``, ``iswap`` and ``cp``
out in other gates, knows no free parameters, and takes twice as long.
"""

from __future__ import annotations

import re
from math import prod
from typing import TYPE_CHECKING, Any

from qestimate.formats.circuits.expressions import snake_case
from qestimate.formats.circuits.gate_calls import Definition
from qestimate.formats.circuits.limits import MAX_DEPTH, MAX_REGISTER, RefusedError
from qestimate.formats.circuits.openqasm2 import check_size
from qestimate.formats.circuits.operations import Operations
from qestimate.formats.circuits.plain_statements import Call, Define, Measure
from qestimate.formats.circuits.scope import agreed, copied
from qestimate.formats.circuits.statements import Parsed, Pragma, statements_of
from qestimate.formats.circuits.steps import Choice, Program, all_steps, on_device
from qestimate.formats.circuits.tokens import without_comments
from qestimate.formats.circuits.types import Kind, Variable, cast, unset
from qestimate.formats.circuits.values import UNKNOWN, Bits, Free, OneWire, Wires, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.formats.circuits.statements import Statement

_REGISTER = re.compile(r"\b(?:[qc]reg\s+\w+\s*\[\s*(\d+)|(?:qu)?bit\s*\[\s*(\d+))")


def read(text: str, *, fractions: bool = False) -> Program:
    """Return the circuit of a text.

    Args:
        text: Its version and includes blanked.
        fractions: Whether 1/2 in an angle is a half, as in OpenQASM 2.

    Raises:
        RefusedError: No OpenQASM 3, too large, or not modelled.
    """
    check_size(without_comments(text), _REGISTER)
    run = _Run()
    run.fractions = fractions
    run.block(statements_of(text))
    return run.program()


VALUES_A_STEP = 20
"""Bits or elements of a variable that count as one step."""


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


class _Run(Operations):
    """A program while it runs."""

    def __init__(self) -> None:
        super().__init__()
        self.subroutines: dict[str, _Subroutine | None] = {}
        self.depth = 0

    def program(self) -> Program:
        """Return what has been written."""
        if self.hardware and self.n_qubits:
            on = {q for step in all_steps(self.out) for q in step[2]}
            if any(q >= 0 for q in on):
                raise RefusedError(
                    "gates on registers and on qubits of the device ($0)", "use one of the two"
                )
        if self.hardware:
            self.out = on_device(self.out)
        n_qubits = max(self.hardware) + 1 if self.hardware else self.n_qubits
        return Program(
            "", self.out, n_qubits, len(self.used), tuple(self.notes), bool(self.hardware)
        )

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
        work = getattr(self, f"_do_{snake_case(type(node).__name__)}", None)
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

    def _do_qubit_declaration(self, node: Any) -> None:
        size = 1 if node.size is None else self.size(node.size)
        if self.n_qubits + size > MAX_REGISTER:
            raise RefusedError(f"a register of {size:,}; at most {MAX_REGISTER:,} are read")
        found = range(self.n_qubits, self.n_qubits + size)
        self.n_qubits += size
        self.declare(node.qubit.name, OneWire(found) if node.size is None else Wires(found))

    def _do_classical_declaration(self, node: Any) -> None:
        kind = self.kind(node.type)
        self.budget.spend(((kind.size or 0) + prod(kind.shape)) // VALUES_A_STEP)
        value = unset(kind)
        if node.init_expression is not None:
            value = self.initial(node.init_expression, kind)
        self.declare(node.identifier.name, Variable(value, kind))

    def _do_constant_declaration(self, node: Any) -> None:
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

    def _do_iodeclaration(self, node: Any) -> None:
        kind = self.kind(node.type)
        value = unset(kind)
        if node.io_identifier.name == "input":
            value = self.drawn(kind)
        self.declare(node.identifier.name, Variable(value, kind, constant=True))
        if node.io_identifier.name == "output":
            self.scopes[-1][node.identifier.name].constant = False

    def _do_alias_statement(self, node: Any) -> None:
        found = self.value(node.value)
        if not isinstance(found, Wires):
            found = Variable(found, Kind("bit", len(found) if isinstance(found, Bits) else None))
        self.declare(node.target.name, found)

    def _do_subroutine_definition(self, node: Any) -> None:
        self.subroutines[node.name.name] = _Subroutine(node, self.offset)

    def _do_extern_declaration(self, node: Any) -> None:
        self.subroutines[node.name.name] = None

    def _do_classical_assignment(self, node: Any) -> None:
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

    def _do_quantum_measurement_statement(self, node: Any) -> None:
        self.measure(self.wires(self.value(node.measure.qubit), "an operand"))
        if node.target is not None:
            target = node.target
            name = target.name if isinstance(target.name, str) else target.name.name
            self.assign(name, getattr(target, "indices", []), UNKNOWN)

    def _do_expression_statement(self, node: Any) -> None:
        if getattr(node.expression, "name", None) != "nop":
            self.value(node.expression)

    def _do_compound_statement(self, node: Any) -> None:
        self.nodes(node.statements)

    def _do_for_in_loop(self, node: Any) -> None:
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

    def _do_while_loop(self, node: Any) -> None:
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

    def _do_branching_statement(self, node: Any) -> None:
        found = plain(self.value(node.condition))
        if found is UNKNOWN or isinstance(found, Free):
            self.choice([node.if_block, node.else_block])
        else:
            self.nodes(node.if_block if found else node.else_block)

    def _do_switch_statement(self, node: Any) -> None:
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
        variables = self.variables()
        weight = sum(1 + len(v.value) // 100 if isinstance(v.value, list) else 1 for v in variables)
        self.budget.spend(weight)
        before = [copied(v.value) for v in variables]
        out, phase, line = self.out, self.phase, self.line
        branches, after = [], []
        for block in blocks:
            for variable, value in zip(variables, before, strict=True):
                variable.value = copied(value)
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
            variable.value = agreed(values)
        self.out, self.phase, self.line = out, phase, line
        if any(branches):
            self.out.append(Choice(tuple(branches)))

    def _do_break_statement(self, _node: Any) -> None:
        raise _StopError("break")

    def _do_continue_statement(self, _node: Any) -> None:
        raise _StopError("continue")

    def _do_end_statement(self, _node: Any) -> None:
        raise _StopError("end")

    def _do_return_statement(self, node: Any) -> None:
        value: Any = UNKNOWN
        if type(node.expression).__name__ == "QuantumMeasurement":
            self.measure(self.wires(self.value(node.expression.qubit), "an operand"))
        elif node.expression is not None:
            value = self.value(node.expression, real=True)
        raise _StopError("return", value)

    def is_subroutine(self, name: str) -> bool:
        """Return whether the file defines a subroutine of that name."""
        return name in self.subroutines

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
