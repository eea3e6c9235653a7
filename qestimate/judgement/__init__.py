"""Claims against what devices can do: one function for each kind of check."""

from qestimate.judgement.finding import Finding, Step
from qestimate.judgement.statements import CHECKS, JudgedStatement, Judgement, judge

__all__ = ["CHECKS", "Finding", "JudgedStatement", "Judgement", "Step", "judge"]
