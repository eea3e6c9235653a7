"""Every figure with its formula, the numbers that went in, and where they come from."""

from qestimate.explain.ceilings import explain_ceiling
from qestimate.explain.classical import explain_lora, explain_simulation
from qestimate.explain.estimates import explain_estimate
from qestimate.explain.explanation import Explanation, Input
from qestimate.explain.runs import explain_prediction, explain_verified
from qestimate.explain.workloads import explain_workload

__all__ = [
    "Explanation",
    "Input",
    "explain_ceiling",
    "explain_estimate",
    "explain_lora",
    "explain_prediction",
    "explain_simulation",
    "explain_verified",
    "explain_workload",
]
