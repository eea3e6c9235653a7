"""What the same programs would need with error correction."""

from qestimate.fault_tolerance.logical import LogicalWork, logical_work
from qestimate.fault_tolerance.machine import QUBIT_MODELS, FaultTolerant, fault_tolerant

__all__ = ["QUBIT_MODELS", "FaultTolerant", "LogicalWork", "fault_tolerant", "logical_work"]
