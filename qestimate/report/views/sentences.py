"""The lines in words: the conclusion, the limit that binds, what would have to change."""

from __future__ import annotations

from math import inf, log10
from typing import TYPE_CHECKING

from qestimate.core.formatting import count, log10_number, number, seconds, seconds_interval, usd
from qestimate.core.numeric import log10 as safe_log10
from qestimate.estimation.placement import Unplaced
from qestimate.explore.fits import best_of_groups
from qestimate.scenario.inputs import INPUTS, lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qestimate.device.device import Device
    from qestimate.estimation.constraints import Constraint
    from qestimate.estimation.estimate import Estimate
    from qestimate.explore.fits import Fit
    from qestimate.explore.remedy import Change
    from qestimate.explore.survey import Survey
    from qestimate.workload.adapter import Adapter


EXACT = 6.0
"""log10 of a count up to which it is written in full."""


def device_label(device: Device) -> str:
    """Write a device with the date of its figures, and whether some were set by hand."""
    changed = ", changed" if device.given else ""
    return f"{device.id} {device.snapshot.id}{changed}"


def amount(log10_value: float, unit: str) -> str:
    """Write a quantity in the unit of a constraint.

    >>> amount(2, "qubits"), amount(6.413, "s"), amount(-2, "1"), amount(4.0013866, "circuits")
    ('100 qubits', '30 d', '0.01', '10,032')
    """
    if unit == "s":
        return seconds(log10_value)
    if unit == "USD":
        return usd(log10_value)
    text = log10_number(log10_value)
    if unit == "circuits":
        return f"{round(10**log10_value):,}" if 0 <= log10_value < EXACT else text
    if unit in ("1", "signal left"):
        return text
    return f"{text} {unit.removesuffix('s')}" if text == "1" else f"{text} {unit}"


def limit_phrase(constraint: Constraint) -> str:
    """Write a limit with what is needed and what there is."""
    if constraint.status == "unknown" or constraint.log10_available is None:
        return f"{constraint.name}: {constraint.reason or 'unknown'}"
    if constraint.log10_needed is None:
        return f"{constraint.name}: {constraint.reason}"
    needed = amount(constraint.log10_needed, constraint.unit)
    available = amount(constraint.log10_available, constraint.unit)
    # a limit violated by a lower bound alone says why the value itself is not known
    bound = "≥ " if constraint.name in ("time", "price") and constraint.reason else ""
    most = "≤ " if constraint.name == "signal" and constraint.reason else ""
    bound = "" if needed.startswith("over") else bound
    return f"{constraint.name}: needs {bound}{needed}, has {most}{available}"


def change_sentence(found: tuple[Estimate, tuple[Change, ...]] | None) -> str:
    """Write what would have to change for the nearest infeasible estimate to become feasible."""
    if found is None:
        return ""
    estimate, steps = found
    what = f"{estimate.method.id} on {device_label(estimate.device)}"
    needs = change_phrase(steps)
    more = " first; the rest cannot be told before" if steps[0].unit == "qubits" else ""
    return f"Nearest to feasible, all figures known: {what}. It would need {needs}{more}."


def change_phrase(steps: Sequence[Change]) -> str:
    """Write changes one after another; empty if there are none."""
    return " and ".join(_step(step) for step in steps)


def _step(step: Change) -> str:
    """Write a change: which quantity, from what to what."""
    if step.unit == "share":
        return f"{step.quantity} at {percent(step.log10_needed)} of today's"
    way = "down" if step.log10_needed < step.log10_now else "up"
    now, needed = (amount(x, step.unit) for x in (step.log10_now, step.log10_needed))
    if step.unit == "circuits" and step.log10_needed < 0:
        needed = "less than one"
    return f"the {step.quantity} {way} from {now} to {needed}"


def percent(log10_share: float) -> str:
    """Write a share in percent from its log10.

    >>> percent(-0.52)
    '30.2 %'
    """
    return f"{log10_number(log10_share + 2)} %"


