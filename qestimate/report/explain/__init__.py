"""Every figure with its formula, the numbers that went in, and where they come from.

Belongs here: how a figure comes about, one file a stage. Does not: tables, working anything out.
"""
