"""Evidence: what other programs make of the same circuits."""
