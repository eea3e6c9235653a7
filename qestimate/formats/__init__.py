"""What others write and read: vendors' devices, models and data, circuits, Qiskit, QREF.

Belongs here: one file a format, from or to a plain record. Does not: what a record means,
anything that is worked out.
"""
