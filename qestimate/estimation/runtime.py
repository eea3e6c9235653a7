"""How long all circuits take, and what they cost. In logarithms: some runs outlast the sun.

``Work``, ``Terms`` and the functions on them take numbers or arrays; ``runtime`` is what they come
to for one program on one device.
"""

from __future__ import annotations

from math import inf, nan
from typing import TYPE_CHECKING

from qestimate.core.numeric import (
    add_log10,
    anywhere,
    equal,
    isnan,
    log10,
    maximum,
    minimum,
    parts_log10,
    where,
    whole_log10,
)
from qestimate.core.quantity import UNKNOWN, Ends, Interval
from qestimate.core.records import NamedTuple
from qestimate.estimation.tariff import in_credits, in_dollars

if TYPE_CHECKING:
    from qestimate.core.numeric import Number
    from qestimate.core.quantity import Quantity
    from qestimate.device.device import Device
    from qestimate.estimation.placement import Placement
    from qestimate.estimation.shots import Shots
    from qestimate.estimation.tariff import Tariff
    from qestimate.methods.program import Program


class Repetition(NamedTuple):
    """How often, and how much longer, each circuit is run. Numbers or arrays."""

    log10_circuits: Number = 0.0
    """Circuits that are run for each one. [log10]"""
    stretch: Number = 1.0
    """How many times as many gates they have, on average. [1]"""
    twirls: Number = 1
    """Randomizations of each circuit, among which its shots are split. [1]"""


ONCE = Repetition()
"""Each circuit as it is."""


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

    @property
    def log10(self) -> Ends:
        """Value, least and most. [log10 s]; nan where unknown"""
        return Ends(*(log10(x) if x else nan for x in (self.total, self.least, self.most)))


class Runtime(NamedTuple):
    """Time and price of the whole run; log10 of seconds and dollars."""

    shot: ShotTime
    log10_forward: Interval
    """One forward pass over the data. [log10 s]"""
    log10_epoch: Interval
    """One epoch of training. [log10 s]"""
    log10_run: Interval
    """All epochs. [log10 s]"""
    log10_overhead: float | None
    """Start of jobs and loading of circuits in the run at its most shots, each at its longest.
    [log10 s]; None if there is none."""
    price: Interval
    """Price of the whole run. [log10 USD]"""
    copies: int
    """Circuits side by side."""
    log10_shots: Interval = UNKNOWN
    """Shots of all circuits of the whole run together. [log10]"""
    log10_jobs: Interval = UNKNOWN
    """Jobs of the whole run. [log10]; no value where no limit of a job is published."""
    log10_credits: Interval = UNKNOWN
    """The whole run in the vendor's credits. [log10 HQC]; no value where it has none."""

    @property
    def log10_price(self) -> float | None:
        """Price of the whole run. [log10 USD]; None if unknown."""
        return self.price.value


def shot_time(placement: Placement, device: Device, stretch: float = 1.0) -> ShotTime:
    """Return the time of one shot.

    Control overhead, not the gates, sets the pace of most devices. Where the period from shot to
    shot was measured (on short circuits) it is used, and the circuit added to it; else the delay
    between shots and the readout.

    Args:
        placement: With the time of its gates.
        device: Its times.
        stretch: How many times as long the gates take.
    """
    period = device.snapshot.figures.get("shot_period")
    if period is not None:
        besides = besides_of(period)
    else:
        readout, delay = device.value("readout_duration"), device.value("repetition_delay")
        known = (readout or 0.0) + (delay or 0.0)
        whole = None if readout is None or delay is None else known
        besides = Interval(whole, known, whole)
    gates = None if placement.duration is None else stretch * placement.duration
    return ShotTime(gates, besides, stretch * placement.duration_least)


def besides_of(period: Quantity) -> Interval:
    """Return the time of a shot besides its gates from the published period of short circuits."""
    low = period.value if period.low is None else period.low
    high = period.value if period.high is None else period.high
    return Interval(period.value, low, None if period.value is None else high)


