"""Every method on every device at once: the answer to "what could this workload map onto?"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from qestimate.catalog import device as find_device
from qestimate.catalog import devices as known_devices
from qestimate.catalog import machines as known_machines
from qestimate.core import late_bound
from qestimate.core.errors import DomainError, ScenarioError
from qestimate.core.records import NamedTuple
from qestimate.device.device import Device
from qestimate.estimation.bounds import Bounds, bounds
from qestimate.estimation.classical import LoraRun, Simulation, lora_run, simulation
from qestimate.estimation.estimate import Estimate, estimate
from qestimate.explore.by_name import device_of, workload_of
from qestimate.explore.fits import MAX_SEARCHED, Fit, fits
from qestimate.explore.remedy import Change, nearest
from qestimate.methods import check_settings
from qestimate.methods import method as find_method
from qestimate.methods import methods as all_methods
from qestimate.workload.goal import Goal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from qestimate.device.machines import Machines
    from qestimate.workload.workload import Workload


@late_bound.shown
class Survey(NamedTuple):
    """Bounds, estimates, and what would change the nearest infeasible one."""

    workload: Workload
    goal: Goal
    bounds: tuple[tuple[Device, Bounds], ...]
    estimates: tuple[Estimate, ...]
    nearest: tuple[Estimate, tuple[Change, ...]] | None
    skipped: tuple[str, ...]
    """Methods that have no circuit for this workload, and why."""
    machines: Machines
    lora: LoraRun
    """The same work as plain LoRA on a GPU."""
    simulations: tuple[Simulation, ...]
    """The circuits of each estimate on a classical simulator."""
    fits: tuple[Fit, ...] = ()
    """The largest feasible mapping of each way on each device."""
    ways: tuple[str, ...] = ()
    """Ways that were asked for by name; empty for all."""

    def with_estimates(self, estimates: tuple[Estimate, ...]) -> Survey:
        """Return the survey with other estimates of the same methods on the same devices."""
        return self._replace(
            estimates=estimates,
            nearest=nearest(estimates),
            simulations=simulations(estimates, self.machines),
        )

    def __repr__(self) -> str:
        """Return what it is of and what it comes to, in one line."""
        verdicts = [str(one.verdict) for one in self.estimates]
        found = ", ".join(f"{verdicts.count(one)} {one}" for one in dict.fromkeys(verdicts))
        return f"<Survey: {len(verdicts)} estimates on {len(self.bounds)} devices, {found}>"

    def full(self, fmt: str = "text") -> str:
        """Return every table: ``text``, ``md``, ``latex``, ``html`` or ``csv``."""
        return str(late_bound.call("full", self, fmt))

    def to_pandas(self) -> Any:
        """Return the rows and columns of the CSV as a ``pandas.DataFrame``.

        Raises:
            MissingExtraError: pandas is not installed.
        """
        return late_bound.call("to_pandas", self)


def survey(
    workload: Workload | str | float,
    devices: Sequence[Device | str | Path],
    methods: Sequence[str] = (),
    goal: Goal | None = None,
    machines: Machines | None = None,
    *,
    copies: int | Literal["fit"] = "fit",
    search: bool | None = None,
) -> Survey:
    """Estimate every method on every device, and the same work without a chip.

    Args:
        workload: What is trained; or a model of the catalogue, or a number of parameters.
        devices: Device profiles, their ids, or TOML files.
        methods: Ids of methods; all of them if empty.
        goal: Precision and budgets.
        machines: GPU and simulator to compare with; those of the catalogue if None.
        copies: Circuits side by side; ``"fit"`` for as many as gain time.
        search: Whether to look for the largest mapping that fits; None for as few devices as
            that takes seconds for.

    Raises:
        UnknownNameError: A method, model or device that does not exist.
        ScenarioError: No devices.
        DomainError: A method asked for by name that has no circuit for this workload.

    >>> found = survey("gpt2", ["origin-wukong-72"])
    >>> sorted({e.verdict for e in found.estimates}), max(f.independent_angles for f in found.fits)
    (['feasible', 'infeasible'], 1152)
    """
    handed: object = devices  # a device is a tuple, and would be taken for a list of its fields
    if isinstance(handed, Device | str) or not devices:
        raise ScenarioError("survey takes a list of devices", hint="survey(work, [device])")
    work, chosen = workload_of(workload), [device_of(one) for one in devices]
    goal = goal or Goal()
    check_settings(goal, [find_method(name) for name in methods])
    search = len(devices) <= MAX_SEARCHED if search is None else search
    estimates: list[Estimate] = []
    skipped: dict[str, str] = {}
    for device in chosen:
        for name in methods or list(all_methods()):
            try:
                estimates.append(estimate(work, name, device, goal, copies=copies))
            except DomainError as error:
                if methods:
                    raise
                skipped[name] = f"{name} left out: {error.message}"
    parameters = work.model.parameters
    machines = machines or known_machines()
    return Survey(
        work,
        goal,
        tuple((one, bounds(_dated(one), parameters, goal.weight_bits)) for one in chosen),
        tuple(estimates),
        nearest(estimates),
        tuple(skipped.values()),
        machines,
        lora_run(work, machines.gpu),
        simulations(estimates, machines),
        fits(work, chosen, goal, methods) if search else (),
        tuple(methods),
    )


def _dated(device: Device) -> list[Device]:
    """Return a device with all calibrations of it that are published, its own first.

    Figures that were set by hand hold at every date; a device of one's own has but its own.
    """
    others = [date for date in device.snapshots if date != device.snapshot.id]
    if not others or device.id not in known_devices():
        return [device]
    dated = (find_device(device.id, date).at(device.asked) for date in others)
    return [device, *(one.with_figures(device.given) for one in dated)]


def simulations(estimates: Sequence[Estimate], machines: Machines) -> tuple[Simulation, ...]:
    """Return what the circuits of each estimate take on a simulator."""
    return tuple(simulation(e.program, e.goal, e.local, machines) for e in estimates)
