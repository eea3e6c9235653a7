"""Expressions of OpenQASM 3: their values, as far as a program alone settles them."""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, Any

from openqasm3 import ast

from qestimate.formats.circuits.limits import RefusedError
from qestimate.formats.circuits.types import Kind, cast
from qestimate.formats.circuits.values import (
    UNKNOWN,
    Bits,
    Duration,
    Free,
    OneWire,
    Wires,
    both,
    plain,
    within_limits,
)

if TYPE_CHECKING:
    from collections.abc import Callable

CONSTANTS = {
    **dict.fromkeys(("pi", "π"), math.pi),
    **dict.fromkeys(("tau", "τ"), math.tau),
    **dict.fromkeys(("euler", "ℇ"), math.e),
}

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "arcsin": math.asin,
    "arccos": math.acos,
    "arctan": math.atan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "exp": math.exp,
    "log": math.log,
    "ln": math.log,
    "sqrt": math.sqrt,
    "ceiling": math.ceil,
    "floor": math.floor,
    "abs": abs,
}
"""Of one number."""

UNITS = {"ns": 1e9, "us": 1e6, "ms": 1e3, "s": 1.0}
"""How many of each unit of time a second has."""


def _power(one: Any, other: Any) -> Any:
    whole = isinstance(one, int) and isinstance(other, int) and other >= 0
    if whole and abs(one) > 1 and other > 128:
        raise RefusedError("an integer of more than 128 bits")
    found = one**other if whole else math.pow(one, other)
    return within_limits(found)


def _shift(one: Any, other: Any) -> Any:
    if not 0 <= other <= 128:
        raise RefusedError("a shift by more than 128 bits")
    return within_limits(int(one) << int(other))


def _divide(one: Any, other: Any) -> Any:
    if other == 0:
        raise RefusedError("a division by zero")
    if isinstance(one, int) and isinstance(other, int):
        quotient = abs(one) // abs(other)
        return quotient if (one < 0) == (other < 0) else -quotient
    return one / other


def _divide_real(one: Any, other: Any) -> Any:
    if isinstance(one, int) and isinstance(other, int) and other != 0 and one % other == 0:
        return one // other
    if other == 0:
        raise RefusedError("a division by zero")
    return one / other


def _modulo(one: Any, other: Any) -> Any:
    if other == 0:
        raise RefusedError("a division by zero")
    return (
        math.fmod(one, other)
        if isinstance(one, float) or isinstance(other, float)
        else (int(math.copysign(1, one)) * (abs(one) % abs(other)))
    )


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divide,
    "%": _modulo,
    "**": _power,
    "<<": _shift,
    ">>": lambda a, b: int(a) >> min(int(b), 200),
    "&": lambda a, b: int(a) & int(b),
    "|": lambda a, b: int(a) | int(b),
    "^": lambda a, b: int(a) ^ int(b),
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_COMPARE = ("<", "<=", ">", ">=", "==", "!=")


