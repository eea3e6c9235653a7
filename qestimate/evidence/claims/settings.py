"""The configurations of a claim as workloads, programs and estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.estimation.classical import LoraRun, Simulation, lora_run, simulation
from qestimate.estimation.estimate import Estimate, estimate
from qestimate.workload.goal import Goal
from qestimate.workload.workload import Workload

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.catalog.claim_records import Claim, Setting
    from qestimate.catalog.simulation_records import SimulatedCircuit
    from qestimate.device.device import Device
    from qestimate.device.machines import Gpu, Machines
    from qestimate.workload.workload import LanguageModel


class Configured(NamedTuple):
    """A setting of a claim, worked out."""

    setting: Setting
    workload: Workload
    estimates: tuple[Estimate, ...]
    """One for each device of the setting."""
    lora: LoraRun
    simulations: tuple[Simulation, ...]
    per_token: int
    """Circuits that one token takes in a forward pass; 0 if circuits do not depend on the data."""

    @property
    def prompt_circuits(self) -> int:
        """Circuits of one forward pass over a prompt; 0 if none depend on it."""
        return self.setting.prompt_tokens * self.per_token


def shortest_period(device: Device) -> float | None:
    """Return the shortest published time from shot to shot; None if none is. [s]

    >>> from qestimate import catalog
    >>> round(shortest_period(catalog.device("origin-wukong-72")) * 1000, 2)
    1.98
    """
    period = device.snapshot.figures.get("shot_period")
    if period is not None:
        return period.value if period.low is None else period.low
    delay, readout = device.figure("repetition_delay"), device.value("readout_duration")
    if delay is None or readout is None:
        return None
    return ((delay.value if delay.low is None else delay.low) or 0.0) + readout


class Case(NamedTuple):
    """A claim, with everything that its checks compute with."""

    claim: Claim
    configured: Mapping[str, Configured]
    """Its settings, worked out, by id."""
    models: Mapping[str, LanguageModel]
    """By the names that statements use."""
    devices: Mapping[str, Device]
    machines: Machines
    """GPU and simulator to compare with."""
    simulations: Mapping[str, SimulatedCircuit]
    """Circuits with published runs on classical machines, by the names that statements use."""
    gpus: Mapping[str, Gpu]
    """By the names that statements use."""

    def at(self, setting: str) -> Configured:
        """Return a setting, worked out.

        Raises:
            UnknownNameError: The claim has no such setting.
        """
        return self.configured[self.claim.setting(setting).id]


def configured(
    setting: Setting, model: LanguageModel, devices: Sequence[Device], machines: Machines
) -> Configured:
    """Return a setting worked out on all its devices.

    Raises:
        UnknownNameError: A method that does not exist.
        ScenarioError: A rank or modules that do not fit the model.
    """
    work = Workload.of(
        model,
        rank=setting.rank,
        targets=setting.targets,
        samples=setting.samples,
        tokens_per_sample=setting.tokens_per_sample,
        epochs=setting.epochs,
        batch_size=setting.batch_size,
        accumulation=setting.accumulation,
    )
    goal = Goal.of(layers=setting.layers)
    found = tuple(estimate(work, setting.method, device, goal) for device in devices)
    return Configured(
        setting,
        work,
        found,
        lora_run(work, machines.gpu),
        tuple(simulation(e.program, goal, e.local, machines) for e in found),
        _per_token(found[0]),
    )


def _per_token(e: Estimate) -> int:
    """Return the circuits of a token: twice the data take twice the circuits, or none more."""
    data = e.workload.data
    twice = e.workload._replace(data=data._replace(samples=2 * data.samples))
    more = e.method.program(twice, e.goal, e.program.n_qubits).circuits_forward
    return (more - e.program.circuits_forward) // data.tokens_per_epoch
