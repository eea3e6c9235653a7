"""Whole reports: an answer with its pictures, assumptions and sources, as one document."""

from qestimate.reporting.claims import claim_report
from qestimate.reporting.scenarios import scenario_report
from qestimate.reporting.writing import write_report

__all__ = ["claim_report", "scenario_report", "write_report"]
