"""Many estimates: survey, frontier, requirement, sensitivity, sweep.

Belongs here: questions that take more than one estimate. Does not: stages of a single estimate
(estimation), tables (report).
"""
