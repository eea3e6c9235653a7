"""The named inputs, once: flags, files, sweeps and the page are made from them.

Belongs here: reading inputs by name and putting workload, devices and goal together. Does not:
what is done with them.
"""
