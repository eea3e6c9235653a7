"""Calls of gates in OpenQASM 3: whose gate it is, on which qubits, and what that comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from qestimate.formats.circuits.by_qiskit import known_gate
from qestimate.formats.circuits.library import names, single
from qestimate.formats.circuits.limits import MAX_DEPTH, RefusedError
from qestimate.formats.circuits.modifiers import controls_of, modified
from qestimate.formats.circuits.sameness import GENERIC, same_gate
from qestimate.formats.circuits.steps import Choice, Template
from qestimate.formats.circuits.values import OneWire, Wires

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qestimate.formats.circuits.modifiers import Modifier
    from qestimate.formats.circuits.steps import Steps

MAX_KEPT = 100_000
"""Gates, with their angles, that are remembered written out."""


class Definition(NamedTuple):
    """A gate that the file defines."""

    name: str
    parameters: tuple[str, ...]
    qubits: tuple[str, ...]
    body: Sequence[Any]
    offset: int
    """Lines before the text that it is of."""


class Gates:
    """Gates of a file and of libraries, written out; those of the file come first.

    Args:
        write: Writes a definition out at some angles.
    """

    def __init__(self, write: Callable[[Definition, tuple[Any, ...]], Template]) -> None:
        self._write = write
        self._own: dict[str, Definition] = {}
        self._kept: dict[str, bool] = {}
        self._known: dict[Any, Template] = {}
        self._depth = 0

    def define(self, found: Definition) -> None:
        """Add a gate of the file.

        Raises:
            RefusedError: It is there already.
        """
        if found.name in self._own:
            raise RefusedError(f"gate {found.name!r} is defined twice", "rename one of them")
        if len(set(found.qubits)) < len(found.qubits):
            raise RefusedError(f"gate {found.name!r} names a qubit twice")
        self._own[found.name] = found

    def template(
        self, name: str, angles: tuple[Any, ...], qubits: int, modifiers: tuple[Modifier, ...] = ()
    ) -> Template:
        """Return a gate written out.

        Args:
            name: In the file.
            angles: Numbers or draws of free parameters. [rad]
            qubits: Of all of it, controls among them.
            modifiers: As they stand before the name.

        Raises:
            RefusedError: There is no such gate.
        """
        key = (name, angles, qubits, modifiers)
        found = self._known.get(key)
        if found is None:
            found = self._new(name, angles, qubits, modifiers)
            if len(self._known) < MAX_KEPT:
                self._known[key] = found
        return found

    def _new(
        self, name: str, angles: tuple[Any, ...], qubits: int, modifiers: tuple[Modifier, ...]
    ) -> Template:
        width = qubits - controls_of(modifiers)
        own = self._own.get(name)
        if own is not None and (modifiers or not self._is_library(own)):
            inside = self._of_file(own, angles, width)
        else:
            if width < 1:
                raise RefusedError(
                    f"gate {name!r} with {qubits - width} controls on {qubits} qubits",
                    "name the controls first, then the qubits of the gate",
                )
            library = known_gate(name, angles, width)
            if isinstance(library, str):
                raise RefusedError(library, "define it in the file")
            inside = library
        if not modifiers:
            return inside
        found = modified(inside, width, modifiers)
        if isinstance(found, str):
            raise RefusedError(found, "write it out")
        return found

    def _of_file(self, own: Definition, angles: tuple[Any, ...], width: int) -> Template:
        if (len(angles), width) != (len(own.parameters), len(own.qubits)):
            raise RefusedError(
                f"gate {own.name!r} is defined with {len(own.parameters)} angles on "
                f"{len(own.qubits)} qubits, not {len(angles)} on {width}"
            )
        if self._depth > MAX_DEPTH:
            raise RefusedError(
                f"definitions within definitions, more than {MAX_DEPTH} deep",
                "write some of them out",
            )
        self._depth += 1
        try:
            return self._write(own, angles)
        finally:
            self._depth -= 1

    def _is_library(self, own: Definition) -> bool:
        """Return whether a gate of the file is the known one of its name."""
        if own.name not in self._kept:
            self._kept[own.name] = False  # while it is found out
            width = len(own.qubits)
            known = single(own.name, len(own.parameters), width)
            if own.name in names() and known is not None:
                angles = GENERIC[: len(own.parameters)]
                written = self._of_file(own, angles, width)
                self._kept[own.name] = same_gate(written, known, angles)
        return self._kept[own.name]


def broadcast(registers: Sequence[Wires], name: str) -> list[tuple[int, ...]]:
    """Return the qubits of each gate of a call on registers.

    Raises:
        RefusedError: Registers of different sizes, or a qubit twice in one gate.

    >>> broadcast([OneWire((0,)), Wires((1, 2))], "cx")
    [(0, 1), (0, 2)]
    """
    sizes = {len(one) for one in registers if not isinstance(one, OneWire)}
    if len(sizes) > 1:
        raise RefusedError(f"{name}: registers of different sizes")
    if not sizes:
        found = [tuple([one[0] for one in registers])]
    else:
        found = [
            tuple([one[0] if isinstance(one, OneWire) else one[i] for one in registers])
            for i in range(sizes.pop())
        ]
    if len(registers) > 1 and any(len(set(one)) < len(one) for one in found):
        raise RefusedError(f"{name}: a qubit twice in one gate")
    return found


def template_of_steps(steps: Steps, phase: Any) -> Template:
    """Return what a gate's body does.

    Raises:
        RefusedError: It measures.
    """
    found = []
    for step in steps:
        if isinstance(step, Choice) or step[0] in ("measure", "reset", "delay"):
            raise RefusedError("a gate that measures, resets or waits", "a subroutine (def) can")
        found.append(step)
    return Template(tuple(found), phase)
