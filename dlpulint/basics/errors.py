"""Errors that a user can mend: one line per mistake, never a traceback."""

from collections.abc import Sequence


class DlpulintError(Exception):
    """Something that the user can mend; its text is shown to the user."""


class ModelFileError(DlpulintError):
    """A file that cannot be read as a model: damaged, of another kind, or beyond a bound.

    The message does not name the file; whoever reports it does.
    """


class SeveralMistakes(DlpulintError):
    """All mistakes found in a file, one per line, each with its path and what would be right."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


class PackError(SeveralMistakes):
    """All mistakes found in a pack."""


class ConfigError(SeveralMistakes):
    """All mistakes found in a project's config."""


class UsageError(DlpulintError):
    """A command line or call that asks for something impossible or missing."""
