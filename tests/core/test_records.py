"""Records are named tuples in everything but how they are defined."""

from __future__ import annotations

import pickle
import typing

import pytest

from qestimate.core.records import NamedTuple


class Point(NamedTuple):
    """A place."""

    x: float
    y: float = 2.0
    """How far up."""
    name: str | None = None

    @property
    def sum(self) -> float:
        """Both together."""
        return self.x + self.y

    @classmethod
    def origin(cls) -> Point:
        """Nowhere."""
        return cls(0.0, 0.0)


class Typed(typing.NamedTuple):
    """A place."""

    x: float
    y: float = 2.0
    name: str | None = None


def test_same_as_those_of_typing():
    assert Point._fields == Typed._fields
    assert Point._field_defaults == Typed._field_defaults
    assert Point.__match_args__ == Typed.__match_args__
    assert Point.__doc__ == Typed.__doc__
    assert Point.__module__ == Typed.__module__
    assert Point.__bases__ == (tuple,)
    assert typing.get_type_hints(Point) == typing.get_type_hints(Typed)
    assert Point(1.0) == Typed(1.0)
    assert repr(Point(1.0)) == repr(Typed(1.0)).replace("Typed", "Point")


def test_methods_and_copies():
    assert Point(1.0).sum == 3.0
    assert Point.origin() == (0.0, 0.0, None)
    assert Point(1.0)._replace(y=0.5) == Point(1.0, 0.5)
    assert pickle.loads(pickle.dumps(Point(1.0))) == Point(1.0)
    assert not hasattr(Point(1.0), "__dict__")


def test_a_field_without_default_cannot_follow_one_with():
    with pytest.raises(TypeError, match="without a default"):

        class Wrong(NamedTuple):
            x: float = 1.0
            y: float


def test_a_class_without_fields_is_refused():
    with pytest.raises(TypeError, match="no fields"):

        class Empty(NamedTuple):
            """Nothing."""


def test_names_of_fields_are_checked():
    with pytest.raises(ValueError, match="underscore"):

        class Wrong(NamedTuple):
            _x: float
