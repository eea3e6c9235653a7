"""A device for Qiskit: a ``Target`` for its transpiler, a noise model for its simulator."""
