"""What fits: the largest feasible mapping of each way on each device, by search.

A way is enlarged along its own settings (qubits, layers, rank) as long as a whole estimate is
feasible: within the budget at both ends of its interval, with as many copies side by side as gain
time. The answer is checked by an estimate, and by one step more of every setting, each of which
fails. Zero is an answer; where even the smallest cannot be decided, that is said.
"""

from __future__ import annotations

from math import isnan, log10, nan
from typing import TYPE_CHECKING
from zlib import adler32, crc32

from qestimate import __version__
from qestimate.core import disk_cache
from qestimate.core.errors import DomainError, ScenarioError
from qestimate.core.quantity import Interval
from qestimate.core.records import NamedTuple
from qestimate.estimation.constraints import SECONDS_PER_DAY
from qestimate.explore.fit_search import LIMITS, OF_VERDICT, STATUSES, Answer, Search, Status
from qestimate.methods import check_settings
from qestimate.methods import method as find_method
from qestimate.methods import methods as all_methods

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qestimate.device.device import Device
    from qestimate.estimation.estimate import Estimate
    from qestimate.methods.program import Group, Method, Program
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Workload

SEARCHED: tuple[Group, ...] = ("token", "step", "sample", "features", "sequence", "run")
"""Groups of ways that are looked through: not the baselines, nor what needs no chip."""

MAX_SEARCHED = 4
"""Devices up to which what fits is searched unless asked for."""


class Fit(NamedTuple):
    """The largest mapping of one way that is feasible on a device, or the smallest that is not."""

    method: str
    group: Group
    device: str
    snapshot: str
    status: Status
    settings: tuple[tuple[str, int], ...]
    """Of the mapping: the largest that fits, else the smallest that was tried."""
    n_qubits: int
    n_layers: int
    depth: int | None
    trained_angles: int
    independent_angles: int
    """Of them, those that are independent of each other as far as is known; these are counted."""
    classical_parameters: int
    circuits_run: int
    copies: int
    """Circuits side by side."""
    log10_shots: Interval
    """Shots of a circuit that is read for its values, as training needs them. [log10]"""
    log10_run: Interval
    """Time of the run. [log10 s]"""
    log10_price: Interval
    """Price of the run. [log10 USD]"""
    per_day: float | None
    """Tokens, samples or training steps that pass in a day, as the way has it."""
    unit: str
    """Which of them."""
    share: float
    """Independent angles over the parameters of the model. [1]"""
    limit: str
    """What stops one step more, or the smallest."""


def fits(
    workload: Workload,
    devices: Iterable[Device],
    goal: Goal,
    methods: Iterable[str] = (),
) -> tuple[Fit, ...]:
    """Return the largest mapping of each way on each device.

    The rank of the adapter is searched too, of ways whose circuits it sets.

    Args:
        workload: What is trained.
        devices: Device profiles.
        goal: Budgets, and settings that stay as they are.
        methods: Ids of ways; all that are proposed if empty.

    >>> from qestimate import Goal, Workload, catalog
    >>> work = Workload.of(catalog.model("gpt2"), samples=100)
    >>> [one] = fits(work, [catalog.device("ibm-boston")], Goal(max_days=1), ["qcnn-head"])
    >>> one.status, one.unit, one.independent_angles >= 2
    ('fits', 'samples', True)
    """
    named = [find_method(name) for name in methods]
    chosen = named or [one for one in all_methods().values() if one.group in SEARCHED]
    check_settings(goal, chosen)
    found = []
    for device in devices:
        for one in chosen:
            try:
                found.append(largest(workload, one, device, goal))
            except (DomainError, ScenarioError):
                if named:
                    raise
                continue  # a way that has no circuit for this workload
    return tuple(found)


def best_of_groups(found: Iterable[Fit]) -> tuple[Fit, ...]:
    """Return the best of each group and device: what fits before what does not, then the largest.

    Size is counted in trained angles, else in qubits.
    """
    best: dict[tuple[str, str, str], Fit] = {}
    for one in found:
        key = (one.device, one.snapshot, one.group)
        if key not in best or _rank(one) > _rank(best[key]):
            best[key] = one
    return tuple(best.values())


def _rank(one: Fit) -> tuple[int, int, int, float]:
    fit = -STATUSES.index(one.status)
    time = one.log10_run.low if one.log10_run.value is None else one.log10_run.value
    size = (one.independent_angles, one.n_qubits) if one.status == "fits" else (0, 0)
    return (fit, *size, -(time or 0.0))


