"""How long all circuits take, and what they cost. In logarithms: some runs outlast the sun."""

from __future__ import annotations

from math import log, log10
from typing import TYPE_CHECKING, NamedTuple

from qestimate.core.numeric import exp, log1p, maximum, minimum
from qestimate.core.quantity import Interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.core.numeric import Number
    from qestimate.device.device import Device
    from qestimate.estimation.placement import Placement
    from qestimate.estimation.shots import Shots
    from qestimate.methods.program import Program

LN10 = log(10)


class ShotTime(NamedTuple):
    """Time of one shot in parts. [s]"""

    circuit: float | None
    """Gates; None if a gate time is not published."""
    besides: Interval
    """Everything else: readout, delay and control; no value where not published in full."""
    circuit_least: float
    """What the published gate times give."""

    @property
    def total(self) -> float | None:
        """Time from one shot to the next, None if a part is unknown. [s]"""
        if self.circuit is None or self.besides.value is None:
            return None
        return self.circuit + self.besides.value

    @property
    def least(self) -> float:
        """What is known of it at least. [s]"""
        return self.circuit_least + (self.besides.low or 0.0)

    @property
    def most(self) -> float | None:
        """What it may last at most. [s]"""
        if self.circuit is None or self.besides.high is None:
            return None
        return self.circuit + self.besides.high


class Runtime(NamedTuple):
    """Time and price of the whole run; log10 of seconds and dollars."""

    shot: ShotTime
    log10_forward: Interval
    """One forward pass over the data. [log10 s]"""
    log10_epoch: Interval
    """One epoch of training. [log10 s]"""
    log10_run: Interval
    """All epochs. [log10 s]"""
    log10_startup: float | None
    """Share of job start-ups in the run at its most shots. [log10 s]; None if there is none."""
    price: Interval
    """Price of the whole run. [log10 USD]"""
    copies: int
    """Circuits side by side."""

    @property
    def log10_price(self) -> float | None:
        """Price of the whole run. [log10 USD]; None if unknown."""
        return self.price.value


def shot_time(placement: Placement, device: Device) -> ShotTime:
    """Return the time of one shot.

    Control overhead, not the gates, sets the pace of most devices. Where the period from shot to
    shot was measured (on short circuits) it is used, and the circuit added to it; else the delay
    between shots and the readout.
    """
    period = device.snapshot.figures.get("shot_period")
    if period is not None:
        low = period.value if period.low is None else period.low
        high = period.value if period.high is None else period.high
        besides = Interval(period.value, low, high if period.value is not None else None)
    else:
        readout, delay = device.value("readout_duration"), device.value("repetition_delay")
        known = (readout or 0.0) + (delay or 0.0)
        whole = None if readout is None or delay is None else known
        besides = Interval(whole, known, whole)
    return ShotTime(placement.duration, besides, placement.duration_least)


class Batch(NamedTuple):
    """Circuits that are run with the same number of shots."""

    circuits: int
    log10_shots: float


def runtime(
    program: Program, placement: Placement, device: Device, shots: Shots, copies: int = 1
) -> Runtime:
    """Return time and price of a run: circuits x shots x time per shot, and jobs x start-up.

    One copy of the circuit at a time, unless more are asked for. The delay of a cloud queue and of
    the classical optimiser is not in it. Where the shot time is not known in full, there is no
    value but a lower bound (``low``) from what is.

    Args:
        program: What runs.
        placement: Where.
        device: Its times, limits and prices.
        shots: Of each circuit.
        copies: Circuits side by side, each shot of all of them in the time, and at the price, of
            one; jobs and their start stay as many, and every gate is paid for.
    """
    shot = shot_time(placement, device)
    ends = range(3)
    forward = [_once(program.circuits_forward, shots, end) for end in ends]
    epoch = [training(program, program.circuits_epoch, shots, end) for end in ends]
    run = [training(program, program.circuits_run, shots, end) for end in ends]
    whole = _lasting(run, shot, device, copies)
    return Runtime(
        shot,
        _lasting(forward, shot, device, copies),
        _lasting(epoch, shot, device, copies),
        whole,
        None if run[2] is None else log10_startup(device, run[2]),
        Interval(
            *(
                _log10_price(placement, device, work, time, copies)
                for work, time in zip(run, whole, strict=True)
            )
        ),
        copies,
    )


Work = tuple[Batch, ...]


def _once(circuits: int, shots: Shots, end: int) -> Work | None:
    """Return circuits that are read for their values."""
    value = shots.value[end]
    return None if value is None else (Batch(circuits, value),)


