"""`python -m dlpulint` is `dlpulint`."""

import sys

if __name__ == "__main__":
    # Python looks for modules in the working folder first, where a stranger's model may have
    # brought some along; dlpulint itself is found by now.
    if not sys.flags.safe_path:
        del sys.path[0]
    from dlpulint.cli.main import main

    main()
