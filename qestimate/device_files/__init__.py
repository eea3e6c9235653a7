"""Device profiles from the files and objects in which vendors hand out calibrations.

One file per format, each a function from documents to a ``Profile``; ``recognition`` tells them
apart, ``importing`` reads, and ``writing`` puts a profile into a catalogue.
"""
