"""The reason why a file, or an edit of it, is left as it is."""

from dlpulint.basics.errors import DlpulintError


class Refused(DlpulintError):
    """An edit that would lose or change something; its text is a clause for the user."""
