"""The largest workload that is feasible on a device: rank x layers x tokens a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core import late_bound
from qestimate.core.errors import DomainError, ScenarioError
from qestimate.core.records import NamedTuple
from qestimate.estimation.estimate import check_inputs, estimate
from qestimate.workload.workload import MAX_DATA, Workload

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qestimate.device.device import Device
    from qestimate.estimation.estimate import Estimate
    from qestimate.methods.program import Method
    from qestimate.workload.goal import Goal

RANKS = (1, 2, 4, 8, 16, 32, 64)
"""Ranks that are tried unless others are asked for."""

LAYERS = (1, 2, 4, 8, 16, 32)
"""Layers that are tried unless others are asked for."""


class FrontierPoint(NamedTuple):
    """One rank and number of layers, and as much data as is feasible with them."""

    rank: int
    layers: int | None
    """None for the method's own number."""
    samples: int
    """Largest number of samples that is feasible; 0 if not even one is."""
    tokens_per_day: float
    """Token positions of all epochs over the days of the budget. [tokens/day]"""
    at: Estimate
    """The estimate with them, or that of a single sample where none is feasible."""
    limit: str
    """What stops one sample more: a limit, or ``""`` at the largest number that is tried."""
    best: bool = False
    """Whether no other point has as much of all three and more of one."""

    @property
    def feasible(self) -> bool:
        """Whether anything is."""
        return self.samples > 0


@late_bound.shown
class Frontier(NamedTuple):
    """Points of one method on one device."""

    method: Method
    device: Device
    points: tuple[FrontierPoint, ...]
    skipped: tuple[str, ...]
    """Why some ranks or numbers of layers have no circuit, each reason once."""

    @property
    def best(self) -> tuple[FrontierPoint, ...]:
        """Points that no other exceeds."""
        return tuple(point for point in self.points if point.best)

    def __repr__(self) -> str:
        """Write the frontier in one line; ``print`` shows its points."""
        return (
            f"<Frontier: {self.method.id} on {self.device.id} {self.device.snapshot.id}, "
            f"{len(self.points)} points>"
        )

    def to_pandas(self) -> Any:
        """Return the rows and columns of the CSV as a ``pandas.DataFrame``.

        Raises:
            MissingExtraError: pandas is not installed.
        """
        return late_bound.call("to_pandas", self)


def frontier(
    workload: Workload,
    method: str | Method,
    device: Device,
    goal: Goal | None = None,
    *,
    ranks: Sequence[int] = RANKS,
    layers: Sequence[int | None] = LAYERS,
) -> Frontier:
    """Find the largest feasible workloads of a device.

    The data grow by samples, all else of the workload staying as it is. What is feasible holds at
    both ends of every interval, as everywhere.

    Args:
        workload: Its model, modules, tokens per sample, epochs and batches count; its rank and
            samples do not.
        method: Id of a method, or one of one's own.
        device: From the catalogue or of one's own.
        goal: Precision and budgets; its layers do not count.
        ranks: Ranks to try. [1], >= 1.
        layers: Layers of the circuit to try; None for the method's own number.

    Raises:
        DomainError: The method has a circuit for none of them.
        ScenarioError: Nothing to try.

    >>> from qestimate import Goal, Workload, catalog
    >>> work = Workload.of(catalog.model("gpt2"))
    >>> found = frontier(work, "qpa", catalog.device("ibm-fez"), ranks=(4, 8), layers=(1, 8))
    >>> [(p.rank, p.layers, p.limit) for p in found.best]
    [(4, 1, 'time'), (4, 8, 'time'), (8, 1, 'time'), (8, 8, 'time')]
    """
    goal = check_inputs(workload, device, goal)
    if not ranks or not layers:
        raise ScenarioError("no ranks or layers to try", hint="ranks=(4, 8), layers=(1, 2)")
    points: list[FrontierPoint] = []
    skipped: list[str] = []
    for rank in ranks:
        for depth in layers:
            try:
                work = _with_rank(workload, rank)
                one = estimate(work, method, device, goal._replace(layers=depth))
            except (DomainError, ScenarioError) as error:
                skipped.append(error.message)
                continue
            points.append(_largest(one, rank, depth))
    if not points:
        raise DomainError(skipped[0], hint="choose other ranks")
    return Frontier(points[0].at.method, device, _marked(points), tuple(dict.fromkeys(skipped)))


def _with_rank(workload: Workload, rank: int) -> Workload:
    """Return a single sample of a workload with another rank."""
    single = workload._replace(data=workload.data._replace(samples=1, id=""))
    return single if rank == workload.adapter.rank else single.with_rank(rank)


def _largest(one: Estimate, rank: int, layers: int | None) -> FrontierPoint:
    """Return the point with the most samples for which an estimate stays feasible."""
    if one.verdict != "feasible":
        return FrontierPoint(rank, layers, 0, 0.0, one, one.binding.name)

    def with_samples(samples: int) -> Estimate:
        return one.with_data(one.workload.data._replace(samples=samples))

    low, high = 1, 2
    while high <= MAX_DATA and with_samples(high).verdict == "feasible":
        low, high = high, 2 * high
    if high > MAX_DATA and with_samples(MAX_DATA).verdict == "feasible":
        low, high = MAX_DATA, MAX_DATA + 1
    while high - low > 1:
        middle = (low + high) // 2
        if with_samples(middle).verdict == "feasible":
            low = middle
        else:
            high = middle
    at = with_samples(low)
    limit = "" if low == MAX_DATA else with_samples(high).binding.name
    return FrontierPoint(rank, layers, low, at.workload.data.tokens / one.goal.max_days, at, limit)


def _marked(points: Iterable[FrontierPoint]) -> tuple[FrontierPoint, ...]:
    """Mark the points that no other exceeds; layers of a method's own count as 0."""
    every = list(points)
    sizes = [(p.rank, p.layers or 0, p.tokens_per_day) for p in every]
    return tuple(
        point._replace(
            best=point.feasible
            and not any(
                other != mine and all(a >= b for a, b in zip(other, mine, strict=True))
                for other in sizes
            )
        )
        for point, mine in zip(every, sizes, strict=True)
    )
