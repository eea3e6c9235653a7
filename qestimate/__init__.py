"""qestimate: what part of a fine-tuning workload could run on a quantum device.

>>> from qestimate import estimate
>>> estimate("tinyllama-1.1b", "qtha", "origin-wukong-72").verdict
'infeasible'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qestimate import catalog
    from qestimate.core.errors import QestimateError
    from qestimate.device.device import Device
    from qestimate.estimation.estimate import Estimate
    from qestimate.estimation.fault_tolerant import fault_tolerant
    from qestimate.evidence.claims.judge import judge
    from qestimate.explore.by_name import circuit, circuit_on_all, estimate, model_on_all
    from qestimate.explore.frontier import frontier
    from qestimate.explore.requirement import require
    from qestimate.explore.sensitivity import swings
    from qestimate.explore.survey import survey
    from qestimate.explore.sweep import Sweep
    from qestimate.formats.devices.reading import read_device
    from qestimate.formats.workloads.datasets import read_data
    from qestimate.formats.workloads.peft import read_adapter
    from qestimate.formats.workloads.transformers import read_config
    from qestimate.workload.adapter import Adapter
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Dataset, LanguageModel, Workload

__version__ = "0.5.0"

_PUBLIC = {
    "Adapter": "workload.adapter",
    "Dataset": "workload.workload",
    "Device": "device.device",
    "Estimate": "estimation.estimate",
    "Goal": "workload.goal",
    "LanguageModel": "workload.workload",
    "QestimateError": "core.errors",
    "Sweep": "explore.sweep",
    "Workload": "workload.workload",
    "circuit": "explore.by_name",
    "circuit_on_all": "explore.by_name",
    "estimate": "explore.by_name",
    "fault_tolerant": "estimation.fault_tolerant",
    "frontier": "explore.frontier",
    "judge": "evidence.claims.judge",
    "model_on_all": "explore.by_name",
    "read_adapter": "formats.workloads.peft",
    "read_config": "formats.workloads.transformers",
    "read_data": "formats.workloads.datasets",
    "read_device": "formats.devices.reading",
    "require": "explore.requirement",
    "survey": "explore.survey",
    "swings": "explore.sensitivity",
}

__all__ = [
    "Adapter",
    "Dataset",
    "Device",
    "Estimate",
    "Goal",
    "LanguageModel",
    "QestimateError",
    "Sweep",
    "Workload",
    "catalog",
    "circuit",
    "circuit_on_all",
    "estimate",
    "fault_tolerant",
    "frontier",
    "judge",
    "model_on_all",
    "read_adapter",
    "read_config",
    "read_data",
    "read_device",
    "require",
    "survey",
    "swings",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used (PEP 562)."""
    if name == "catalog":
        return import_module("qestimate.catalog")
    if name in _PUBLIC:
        value = getattr(import_module(f"qestimate.{_PUBLIC[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'qestimate' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
