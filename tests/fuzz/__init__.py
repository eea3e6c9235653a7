"""Random command lines and broken files, and what must hold whatever comes in."""