class Expressions:
    """Works expressions out; what they name is looked up by the program that runs."""

    def look_up(self, name: str) -> Any:
        """Return the value of a name."""
        raise NotImplementedError

    def subroutine(self, name: str, arguments: list[Any]) -> Any:
        """Return the value of a call."""
        raise NotImplementedError

    def value(self, node: Any, *, real: bool = False) -> Any:
        """Return the value of an expression.

        Args:
            node: Of the syntax tree.
            real: Whether a number is wanted that need not be whole, such as an angle: 1/2 is then
                a half. Among integers it is 0.
        """
        work = getattr(self, f"_value_{type(node).__name__}", None)
        if work is None:
            raise RefusedError(f"{type(node).__name__}: an expression that is not known")
        try:
            return within_limits(work(node, real))
        except OverflowError:
            raise RefusedError("a number that is too large") from None

    def whole(self, node: Any, what: str) -> int:
        """Return an integer that the program settles."""
        found = plain(self.value(node))
        if isinstance(found, float) and found.is_integer():
            found = int(found)
        if isinstance(found, (bool, int)):
            return int(found)
        if found is UNKNOWN or isinstance(found, Free):
            raise RefusedError(
                f"{what} depends on an input or on what is measured",
                "put a number in its place",
            )
        raise RefusedError(f"{what} is no integer")

    def _value_IntegerLiteral(self, node: Any, _: bool) -> Any:  # noqa: N802
        return node.value

    _value_FloatLiteral = _value_BooleanLiteral = _value_IntegerLiteral

    def _value_BitstringLiteral(self, node: Any, _: bool) -> Any:  # noqa: N802
        return Bits.of(node.value, node.width)

    def _value_DurationLiteral(self, node: Any, _: bool) -> Any:  # noqa: N802
        unit = UNITS.get(node.unit.name)
        return Duration(None if unit is None else node.value / unit)

    def _value_DurationOf(self, _node: Any, _: bool) -> Any:  # noqa: N802
        return Duration(None)

    def _value_Identifier(self, node: Any, _: bool) -> Any:  # noqa: N802
        return self.look_up(node.name)

    def _value_ArrayLiteral(self, node: Any, real: bool) -> Any:  # noqa: N802
        return [self.value(one, real=real) for one in node.values]

    def _value_UnaryExpression(self, node: Any, real: bool) -> Any:  # noqa: N802
        found = self.value(node.expression, real=real)
        sign = node.op.name
        if isinstance(found, Bits):
            if sign == "~":
                return Bits(UNKNOWN if bit is UNKNOWN else 1 - bit for bit in found)
            found = found.number()
        if found is UNKNOWN:
            return UNKNOWN
        if sign == "-":
            return -found
        if isinstance(found, Free):
            return UNKNOWN
        return not found if sign == "!" or isinstance(found, bool) else ~found

    def _value_BinaryExpression(self, node: Any, real: bool) -> Any:  # noqa: N802
        sign = node.op.name
        inner = real and sign not in (*_COMPARE, "<<", ">>", "&", "|", "^")
        one = plain(self.value(node.lhs, real=inner))
        if sign in ("&&", "||"):
            return self._logic(sign, one, node.rhs)
        other = plain(self.value(node.rhs, real=inner))
        if one is UNKNOWN or other is UNKNOWN:
            return UNKNOWN
        work = _divide_real if real and sign == "/" else OPERATORS[sign]
        for side in (one, other):
            if not isinstance(side, (int, float, Free, Duration)):
                raise RefusedError(f"{sign}: its two sides must be numbers")
        try:
            if isinstance(one, Free) or isinstance(other, Free):
                return UNKNOWN if sign in _COMPARE else both(work, one, other)
            if sign == "/" and isinstance(one, Duration):
                return one / other
            return work(one, other)
        except (TypeError, ValueError, ZeroDivisionError):
            raise RefusedError(f"{sign}: has no value for what stands beside it") from None

    def _logic(self, sign: str, one: Any, node: Any) -> Any:
        if isinstance(one, Free):
            one = UNKNOWN
        decided = sign == "||"
        if one is not UNKNOWN and bool(one) == decided:
            return decided
        other = plain(self.value(node))
        if other is UNKNOWN or isinstance(other, Free):
            return UNKNOWN
        if bool(other) == decided:
            return decided
        return UNKNOWN if one is UNKNOWN else not decided

    def _value_Cast(self, node: Any, real: bool) -> Any:  # noqa: N802
        kind = self.kind(node.type)
        real = real or kind.name in ("float", "angle")
        return cast(self.value(node.argument, real=real), kind)

    def kind(self, node: Any) -> Kind:
        """Return a type with its size."""
        name = type(node).__name__.removesuffix("Type").lower()
        if name in ("array", "arrayreference"):
            sizes = node.dimensions if isinstance(node.dimensions, list) else []
            shape = tuple(self.size(one) for one in sizes)
            return Kind("array", None, self.kind(node.base_type), shape)
        size = getattr(node, "size", None)
        return Kind(name, None if size is None else self.size(size))

    def size(self, node: Any) -> int:
        """Return a size that the program settles."""
        found = self.whole(node, "a size")
        if not 0 <= found <= 10**7:
            raise RefusedError(f"a size of {found:,}")
        return found

    def _value_SizeOf(self, node: Any, _: bool) -> Any:  # noqa: N802
        found = self.value(node.target)
        for _level in range(0 if node.index is None else self.whole(node.index, "a dimension")):
            found = found[0] if isinstance(found, list) and found else None
        if not isinstance(found, (list, Wires)):
            raise RefusedError("sizeof: of something that has no size")
        return len(found)

    def _value_FunctionCall(self, node: Any, real: bool) -> Any:  # noqa: N802
        name = node.name.name
        if name in ("mod", "pow", "rotl", "rotr") and len(node.arguments) == 2:
            return self._of_two(name, node.arguments, real=real)
        if name == "popcount" and len(node.arguments) == 1:
            found = plain(self.value(node.arguments[0]))
            return found if found is UNKNOWN else int(found).bit_count()
        if name in FUNCTIONS and len(node.arguments) == 1:
            found = plain(self.value(node.arguments[0], real=True))
            if found is UNKNOWN:
                return UNKNOWN
            try:
                if isinstance(found, Free):
                    return Free(FUNCTIONS[name](one) for one in found)
                return FUNCTIONS[name](found)
            except (TypeError, ValueError):
                raise RefusedError(f"{name}: has no value there") from None
        return self.subroutine(name, node.arguments)

    def _of_two(self, name: str, nodes: list[Any], *, real: bool) -> Any:
        one, other = (self.value(node, real=real) for node in nodes)
        if name in ("rotl", "rotr"):
            steps = plain(other)
            if not isinstance(one, Bits) or not isinstance(steps, int):
                return UNKNOWN
            turn = (steps if name == "rotl" else -steps) % max(len(one), 1)
            return Bits([*one[len(one) - turn :], *one[: len(one) - turn]])
        one, other = plain(one), plain(other)
        if one is UNKNOWN or other is UNKNOWN:
            return UNKNOWN
        work = OPERATORS["%" if name == "mod" else "**"]
        try:
            if isinstance(one, Free) or isinstance(other, Free):
                return both(work, one, other)
            return work(one, other)
        except (TypeError, ValueError):
            raise RefusedError(f"{name}: has no value there") from None

    def _value_IndexExpression(self, node: Any, _: bool) -> Any:  # noqa: N802
        return self.indexed(self.value(node.collection), [node.index])

    def _value_IndexedIdentifier(self, node: Any, _: bool) -> Any:  # noqa: N802
        return self.indexed(self.look_up(node.name.name), node.indices, node.name.name)

    def _value_Concatenation(self, node: Any, _: bool) -> Any:  # noqa: N802
        one, other = self.value(node.lhs), self.value(node.rhs)
        if isinstance(one, Wires) and isinstance(other, Wires):
            return Wires((*one, *other))
        if isinstance(one, Bits) and isinstance(other, Bits):
            return Bits([*other, *one])
        if isinstance(one, list) and isinstance(other, list):
            return [*one, *other]
        raise RefusedError("++: joins two registers or two arrays")

    def _value_RangeDefinition(self, node: Any, _: bool) -> Any:  # noqa: N802
        return self.rounds(node)

    def _value_DiscreteSet(self, node: Any, _: bool) -> Any:  # noqa: N802
        return [self.value(one) for one in node.values]

    def rounds(self, node: Any, length: int | None = None) -> range:
        """Return the integers of a range, whose end belongs to it."""
        step = 1 if node.step is None else self.whole(node.step, "the step of a range")
        if step == 0:
            raise RefusedError("a range with steps of 0")
        first, last = (0, length) if step > 0 else (length, 0)
        ends = []
        for end, default in ((node.start, first), (node.end, last)):
            if end is None:
                if default is None:
                    raise RefusedError("a range without an end", "write its end")
                ends.append(default - 1 if default is length and length else default)
            else:
                found = self.whole(end, "the end of a range")
                ends.append(found + length if found < 0 and length is not None else found)
        return range(ends[0], ends[1] + (1 if step > 0 else -1), step)

    def indexed(self, found: Any, indices: list[Any], name: str = "it") -> Any:
        """Return a part of a register, of an array, or of bits."""
        for number, index in enumerate(indices):
            parts = [*index] if isinstance(index, list) else [index]
            for part in parts:
                last = number == len(indices) - 1 and part is parts[-1]
                found = self._part(found, part, name, last=last)
        return found

    def _part(self, found: Any, part: Any, name: str, *, last: bool) -> Any:
        if found is UNKNOWN:
            return UNKNOWN
        if isinstance(found, int) and not isinstance(found, bool):
            found = Bits.of(found & (2**64 - 1), 64)
        if isinstance(found, OneWire) or not isinstance(found, (list, Wires)):
            raise RefusedError(f"{name} is no register or array")
        if isinstance(part, (ast.RangeDefinition, ast.DiscreteSet)):
            if isinstance(part, ast.RangeDefinition):
                places = list(self._places(part, len(found)))
            else:
                places = [self.whole(one, "an index") for one in part.values]
            inside = [found[self._place(place, found, name)] for place in places]
            return Wires(inside) if isinstance(found, Wires) else type(found)(inside)
        place = self._place(self.whole(part, "an index"), found, name)
        del last
        return OneWire((found[place],)) if isinstance(found, Wires) else found[place]

    def _places(self, part: Any, length: int) -> range:
        places = self.rounds(part, length)
        if len(places) > length:
            raise RefusedError("a range beyond its register")
        return places

    def _place(self, place: int, found: Any, name: str) -> int:
        if not -len(found) <= place < len(found):
            raise RefusedError(f"{name}[{place}] is not there: {name} has {len(found):,}")
        return place
