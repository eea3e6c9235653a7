"""The JSON output and its schema."""
