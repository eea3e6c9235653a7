"""``python -m qestimate``."""

from qestimate.cli import main

if __name__ == "__main__":
    main()
