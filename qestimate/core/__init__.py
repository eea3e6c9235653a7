"""What every room may use: errors, numbers and how they are written.

Belongs here: formulas of general use, for floats, arrays and symbols alike. Does not: anything
that knows of a device, a model or a circuit.
"""
