"""Predict how long published jobs took: starts, circuits that are loaded, and shots."""

from __future__ import annotations

from math import ceil, inf, isnan, log10, nan
from typing import TYPE_CHECKING

from qestimate.circuits.protocol import NativeCounts
from qestimate.core.quantity import Interval
from qestimate.core.records import NamedTuple
from qestimate.estimation.placement import Placement
from qestimate.estimation.runtime import Work, jobs, loads, overhead_at, shot_time, terms_of

if TYPE_CHECKING:
    from qestimate.catalog.experiment_records import Experiment, Run
    from qestimate.device.device import Device
    from qestimate.estimation.runtime import ShotTime, Terms

TIME_SPREAD = 1.1
"""Factor either way on a predicted time whose parts are published without an interval: the seven
jobs of the experiment ``ibm-clops-time``, which therefore does not count in the score, take 1 to
8 % longer than their parts."""

SPAN_OVERHEAD = 1.2
"""What spans of execution hold beside shots, in the value. [s]

The median of the seven runs of the experiment ``ibm-clops-time``, 0.6 to 4.8 s, which does not
count in the score."""

LONGEST_CIRCUIT = 1e-4
"""Of a circuit whose layers are not published, at the high end; none at the low end. [s]

Source: [ibm-estimate-job-run-time], "a typical circuit length is likely between 50-100
microseconds"."""


class JobTime(NamedTuple):
    """How long a run should have taken. [s]"""

    value: float | None
    """None where the time of a shot is not published in full."""
    low: float
    high: float
    reason: str = ""
    formula: str = ""
    """What gives the value, in the symbols of its numbers."""
    numbers: tuple[tuple[str, str, float], ...] = ()
    """Symbol, meaning and value of what goes into the formula."""


def job_time(experiment: Experiment, run: Run) -> JobTime:
    """Predict the time of jobs, with all that is not published about them as an interval.

    Shots take the time of one each. Where starts are in the time, each job starts once and each
    circuit, or each of its twirls, is loaded once. Where they are not, how much of them the time
    holds is not known: none at the low end and in the value, all at the high end. Spans of
    execution hold some of it, SPAN_OVERHEAD in the value. Jobs whose number is not published are as
    an estimate has it; at the low end, shots beyond the limit of a circuit are in the same job.

    Args:
        experiment: Whether its times hold the starts.
        run: Its circuits, its device, and what is published of its jobs.

    >>> from qestimate.catalog.experiments import experiment
    >>> found = experiment("ibm-clops-time")
    >>> time = job_time(found, found.runs[0])
    >>> time.low < found.runs[0].measured < time.high
    True
    """
    job = run.job
    placed = _placed(run)
    shot = shot_time(placed, _opened(run.device) if job.delay == "open" else run.device)
    if shot.total is None or shot.most is None:
        return JobTime(None, 0.0, inf, "time per shot not published in full")
    work = Work(log10(run.circuits), -inf, log10(job.twirls * run.shots), nan, job.twirls)
    terms = terms_of(run.device, placed)
    n_jobs = float(job.jobs or round(10 ** jobs(work, terms)))
    n_loads = float(round(10 ** loads(work, terms)))
    fewest = float(job.jobs or _fewest_jobs(n_loads / job.twirls, terms))
    shots = run.circuits * job.twirls * run.shots + n_jobs * job.learning_shots
    startup = job.startup or experiment.startup
    low, high = _ends(shot, job.layers_known)
    of_value, of_low, of_high = _fixed(run.device, (n_jobs, fewest, n_jobs), n_loads)
    if startup != "included":
        of_value, of_low = min(SPAN_OVERHEAD, of_high) if startup == "spans" else 0.0, 0.0
    formula, numbers = _written(
        run, shot.total, n_jobs, n_loads, of_value if startup == "spans" else 0.0, startup=startup
    )
    return JobTime(
        shots * shot.total + of_value,
        max(0.0, shots * low + of_low - job.resolution),
        shots * high + of_high + job.resolution,
        formula=formula,
        numbers=numbers,
    )


