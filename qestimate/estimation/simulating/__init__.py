"""What it takes to simulate a circuit of the user's own on classical machines."""
