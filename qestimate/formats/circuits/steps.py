"""What a file does to its qubits, one after the other, definitions written out."""

from __future__ import annotations

from typing import Any, NamedTuple

Step = tuple[str, tuple[Any, ...], tuple[int, ...]]
"""Name, angles or length, and qubits: of a known gate, ``measure``, ``reset``, ``barrier`` or
``delay``."""


NO_GATES = frozenset(("barrier", "delay", "reset", "measure"))
"""What a circuit may hold beside gates."""

FENCE = "fence"
"""Name of a step that stands for a choice on both of its sides: nothing is put together across it,
and it waits for all that was measured before."""


class Choice(NamedTuple):
    """What happens depends on what is measured."""

    branches: tuple[list[Step | Choice], ...]


Steps = list[Step | Choice]


class Template(NamedTuple):
    """A gate written out on slots 0, 1, ... for its qubits."""

    steps: tuple[Step, ...]
    phase: Any = 0.0
    """Of all of it, which controls turn into a gate. [rad]"""


class Program(NamedTuple):
    """A circuit as its language was understood."""

    name: str
    steps: Steps
    n_qubits: int
    """Qubits that the file declares; the greatest number of the device's where it names those."""
    n_parameters: int = 0
    notes: tuple[str, ...] = ()
    hardware: bool = False


def chosen(steps: Steps, *, longer: bool) -> list[Step]:
    """Return the steps with one branch of each choice.

    Args:
        steps: With choices, and choices within them.
        longer: Whether to take the branch with the most two-qubit gates, or the one with the
            fewest; gates decide between equals.

    >>> x, cx = ("x", (), (0,)), ("cx", (), (0, 1))
    >>> [name for name, _, _ in chosen([x, Choice(([cx], []))], longer=True)]
    ['x', 'fence', 'cx', 'fence']
    >>> [name for name, _, _ in chosen([x, Choice(([cx], []))], longer=False)]
    ['x', 'fence', 'fence']
    """
    found: list[Step] = []
    read: dict[int, None] = {}
    for step in steps:
        if isinstance(step, Choice):
            branches = [chosen(branch, longer=longer) for branch in step.branches]
            branches.sort(key=_size)
            on = {q for branch in step.branches for one in all_steps(branch) for q in one[2]}
            fence = (FENCE, (), tuple(sorted(on | read.keys())))
            found += [fence, *branches[-1 if longer else 0], fence]
        else:
            found.append(step)
            if step[0] == "measure":
                read[step[2][0]] = None
    return found


_SIZES = {"ccx": 6, "ccz": 6, "cswap": 8}
"""Two-qubit gates of the larger ones, as Qiskit writes them out."""


def _size(steps: list[Step]) -> tuple[int, int, int]:
    gates = [step for step in steps if step[0] not in NO_GATES and step[0] != FENCE]
    two = sum(_SIZES.get(name, 1) for name, _, qubits in gates if len(qubits) > 1)
    return two, len(gates), len(steps)


def has_choice(steps: Steps) -> bool:
    """Return whether anything depends on what is measured."""
    return any(isinstance(step, Choice) for step in steps)


def all_steps(steps: Steps) -> list[Any]:
    """Return all steps, those of every branch among them."""
    found: list[Any] = []
    for step in steps:
        if isinstance(step, Choice):
            for branch in step.branches:
                found += all_steps(branch)
        else:
            found.append(step)
    return found


def on_device(steps: Steps) -> Steps:
    """Return steps whose qubits are counted down from -1 on the numbers of a device."""
    found: Steps = []
    for step in steps:
        if isinstance(step, Choice):
            found.append(Choice(tuple(on_device(branch) for branch in step.branches)))
        else:
            found.append((step[0], step[1], tuple([-1 - q for q in step[2]])))
    return found
