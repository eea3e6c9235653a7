"""The JSON contract: one object of plain numbers in SI units; unknown is null.

A number too large for a double is null too, and a fidelity too small for one is 0.0; the
logarithm stands beside it under ``log10_...`` or ``ln_...``.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

from qestimate.core.numeric import exp_or_zero
from qestimate.core.quantity import UNKNOWN, Interval
from qestimate.estimation.placement import Unplaced
from qestimate.workload.architecture import idle_count

if TYPE_CHECKING:
    from qestimate.device.device import Device
    from qestimate.estimation.ceiling import Ceiling
    from qestimate.estimation.constraints import Constraint
    from qestimate.estimation.estimate import Estimate
    from qestimate.explore.survey import Survey
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.workload.workload import Workload

SCHEMA_VERSION = 1

LARGEST = 300.0
"""log10 of the largest number that is written out."""


def _number(log10_value: float | None) -> float | None:
    """Return 10^x to twelve digits, so that a whole number stays one."""
    if log10_value is None or log10_value > LARGEST:
        return None
    return float(f"{10.0**log10_value:.12g}") if log10_value > -LARGEST else 0.0


def _whole(log10_value: float | None) -> int | float | None:
    """Return a number of shots, rounded up; beyond 2^53 as the double that it is."""
    value = _number(log10_value)
    if value is None or value >= 2**53:
        return value
    nearest = round(value)
    return nearest if abs(value - nearest) <= 1e-9 * value else int(-(-value // 1))


def _sized(count: int | None) -> int | float | None:
    """Return a count; beyond 2^53 as a double."""
    return count if count is None or count < 2**53 else float(count)


def workload_object(workload: Workload) -> dict[str, Any]:
    """Return the workload."""
    model, adapter, data = workload
    return {
        "model": {
            "id": model.id,
            "name": model.name,
            "parameters": model.parameters,
            "active_parameters": model.parameters - idle_count(model.architecture),
            "assumed": model.assumed,
            "note": model.note,
        },
        "adapter": {
            "kind": adapter.kind,
            "rank": adapter.rank,
            "targets": list(adapter.targets),
            "parameters": adapter.parameters,
            "modules": adapter.n_modules,
            "modules_passed": adapter.n_passed,
            "trained_parameters": adapter.trained,
            "note": adapter.note,
        },
        "data": {
            "dataset": data.id or None,
            "samples": data.samples,
            "tokens_per_sample": data.tokens_per_sample,
            "epochs": data.epochs,
            "batch_size": data.batch_size,
            "accumulation": data.accumulation,
            "tokens": data.tokens,
            "steps": data.steps,
        },
    }


def ceiling_row(device: Device, bounds: Ceiling) -> dict[str, Any]:
    """Return the ceiling of one device."""
    return {
        "device": device.id,
        "snapshot": device.snapshot.id,
        "qubits_advertised": device.qubits_advertised,
        "qubits_calibrated": device.qubits_calibrated,
        "qubits_connected": device.qubits_connected,
        "trainable_angles": _sized(bounds.trainable_angles),
        "loadable_amplitudes": _sized(bounds.loadable_amplitudes),
        "readout_bits_per_s": bounds.readout_bits_per_s,
        "least_readout_s": bounds.least_readout_s,
        "two_qubit_gates_global": bounds.gates_global,
        "two_qubit_layers_local": bounds.layers_local,
        "note": bounds.note,
    }


def constraint_object(constraint: Constraint) -> dict[str, Any]:
    """Return one constraint."""
    return {
        "name": constraint.name,
        "needed": _number(constraint.log10_needed),
        "available": _number(constraint.log10_available),
        "unit": constraint.unit,
        "margin_log10": constraint.margin_log10,
        "status": constraint.status,
        "reason": constraint.reason,
    }


def interval_object(interval: Interval) -> dict[str, float | None]:
    """Return an interval."""
    return {"value": interval.value, "low": interval.low, "high": interval.high}


def _root(variance: Interval) -> dict[str, float | None]:
    return interval_object(Interval(*(None if x is None else sqrt(x) for x in variance)))


def _local_object(local: LocalSignal | None) -> dict[str, Any]:
    """Return what is left of single expectation values; all null where a program reads others."""
    return {
        "attenuation": interval_object(local.attenuation if local else UNKNOWN),
        "attenuation_bracket": {
            "low": exp_or_zero(-local.bracket.whole_cone) if local else None,
            "high": exp_or_zero(-local.bracket.cheapest) if local else None,
        },
        "residual_rms": local.residual if local else None,
        "pauli_paths": {
            "started": local.n_samples if local else None,
            "effective": local.n_effective if local else None,
        },
        "signal_std_ideal": _root(local.ideal_variance if local else UNKNOWN),
        "signal_std": _root(local.noisy_variance if local else UNKNOWN),
        "gradient_std_ideal": _root(local.ideal_gradient if local else UNKNOWN),
        "gradient_std": _root(local.gradient if local else UNKNOWN),
    }


def estimate_row(estimate: Estimate) -> dict[str, Any]:
    """Return one method on one device."""
    program, placement, time = estimate.program, estimate.placement, estimate.runtime
    placed = None if isinstance(placement, Unplaced) else placement
    counts = placed.counts if placed else None
    written = placed.as_written if placed else None
    fidelity = estimate.signal.fidelity if estimate.signal else Interval(None, None, None)
    return {
        "method": estimate.method.id,
        "device": estimate.device.id,
        "snapshot": estimate.device.snapshot.id,
        "width": program.n_qubits,
        "layers": program.n_layers,
        "depth": counts.depth if counts else None,
        "depth_as_written": written.depth if written else None,
        "two_qubit_depth": counts.two_qubit_depth if counts else None,
        "two_qubit_gates": counts.two_qubit_gates if counts else None,
        "one_qubit_gates": counts.one_qubit_gates if counts else None,
        "patch": list(placed.qubits) if placed and placed.qubits else None,
        "patch_shape": placed.shape if placed else None,
        "patch_basis": placed.basis if placed else None,
        "patch_proven_best": placed.proven if placed else None,
        "quantum_parameters": program.quantum_parameters,
        "classical_parameters": program.classical_parameters,
        "duration_s": placed.duration if placed else None,
        "fidelity": interval_object(fidelity),
        "ln_fidelity": interval_object(
            estimate.signal.ln_fidelity if estimate.signal else Interval(None, None, None)
        ),
        "ln_fidelity_parts": {
            "two_qubit": estimate.signal.ln_two_qubit if estimate.signal else None,
            "one_qubit": estimate.signal.ln_one_qubit if estimate.signal else None,
            "readout": estimate.signal.ln_readout if estimate.signal else None,
            "idle": estimate.signal.ln_idle if estimate.signal else None,
        },
        **_local_object(estimate.local),
        "verdict_rests_on": estimate.rests_on,
        "shots_per_circuit": _whole(estimate.shots.log10_value.value),
        "log10_shots_per_circuit": estimate.shots.log10_value.value,
        "shots_per_gradient_circuit": _whole(estimate.shots.log10_gradient.value),
        "log10_shots_per_gradient_circuit": estimate.shots.log10_gradient.value,
        "circuits_forward": program.circuits_forward,
        "circuits_epoch": program.circuits_epoch,
        "circuits_run": program.circuits_run,
        "shot_s": time.shot.total if time else None,
        "wall_clock_s": _number(time.log10_run.value) if time else None,
        "log10_wall_clock_s": time.log10_run.value if time else None,
        "wall_clock_forward_s": _number(time.log10_forward.value) if time else None,
        "wall_clock_epoch_s": _number(time.log10_epoch.value) if time else None,
        "price_usd": _number(time.log10_price) if time else None,
        "log10_price_usd": time.log10_price if time else None,
        "constraints": [constraint_object(c) for c in estimate.constraints],
        "verdict": estimate.verdict,
        "binding": estimate.binding.name,
        "missing": list(estimate.signal.missing) if estimate.signal else [],
    }


def _linear_object(log10_time: Interval) -> dict[str, float | None]:
    return interval_object(Interval(*(_number(end) for end in log10_time)))


def classical_object(survey: Survey) -> dict[str, Any]:
    """Return the same work without a chip."""
    run, simulator = survey.lora, survey.machines.simulator
    return {
        "lora": {
            "gpu": run.gpu.id,
            "n_gpus": run.n_gpus,
            "flop_forward": run.flops_forward,
            "flop_training": run.flops_training,
            "forward_s": _linear_object(run.log10_forward),
            "training_s": _linear_object(run.log10_training),
            "energy_j": _linear_object(run.log10_energy),
            "rent_usd": _linear_object(run.log10_price),
        },
        "simulator": {
            "id": simulator.id,
            "machine": simulator.machine,
            "date": simulator.date,
        },
        "simulations": [
            {
                "method": e.method.id,
                "device": e.device.id,
                "snapshot": e.device.snapshot.id,
                "qubits": one.qubits,
                "gates": one.gates,
                "basis": one.basis,
                "core_forward_s": _number(one.log10_forward),
                "core_training_s": _number(one.log10_training),
                "log10_core_training_s": one.log10_training,
                "core_adjoint_s": _number(one.log10_adjoint),
                "gpu_training_s": _number(one.log10_gpu),
                "zero_suffices": one.zero_suffices,
            }
            for e, one in zip(survey.estimates, survey.simulations, strict=True)
        ],
    }


def model_object(survey: Survey, command: str, conclusion: str, change: str) -> dict[str, Any]:
    """Return the whole answer of ``qestimate model``."""
    return {
        "schema_version": SCHEMA_VERSION,
        "conclusion": conclusion,
        "command": command,
        "workload": workload_object(survey.workload),
        "goal": dict(survey.goal._asdict()),
        "overrides": {device.id: device.given for device, _ in survey.ceilings if device.given},
        "ceiling": [ceiling_row(device, bounds) for device, bounds in survey.ceilings],
        "estimates": [estimate_row(estimate) for estimate in survey.estimates],
        "classical": classical_object(survey),
        "change": change,
        "notes": list(survey.skipped),
    }
