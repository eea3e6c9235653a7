"""What the same programs would need with error correction."""

from qestimate.estimation.fault_tolerant.logical import LogicalWork, logical_work
from qestimate.estimation.fault_tolerant.machine import QUBIT_MODELS, FaultTolerant, fault_tolerant

__all__ = ["QUBIT_MODELS", "FaultTolerant", "LogicalWork", "fault_tolerant", "logical_work"]
