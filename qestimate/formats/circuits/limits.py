"""How much of a circuit file is read, and how it is refused."""

from __future__ import annotations

from qestimate.core.files import MIB

MAX_GATES = 400_000
"""Gates of all circuits of a file, definitions and loops written out."""

MAX_STEPS = 5 * MAX_GATES
"""Definitions, statements and gates that are looked at; those that do nothing count too."""

MAX_STATEMENTS = 600_000
"""Statements of a text."""

MAX_PARSED = 25_000
"""Statements that go through the grammar of OpenQASM 3, which takes about a thousand a second."""

MAX_QUBITS = 1_000
"""Qubits that something happens on."""

MAX_REGISTER = 100_000
"""Size of a register, and of all of them together; most of a wide one may be idle."""

MAX_DEPTH = 100
"""Definitions, subroutines, and branches within each other."""

MAX_CONTROLS = 10
"""Controls that modifiers add to a gate."""

WIRES_A_STEP = 10
"""Qubits of a barrier that count as one step."""

MAX_BYTES = 32 * MIB
"""Size of a circuit file. [bytes]"""

DRAWS = 8
"""Values that a free parameter is given, one after the other."""


class RefusedError(Exception):
    """A file that is not read: why, and what to do.

    Args:
        message: What was found.
        hint: What to do; empty for that of the language.
        line: Where; none if 0.
    """

    def __init__(self, message: str, hint: str = "", line: int = 0) -> None:
        super().__init__(f"line {line:,}: {message}" if line else message)
        self.hint = hint
        self.line = line


class Budget:
    """What may still be looked at.

    >>> budget = Budget()
    >>> budget.spend(MAX_STEPS + 1)
    Traceback (most recent call last):
    qestimate.formats.circuits.limits.RefusedError: more than 2,000,000 steps to write loops and \
definitions out
    """

    def __init__(self) -> None:
        self._steps = 0
        self._gates = 0

    def spend(self, steps: int = 1) -> None:
        """Count steps.

        Raises:
            RefusedError: There are too many.
        """
        self._steps += steps
        if self._steps > MAX_STEPS:
            raise RefusedError(
                f"more than {MAX_STEPS:,} steps to write loops and definitions out",
                "fewer or shorter loops, fewer nested definitions",
            )

    def emit(self, gates: int = 1) -> None:
        """Count gates.

        Raises:
            RefusedError: There are too many.
        """
        self._gates += gates
        self.spend(gates)
        if self._gates > MAX_GATES:
            raise RefusedError(
                f"more than {MAX_GATES:,} gates, loops and definitions written out",
                "estimate a part of it, or a smaller one of its kind",
            )