class Work(NamedTuple):
    """Circuits of two kinds, and the shots of each. [log10]; numbers or arrays."""

    log10_values: Number
    """Circuits read for their values; -inf for none."""
    log10_gradients: Number
    """Circuits that gradients add; -inf for none."""
    shots_values: Number
    """Of one circuit; nan if unknown."""
    shots_gradients: Number
    twirls: Number = 1
    """Randomizations of each circuit, loaded one by one; its shots are those of all of them. [1]"""


class Terms(NamedTuple):
    """What a device asks for jobs and shots; numbers or arrays."""

    startup: Number
    """Of a job. [s]; 0 where none is published"""
    max_circuits: Number
    """In a job; nan for no limit."""
    max_shots: Number
    """Of a circuit in a job; nan for no limit."""
    per_shot: Number
    """Gates included. [USD]; 0 for none"""
    per_job: Number
    """[USD]; 0 for none"""
    least_per_job: Number
    """[USD]; 0 for none"""
    per_hour: Number
    """[USD]; 0 for none"""
    copies: Number = 1
    """Circuits side by side, each shot of all of them in the time of one."""
    circuit_overhead: Number = 0.0
    """Of a circuit that is loaded. [s]; 0 where none is published"""
    max_job_shots: Number = nan
    """In a job, of all its circuits together; nan for no limit."""


def executions(work: Work) -> Number:
    """Return log10 of the shots of all circuits together; nan if unknown.

    >>> round(10 ** executions(Work(1.0, log10(90), 2.0, 3.0)))
    91000
    """
    return _of_both(work, work.shots_values, work.shots_gradients)


def _of_both(work: Work, of_values: Number, of_gradients: Number) -> Number:
    """Return log10 of the sum of something over circuits of both kinds."""
    return add_log10(
        where(work.log10_values == -inf, -inf, work.log10_values + of_values),
        where(work.log10_gradients == -inf, -inf, work.log10_gradients + of_gradients),
    )


def twirled(log10_shots: Number, twirls: Number) -> Number:
    """Return log10 of the shots that a circuit takes when they are split among its twirls.

    Each twirl has as many, so that their sum is rounded up.

    Args:
        log10_shots: Of a circuit. [log10]; nan if unknown.
        twirls: Randomizations of it. [1]

    Source: [qiskit-ibm-runtime], options/twirling_options.py at 73514f0.

    >>> round(10 ** twirled(log10(1000), 32)), round(10 ** twirled(0.0, 32))
    (1024, 32)
    """
    of_each = where(isnan(log10_shots), nan, whole_log10(log10_shots - log10(twirls)))
    return where(equal(twirls, 1), log10_shots, log10(twirls) + of_each)


def jobs(work: Work, terms: Terms) -> Number:
    """Return log10 of the jobs: circuits by the batch limit, shots by the shot limit.

    Where neither limit is published, every circuit is a job of its own. Twirls of a circuit are
    in its job. A limit on the shots of all circuits of a job leaves room for fewer of them.

    >>> terms = Terms(0.0, 300, 10_000, 0.0, 0.0, 0.0, 0.0)
    >>> round(10 ** jobs(Work(log10(301), -inf, log10(20_000), nan), terms))
    4
    >>> round(10 ** jobs(Work(log10(600), -inf, log10(4000), nan), terms._replace(
    ...     max_circuits=100, max_job_shots=200_000)))
    12
    """
    kinds = (
        (work.log10_values, work.shots_values),
        (work.log10_gradients, work.shots_gradients),
    )
    batches = [
        where(
            isnan(terms.max_circuits),
            circuits,
            parts_log10(circuits, _circuits_in_a_job(shots, terms)),
        )
        for circuits, shots in kinds
    ]
    by_kind = work._replace(log10_values=batches[0], log10_gradients=batches[1])
    return _of_both(
        by_kind,
        parts_log10(work.shots_values, terms.max_shots),
        parts_log10(work.shots_gradients, terms.max_shots),
    )


