"""A quantum device at one date: its figures, its couplers, the error of each of its elements.

Belongs here: what is known of a chip, and how sure that is. Does not: files of vendors (formats),
what a circuit makes of a chip (estimation).
"""
