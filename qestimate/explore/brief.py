"""What the short answer rests on: what fits each device, and the same work without a chip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.errors import DomainError
from qestimate.core.records import NamedTuple
from qestimate.estimation.classical import LoraRun, lora_run
from qestimate.estimation.estimate import Estimate, estimate
from qestimate.explore.fits import MAX_SEARCHED, SEARCHED, Fit, as_asked, fits
from qestimate.methods import check_settings
from qestimate.methods import method as find_method
from qestimate.methods import methods as all_methods

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qestimate.device.device import Device
    from qestimate.device.machines import Machines
    from qestimate.explore.survey import Survey
    from qestimate.methods.program import Method
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Workload


class Brief(NamedTuple):
    """What the short answer is made of."""

    workload: Workload
    goal: Goal
    devices: tuple[Device, ...]
    ways: tuple[str, ...]
    """Ways that were asked for by name; empty for all."""
    asked: tuple[Fit, ...]
    """Ways at their own settings: those asked for by name, or all where nothing was searched."""
    largest: tuple[Fit, ...]
    """The largest mapping of each way that fits; empty where that was not searched."""
    lora: LoraRun | None
    """The same work on a GPU; None where that was not worked out."""


def brief(
    workload: Workload,
    devices: Sequence[Device],
    methods: Sequence[str],
    goal: Goal,
    machines: Machines,
) -> Brief:
    """Work out what the short answer needs, and nothing else.

    Args:
        workload: What is trained.
        devices: Device profiles.
        methods: Ids of ways; all of them if empty.
        goal: Precision and budgets.
        machines: GPU to compare with.

    Raises:
        DomainError: A way asked for by name that has no circuit for this workload.
        ScenarioError: A setting that no way has.
        UnknownNameError: A way that does not exist.

    >>> from qestimate import Goal, Workload, catalog
    >>> work = Workload.of(catalog.model("gpt2"))
    >>> wukong = catalog.device("origin-wukong-72")
    >>> found = brief(work, [wukong], ["qpa"], Goal(), catalog.machines())
    >>> [one.status for one in (*found.asked, *found.largest)]
    ['nothing', 'fits']
    """
    named = [find_method(name) for name in methods]
    check_settings(goal, named)
    few = len(devices) <= MAX_SEARCHED
    ways = (
        named if named or few else [one for one in all_methods().values() if one.group in SEARCHED]
    )
    asked = [
        one
        for device in devices
        for way in ways
        if (one := _estimate(workload, way, device, goal, refuse=bool(named))) is not None
    ]
    return Brief(
        workload,
        goal,
        tuple(devices),
        tuple(methods),
        _mappings(asked),
        fits(workload, devices, goal, methods) if few else (),
        lora_run(workload, machines.gpu),
    )


def _estimate(
    workload: Workload, way: Method, device: Device, goal: Goal, *, refuse: bool
) -> Estimate | None:
    """Return an estimate; None for a way that has no circuit, unless it was asked for by name."""
    try:
        return estimate(workload, way, device, goal, copies="fit")
    except DomainError:
        if refuse:
            raise
        return None


def estimate_of(found: Brief, fit: Fit) -> Estimate:
    """Return the whole estimate of a mapping that the short answer has.

    >>> from qestimate import Goal, Workload, catalog
    >>> work = Workload.of(catalog.model("gpt2"))
    >>> wukong = catalog.device("origin-wukong-72")
    >>> found = brief(work, [wukong], ["qpa"], Goal(), catalog.machines())
    >>> [estimate_of(found, one).verdict for one in (*found.asked, *found.largest)]
    ['infeasible', 'feasible']
    """
    workload, goal = found.workload, found.goal
    for name, value in fit.settings:
        if name == "rank":
            workload = workload.with_rank(value)
        else:
            goal = goal.with_setting(name, value)
    return estimate(workload, fit.method, device_of(found, fit), goal, copies="fit")


def device_of(found: Brief, fit: Fit) -> Device:
    """Return the device of a mapping, at its date."""
    return next(
        one for one in found.devices if (one.id, one.snapshot.id) == (fit.device, fit.snapshot)
    )


def brief_of(found: Survey) -> Brief:
    """Return what the short answer needs of a survey."""
    asked = found.estimates if found.ways or not found.fits else ()
    asked = tuple(one for one in asked if found.ways or one.method.group in SEARCHED)
    return Brief(
        found.workload,
        found.goal,
        tuple(device for device, _ in found.bounds),
        found.ways,
        _mappings(asked),
        found.fits,
        found.lora,
    )


def brief_of_one(found: Estimate) -> Brief:
    """Return what the short answer needs of one estimate alone."""
    named = (found.method.id,)
    return Brief(found.workload, found.goal, (found.device,), named, (as_asked(found),), (), None)


def _mappings(estimates: Iterable[Estimate]) -> tuple[Fit, ...]:
    return tuple(as_asked(one) for one in estimates)
