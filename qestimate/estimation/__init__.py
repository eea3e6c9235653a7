"""From program to verdict: one file a stage, and the estimate that puts them together.

Belongs here: placement, fidelity, local signal, shots, runtime, limits, bounds, the classical
cost. Does not: files, printing, comparing many estimates (explore).
"""
