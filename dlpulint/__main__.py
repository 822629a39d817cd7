"""`python -m dlpulint` is `dlpulint`."""

from dlpulint.cli.main import main

if __name__ == "__main__":
    main()