def share(part: int, whole: int) -> str:
    """Write a share in percent.

    >>> share(13813, 10**9), share(5, 3)
    ('0.00138 %', 'no limit')
    """
    if part <= 0:
        return "0 %"
    return percent(log10(part) - safe_log10(whole)) if part <= whole else "no limit"


def conclusion(survey: Survey) -> str:
    """Answer the question with numbers, none of which rests on a bound of noise."""
    adapter, found = survey.workload.adapter, survey.estimates
    size = survey.workload.model.parameters
    days = f"within {number(survey.goal.max_days)} days"
    data = survey.workload.data
    trained = f"a rank-{adapter.rank} adapter ({count(adapter.parameters)} weights)"
    if adapter.kind != "full" and not adapter.modules:
        trained = f"an adapter of kind {adapter.label} ({count(adapter.parameters)} weights)"
    elif adapter.kind == "full":
        trained = f"{'all' if adapter.parameters == size else f'{adapter.parameters:,}'} weights"
    work = (
        f"{trained} of a model of "
        f"{size:,} parameters with {plural(data.samples, 'sample')} in "
        f"{plural(data.epochs, 'epoch')}"
    )
    if len(found) == 1:
        verdict = str(found[0].verdict)
        verdict = "not known to be feasible" if verdict == "unknown" else verdict
        by = f"by {found[0].method.id} on {_devices(survey)}"
        first = f"Training {work} {by} is {verdict} {days}{_for_certain(survey)}"
        if found[0].method.group not in ("token", "step", "baseline"):  # no adapter is trained
            model = f"a model of {size:,} parameters"
            samples = f"{plural(data.samples, 'sample')} in {plural(data.epochs, 'epoch')}"
            way = f"{found[0].method.id} beside {model} with {samples} on {_devices(survey)}"
            first = f"{way} is {verdict} {days}{_for_certain(survey)}"
        return f"{first}. {_put_on_chip(found[0], survey)}"
    fits = sum(e.verdict == "feasible" for e in found)
    ways = plural(len({e.method.id for e in found}), "way")
    of = f"{ways} on {_devices(survey)}"
    if len(survey.bounds) > 1:
        of = f"{len(found)} cases ({of})"
    feasible = f"{'are' if fits > 1 else 'is'} feasible {days}"
    settled = "With every way at its own settings,"
    first = f"{settled} {fits or 'none'} of {of} {feasible} for {_model(survey)}"
    rest = [
        f"{n} {verdict}{_for_certain(survey) if verdict == 'infeasible' else ''}"
        for verdict in ("marginal", "infeasible", "unknown")
        if (n := sum(e.verdict == verdict for e in found))
    ]
    first = ": ".join((first, ", ".join(rest))) if rest else first
    if not survey.fits:
        return f"{first}. {_put_on_chip(best_of(found), survey)}"
    names = {(one.id, one.snapshot.id): _named(one, survey) for one, _ in survey.bounds}
    most = fits_sentence(survey.fits, survey.workload.model.parameters, names)
    return f"{first}. {most}{_without_chip(survey)}"


def _model(survey: Survey) -> str:
    """Name the model and what passes through it."""
    model, adapter, data = survey.workload
    rank = f" of rank {adapter.rank}" if adapter.modules else ""
    trained = f"as {adapter.label}{rank}: {count(adapter.parameters)} weights"
    if adapter.kind == "full":
        trained = "all of them trained"
    return (
        f"a model of {model.parameters:,} parameters ({trained}) and "
        f"{plural(data.samples, 'sample')} in {plural(data.epochs, 'epoch')}"
    )


def _without_chip(survey: Survey) -> str:
    """Say what a GPU takes for the adapter, in a sentence of its own."""
    time, price = survey.lora.log10_training.value, survey.lora.log10_price.value
    if time is None:
        return ""
    cost = "" if price is None else f" and {usd(price)}"
    how = without_a_chip(survey.workload.adapter)
    return f" Without a chip, {how} on a GPU takes {seconds(time)}{cost}."


