"""How long all circuits take, and what they cost. In logarithms: some runs outlast the sun."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, NamedTuple

from qestimate.quantity import UNKNOWN, Interval

if TYPE_CHECKING:
    from qestimate.device import Device
    from qestimate.methods.program import Program
    from qestimate.placement import Placement


class ShotTime(NamedTuple):
    """Time of one shot in parts. [s]; None where not published."""

    circuit: float | None
    readout: float | None
    overhead: float | None
    """Delay between shots; or, where only the whole period was measured, that period."""
    measured: bool
    """Whether ``overhead`` is a measured shot period that holds readout and control already."""

    @property
    def total(self) -> float | None:
        """Time from one shot to the next, None if a part is unknown. [s]"""
        if self.circuit is None or self.overhead is None:
            return None
        if self.measured:
            return self.overhead + self.circuit
        return None if self.readout is None else self.overhead + self.circuit + self.readout

    @property
    def least(self) -> float:
        """What is known of it at least. [s]"""
        return sum(part for part in (self.circuit, self.readout, self.overhead) if part)


class Runtime(NamedTuple):
    """Time and price of the whole run; log10 of seconds, jobs and dollars."""

    shot: ShotTime
    log10_forward: Interval
    """One forward pass over the data. [log10 s]"""
    log10_epoch: Interval
    """One epoch of training. [log10 s]"""
    log10_run: Interval
    """All epochs. [log10 s]"""
    log10_jobs: float | None
    """Jobs of the whole run at the least number of shots known."""
    log10_price: float | None
    """Price of the whole run. [log10 USD]"""


def shot_time(placement: Placement, device: Device) -> ShotTime:
    """Return the time of one shot.

    Control overhead, not the gates, sets the pace of most devices: a measured shot period is
    used where there is one, and the circuit added to it.
    """
    period = device.value("shot_period")
    if period is not None:
        return ShotTime(placement.duration, None, period, True)
    return ShotTime(
        placement.duration,
        device.value("readout_duration"),
        device.value("repetition_delay"),
        False,
    )


def runtime(
    program: Program, placement: Placement, device: Device, log10_shots: Interval
) -> Runtime:
    """Return time and price of a run: circuits x shots x time per shot, and jobs x start-up.

    The delay of a cloud queue and of the classical optimiser is not in it. Where the shot time
    is not known in full, there is no value but a lower bound (``low``) from what is.
    """
    shot = shot_time(placement, device)

    def lasting(circuits: int) -> Interval:
        counts = log10(circuits)
        startup = _log10_startup(device, circuits, log10_shots.value or log10_shots.low or 0.0)
        value = UNKNOWN.value
        low = high = None
        if shot.total:
            per_circuit = log10(shot.total)
            if log10_shots.value is not None:
                value = _add(counts + log10_shots.value + per_circuit, startup)
            if log10_shots.high is not None:
                high = _add(counts + log10_shots.high + per_circuit, startup)
        least = shot.total or shot.least
        if least and log10_shots.low is not None:
            low = _add(counts + log10_shots.low + log10(least), startup)
        return Interval(value, low, high)

    return Runtime(
        shot,
        lasting(program.circuits_forward),
        lasting(program.circuits_epoch),
        lasting(program.circuits_run),
        _log10_jobs(device, program.circuits_run, log10_shots.value or log10_shots.low or 0.0),
        _log10_price(program, placement, device, log10_shots, lasting(program.circuits_run)),
    )


def _add(a: float, b: float | None) -> float:
    """Return log10(10^a + 10^b)."""
    if b is None:
        return a
    high, low = max(a, b), min(a, b)
    return high + (log10(1 + 10 ** (low - high)) if high - low < 300 else 0.0)


def _log10_jobs(device: Device, circuits: int, log10_shots: float) -> float | None:
    """Return log10 of the jobs: circuits by the batch limit, shots by the shot limit."""
    batch, most = device.value("max_circuits"), device.value("max_shots")
    if batch is None and most is None:
        return None
    by_circuits = log10(-(-circuits // int(batch))) if batch else log10(circuits)
    by_shots = max(0.0, log10_shots - log10(most)) if most else 0.0
    if most and 0 < by_shots < 15:
        by_shots = log10(-(-(10**log10_shots) // most))
    return by_circuits + by_shots


def _log10_startup(device: Device, circuits: int, log10_shots: float) -> float | None:
    startup, jobs = device.value("job_startup"), _log10_jobs(device, circuits, log10_shots)
    return log10(startup) + jobs if startup and jobs is not None else None


def _log10_price(
    program: Program,
    placement: Placement,
    device: Device,
    log10_shots: Interval,
    lasting: Interval,
) -> float | None:
    """Return log10 of the price in USD, None where no price or not all of it is known."""
    if log10_shots.value is None:
        return None
    executions = log10(program.circuits_run) + log10_shots.value
    total: float | None = None
    per_shot = device.value("price_per_shot")
    gates = (
        (device.value("price_per_one_qubit_gate_shot"), placement.counts.one_qubit_gates),
        (device.value("price_per_two_qubit_gate_shot"), placement.counts.two_qubit_gates),
    )
    each = (per_shot or 0.0) + sum(price * count for price, count in gates if price)
    if each:
        total = executions + log10(each)
    per_job = device.value("price_per_job")
    jobs = _log10_jobs(device, program.circuits_run, log10_shots.value)
    if per_job and total is not None:
        # a task on these services is one circuit
        total = _add(
            total, log10(per_job) + (jobs if jobs is not None else log10(program.circuits_run))
        )
    per_hour = device.value("price_per_hour")
    if per_hour:
        if lasting.value is None:
            return None
        hourly = lasting.value + log10(per_hour / 3600)
        total = hourly if total is None else _add(total, hourly)
    return total
