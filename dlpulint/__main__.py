"""`python -m dlpulint` is `dlpulint`."""

from dlpulint.cli import main

if __name__ == "__main__":
    main()
