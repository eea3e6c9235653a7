"""The search for the largest mapping of one way that is feasible on one device."""

from __future__ import annotations

from math import inf, log10
from typing import TYPE_CHECKING, Literal

from qestimate.circuits import ansatz as find_ansatz
from qestimate.core.errors import DomainError, ScenarioError
from qestimate.core.quantity import UNKNOWN, Interval
from qestimate.core.records import NamedTuple
from qestimate.device.elements import elements
from qestimate.estimation.constraints import SECONDS_PER_DAY, binding, budgets, verdict
from qestimate.estimation.estimate import Estimate, estimate, longest_line
from qestimate.estimation.local_signal import MAX_SAMPLED_GATES, SAMPLES
from qestimate.estimation.pipeline import without_place
from qestimate.estimation.placement import Unplaced, place
from qestimate.estimation.runtime import runtime
from qestimate.estimation.shots import Shots, least_shots, reading_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.device.device import Device
    from qestimate.estimation.constraints import Verdict
    from qestimate.methods.program import Method, Program, Setting
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Workload

MAX_SETTING = 4096
"""Largest value of a setting that is tried."""

MAX_MISSED = 1
"""Values of a setting in a row that may be infeasible before larger ones are given up."""

QUICK_SAMPLES = SAMPLES // 6
"""Pauli paths of an estimate on the way; the answer is checked with all."""

Status = Literal["fits", "perhaps", "unknown", "nothing"]
"""Something fits; the smallest may, by its interval; that cannot be decided; nothing does."""

STATUSES: tuple[Status, ...] = ("fits", "perhaps", "unknown", "nothing")

OF_VERDICT: dict[Verdict, Status] = {
    "feasible": "fits",
    "marginal": "perhaps",
    "unknown": "unknown",
    "infeasible": "nothing",
}
"""What the verdict on the smallest mapping says."""

LIMITS = ("qubits", "gates", "signal", "time", "price", "settings", "search")
"""What stops one step more; ``settings`` where the way's own end is reached, ``search`` where
it has taken as long as it may, so that more may fit."""

MAX_WORK = 12_000
"""Two-qubit gates of all circuits that a search follows: seconds, on devices that are all but
free of noise."""


class Point(NamedTuple):
    """A workload and a goal with settings of a way in them."""

    workload: Workload
    goal: Goal


class Answer(NamedTuple):
    """What a search found, besides what follows from the settings."""

    status: Status
    limit: str
    copies: int
    depth: int | None
    log10_shots: Interval
    """Shots of a circuit that is read for its values, as training needs them. [log10]"""
    log10_run: Interval
    log10_price: Interval


