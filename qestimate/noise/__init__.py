"""What noise does to an operator: channels, Pauli paths, attenuation.

Belongs here: physics of a noisy circuit on the wires of a patch. Does not: devices' files,
verdicts, circuits of a certain method.
"""
