"""Predictions and claims held against what others measured, simulated or published.

Belongs here: checks of claims, published runs, simulations of the same circuits. Does not: the
predictions themselves (estimation), tables (report).
"""
