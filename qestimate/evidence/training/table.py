"""The cases of the shipped table of trainings under noise.

The rule that estimates use was read off the cases in ``SETTING``; those in ``HELD_OUT`` have
other circuits, devices and seeds and only test it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.estimation.shots import TRAINING_RATIO
from qestimate.evidence.training.study import TrainingCase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qestimate.device.device import Device
    from qestimate.evidence.training.tasks import TaskName
    from qestimate.workload.goal import Gradient

RATIOS = (1.0, 3.0, 10.0, 20.0, 30.0, 100.0, 200.0, 300.0)
"""Signal over noise at which the cases that set the rule are trained."""


class Group(NamedTuple):
    """A task and a circuit, on some devices."""

    task: TaskName
    ansatz: str
    n_qubits: int
    n_layers: int
    devices: tuple[str, ...]


SETTING = (
    Group("teacher", "crz-ring", 4, 2, ("origin-wukong-72", "iqm-garnet")),
    Group("teacher", "crz-ring", 4, 4, ("origin-wukong-72", "iqm-garnet")),
    Group("teacher", "cz-line", 4, 4, ("origin-wukong-72", "ibm-fez")),
    Group("digits", "crz-ring", 4, 2, ("origin-wukong-72", "iqm-garnet")),
    Group("digits", "crz-ring", 4, 4, ("origin-wukong-72", "iqm-garnet")),
    Group("digits", "cz-line", 4, 4, ("origin-wukong-72", "ibm-fez")),
    Group("weights", "cnot-line", 4, 8, ("origin-wukong-72", "ibm-fez")),
)
"""Cases that set the rule, with seeds 0 to 9."""

HELD_OUT = (
    Group("teacher", "crz-ring", 3, 3, ("ionq-aria-1",)),
    Group("teacher", "crz-ring", 4, 3, ("rigetti-cepheus-1-108q", "ibm-nighthawk")),
    Group("teacher", "crz-ring", 5, 2, ("ionq-forte-enterprise",)),
    Group("teacher", "cz-line", 5, 3, ("ibm-brisbane", "iqm-emerald")),
    Group("digits", "crz-ring", 4, 3, ("rigetti-cepheus-1-108q", "ibm-nighthawk")),
    Group("digits", "cz-line", 5, 3, ("ibm-brisbane", "iqm-emerald")),
    Group("weights", "cnot-line", 5, 6, ("ibm-brisbane", "iqm-emerald")),
    Group("weights", "cnot-line", 3, 8, ("rigetti-cepheus-1-108q",)),
)
"""Cases that test the rule and a tenth of it, with seeds 100 to 109."""


AT_ONCE = (
    Group("teacher", "crz-ring", 4, 2, ("origin-wukong-72", "iqm-garnet")),
    Group("teacher", "cz-line", 4, 4, ("origin-wukong-72", "ibm-fez")),
    Group("digits", "crz-ring", 4, 2, ("origin-wukong-72", "iqm-garnet")),
    Group("weights", "cnot-line", 4, 8, ("origin-wukong-72", "ibm-fez")),
)
"""Cases with gradients by simultaneous perturbation, with the shots of values and of ten times the
rule; seeds 0 to 9."""


def cases(find: Callable[[str], Device]) -> Iterator[tuple[bool, TrainingCase]]:
    """Yield every case of the table, and whether it is held out.

    Args:
        find: Returns a device by its id.
    """
    for groups, held_out, ratios, gradient in _plan():
        seeds = tuple(range(100, 110) if held_out else range(10))
        for group in groups:
            for name in group.devices:
                device = find(name)
                for ratio in ratios:
                    yield (
                        held_out,
                        TrainingCase(*group[:4], device, gradient, ratio, seeds=seeds),
                    )


def _plan() -> Iterator[tuple[tuple[Group, ...], bool, tuple[float, ...], Gradient]]:
    """Yield groups, whether they are held out, the ratios, and the rule of the gradient."""
    yield SETTING, False, RATIOS, "parameter-shift"
    yield HELD_OUT, True, (TRAINING_RATIO / 10, TRAINING_RATIO), "parameter-shift"
    yield AT_ONCE, False, (TRAINING_RATIO, 10 * TRAINING_RATIO), "spsa"