def fits_sentence(
    found: Iterable[Fit], parameters: int, names: Mapping[tuple[str, str], str]
) -> str:
    """Say the most that fits each device, in trained angles and in qubits.

    Args:
        found: What was searched.
        parameters: Of the model.
        names: Names of devices by id and date.
    """
    by_device: dict[tuple[str, str], list[Fit]] = {}
    for one in best_of_groups(found):
        by_device.setdefault((one.device, one.snapshot), []).append(one)
    lines = [
        f"{names.get(device, device[0])}: {_most(those, parameters)}"
        for device, those in by_device.items()
    ]
    return "The most that fits. " + ". ".join(lines) + "." if lines else ""


def _most(found: Sequence[Fit], parameters: int) -> str:
    """Say the most that fits one device."""
    fitting = [one for one in found if one.status == "fits"]
    trained = max(
        (one for one in fitting if one.independent_angles and one.group != "run"),
        key=lambda one: one.independent_angles,
        default=None,
    )
    features = max(
        (one for one in fitting if not one.independent_angles),
        key=lambda one: one.n_qubits,
        default=None,
    )
    parts = []
    if trained is not None:
        parts.append(
            f"{plural(trained.independent_angles, 'trained angle')} on {count(trained.n_qubits)} "
            f"qubits ({trained.method}), {share(trained.independent_angles, parameters)} of the "
            f"model's parameters, in {_time(trained)}"
        )
    if features is not None:
        parts.append(
            f"features from {count(features.n_qubits)} qubits ({features.method}, "
            f"{plural(features.n_layers, 'layer')}), nothing trained on the chip, "
            f"in {_time(features)}"
        )
    if parts:
        return "; ".join(parts)
    perhaps = [one.method for one in found if one.status == "perhaps"]
    unknown = [one.method for one in found if one.status == "unknown"]
    if perhaps:
        return f"nothing for sure; perhaps the smallest of {', '.join(perhaps)}"
    if unknown:
        return f"not known ({', '.join(unknown)} cannot be ruled out)"
    return "nothing"


def _time(fit: Fit) -> str:
    run = fit.log10_run.value
    return "an unknown time" if run is None else seconds(run)


def _for_certain(survey: Survey) -> str:
    """Say how many of the infeasible are so for certain, and why; nothing for none."""
    infeasible = [e for e in survey.estimates if e.verdict == "infeasible"]
    certain = [e for e in infeasible if e.certain]
    if not certain:
        return ""
    placed = {not isinstance(e.placed, Unplaced) for e in certain}
    much = "take too long" if survey.goal.max_price is None else "exceed the budget"
    why = [
        *([f"even the fewest runs, side by side on all qubits, {much}"] if True in placed else []),
        *(["there is no place on the chip"] if False in placed else []),
    ]
    those = f"{len(certain)} of them " if len(certain) < len(infeasible) else ""
    gradient = survey.goal.gradient.replace("-", " ")
    rule = f"with gradients by {gradient} " if True in placed else ""
    return f" ({those}for certain: {rule}{' or '.join(why)})"


def best_of(estimates: Sequence[Estimate]) -> Estimate:
    """Return the estimate nearest to feasible: by verdict, then margin, then the least time."""
    return max(estimates, key=_promise)


def nearest_of(estimates: Sequence[Estimate], most: int) -> list[Estimate]:
    """Return the estimates nearest to feasible, at most so many, in the order they have."""
    chosen = sorted(range(len(estimates)), key=lambda k: _promise(estimates[k]), reverse=True)
    return [estimates[k] for k in sorted(chosen[:most])]


def _promise(estimate: Estimate) -> tuple[int, float, float]:
    rank = ("infeasible", "unknown", "marginal", "feasible").index(estimate.verdict)
    margin = estimate.binding.margin_log10
    least = None if isinstance(estimate.placed, Unplaced) else estimate.placed.once.log10_run.low
    return rank, -inf if margin is None else margin, -inf if least is None else -least


