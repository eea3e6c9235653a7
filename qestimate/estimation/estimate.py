"""The estimate: every stage from workload to verdict, composed once."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Any, Literal, overload

from qestimate.core import late_bound
from qestimate.core.errors import DomainError, ScenarioError
from qestimate.core.quantity import UNKNOWN, Ends, Interval, power_of_ten
from qestimate.core.records import NamedTuple
from qestimate.device.device import Device
from qestimate.device.elements import elements
from qestimate.estimation.constraints import SECONDS_PER_DAY, binding, budgets, verdict
from qestimate.estimation.fidelity import signal
from qestimate.estimation.local_signal import SAMPLES, local_signal
from qestimate.estimation.pipeline import assess, without_place
from qestimate.estimation.placement import Unplaced, place
from qestimate.estimation.runtime import runtime
from qestimate.estimation.shots import NO_SHOTS, Shots
from qestimate.estimation.side_by_side import ONE, Copies, gaining
from qestimate.methods import check_settings
from qestimate.methods import method as find_method
from qestimate.workload.goal import Goal
from qestimate.workload.workload import Workload

if TYPE_CHECKING:
    from qestimate.estimation.constraints import Constraint, Verdict
    from qestimate.estimation.fidelity import Signal
    from qestimate.estimation.pipeline import PlacedProgram
    from qestimate.estimation.placement import Placement
    from qestimate.estimation.runtime import Runtime
    from qestimate.methods.program import Method, Program
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.report.explain.explanation import Explanation
    from qestimate.workload.workload import Dataset


@late_bound.shown
class Estimate(NamedTuple):
    """One method on one device: every stage of the calculation and its verdict."""

    workload: Workload
    device: Device
    goal: Goal
    method: Method
    program: Program
    placed: PlacedProgram | Unplaced
    """Where the program is and all that follows from it, or why it has no place."""
    constraints: tuple[Constraint, ...]

    @property
    def placement(self) -> Placement | Unplaced:
        """Where the program is, or why it has no place."""
        return self.placed if isinstance(self.placed, Unplaced) else self.placed.placement

    @property
    def signal(self) -> Signal | None:
        """What noise leaves of the circuit as a whole."""
        return None if isinstance(self.placed, Unplaced) else self.placed.signal

    @property
    def local(self) -> LocalSignal | None:
        """What it leaves of what the program is read for: values, or probabilities."""
        return None if isinstance(self.placed, Unplaced) else self.placed.local

    @property
    def shots_needed(self) -> Shots:
        """Shots of one circuit, for its values and for a gradient, as logarithms."""
        return NO_SHOTS if isinstance(self.placed, Unplaced) else self.placed.shots

    @property
    def runtime(self) -> Runtime | None:
        """Time and price of the run."""
        return None if isinstance(self.placed, Unplaced) else self.placed.runtime

    @property
    def verdict(self) -> Verdict:
        """feasible, marginal, infeasible or unknown."""
        return verdict(self.constraints)

    @property
    def copies(self) -> int:
        """Circuits side by side."""
        return self.side_by_side.n

    @property
    def side_by_side(self) -> Copies:
        """Circuits side by side, and how good the worst of their patches is."""
        return ONE if isinstance(self.placed, Unplaced) else self.placed.copies

    @property
    def certain(self) -> bool:
        """Whether it is infeasible whatever is thought of noise.

        Even with the fewest shots, and as many circuits side by side as there are qubits for, it
        takes too long or costs too much; or the qubits are too few.
        """
        if isinstance(self.placed, Unplaced):
            return self.verdict == "infeasible"
        once = self.placed.once
        room = max(self.copies, (self.device.qubits_advertised or 0) // self.program.n_qubits)
        least = -log10(room / self.copies)
        run = Interval(*(None if end is None else end + least for end in once.log10_run))
        return verdict(budgets(once._replace(log10_run=run), self.goal)) == "infeasible"

    @property
    def log10_shots(self) -> Interval:
        """Shots of one circuit that is read for its values. [log10]"""
        return self.shots_needed.log10_value

    @property
    def shots(self) -> float | None:
        """Shots of one circuit that is read for its values; None if not known.

        >>> from qestimate import catalog
        >>> work = Workload.of(catalog.model("gpt2"), samples=100)
        >>> one = estimate(work, "qpa", catalog.device("ibm-boston"))
        >>> one.shots > 1, one.shots_interval.low < one.shots, one.days < 30, one.price > 1000
        (True, True, True, True)
        """
        return self.shots_interval.value

    @property
    def shots_interval(self) -> Interval:
        """The same with its bounds."""
        return power_of_ten(self.log10_shots)

    @property
    def days(self) -> float | None:
        """Time of the whole run. [days]; None if not known."""
        return self.days_interval.value

    @property
    def days_interval(self) -> Interval:
        """The same with its bounds. [days]"""
        run = UNKNOWN if self.runtime is None else self.runtime.log10_run
        day = log10(SECONDS_PER_DAY)
        return power_of_ten(Interval(*(None if end is None else end - day for end in run)))

    @property
    def price(self) -> float | None:
        """Price of the whole run. [USD]; None if not known."""
        return self.price_interval.value

    @property
    def price_interval(self) -> Interval:
        """The same with its bounds. [USD]"""
        return power_of_ten(UNKNOWN if self.runtime is None else self.runtime.price)

    @property
    def binding(self) -> Constraint:
        """The limit that decides the verdict."""
        return binding(self.constraints)

    def changed(
        self,
        *,
        workload: Workload | None = None,
        device: Device | None = None,
        goal: Goal | None = None,
        copies: int | None = None,
    ) -> Estimate:
        """Estimate again with some of what this one was made of replaced."""
        return estimate(
            workload or self.workload,
            self.method,
            device or self.device,
            goal or self.goal,
            copies=self._copies_on(device) if copies is None else copies,
        )

    def _copies_on(self, device: Device | None) -> Copies | Literal["fit"]:
        """Return the copies of another estimate: other patches are chosen on another device.

        Not so copies that were asked for, of which none is worse than another.
        """
        return self.side_by_side if device is None or self.side_by_side.worst == 1 else "fit"

    def with_data(self, data: Dataset) -> Estimate:
        """Estimate again with other data.

        Where they change nothing but how many circuits there are, all else is kept.

        >>> from qestimate import Workload, catalog
        >>> work = Workload.of(catalog.model("gpt2"), samples=10)
        >>> one = estimate(work, "qpa", catalog.device("ibm-fez"))
        >>> more = one.with_data(work.data._replace(samples=1000))
        >>> more == one.changed(workload=more.workload), more.verdict
        (True, 'feasible')
        """
        workload = self.workload._replace(data=data)
        program = self.method.program(workload, self.goal, longest_line(self.device))
        if program.circuit != self.program.circuit:
            return self.changed(workload=workload)
        if isinstance(self.placed, Unplaced):
            return self._replace(workload=workload, program=program)
        if program.averaged != self.program.averaged:
            return self.changed(workload=workload)
        placed = self.placed

        def run(shots: Shots, *, parts: bool = False) -> Runtime:
            place, device, again = placed.placement, self.device, placed.again
            return runtime(program, place, device, shots, self.copies, again, parts=parts)

        once, precise = Ends.one(placed.needed.least), placed.needed.precise
        time = run(placed.shots, parts=True)
        kept = tuple(c for c in self.constraints if c.name not in ("time", "price"))
        return self._replace(
            workload=workload,
            program=program,
            placed=placed._replace(
                runtime=time,
                once=run(Shots(once.interval(), once.interval())),
                precise=run(Shots(precise.interval(), precise.interval())),
            ),
            constraints=kept + budgets(time, self.goal),
        )

    @overload
    def explain(self) -> tuple[str, ...]: ...

    @overload
    def explain(self, name: str) -> Explanation: ...

    def explain(self, name: str = "") -> Explanation | tuple[str, ...]:
        """Return how a figure comes about: its formula, the numbers put in, their sources.

        Args:
            name: ``shots``, ``wall_clock``, ``depth``, ``attenuation`` ...; without one, the
                names there are.

        Raises:
            UnknownNameError: No figure of this name; the known ones are listed.

        >>> from qestimate import Workload, catalog
        >>> work = Workload.of(catalog.model("tinyllama-1.1b"))
        >>> found = estimate(work, "qtha", catalog.device("origin-wukong-72"))
        >>> found.explain("circuits_forward").formula, "shots" in found.explain()
        ('T*m', True)
        """
        found: Explanation | tuple[str, ...] = late_bound.call("explain", self, name)
        return found

    def __repr__(self) -> str:
        """Return what it is of and what it comes to, in one line."""
        device = f"{self.device.id} {self.device.snapshot.id}"
        return f"<Estimate: {self.method.id} on {device}, {self.verdict}>"

    def full(self, fmt: str = "text") -> str:
        """Return every table: ``text``, ``md``, ``latex``, ``html`` or ``csv``."""
        return str(late_bound.call("full", self, fmt))

    def to_pandas(self) -> Any:
        """Return the rows and columns of the CSV as a ``pandas.DataFrame``.

        Raises:
            MissingExtraError: pandas is not installed.
        """
        return late_bound.call("to_pandas", self)

    def to_dict(self) -> dict[str, Any]:
        """Return the row of the JSON contract, as plain numbers in SI units."""
        row: dict[str, Any] = late_bound.call("to_dict", self)
        return row


def estimate(
    workload: Workload,
    method: str | Method,
    device: Device,
    goal: Goal | None = None,
    *,
    longer: float = 1.0,
    copies: int | Copies | Literal["fit"] = 1,
    samples: int = SAMPLES,
) -> Estimate:
    """Estimate what a workload needs on a device when mapped by a method.

    Args:
        workload: What is trained; see ``Workload.of``.
        method: Id of a method, or a method of one's own.
        device: From the catalogue or of one's own.
        goal: Precision and budgets; the defaults of ``Goal`` if None.
        longer: How many times as many two-qubit gates a compiler needed; widens the interval.
        copies: Circuits that run side by side; whether so many patches fit is not checked.
            ``"fit"`` takes as many as the device has patches for and as gain time.
        samples: Pauli paths to start.

    Returns:
        All stages and the verdict. Infeasible is an answer, not an error.

    Raises:
        UnknownNameError: No such method.
        DomainError: A workload the method has no circuit for, or fewer copies than one.

    >>> from qestimate import Workload, catalog
    >>> work = Workload.of(catalog.model("tinyllama-1.1b"))
    >>> result = estimate(work, "qtha", catalog.device("origin-wukong-72"))
    >>> result.verdict, result.program.n_qubits
    ('infeasible', 8)
    """
    goal = check_inputs(workload, device, goal)
    if isinstance(copies, int) and copies < 1:
        raise DomainError(f"copies must be at least 1, not {copies}", hint="1 is one at a time")
    chosen = find_method(method) if isinstance(method, str) else method
    if goal.settings:
        check_settings(goal)
    program = chosen.program(workload, goal, longest_line(device))
    known = elements(device)
    placed = place(program, device, known)
    if isinstance(placed, Unplaced):
        limits = without_place(program, placed, device)
        return Estimate(workload, device, goal, chosen, program, placed, limits)
    if copies != "fit":
        known = known.beside(copies if isinstance(copies, int) else copies.n)
    left = signal(placed, device, known, gate_overhead=longer)
    local = local_signal(program, placed, device, known, gate_overhead=longer, samples=samples)
    if copies == "fit":
        copies = gaining(program, placed, device, known, local)
    elif isinstance(copies, int):
        copies = Copies(copies)
    if copies.worst > 1:
        local = local.worse(copies.worst)
    found, limits = assess(program, placed, device, goal, left, local, copies=copies)
    return Estimate(workload, device, goal, chosen, program, found, limits)


def check_inputs(workload: Workload, device: Device, goal: Goal | None) -> Goal:
    """Return the goal, checked; it may have been put together by hand.

    Raises:
        ScenarioError: Something else than a workload, a device with a size, or a goal.
        DomainError: A goal out of range.
    """
    wanted: tuple[tuple[object, type, str], ...] = (
        (workload, Workload, "Workload.of(catalog.model('gpt2'))"),
        (device, Device, "catalog.device('origin-wukong-72')"),
    )
    for thing, kind, how in wanted:
        if not isinstance(thing, kind):
            raise ScenarioError(
                f"a {kind.__name__} is needed, not {type(thing).__name__} {str(thing)[:40]!r}",
                hint=f"for example {how}",
            )
    if device.qubits_advertised is None:
        raise ScenarioError(f"{device.id} has no size", hint=f"{device.id}.resized(72)")
    if goal is None:
        return Goal()
    if not isinstance(goal, Goal):
        raise ScenarioError(
            f"a Goal is needed, not {type(goal).__name__}", hint="Goal.of(max_days=10)"
        )
    return Goal.of(**goal._asdict())


def longest_line(device: Device) -> int:
    """Return how long a line of qubits the device offers, for methods that take all they get."""
    if device.graph is not None:
        return len(device.graph.longest_line)
    return device.qubits_advertised or 2
