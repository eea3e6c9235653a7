"""Names of an OpenQASM 3 program while it runs: qubits, variables, and what they hold."""

from __future__ import annotations

from math import pi
from random import Random
from typing import TYPE_CHECKING, Any

from qestimate.formats.circuits.arithmetic import CONSTANTS
from qestimate.formats.circuits.expressions import Expressions
from qestimate.formats.circuits.limits import DRAWS, MAX_REGISTER, Budget, RefusedError
from qestimate.formats.circuits.types import Kind, Variable, cast, unset
from qestimate.formats.circuits.values import UNKNOWN, Bits, Free, OneWire, Wires

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.formats.circuits.plain_statements import Operand
    from qestimate.formats.circuits.steps import Steps


class Scope(Expressions):
    """Scopes of a program, and what it has written so far."""

    def __init__(self) -> None:
        self.out: Steps = []
        self.phase: Any = 0.0
        self.budget = Budget()
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

    def remark(self, text: str) -> None:
        """Take note of something that is to be said."""
        self.notes[text] = None

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
        """Take note that an input is used."""
        if isinstance(value, Free) and id(value) in self.inputs:
            self.used.add(id(value))

    def indexed(self, found: Any, indices: list[Any], name: str = "it") -> Any:
        """Return a part of a register, of an array, or of bits."""
        part = super().indexed(found, indices, name)
        self._count(part)
        return part

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

    def assign(self, name: str, indices: list[Any], value: Any) -> None:
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

    def variables(self) -> list[Variable]:
        """Return all variables of all scopes that may change."""
        found = [v for scope in self.live for v in scope.values() if isinstance(v, Variable)]
        return [one for one in found if not one.constant]


def copied(value: Any) -> Any:
    """Return a value that changes by itself."""
    if isinstance(value, Bits):
        return Bits(value)
    return [copied(one) for one in value] if isinstance(value, list) else value


def agreed(values: Sequence[Any]) -> Any:
    """Return what several values have in common."""
    first = values[0]
    if isinstance(first, list) and all(
        isinstance(v, list) and len(v) == len(first) for v in values
    ):
        return type(first)([agreed(list(parts)) for parts in zip(*values, strict=True)])
    same = all(type(v) is type(first) and v == first for v in values)
    return first if same else UNKNOWN