def _put_on_chip(estimate: Estimate, survey: Survey) -> str:
    """Say what the nearest way puts on the chip, how often, and how long that takes."""
    program, placed = estimate.program, estimate.placed
    name = estimate.method.id
    if len(survey.bounds) > 1:
        name += f" on {_named(estimate.device, survey)}"
    lead = f"{name} {'does best' if estimate.verdict == 'feasible' else 'comes closest'}"
    if len(survey.estimates) == 1:
        lead = "On the chip"
    beside = program.classical_parameters
    angles = plural(program.quantum_parameters, "trained angle")
    if estimate.method.group == "run":
        angles = f"{angles}, without the chip,"
    said = (
        f"{lead}: {angles} on {program.n_qubits} "
        f"qubits{f' ({count(beside)} parameters beside them)' if beside else ''}, "
        f"{plural(program.circuits_run, 'circuit')}"
    )
    if isinstance(placed, Unplaced):
        return f"{said}; {placed.reason}."
    run, time = placed.runtime.log10_run, placed.runtime
    price = "" if time.log10_price is None else f" and {usd(time.log10_price)}"
    if estimate.verdict == "feasible" and run.value is not None:
        return f"{said}: {seconds(run.value)}{price}{_beside(survey)}."
    if estimate.certain:
        least = placed.once.log10_run.low
        if least is None:
            return f"{said}."
        shots = plural(round(10**placed.needed.least), "run")
        return (
            f"{said}; with {shots} of each, which is the least: {seconds(least)}{_beside(survey)}."
        )
    why = ""
    if estimate.verdict == "unknown":
        why = f" (not known whether it fits: {estimate.binding.reason})"
    taken = seconds_interval(run) if (run.value, run.low) != (None, None) else "an unknown time"
    return (
        f"{said}; with as many runs of each as training needs {taken}{price}{_beside(survey)}{why}."
    )


def _beside(survey: Survey) -> str:
    """Say what a GPU takes for the same adapter."""
    time, price = survey.lora.log10_training.value, survey.lora.log10_price.value
    if time is None:
        return ""
    cost = "" if price is None else f" and {usd(price)}"
    way = without_a_chip(survey.workload.adapter)
    return f", against {seconds(time)}{cost} for {way} on a GPU"


def without_a_chip(adapter: Adapter) -> str:
    """Name what a GPU does in place of a chip.

    >>> from qestimate import Workload, catalog
    >>> without_a_chip(Workload.of(catalog.model("gpt2")).adapter)
    'plain LoRA'
    """
    return adapter.label if adapter.kind not in ("lora", "dora") else "plain LoRA"


def _devices(survey: Survey) -> str:
    """Name the device, or say how many."""
    if len(survey.bounds) > 1:
        return plural(len(survey.bounds), "device")
    return _named(survey.bounds[0][0], survey)


def _named(device: Device, survey: Survey) -> str:
    """Name a device, with its date where two snapshots of it are compared, and its live part."""
    twice = sum(other.id == device.id for other, _ in survey.bounds) > 1
    name = f"{device.name} of {device.snapshot.id}" if twice else device.name
    connected = device.qubits_connected
    if connected is None or connected == device.qubits_advertised:
        return name
    return f"{name} ({connected} of its {device.qubits_advertised} qubits usable together)"


def plural(number: int, noun: str) -> str:
    """Write a number with its noun.

    >>> plural(1, "way"), plural(18, "way")
    ('1 way', '18 ways')
    """
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"


def settings(survey: Survey) -> dict[str, str]:
    """Write the goal: its value by the lines of the workload table."""
    goal = survey.goal
    layers = "the method's own" if goal.layers is None else count(goal.layers)
    price = "" if goal.max_price is None else f", ${number(goal.max_price)}"
    worded = {
        "precision": f"{number(goal.precision)} at {number(goal.confidence * 100)} % confidence",
        "shots": ("as training needs them" if goal.shots is None else count(goal.shots))
        + ("" if goal.twirls == 1 else f", split among {count(goal.twirls)} twirls"),
        "signal floor": "none"
        if goal.signal_floor is None
        else f"{number(goal.signal_floor)} of the signal left",
        "budget": f"{number(goal.max_days)} days{price}",
        "gradient": f"{goal.gradient}, layers: {layers}",
        "weights": f"{goal.weight_bits} bits each when read out",
    }
    return worded | {
        line: ", ".join(str(getattr(goal, INPUTS[name].argument)) for name in names)
        for line, names in lines("goal").items()
        if line not in worded
    }
