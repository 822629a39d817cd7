"""Words of commands that users copy into a shell."""

import shlex


def typed(path: str) -> str:
    """A path as one word of a command, safe for a shell, that no program takes for an option."""
    return shlex.quote(as_path(path))


def as_path(path: str) -> str:
    """A path that no program takes for an option; `-` stands for standard input."""
    return f"./{path}" if path.startswith("-") and path != "-" else path
