"""`python -m dlpulint` is `dlpulint`."""

import signal
import sys


def run() -> None:
    """Runs the command line, and leaves the process with its exit code."""
    # Until the process can clear up there is nothing to clear up: Ctrl-C just ends it.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from dlpulint.cli.process import ended

    ended(_main)


def _main() -> None:
    from dlpulint.cli.main import main

    main()


if __name__ == "__main__":
    # Python looks for modules in the working folder first, where a stranger's model may have
    # brought some along; dlpulint itself is found by now.
    if not sys.flags.safe_path:
        del sys.path[0]
    run()
