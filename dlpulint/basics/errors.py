"""Errors that a user can mend: one line per mistake, never a traceback."""

from collections.abc import Sequence


class DlpulintError(Exception):
    """Something that the user can mend; its text is shown to the user."""


class ModelFileError(DlpulintError):
    """A file that cannot be read as a model: damaged, of another kind, or beyond a bound.

    The message does not name the file; whoever reports it does.
    """


class Unreadable(DlpulintError):
    """The reason why a file that is no model cannot be read, without the file's name."""


MOST_MISTAKES = 50
"""Mistakes of one file that are listed; reading ends soon after them."""


class SeveralMistakes(DlpulintError):
    """All mistakes found in a file, one per line, each with its path and what would be right.

    Of more than `MOST_MISTAKES` the text has the first ones.
    """

    def __init__(self, mistakes: Sequence[str]) -> None:
        listed = list(mistakes[:MOST_MISTAKES])
        if len(mistakes) > MOST_MISTAKES:
            listed.append(f"more than {MOST_MISTAKES} mistakes: the others are not listed")
        super().__init__("\n".join(listed))
        self.mistakes = tuple(mistakes)


class PackError(SeveralMistakes):
    """All mistakes found in a pack."""


class ConfigError(SeveralMistakes):
    """All mistakes found in a project's config."""


class UsageError(DlpulintError):
    """A command line or call that asks for something impossible or missing."""