def _ends(shot: ShotTime, layers_known: bool) -> tuple[float, float]:
    """Return the least and the most that a shot takes. [s]"""
    low, high = shot.least, shot.most or inf
    if shot.besides.low == shot.besides.high:
        low, high = low / TIME_SPREAD, high * TIME_SPREAD
    return low, high if layers_known else high + LONGEST_CIRCUIT


def _fewest_jobs(n_entries: float, terms: Terms) -> float:
    """Return how many jobs there are at least, if shots beyond a limit are another entry of one.

    Args:
        n_entries: Circuits, as often as the shots of each take.
        terms: What the device asks for.
    """
    return 1.0 if isnan(terms.max_circuits) else max(1.0, ceil(n_entries / terms.max_circuits))


def _fixed(
    device: Device, n_jobs: tuple[float, float, float], n_loads: float
) -> tuple[float, float, float]:
    """Return what starts and loading take: as published, at least, at most. [s]"""
    value, low, high = (
        n * overhead_at(device, "job_startup", end)
        + n_loads * overhead_at(device, "circuit_overhead", end)
        for end, n in enumerate(n_jobs)
    )
    return value, low, high


def _opened(device: Device) -> Device:
    """Return a device with any delay between shots that it allows, in place of the usual one."""
    delay, readout = device.figure("repetition_delay"), device.value("readout_duration")
    if delay is None or delay.value is None or readout is None:
        return device
    low = delay.value if delay.low is None else delay.low
    high = delay.value if delay.high is None else delay.high
    ends = Interval(readout + delay.value, readout + low, readout + high)
    period = delay._replace(value=ends.value, low=ends.low, high=ends.high)
    figures = {**device.snapshot.figures, "shot_period": period}
    return device._replace(snapshot=device.snapshot._replace(figures=figures))


def _written(
    run: Run, shot: float, n_jobs: float, n_loads: float, of_spans: float, *, startup: str
) -> tuple[str, tuple[tuple[str, str, float], ...]]:
    """Return the formula of the value, and its numbers."""
    job = run.job
    formula = "C*N*s"
    numbers = [
        ("C", "circuits", float(run.circuits)),
        ("N", "shots of a circuit", float(run.shots)),
    ]
    if job.twirls > 1:
        formula = "C*T*N*s"
        numbers[1:] = [
            ("T", "twirls of a circuit", float(job.twirls)),
            ("N", "shots of a twirl", float(run.shots)),
        ]
    if job.learning_shots:
        formula += " + J*A*s"
        numbers.append(("A", "shots of a job that learn its readout", float(job.learning_shots)))
    numbers.append(("s", "time from shot to shot, s", shot))
    start, overhead = (
        overhead_at(run.device, name, 0) if startup == "included" else 0.0
        for name in ("job_startup", "circuit_overhead")
    )
    if overhead:
        formula += " + L*o"
        numbers.append(("L", "circuits that are loaded, twirls one by one", n_loads))
        numbers.append(("o", "circuit overhead, s", overhead))
    if start:
        formula += " + J*S"
        numbers.append(("S", "start of a job, s", start))
    if of_spans:
        formula += " + H"
        numbers.append(("H", "what spans hold beside shots, s", of_spans))
    if "J" in formula:
        numbers.append(("J", "jobs", n_jobs))
    return formula, tuple(numbers)


def _placed(run: Run) -> Placement:
    """Put a run on its device, as far as its time asks for it."""
    one, two = run.device.value("one_qubit_duration"), run.device.value("two_qubit_duration")
    duration: float | None = 0.0
    if run.job.layers_known:
        duration = None
        if one is not None and two is not None:
            duration = run.layers * two + (run.layers + 1) * run.device.pulses * one
    return Placement(
        "line",
        "declared",
        (),
        max(run.qubits, 2),
        "cz",
        NativeCounts(0, 0, 2 * run.layers + 1, run.layers),
        None,
        (),
        duration,
        duration or 0.0,
        proven=False,
    )
