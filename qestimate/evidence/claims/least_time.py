"""The least time that circuits take on a device, and what a task of it holds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from qestimate.core.formatting import count, number
from qestimate.core.records import NamedTuple
from qestimate.device.patches import most_patches
from qestimate.evidence.claims.finding import (
    Step,
    in_full,
    place,
)
from qestimate.evidence.claims.settings import shortest_period

if TYPE_CHECKING:
    from qestimate.catalog.claim_records import Setting
    from qestimate.estimation.estimate import Estimate
    from qestimate.evidence.claims.settings import Configured

UNQUEUED = "the shortest published time per shot, no queue"


class Least(NamedTuple):
    """The least time that circuits take on a device."""

    device: str
    serial: float
    """One circuit after another. [s]"""
    copies: int
    """Circuits side by side, at most."""
    period: float
    """Time per shot. [s]"""
    source: str

    @property
    def least(self) -> float:
        """As many side by side as the live couplers may hold. [s]"""
        return self.serial / self.copies


def days_between(since: str, until: str) -> int:
    """Return the days from one date to another."""
    return (date.fromisoformat(until) - date.fromisoformat(since)).days


def least_time(e: Estimate, circuits: float, shots: int | None) -> Least | None:
    """Return the least time of circuits; None if shots, period or live part are not known."""
    period = shortest_period(e.device)
    copies = most_patches(e.device, e.program.n_qubits)
    if not period or not copies or shots is None:
        return None
    return Least(
        f"{e.device.id} {e.device.snapshot.id}",
        circuits * shots * period,
        copies,
        period,
        place(e.device.snapshot.source, e.device.snapshot.locator),
    )


def lacking(setting: Setting) -> str:
    """Say what a least time lacks."""
    if setting.shots is None:
        return "the shots of a circuit"
    return "the time per shot, or the live couplers, of a device"


def a_task(per_task: int | None, source: str | None, locator: str | None) -> list[Step]:
    """Return how many circuits the operator of the machine calls a task."""
    if per_task is None:
        return []
    holds = f"{count(per_task)} {'circuit' if per_task == 1 else 'circuits'}"
    said = place(source or "", locator or "")
    return [Step("a task", holds, "as the operator of the machine has it", said)]


def circuit_steps(chosen: Setting, found: Configured) -> list[Step]:
    """Return the circuits of an epoch: forward, and of training."""
    program, data = found.estimates[0].program, found.workload.data
    forward = "one for a pass, whatever the data"
    if found.per_token:
        forward = f"{count(data.tokens_per_epoch)} tokens x {count(found.per_token)} circuits each"
    return [
        Step(
            "circuits of one epoch, forward",
            in_full(program.circuits_forward),
            forward,
            place(chosen.source, chosen.locator),
            "derived",
        ),
        Step(
            "circuits of one epoch of training by parameter shift",
            in_full(program.circuits_epoch),
            f"{number(program.circuits_epoch / program.circuits_forward)} times as many",
            "pennylane-docs",
            "derived",
        ),
    ]
