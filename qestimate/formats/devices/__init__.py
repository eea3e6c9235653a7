"""Device profiles from the files and objects in which vendors hand out calibrations.

One file per format, each a function from documents to a ``Profile``; ``importing`` tells them
apart and reads, and ``writing`` puts a profile into a catalogue.
"""
