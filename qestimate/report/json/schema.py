"""The JSON schema of the output, version 1. Consumers may rely on every key it requires."""

from __future__ import annotations

from typing import Any

from qestimate.catalog.claim_records import RESULTS
from qestimate.report.json.contract import SCHEMA_VERSION

_NUMBER = {"type": ["number", "null"]}
_WHOLE = {"type": ["integer", "null"]}
_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_VERDICT = {"enum": ["feasible", "marginal", "infeasible", "unknown"]}


def _object(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [key for key in properties if key not in optional],
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_INTERVAL = _object({"value": _NUMBER, "low": _NUMBER, "high": _NUMBER})

_WORKLOAD = _object(
    {
        "model": _object(
            {
                "id": _TEXT,
                "name": _TEXT,
                "parameters": _COUNT,
                "active_parameters": _COUNT,
                "assumed": {"type": "boolean"},
                "note": _TEXT,
            }
        ),
        "adapter": _object(
            {
                "kind": {"enum": ["lora", "dora"]},
                "rank": _COUNT,
                "targets": _list(_TEXT),
                "parameters": _COUNT,
                "modules": _COUNT,
                "modules_passed": _COUNT,
                "trained_parameters": _COUNT,
                "note": {"type": "string"},
            }
        ),
        "data": _object(
            {
                "dataset": {"type": ["string", "null"]},
                "samples": _COUNT,
                "tokens_per_sample": _COUNT,
                "epochs": _COUNT,
                "batch_size": _COUNT,
                "accumulation": _COUNT,
                "tokens": _COUNT,
                "steps": _COUNT,
            }
        ),
    }
)

_GOAL = _object(
    {
        "precision": _NUMBER,
        "confidence": _NUMBER,
        "signal_floor": _NUMBER,
        "max_days": _NUMBER,
        "max_price": _NUMBER,
        "gradient": {"enum": ["parameter-shift", "spsa"]},
        "layers": _WHOLE,
        "weight_bits": _COUNT,
    }
)

_CEILING = _object(
    {
        "device": _TEXT,
        "snapshot": _TEXT,
        "qubits_advertised": _WHOLE,
        "qubits_calibrated": _WHOLE,
        "qubits_connected": _WHOLE,
        "trainable_angles": _WHOLE,
        "loadable_amplitudes": _WHOLE,
        "readout_bits_per_s": _NUMBER,
        "least_readout_s": _NUMBER,
        "two_qubit_gates_global": _WHOLE,
        "two_qubit_layers_local": _WHOLE,
        "note": _TEXT,
    }
)

_CONSTRAINT = _object(
    {
        "name": {"enum": ["qubits", "gates", "signal", "time", "price"]},
        "needed": _NUMBER,
        "available": _NUMBER,
        "unit": _TEXT,
        "margin_log10": _NUMBER,
        "status": {"enum": ["met", "tight", "violated", "unknown"]},
        "reason": _TEXT,
    }
)

_ESTIMATE = _object(
    {
        "method": _TEXT,
        "device": _TEXT,
        "snapshot": _TEXT,
        "width": _COUNT,
        "layers": _COUNT,
        "depth": _WHOLE,
        "depth_as_written": _WHOLE,
        "two_qubit_depth": _WHOLE,
        "two_qubit_gates": _WHOLE,
        "one_qubit_gates": _WHOLE,
        "patch": {"type": ["array", "null"], "items": _COUNT},
        "patch_shape": {"enum": ["ring", "line", "all", "piece", None]},
        "patch_basis": {"enum": ["chosen", "declared", "assumed", None]},
        "patch_proven_best": {"type": ["boolean", "null"]},
        "quantum_parameters": _COUNT,
        "classical_parameters": _COUNT,
        "duration_s": _NUMBER,
        "fidelity": _INTERVAL,
        "ln_fidelity": _INTERVAL,
        "ln_fidelity_parts": _object(
            {"two_qubit": _NUMBER, "one_qubit": _NUMBER, "readout": _NUMBER, "idle": _NUMBER}
        ),
        "attenuation": _INTERVAL,
        "attenuation_bracket": _object({"low": _NUMBER, "high": _NUMBER}),
        "residual_rms": _NUMBER,
        "pauli_paths": _object({"started": _WHOLE, "effective": _NUMBER}),
        "signal_std_ideal": _INTERVAL,
        "signal_std": _INTERVAL,
        "gradient_std_ideal": _INTERVAL,
        "gradient_std": _INTERVAL,
        "verdict_rests_on": {"enum": ["circuit fidelity", "attenuation of <Z>"]},
        "shots_per_circuit": _WHOLE,
        "log10_shots_per_circuit": _NUMBER,
        "shots_per_gradient_circuit": _WHOLE,
        "log10_shots_per_gradient_circuit": _NUMBER,
        "circuits_forward": _COUNT,
        "circuits_epoch": _COUNT,
        "circuits_run": _COUNT,
        "shot_s": _NUMBER,
        "wall_clock_s": _NUMBER,
        "log10_wall_clock_s": _NUMBER,
        "wall_clock_forward_s": _NUMBER,
        "wall_clock_epoch_s": _NUMBER,
        "price_usd": _NUMBER,
        "log10_price_usd": _NUMBER,
        "constraints": _list(_CONSTRAINT),
        "verdict": _VERDICT,
        "binding": {"enum": ["qubits", "gates", "signal", "time", "price"]},
        "missing": _list(_TEXT),
    }
)


_CLASSICAL = _object(
    {
        "lora": _object(
            {
                "gpu": _TEXT,
                "n_gpus": _COUNT,
                "flop_forward": _NUMBER,
                "flop_training": _NUMBER,
                "forward_s": _INTERVAL,
                "training_s": _INTERVAL,
                "energy_j": _INTERVAL,
                "rent_usd": _INTERVAL,
            }
        ),
        "simulator": _object({"id": _TEXT, "machine": _TEXT, "date": _TEXT}),
        "simulations": _list(
            _object(
                {
                    "method": _TEXT,
                    "device": _TEXT,
                    "snapshot": _TEXT,
                    "qubits": _COUNT,
                    "gates": _COUNT,
                    "basis": {"enum": ["state vector", "too wide"]},
                    "core_forward_s": _NUMBER,
                    "core_training_s": _NUMBER,
                    "log10_core_training_s": _NUMBER,
                    "core_adjoint_s": _NUMBER,
                    "gpu_training_s": _NUMBER,
                    "zero_suffices": {"type": "boolean"},
                }
            )
        ),
    }
)


_EXPLANATION = _object(
    {
        "of": _TEXT,
        "name": _TEXT,
        "title": _TEXT,
        "value": _NUMBER,
        "log10": {"type": "boolean"},
        "unit": _TEXT,
        "how": {"enum": ["formula", "sum", "search", "sampling", "taken"]},
        "formula": _TEXT,
        "inputs": _list(
            _object(
                {
                    "symbol": _TEXT,
                    "meaning": _TEXT,
                    "value": _NUMBER,
                    "unit": _TEXT,
                    "source": _TEXT,
                    "log10": {"type": "boolean"},
                }
            )
        ),
        "source": _TEXT,
    }
)


_SWING = _object(
    {
        "method": _TEXT,
        "device": _TEXT,
        "snapshot": _TEXT,
        "name": _TEXT,
        "origin": _TEXT,
        "low": _NUMBER,
        "high": _NUMBER,
        "margin_low": _NUMBER,
        "margin_high": _NUMBER,
        "verdict_low": {"enum": ["feasible", "infeasible", "unknown"]},
        "verdict_high": {"enum": ["feasible", "infeasible", "unknown"]},
    }
)


def output_schema() -> dict[str, Any]:
    """Return the schema of what ``qestimate model --format json`` prints."""
    schema = _object(
        {
            "schema_version": {"const": SCHEMA_VERSION},
            "conclusion": _TEXT,
            "command": _TEXT,
            "workload": _WORKLOAD,
            "goal": _GOAL,
            "overrides": {"type": "object", "additionalProperties": {"type": "object"}},
            "ceiling": _list(_CEILING),
            "estimates": _list(_ESTIMATE),
            "classical": _CLASSICAL,
            "change": _TEXT,
            "notes": _list(_TEXT),
            "inputs": {
                "type": "object",
                "additionalProperties": _object({"value": {}, "origin": _TEXT}),
            },
            "transpiled": _list({"type": "object"}),
            "explanations": _list(_EXPLANATION),
            "sensitivity": _list(_SWING),
            "fault_tolerance": _list({"type": "object"}),
        },
        optional=("inputs", "transpiled", "explanations", "sensitivity", "fault_tolerance"),
    )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def claim_schema() -> dict[str, Any]:
    """Return the schema of what ``qestimate claim check --format json`` prints."""
    figure = _object(
        {
            "name": _TEXT,
            "value": _NUMBER,
            "unit": _TEXT,
            "meaning": _TEXT,
            "source": _TEXT,
            "locator": _TEXT,
            "digits": _WHOLE,
        }
    )
    step = _object({"what": _TEXT, "value": _TEXT, "how": _TEXT, "source": _TEXT})
    statement = _object(
        {
            "id": _TEXT,
            "text": _TEXT,
            "reading": _TEXT,
            "seen": {"type": "boolean"},
            "source": _TEXT,
            "locator": _TEXT,
            "figures": _list(figure),
            "check": _TEXT,
            "result": {"enum": list(RESULTS)},
            "finding": _TEXT,
            "derivation": _list(step),
            "flips": _TEXT,
        }
    )
    configuration = _object(
        {
            "id": _TEXT,
            "name": _TEXT,
            "source": _TEXT,
            "locator": _TEXT,
            "note": _TEXT,
            "authors_shots": _WHOLE,
            "prompt_tokens": _COUNT,
            "prompt_circuits": _WHOLE,
            "estimates": _list(_ESTIMATE),
        }
    )
    head = ("id", "name", "publication", "date", "source", "locator", "note")
    schema = _object(
        {
            "schema_version": {"const": SCHEMA_VERSION},
            "conclusion": _TEXT,
            "command": _TEXT,
            "claim": _object(dict.fromkeys(head, _TEXT)),
            "results": {
                "type": "object",
                "propertyNames": {"enum": list(RESULTS)},
                "additionalProperties": _COUNT,
            },
            "statements": _list(statement),
            "configurations": _list(configuration),
            "work": _list({"type": "object"}),
            "lora": _list({"type": "object"}),
            "sensitivity": _list(_SWING),
            "sources": _list({"type": "object"}),
        }
    )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