class Search:
    """The search for the largest mapping of one way on one device."""

    def __init__(self, workload: Workload, method: Method, device: Device, goal: Goal) -> None:
        self.method = method
        self.device = device
        self.start = Point(workload, goal)
        asked = dict(goal.settings) | ({"layers": goal.layers} if goal.layers else {})
        self.dials = [s for s in method.settings if s.grows and s.name not in asked]
        self._tried: dict[tuple[int, ...], float] = {}
        self._whole: dict[tuple[int, ...], Estimate] = {}
        self._work = 0

    def run(self) -> tuple[Answer, tuple[int, ...]]:
        """Return the largest mapping, or the smallest if that is not feasible."""
        least = tuple(max(1, dial.least) for dial in self.dials)
        ruled_out = self.ruled_out(least)
        if ruled_out is not None:
            return ruled_out, least
        first = self.estimate(least)
        if first.verdict != "feasible":
            return self.answer(first, OF_VERDICT[first.verdict], first.binding.name), least
        at = self.climb(least)
        while at != least and self.estimate(at).verdict != "feasible":
            at = self.step_down(at)  # fewer paths had let it pass
        while (better := self.step_up(at)) is not None:
            at = better
        return self.answer(self.estimate(at), "fits", self.stops(at)), at

    @staticmethod
    def answer(found: Estimate, status: Status, limit: str) -> Answer:
        """Return what an estimate comes to."""
        if isinstance(found.placed, Unplaced):
            return Answer(status, limit, 1, None, UNKNOWN, UNKNOWN, UNKNOWN)
        time, shots = found.placed.runtime, found.placed.shots.log10_value
        depth = int(found.placed.placement.counts.depth)
        return Answer(status, limit, found.copies, depth, shots, time.log10_run, time.price)

    def climb(self, least: tuple[int, ...]) -> tuple[int, ...]:
        """Return the largest point that quick estimates find feasible, with the most angles.

        The last setting is enlarged for each value of the ones before it; as these grow, less of
        the last fits, but for single ones that suit the chip badly, as an odd ring does a lattice.
        """
        if not self.dials:
            return least
        *front, last = self.dials
        best, most = least, self.size(least)
        lower = least[-1]
        before, upper, missed = self._most(last), self._most(last), 0
        for head in self._heads(front, least[:-1]):
            if not self.quick((*head, lower)):
                missed += 1
                if missed > MAX_MISSED:
                    break
                continue
            missed = 0
            at = (*head, self._reach(head, lower, max(before, upper)))
            if self.allowed((*head, at[-1] + 1)):
                before, upper = upper, at[-1]
            if self.size(at) > most:
                best, most = at, self.size(at)
        return best

    def _heads(self, front: list[Setting], least: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """Yield values of the settings before the last, ever larger by about a fifth."""
        if not front:
            yield ()
            return
        value, most = least[0], self._most(front[0])
        while value <= most:
            yield (value, *least[1:])
            value = max(value + 1, round(1.2 * value))

    def _reach(self, head: tuple[int, ...], low: int, high: int) -> int:
        """Return about the largest value of the last setting up to ``high`` that is feasible.

        It is at ``low``. Decades to spare fall about as a straight line, which says where to try
        next; the interval is closed from both ends.
        """
        spare, beyond, lacking = self.spare((*head, low)), high + 1, -inf
        step = 1
        while beyond - low > 1:
            if lacking > -inf:
                step = round((beyond - low) * spare / (spare - lacking))
            at = low + min(max(1, step), beyond - low - 1)
            found = self.spare((*head, at))
            if found > 0:
                step = round((at - low) * found / (spare - found)) if spare > found else 2 * step
                low, spare = at, found
            else:
                beyond, lacking = at, found
                step = (beyond - low) // 2
        return low

    def step_up(self, at: tuple[int, ...]) -> tuple[int, ...] | None:
        """Return a larger point one step away that is feasible; None if there is none."""
        for more in self.one_more(at):
            if self._work > MAX_WORK:
                return None
            if self.allowed(more) and self.estimate(more).verdict == "feasible":
                return more
        return None

    def one_more(self, at: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """Yield the points with one step more of a setting, as far as it goes."""
        for number, dial in enumerate(self.dials):
            if at[number] < self._most(dial):
                yield (*at[:number], at[number] + 1, *at[number + 1 :])

    def step_down(self, at: tuple[int, ...]) -> tuple[int, ...]:
        """Return the point with one step less of the setting that is furthest from its least."""
        furthest = max(range(len(at)), key=lambda k: at[k] - max(1, self.dials[k].least))
        return (*at[:furthest], at[furthest] - 1, *at[furthest + 1 :])

    def stops(self, at: tuple[int, ...]) -> str:
        """Return which limit stops one step more."""
        if self._work > MAX_WORK:
            return "search"
        for more in self.one_more(at):
            if self.allowed(more):
                return self.estimate(more).binding.name
        of_qubits = [dial for dial in self.dials if "qubits" in dial.name or dial.name == "rank"]
        ends = dict(zip(self.dials, at, strict=True))
        return "qubits" if any(ends[d] >= self._most(d) for d in of_qubits) else "settings"

    def allowed(self, at: tuple[int, ...]) -> bool:
        """Whether a point has a circuit whose signal can be worked out, and is no idle step.

        A step of the last setting is idle if all angles that it adds depend on the others.
        """
        try:
            program = self.program(at)
        except (DomainError, ScenarioError):
            return False
        if program.quantum_parameters and at[-1] > max(1, self.dials[-1].least):
            before = self.program((*at[:-1], at[-1] - 1))
            if before.independent_angles >= program.independent_angles:
                return False
        return _gates(program) <= MAX_SAMPLED_GATES

    def _most(self, dial: Setting) -> int:
        most = MAX_SETTING if dial.most is None else dial.most
        if "qubits" in dial.name or dial.name == "rank":
            room = self.device.qubits_connected or self.device.qubits_advertised
            most = min(most, room or most)
        return most

    def point(self, at: tuple[int, ...]) -> Point:
        """Return workload and goal with the settings of a point in them."""
        workload, goal = self.start
        for dial, value in zip(self.dials, at, strict=True):
            if dial.name == "rank":
                workload = workload.with_rank(value)
            else:
                goal = goal.with_setting(dial.name, value)
        return Point(workload, goal)

    def size(self, at: tuple[int, ...]) -> tuple[int, int]:
        """Return independent angles and qubits of a point."""
        program = self.program(at)
        return program.independent_angles, program.n_qubits

    def program(self, at: tuple[int, ...]) -> Program:
        """Return what a point puts on the chip."""
        workload, goal = self.point(at)
        return self.method.program(workload, goal, longest_line(self.device))

    def quick(self, at: tuple[int, ...]) -> bool:
        """Whether a point is feasible, by fewer paths; by none where time alone rules it out."""
        return self.spare(at) > 0

    def spare(self, at: tuple[int, ...]) -> float:
        """Return decades to spare by fewer paths: of the time or price that limits more. [log10]

        Not more than 0 where the point is not feasible; -inf where it has no circuit.
        """
        if at not in self._tried:
            possible = self.allowed(at) and self._work <= MAX_WORK and self.ruled_out(at) is None
            self._tried[at] = self._spare(at) if possible else -inf
        return self._tried[at]

    def _spare(self, at: tuple[int, ...]) -> float:
        """Return the most of one copy and of as many as gain time."""
        alone = _spare(self._estimate(at, QUICK_SAMPLES, 1))
        room = (self.device.qubits_advertised or 0) // self.program(at).n_qubits
        if alone > 0 or room < 2 or alone + log10(room) <= 0:
            return alone
        return max(alone, _spare(self._estimate(at, QUICK_SAMPLES, "fit")))

    def ruled_out(self, at: tuple[int, ...]) -> Answer | None:
        """Return the answer where not even the fewest shots, side by side on all qubits, do.

        No noise is worked out for it; None where noise decides.
        """
        device, goal = self.device, self.start.goal
        program = self.program(at)
        placed = place(program, device, elements(device))
        if isinstance(placed, Unplaced):
            limits = without_place(program, placed, device)
            limit = binding(limits).name
            return Answer(OF_VERDICT[verdict(limits)], limit, 1, None, *[UNKNOWN] * 3)
        fewest = float(least_shots(reading_of(program)))
        shots = Shots(*[Interval(fewest, fewest, fewest)] * 2)
        room = max(1, (device.qubits_advertised or 0) // program.n_qubits)
        once = runtime(program, placed, device, shots, room, parts=False)
        budget = budgets(once, goal)
        if verdict(budget) != "infeasible":
            return None
        low = once.log10_run.value if once.log10_run.low is None else once.log10_run.low
        at_least = Interval(None, low, None)
        depth = int(placed.counts.depth)
        fewest_shots = Interval(None, fewest, None)
        return Answer("nothing", binding(budget).name, room, depth, fewest_shots, at_least, UNKNOWN)

    def estimate(self, at: tuple[int, ...]) -> Estimate:
        """Return the whole estimate of a point."""
        if at not in self._whole:
            self._whole[at] = self._estimate(at, SAMPLES, "fit")
        return self._whole[at]

    def _estimate(
        self, at: tuple[int, ...], samples: int, copies: int | Literal["fit"]
    ) -> Estimate:
        workload, goal = self.point(at)
        self._work += _gates(self.program(at))
        return estimate(workload, self.method, self.device, goal, copies=copies, samples=samples)


def _gates(program: Program) -> int:
    """Return two-qubit gates of a circuit as drawn."""
    counts = find_ansatz(program.ansatz).logical(program.n_qubits, program.n_layers)
    return int(counts.two_qubit_gates)


def _spare(found: Estimate) -> float:
    """Return decades to spare at the high end of time and price; -inf if another limit stops it."""
    if isinstance(found.placed, Unplaced):
        return -inf
    if any(c.status != "met" for c in found.constraints if c.name not in ("time", "price")):
        return -inf
    time, goal = found.placed.runtime, found.goal
    ends = [(time.log10_run.high, goal.max_days * SECONDS_PER_DAY)]
    if goal.max_price is not None:
        ends.append((time.price.high, goal.max_price))
    return min(-inf if high is None else log10(limit) - high for high, limit in ends)
