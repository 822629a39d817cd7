"""Words that `--explain` knows beside rules and operators: terms, topics and error messages.

Terms and topics stand in `vocabulary.toml`; messages are the known lines of logs.
"""

import re
from importlib import resources

import msgspec
import tomli
from msgspec import Struct

from dlpulint.logs.known import KnownLine, known_lines

_FILE = "vocabulary.toml"

_LEAST_OF_MESSAGE = 12
"""Letters of a part of an error message that stands for the whole."""


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """A word or a message, its explanation, and the rules that it leads to."""

    names: tuple[str, ...]
    """The first is its title."""
    text: str
    rules: tuple[str, ...] = ()
    source: str = ""
    cure: str = ""
    """What to do, of a message; terms and topics have rules with cures."""

    @property
    def title(self) -> str:
        """The name that a list shows."""
        return self.names[0]


class _Words(Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    term: tuple[Entry, ...]
    topic: tuple[Entry, ...]


class Vocabulary(Struct, frozen=True):
    """All entries, by kind."""

    term: tuple[Entry, ...]
    """Words of the field; `docs/glossary.md` consists of them."""
    topic: tuple[Entry, ...]
    """Words that users bring."""
    message: tuple[Entry, ...]
    """Texts that cameras and tools print."""

    def find(self, word: str) -> Entry | None:
        """The entry of a word in any case, or of a message or a part of one; `None` without any."""
        letters = _letters(word)
        for entry in (*self.term, *self.topic):
            if letters in map(_letters, entry.names):
                return entry
        plain = _plain(word)
        for line, entry in zip(known_lines(), self.message, strict=True):
            if line.anchor in word and line.expression.search(word):
                return entry
        for entry in self.message:
            for name in map(_plain, entry.names):
                if name in plain or (len(plain) >= _LEAST_OF_MESSAGE and plain in name):
                    return entry
        return None

    @property
    def names(self) -> tuple[str, ...]:
        """All names, for suggestions and completion."""
        every = (*self.term, *self.topic, *self.message)
        return tuple(name for entry in every for name in entry.names)


def vocabulary() -> Vocabulary:
    """The vocabulary, read from its file on each call."""
    text = resources.files("dlpulint.manual").joinpath(_FILE).read_text("utf-8")
    words = msgspec.convert(tomli.loads(text), _Words)
    topics = (*words.topic, _glossary(words))
    return Vocabulary(words.term, topics, tuple(map(_message, known_lines())))


def _glossary(words: _Words) -> Entry:
    """The entry that lists all others by their titles."""
    terms, topics = (
        ", ".join(sorted((entry.title for entry in entries), key=str.casefold))
        for entries in (words.term, words.topic)
    )
    text = (
        f"`dlpulint --explain WORD` explains these terms: {terms}; and these topics: {topics}. It "
        "also explains rules (--list-rules), operators, cameras and their error messages."
    )
    return Entry(("glossary", "words", "terms"), text)


def _message(line: KnownLine) -> Entry:
    return Entry(line.names, line.text, line.rules, line.source, line.cure_text)


def _letters(text: str) -> str:
    """Letters and digits in lower case: the same for `per-channel` and `Per Channel`."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _plain(text: str) -> str:
    """Letters in lower case; a number is `#`, so that one message stands for all its numbers."""
    words = re.findall(
        r"[^\W_]+|>", re.sub(r"\b[0-9]+\b", "#", text.casefold()).replace("#", " n ")
    )
    return " ".join(words)
