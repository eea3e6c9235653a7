"""Named tuples that are quick to define.

``typing.NamedTuple`` compiles the annotation of every field to check it, which takes longer than
everything else about a class; a program that starts, answers and ends pays for that each time.
Here annotations stay the text they are, and the classes are the same in every other way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["NamedTuple"]

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from collections import namedtuple

    class _Definition(type):
        """Turns the body of a class into a named tuple."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> type:
            if not bases:
                return super().__new__(cls, name, bases, body)
            if "__annotations__" not in body:
                raise TypeError(f"{name} has no fields, or its module no postponed annotations")
            fields = body.pop("__annotations__")
            given = [field for field in fields if field in body]
            if given != list(fields)[len(fields) - len(given) :]:
                raise TypeError(f"{name} has a field without a default after one with")
            defaults = [body.pop(field) for field in given]
            made = namedtuple(name, fields, defaults=defaults, module=body.pop("__module__"))
            made.__annotations__ = fields
            for key, value in body.items():
                setattr(made, key, value)
            return made

    class NamedTuple(metaclass=_Definition):
        """A record: fields with annotations, defaults last, and methods."""