def training(program: Program, circuits: int, shots: Shots, end: int) -> Work | None:
    """Split circuits of training into those read for their values and those gradients add.

    Args:
        program: The share of forward circuits in its epoch is that of any part of the training.
        circuits: Of an epoch or of the whole run.
        shots: Of either kind.
        end: Which end of the intervals: 0 the value, 1 low, 2 high.

    Returns:
        None where the shots are not known.
    """
    if shots.value[end] == shots.gradient[end]:
        return _once(circuits, shots, end)
    forward = min(circuits, circuits * program.circuits_forward // program.circuits_epoch)
    parts = ((forward, shots.value[end]), (circuits - forward, shots.gradient[end]))
    if any(count and each is None for count, each in parts):
        return None
    return tuple(Batch(count, each) for count, each in parts if count and each is not None)


def log10_executions(work: Work) -> float:
    """Return log10 of the shots of all circuits together.

    >>> log10_executions((Batch(10, 2.0), Batch(90, 3.0))) == log10(91_000)
    True
    """
    total: float | None = None
    for batch in work:
        total = add_log10(log10(batch.circuits) + batch.log10_shots, total)
    return total or 0.0


def _lasting(ends: Sequence[Work | None], shot: ShotTime, device: Device, copies: int) -> Interval:
    """Return log10 of the time that circuits take, at the three ends of their shots."""

    def total(work: Work | None, seconds: float | None) -> float | None:
        if work is None or not seconds:
            return None
        running = log10_executions(work) + log10(seconds) - log10(copies)
        return float(add_log10(running, log10_startup(device, work)))

    value, low, high = ends
    return Interval(total(value, shot.total), total(low, shot.least), total(high, shot.most))


def add_log10(a: Number, b: Number | None) -> Number:
    """Return log10(10^a + 10^b), for numbers of any size; b may be absent.

    >>> round(add_log10(2, 2), 4), add_log10(500, None)
    (2.301, 500)
    """
    if b is None:
        return a
    high, low = maximum(a, b), minimum(a, b)
    return high + log1p(exp((low - high) * LN10)) / LN10


def log10_jobs(device: Device, work: Work) -> float | None:
    """Return log10 of the jobs: circuits by the batch limit, shots by the shot limit."""
    most_circuits, most_shots = device.value("max_circuits"), device.value("max_shots")
    if most_circuits is None and most_shots is None:
        return None
    total: float | None = None
    for circuits, shots in work:
        by_circuits = log10(-(-circuits // int(most_circuits)) if most_circuits else circuits)
        by_shots = max(0.0, shots - log10(most_shots)) if most_shots else 0.0
        if most_shots and 0 < by_shots < 15:
            by_shots = log10(-(-(10**shots) // most_shots))
        total = add_log10(by_circuits + by_shots, total)
    return total


def log10_startup(device: Device, work: Work) -> float | None:
    """Return log10 of the seconds that the start of all jobs takes, None if not published."""
    startup, jobs = device.value("job_startup"), log10_jobs(device, work)
    return log10(startup) + jobs if startup and jobs is not None else None


def _log10_price(
    placement: Placement,
    device: Device,
    work: Work | None,
    log10_time: float | None,
    copies: int,
) -> float | None:
    """Return log10 of the price in USD, None where no price or not all of it is known.

    A price per job counts jobs as the limits make them, or circuits where no limit is published;
    a least price per job is paid where the shots of a job come to less.
    """
    if work is None:
        return None
    jobs = log10_jobs(device, work)
    jobs = log10(sum(batch.circuits for batch in work)) if jobs is None else jobs
    each = (device.value("price_per_shot") or 0.0) / copies + sum(
        price * count
        for price, count in (
            (device.value("price_per_one_qubit_gate_shot"), placement.counts.one_qubit_gates),
            (device.value("price_per_two_qubit_gate_shot"), placement.counts.two_qubit_gates),
        )
        if price
    )
    total = log10_executions(work) + log10(each) if each else None
    per_job, least = device.value("price_per_job"), device.value("price_minimum_per_job")
    if per_job and total is not None:
        total = add_log10(total, log10(per_job) + jobs)
    if least and total is not None:
        total = max(total, log10(least) + jobs)
    per_hour = device.value("price_per_hour")
    if not per_hour:
        return total
    if log10_time is None:
        return None
    hourly = log10_time + log10(per_hour / 3600)
    return hourly if total is None else add_log10(total, hourly)
