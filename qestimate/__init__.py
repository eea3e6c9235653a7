"""qestimate: what part of a fine-tuning workload could run on a quantum device.

>>> from qestimate import Workload, catalog, estimate
>>> work = Workload.of(catalog.model("tinyllama-1.1b"), rank=8)
>>> estimate(work, "qtha", catalog.device("origin-wukong-72")).verdict
'infeasible'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qestimate import catalog
    from qestimate.device import Device
    from qestimate.device_files.importing import read_device
    from qestimate.errors import QestimateError
    from qestimate.estimation import Estimate, estimate
    from qestimate.fault_tolerance import fault_tolerant
    from qestimate.frontiers import frontier
    from qestimate.goal import Goal
    from qestimate.judgement import judge
    from qestimate.requirement import require
    from qestimate.sensitivity import swings
    from qestimate.surveys import survey
    from qestimate.sweep import Sweep
    from qestimate.workload import Adapter, Dataset, LanguageModel, Workload
    from qestimate.workload_files.adapter_config import read_adapter
    from qestimate.workload_files.config import read_config
    from qestimate.workload_files.data_file import read_data

__version__ = "0.5.0"

_PUBLIC = {
    "Adapter": "workload",
    "Dataset": "workload",
    "Device": "device",
    "Estimate": "estimation",
    "Goal": "goal",
    "LanguageModel": "workload",
    "QestimateError": "errors",
    "Sweep": "sweep",
    "Workload": "workload",
    "estimate": "estimation",
    "fault_tolerant": "fault_tolerance",
    "frontier": "frontiers",
    "judge": "judgement",
    "read_adapter": "workload_files.adapter_config",
    "read_config": "workload_files.config",
    "read_data": "workload_files.data_file",
    "read_device": "device_files.importing",
    "require": "requirement",
    "survey": "surveys",
    "swings": "sensitivity",
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
    "estimate",
    "fault_tolerant",
    "frontier",
    "judge",
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
