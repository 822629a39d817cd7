"""Parts common to a log: objects, one-line texts, and the location of a whole file."""

from typing import TypeAlias

from dlpulint.reporters.sarif.github_limits import DESCRIPTION
from dlpulint.reporters.untrusted_text import cut

Object: TypeAlias = dict[str, object]


def sentence(text: str, longest: int = DESCRIPTION) -> str:
    """`text` on one line with a full stop.

    A message may hold links, `[text](target)`; those that a name from a model would make are
    broken by a space, since readers do not agree on how to escape them.
    """
    line = cut(" ".join(text.split()).replace("](", "] ("), longest - 1)
    return line if line.endswith(".") else f"{line}."


def message(text: str) -> Object:
    """A message of one sentence."""
    return {"text": sentence(text)}


def location(uri: str) -> Object:
    """A model as a whole. GitHub shows a message on a binary file only if it has a line."""
    region = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2}
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}
