"""Doors: circuits from files of other programs."""