ROUNDED = 1 + 1e-12
"""By how much a quotient of whole numbers may fall short of a whole one through logarithms."""


def _circuits_in_a_job(shots: Number, terms: Terms) -> Number:
    """Return how many circuits with these shots a job holds; nan for no limit."""
    if not anywhere(terms.max_job_shots > 0):
        return terms.max_circuits
    in_one = where(isnan(terms.max_shots), shots, minimum(shots, log10(terms.max_shots)))
    room = log10(terms.max_job_shots) - in_one
    fitting = maximum(1.0, 10.0 ** minimum(where(isnan(room), 0.0, room), 15.0) * ROUNDED // 1)
    unlimited = isnan(terms.max_job_shots) | isnan(shots)
    return where(unlimited, terms.max_circuits, minimum(terms.max_circuits, fitting))


def starting(n_jobs: Number, terms: Terms) -> Number:
    """Return log10 of the seconds that the start of all jobs takes; -inf if none is published.

    A start is counted only where a limit of a job is published.

    Args:
        n_jobs: log10 of the jobs.
        terms: Of the device.
    """
    unlimited = isnan(terms.max_circuits) & isnan(terms.max_shots)
    startup = where(unlimited, 0.0, terms.startup)
    return where(startup > 0, log10(startup) + n_jobs, -inf)


def loads(work: Work, terms: Terms) -> Number:
    """Return log10 of the circuits that are loaded: every twirl of each, in every job it is in.

    >>> terms = Terms(0.0, 300, 10_000, 0.0, 0.0, 0.0, 0.0)
    >>> round(10 ** loads(Work(log10(301), -inf, log10(20_000), nan, 21), terms))
    12642
    """
    by_jobs = (
        parts_log10(shots, terms.max_shots) for shots in (work.shots_values, work.shots_gradients)
    )
    return _of_both(work, *by_jobs) + log10(work.twirls)


def loading(n_loads: Number, terms: Terms) -> Number:
    """Return log10 of the seconds that loading takes; -inf if its time is not published.

    Args:
        n_loads: log10 of the circuits that are loaded.
        terms: Of the device.
    """
    return where(terms.circuit_overhead > 0, log10(terms.circuit_overhead) + n_loads, -inf)


def lasting(
    n_shots: Number, n_jobs: Number, log10_shot: Number, terms: Terms, n_loads: Number = -inf
) -> Number:
    """Return log10 of the seconds that circuits take; nan if unknown.

    Args:
        n_shots: log10 of the shots of all circuits.
        n_jobs: log10 of the jobs.
        log10_shot: Time from shot to shot. [log10 s]
        terms: Of the device.
        n_loads: log10 of the circuits that are loaded.
    """
    overhead = add_log10(starting(n_jobs, terms), loading(n_loads, terms))
    return add_log10(n_shots + log10_shot - log10(terms.copies), overhead)


def cost_of(n_shots: Number, n_jobs: Number, log10_time: Number, terms: Terms) -> Number:
    """Return log10 of the price in USD; nan where no price or not all of it is known.

    A price per job counts jobs as the limits make them, or circuits where no limit is published;
    a least price per job is paid where the shots of a job come to less.

    Args:
        n_shots: log10 of the shots of all circuits.
        n_jobs: log10 of the jobs.
        log10_time: That the circuits take. [log10 s]
        terms: Of the device.
    """
    by_shots = n_shots + log10(terms.per_shot)
    by_shots = add_log10(by_shots, log10(terms.per_job) + n_jobs)
    by_shots = maximum(by_shots, log10(terms.least_per_job) + n_jobs)
    hourly = log10_time + log10(terms.per_hour / 3600)
    priced = where(terms.per_shot > 0, by_shots, nan)
    both = where(terms.per_shot > 0, add_log10(by_shots, hourly), hourly)
    return where(terms.per_hour > 0, both, priced)


OVERHEADS = ("job_startup", "circuit_overhead")
"""Figures that a device takes besides its shots."""


def overhead_at(device: Device, name: str, end: int) -> float:
    """Return one of ``OVERHEADS``; 0 where none is published. [s]

    Args:
        device: With its figures.
        name: Of the figure.
        end: Which end of its interval: 0 the value, 1 low, 2 high.
    """
    figure = device.snapshot.figures.get(name)
    if figure is None:
        return 0.0
    found = (figure.value, figure.low, figure.high)[end]
    return (figure.value if found is None else found) or 0.0


def terms_of(
    device: Device,
    placement: Placement,
    copies: int = 1,
    stretch: float = 1.0,
    end: int = 0,
    spam: int | None = None,
) -> Terms:
    """Return what a device asks for the circuits of a placed program, in dollars.

    Args:
        device: Its times, limits and prices.
        placement: Its gates are paid for where gates have a price.
        copies: Circuits side by side; every gate of each is paid for.
        stretch: How many times as many gates there are.
        end: Which end of the intervals of its overheads: 0 the value, 1 low, 2 high.
        spam: Preparations, measurements and resets of qubits in a circuit; those of its width,
            once each, if not said.
    """

    def or_nan(name: str) -> float:
        value = device.value(name)
        return nan if value is None else value

    def or_zero(name: str) -> float:
        return device.value(name) or 0.0

    tariff = in_dollars(device)
    return Terms(
        overhead_at(device, "job_startup", end),
        or_nan("max_circuits"),
        or_nan("max_shots"),
        price_of_a_shot(tariff, placement, copies, stretch, spam),
        tariff.per_job,
        or_zero("price_minimum_per_job"),
        or_zero("price_per_hour"),
        copies,
        overhead_at(device, "circuit_overhead", end),
        or_nan("max_job_shots"),
    )


def price_of_a_shot(
    tariff: Tariff,
    placement: Placement,
    copies: int = 1,
    stretch: float = 1.0,
    spam: int | None = None,
) -> float:
    """Return what one shot of one circuit costs, in the unit of the tariff.

    Args:
        tariff: Of the device.
        placement: With the gates.
        copies: Circuits side by side: they share the shot, and each has its gates.
        stretch: How many times as many gates there are.
        spam: As in ``terms_of``.
    """
    counts = placement.counts
    return float(
        tariff.per_shot / copies
        + tariff.per_one_qubit_gate * counts.one_qubit_gates * stretch
        + tariff.per_two_qubit_gate * counts.two_qubit_gates * stretch
        + tariff.per_spam * (2 * placement.width if spam is None else spam)
    )


def credit_terms(terms: Terms, per_shot: float, tariff: Tariff) -> Terms:
    """Return what a device asks in credits in place of dollars.

    Args:
        terms: In dollars.
        per_shot: Of a circuit. [HQC]
        tariff: In credits.
    """
    return terms._replace(
        per_shot=per_shot, per_job=tariff.per_job, least_per_job=0.0, per_hour=0.0
    )


def circuits_by_kind(program: Program, circuits: int) -> tuple[int, int]:
    """Return how many circuits are read for their values, and how many gradients add.

    Args:
        program: The share of evaluations in its run is that of any part of the training; of a
            method that does not say, that of forward circuits in an epoch.
        circuits: Of an epoch or of the whole run.
    """
    part, whole = program.circuits_forward, program.circuits_epoch
    if program.evaluations is not None:
        part, whole = program.evaluations, program.circuits_run
    values = min(circuits, circuits * part // whole)
    return values, circuits - values


def work_of(by_kind: tuple[int, int], shots: Shots, end: int = 0, again: Repetition = ONCE) -> Work:
    """Return circuits with their shots.

    Args:
        by_kind: Circuits read for their values, and those that gradients add.
        shots: Of either kind.
        end: Which end of the intervals: 0 the value, 1 low, 2 high.
        again: Circuits that are run for each one, and the twirls of each.
    """
    of_values, of_gradients = (twirled(Ends.of(each)[end], again.twirls) for each in shots)
    values, gradients = (log10(circuits) + again.log10_circuits for circuits in by_kind)
    return Work(values, gradients, of_values, of_gradients, again.twirls)


def runtime(
    program: Program,
    placement: Placement,
    device: Device,
    shots: Shots,
    copies: int = 1,
    again: Repetition = ONCE,
    *,
    parts: bool = True,
) -> Runtime:
    """Return time and price of a run.

    Circuits x shots x time per shot, circuits that are loaded x circuit overhead, jobs x start-up.

    One copy of the circuit at a time, unless more are asked for. The delay of a cloud queue and of
    the classical optimiser is not in it. Where the shot time is not known in full, there is no
    value but a lower bound (``low``) from what is.

    Args:
        program: What runs.
        placement: Where.
        device: Its times, limits and prices.
        shots: Of each circuit.
        copies: Circuits side by side, each shot of all of them in the time, and at the price, of
            one; jobs, their start and the circuits that are loaded stay as many, and every gate
            is paid for.
        again: How often each circuit is run, how much longer it takes, and its twirls.
        parts: Whether to work out a forward pass and an epoch; else they are unknown.
    """
    shot = shot_time(placement, device, float(again.stretch))
    stretch, spam = float(again.stretch), program.spam_operations
    terms = [terms_of(device, placement, copies, stretch, end, spam) for end in range(3)]
    most = terms[2]

    def taken(by_kind: tuple[int, int]) -> list[tuple[Number, Number, Number]]:
        """Return shots, jobs and time at each end of the intervals."""
        found = []
        for end, log10_shot in enumerate(shot.log10):
            work = work_of(by_kind, shots, end, again)
            n_shots, n_jobs = executions(work), jobs(work, terms[end])
            time = lasting(n_shots, n_jobs, log10_shot, terms[end], loads(work, terms[end]))
            found.append((n_shots, n_jobs, time))
        return found

    def times(by_kind: tuple[int, int]) -> Interval:
        return Ends(*(time for *_, time in taken(by_kind))).interval()

    by_kind = circuits_by_kind(program, program.circuits_run)
    whole = taken(by_kind)
    n_loads = loads(work_of(by_kind, shots, 2, again), most)
    overhead = add_log10(starting(whole[2][1], most), loading(n_loads, most))
    tariff, charged = in_credits(device), UNKNOWN
    if any(tariff):
        per_shot = price_of_a_shot(tariff, placement, copies, stretch, spam)
        charged = Ends(
            *(
                cost_of(*one, credit_terms(each, per_shot, tariff))
                for one, each in zip(whole, terms, strict=True)
            )
        ).interval()
    return Runtime(
        shot,
        times((program.circuits_forward, 0)) if parts else UNKNOWN,
        times(circuits_by_kind(program, program.circuits_epoch)) if parts else UNKNOWN,
        Ends(*(time for *_, time in whole)).interval(),
        None if overhead == -inf or isnan(overhead) else overhead,
        Ends(*(cost_of(*one, each) for one, each in zip(whole, terms, strict=True))).interval(),
        copies,
        Ends(*(n_shots for n_shots, *_ in whole)).interval(),
        Ends(*(n_jobs for _, n_jobs, _ in whole)).interval() if in_jobs(device) else UNKNOWN,
        charged,
    )


JOB_FIGURES = (
    *("max_circuits", "max_shots", "max_job_shots"),
    *("price_per_job", "price_minimum_per_job", "credits_per_job"),
)
"""Figures that say what a job is; without any of them their number is unknown."""


def in_jobs(device: Device) -> bool:
    """Return whether it is published what a job of a device holds, or what one costs."""
    return any(device.figure(name) is not None for name in JOB_FIGURES)