def largest(workload: Workload, method: Method, device: Device, goal: Goal) -> Fit:
    """Return the largest mapping of a way that is feasible on a device.

    Raises:
        DomainError: The way has no circuit for the workload, whatever it is set to.
    """
    search = Search(workload, method, device, goal)
    made: list[Fit] = []

    def work_out() -> disk_cache.Numbers:
        answer, at = search.run()
        made.append(_fit(search, answer, at))
        return _numbers(answer, at)

    key = (__version__, "fits", method.id, workload, goal, _fingerprint(device))
    kept = disk_cache.kept(key, (_HEAD, 1), work_out)
    if made:
        return made[0]
    if kept is None:
        raise AssertionError("what was searched is there")
    return _fit(search, _answer(kept), tuple(int(value) for (value,) in kept.rows))


_HEAD = 13
"""Numbers of an answer that is kept."""


def _numbers(answer: Answer, at: tuple[int, ...]) -> disk_cache.Numbers:
    ends = (*answer.log10_shots, *answer.log10_run, *answer.log10_price)
    head = (
        STATUSES.index(answer.status),
        LIMITS.index(answer.limit),
        answer.copies,
        nan if answer.depth is None else answer.depth,
        *(nan if end is None else end for end in ends),
    )
    return disk_cache.Numbers(tuple(map(float, head)), [(float(value),) for value in at])


def _answer(kept: disk_cache.Numbers) -> Answer:
    status, limit, copies, depth, *rest = kept.head
    ends = [None if isnan(end) else end for end in rest]
    return Answer(
        STATUSES[int(status)],
        LIMITS[int(limit)],
        int(copies),
        None if isnan(depth) else int(depth),
        *(Interval(*ends[k : k + 3]) for k in (0, 3, 6)),
    )


def _fit(search: Search, answer: Answer, at: tuple[int, ...]) -> Fit:
    """Return an answer with what follows from the settings."""
    settings = tuple((dial.name, value) for dial, value in zip(search.dials, at, strict=True))
    workload, program = search.point(at).workload, search.program(at)
    return _mapping(search.method, search.device, workload, program, answer, settings)


def as_asked(estimate: Estimate) -> Fit:
    """Return an estimate as it is, not enlarged, as a mapping to put beside others.

    >>> from qestimate import Workload, catalog, estimate
    >>> work = Workload.of(catalog.model("gpt2"), samples=100)
    >>> as_asked(estimate(work, "qpa", catalog.device("ibm-boston"))).status
    'fits'
    """
    answer = Search.answer(estimate, OF_VERDICT[estimate.verdict], estimate.binding.name)
    return _mapping(
        estimate.method, estimate.device, estimate.workload, estimate.program, answer, ()
    )


def _mapping(
    method: Method,
    device: Device,
    workload: Workload,
    program: Program,
    answer: Answer,
    settings: tuple[tuple[str, int], ...],
) -> Fit:
    unit, amount = _passed(method.group, workload)
    per_day, run = None, answer.log10_run.value
    if run is not None:
        per_day = 10 ** (log10(amount) + log10(SECONDS_PER_DAY) - run)
    return Fit(
        method.id,
        method.group,
        device.id,
        device.snapshot.id,
        answer.status,
        settings,
        program.n_qubits,
        program.n_layers,
        answer.depth,
        program.quantum_parameters,
        program.independent_angles,
        program.classical_parameters,
        program.circuits_run,
        answer.copies,
        answer.log10_shots,
        answer.log10_run,
        answer.log10_price,
        per_day,
        unit,
        program.independent_angles / workload.model.parameters,
        answer.limit,
    )


def _passed(group: Group, workload: Workload) -> tuple[str, int]:
    """Return what passes in a run, and how much of it."""
    data = workload.data
    if group in ("token", "sequence"):
        return "tokens", data.tokens
    if group == "run":
        return "tokens", data.tokens_per_epoch
    if group == "step":
        return "steps", data.steps
    return "samples", data.samples * (data.epochs if group == "sample" else 1)


def _fingerprint(device: Device) -> tuple[str, int, int, int]:
    """Return what tells a device with its figures from any other."""
    couplers = None if device.graph is None else device.graph.neighbours
    shown = repr((device.record, couplers))
    said = shown.encode()
    return device.id, len(said), crc32(said), adler32(said)
