"""How much of what training gains is left under noise, by shots: the evidence for a rule.

Every case is trained four ways with the same data, starts and batches: with frozen angles, without
noise, under noise with unlimited shots, and under noise with the shots asked for. What training
gains is the loss with frozen angles less that without noise.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from qestimate.catalog.training_records import TrainingRow
from qestimate.core.errors import DomainError, ScenarioError
from qestimate.core.records import NamedTuple
from qestimate.estimation.placement import Unplaced, place
from qestimate.estimation.shots import TRAINING_RATIO
from qestimate.evidence.training.run import (
    BATCH,
    Sizes,
    Training,
    circuit_of,
    setting_of,
    sizes_of,
    train,
)
from qestimate.evidence.verification import program_of
from qestimate.noise.channels import patch_noise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.device.device import Device
    from qestimate.evidence.training.tasks import TaskName
    from qestimate.noise.channels import PatchNoise
    from qestimate.workload.goal import Gradient

WIDEST = 6
"""Qubits up to which training is simulated: 4^n expectation values a sample."""

MAX_TRAINED_LAYERS = 20
"""Layers up to which it is."""


class TrainingCase(NamedTuple):
    """What is trained, where, and with how many shots."""

    task: TaskName
    ansatz: str
    n_qubits: int
    n_layers: int
    device: Device
    gradient: Gradient = "parameter-shift"
    ratio: float = TRAINING_RATIO
    """Shots over those of which the noise is as large as the signal; sets the shots below."""
    value_shots: int | None = None
    """Of a circuit that is read for its values, in place of the rule."""
    gradient_shots: int | None = None
    """Of each circuit that a gradient adds, in place of the rule."""
    seeds: tuple[int, ...] = tuple(range(10))


def rule_shots(ratio: float, sizes: Sizes, averaged: int) -> tuple[int, int]:
    """Return the shots of a circuit read for values, and of one that a gradient adds.

    Args:
        ratio: Signal over noise, as variances.
        sizes: Of values and derivatives.
        averaged: Samples over which a step averages.
    """
    return (
        max(1, round(ratio / sizes.noisy)),
        max(1, round(ratio / (sizes.gradient * averaged))),
    )


def study(case: TrainingCase) -> Iterator[float | TrainingRow]:
    """Yield the share of the work that is done, and the result at the end.

    Raises:
        ScenarioError: A circuit that has no place on the device.
        DomainError: Errors that are not published, or a circuit too large to be trained.
    """
    if case.n_qubits > WIDEST or case.n_layers > MAX_TRAINED_LAYERS:
        raise DomainError(
            f"training is simulated up to {WIDEST} qubits and {MAX_TRAINED_LAYERS} layers, not "
            f"{case.n_qubits} and {case.n_layers}",
            hint="--qubits 4 --layers 4",
        )
    noise = placed_noise(case)
    pulses = case.device.pulses
    plain = Training(case.task, case.ansatz, case.n_qubits, case.n_layers, inf, inf)
    circuit = circuit_of(plain, noise, pulses)
    sizes = sizes_of(plain, circuit)
    averaged = 1 if case.task == "weights" else BATCH
    by_rule = rule_shots(case.ratio, sizes, averaged)
    values = case.value_shots or by_rule[0]
    gradients = case.gradient_shots or (values if case.gradient == "spsa" else by_rule[1])
    ways = (
        (plain._replace(gradient_shots=0.0), True),
        (plain, True),
        (plain, False),
        (
            plain._replace(value_shots=values, gradient_shots=gradients, rule=case.gradient),
            False,
        ),
    )
    losses = []
    for number, (one, without_noise) in enumerate(ways):
        key = (one, without_noise, None if without_noise else noise, case.seeds)
        if key not in _KNOWN_LOSSES:
            setting = setting_of(one, circuit, list(case.seeds))
            for step in train(one, circuit, setting, sizes, noiseless=without_noise):
                if isinstance(step, float):
                    yield (number + step) / len(ways)
                else:
                    _KNOWN_LOSSES[key] = tuple(float(x) for x in step)
        losses.append(_KNOWN_LOSSES[key])
    given = case.value_shots is not None or case.gradient_shots is not None
    frozen, noiseless, unlimited, loss = (tuple(map(_short, one)) for one in losses)
    yield TrainingRow(
        held_out=False,
        task=case.task,
        ansatz=case.ansatz,
        n_qubits=case.n_qubits,
        n_layers=case.n_layers,
        device=case.device.id,
        snapshot=case.device.snapshot.id,
        gradient=case.gradient,
        ratio=None if given else case.ratio,
        value_shots=values,
        gradient_shots=gradients,
        attenuation=_short(sizes.attenuation),
        signal_variance=_short(sizes.noisy),
        gradient_variance=_short(sizes.gradient),
        seeds=case.seeds,
        frozen=frozen,
        noiseless=noiseless,
        unlimited=unlimited,
        loss=loss,
    )


def _short(x: float) -> float:
    """Return a number to four digits; seeds scatter by far more."""
    return float(f"{x:.4g}")


_KNOWN_LOSSES: dict[tuple[Training, bool, PatchNoise | None, tuple[int, ...]], tuple[float, ...]]
_KNOWN_LOSSES = {}
"""Kept, since cases that differ in their shots alone have the other three ways in common."""


def placed_noise(case: TrainingCase) -> PatchNoise:
    """Return the noise of the patch that a circuit takes.

    Raises:
        ScenarioError: A circuit that has no place on the device.
        DomainError: Errors that are not published.
    """
    device = case.device
    program = program_of(case.ansatz, case.n_qubits, case.n_layers)
    placement = place(program, device)
    if isinstance(placement, Unplaced):
        raise ScenarioError(
            f"{case.ansatz} on {device.id}: {placement.reason}", hint="another device"
        )
    if placement.shape == "line" and case.ansatz == "crz-ring":
        raise ScenarioError(
            f"{device.id} has no ring of {case.n_qubits} couplers, on which training is simulated",
            hint="another device, or an even number of qubits",
        )
    pairs = [(a, b) for a, b, _ in placement.edges]
    noise = patch_noise(device, placement.width, placement.qubits, pairs)
    unknown = [name for name in noise.missing if not name.startswith("idle")]
    if unknown:
        raise DomainError(
            f"{device.id}: {', '.join(unknown)} not published", hint="set it by its flag"
        )
    return noise
