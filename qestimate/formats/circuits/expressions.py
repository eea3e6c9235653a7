"""Expressions of OpenQASM 3: their values, as far as a program alone settles them."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from functools import cache
from typing import Any

from openqasm3 import ast

from qestimate.formats.circuits.arithmetic import (
    COMPARISONS,
    FUNCTIONS,
    OPERATORS,
    UNITS,
    divide_real,
)
from qestimate.formats.circuits.limits import MAX_REGISTER, RefusedError
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


@cache
def snake_case(name: str) -> str:
    """Return the name of a class as methods are named.

    >>> snake_case("ForInLoop")
    'for_in_loop'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


class Expressions(ABC):
    """Works expressions out; what they name is looked up by the program that runs."""

    fractions = False
    """Whether a quotient of whole numbers in an angle need not be whole, as in OpenQASM 2."""

    @abstractmethod
    def look_up(self, name: str) -> Any:
        """Return the value of a name."""

    @abstractmethod
    def subroutine(self, name: str, arguments: list[Any]) -> Any:
        """Return the value of a call."""

    @abstractmethod
    def remark(self, text: str) -> None:
        """Take note of something that is to be said."""

    def value(self, node: Any, *, real: bool = False) -> Any:
        """Return the value of an expression.

        Args:
            node: Of the syntax tree.
            real: Whether a number is wanted that need not be whole, such as an angle.
        """
        work = getattr(self, f"_of_{snake_case(type(node).__name__)}", None)
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

    def _of_integer_literal(self, node: Any, _: bool) -> Any:
        return node.value

    _of_float_literal = _of_integer_literal
    _of_boolean_literal = _of_integer_literal

    def _of_bitstring_literal(self, node: Any, _: bool) -> Any:
        return Bits.of(node.value, node.width)

    def _of_duration_literal(self, node: Any, _: bool) -> Any:
        unit = UNITS.get(node.unit.name)
        return Duration(None if unit is None else node.value / unit)

    def _of_duration_of(self, _node: Any, _: bool) -> Any:
        return Duration(None)

    def _of_identifier(self, node: Any, _: bool) -> Any:
        return self.look_up(node.name)

    def _of_array_literal(self, node: Any, real: bool) -> Any:
        return [self.value(one, real=real) for one in node.values]

    def _of_unary_expression(self, node: Any, real: bool) -> Any:
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

    def _of_binary_expression(self, node: Any, real: bool) -> Any:
        sign = node.op.name
        inner = real and sign not in (*COMPARISONS, "<<", ">>", "&", "|", "^")
        one = plain(self.value(node.lhs, real=inner))
        if sign in ("&&", "||"):
            return self._logic(sign, one, node.rhs)
        other = plain(self.value(node.rhs, real=inner))
        if one is UNKNOWN or other is UNKNOWN:
            return UNKNOWN
        work = divide_real if real and self.fractions and sign == "/" else OPERATORS[sign]
        for side in (one, other):
            if not isinstance(side, (int, float, Free, Duration)):
                raise RefusedError(f"{sign}: its two sides must be numbers")
        whole = isinstance(one, int) and isinstance(other, int)
        if real and sign == "/" and whole and other and one % other and not self.fractions:
            self.remark(
                "a quotient of whole numbers is whole in OpenQASM 3: 1/2 in an angle is 0, and "
                "1.0/2 a half"
            )
        try:
            if isinstance(one, Free) or isinstance(other, Free):
                return UNKNOWN if sign in COMPARISONS else both(work, one, other)
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

    def _of_cast(self, node: Any, real: bool) -> Any:
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
        if not 0 <= found <= MAX_REGISTER:
            raise RefusedError(f"a size of {found:,}; at most {MAX_REGISTER:,}")
        return found

    def _of_size_of(self, node: Any, _: bool) -> Any:
        found = self.value(node.target)
        for _level in range(0 if node.index is None else self.whole(node.index, "a dimension")):
            found = found[0] if isinstance(found, list) and found else None
        if not isinstance(found, (list, Wires)):
            raise RefusedError("sizeof: of something that has no size")
        return len(found)

    def _of_function_call(self, node: Any, real: bool) -> Any:
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

    def _of_index_expression(self, node: Any, _: bool) -> Any:
        return self.indexed(self.value(node.collection), [node.index])

    def _of_indexed_identifier(self, node: Any, _: bool) -> Any:
        return self.indexed(self.look_up(node.name.name), node.indices, node.name.name)

    def _of_concatenation(self, node: Any, _: bool) -> Any:
        one, other = self.value(node.lhs), self.value(node.rhs)
        if isinstance(one, Wires) and isinstance(other, Wires):
            return Wires((*one, *other))
        if isinstance(one, Bits) and isinstance(other, Bits):
            return Bits([*other, *one])
        if isinstance(one, list) and isinstance(other, list):
            return [*one, *other]
        raise RefusedError("++: joins two registers or two arrays")

    def _of_range_definition(self, node: Any, _: bool) -> Any:
        return self.rounds(node)

    def _of_discrete_set(self, node: Any, _: bool) -> Any:
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
        for index in indices:
            for part in index if isinstance(index, list) else [index]:
                found = self._part(found, part, name)
        return found

    def _part(self, found: Any, part: Any, name: str) -> Any:
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
