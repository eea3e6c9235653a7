"""One file a kind of check: what decides a statement."""
