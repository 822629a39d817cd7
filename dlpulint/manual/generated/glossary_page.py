"""The glossary as Markdown for docs/glossary.md: the same texts as `--explain WORD`."""

from collections.abc import Iterator

from dlpulint.manual.generated.escaped_markdown import escaped
from dlpulint.manual.vocabulary import Entry, vocabulary

_GENERATED = (
    "<!-- Written by `python -m tests.generated`: change dlpulint/manual/vocabulary.toml, "
    "not this page. -->"
)

_INTRODUCTION = (
    "The words of dlpulint's reports, in alphabetical order. `dlpulint --explain WORD` prints the",
    "same text; it also explains rules, operators and the error messages of cameras.",
)


def glossary_page() -> str:
    """The whole page."""
    lines = [_GENERATED, "", "# Glossary", "", *_INTRODUCTION, ""]
    for entry in sorted(vocabulary().term, key=lambda entry: entry.title.casefold()):
        lines += [*_term(entry), ""]
    return "\n".join(lines)


def _term(entry: Entry) -> Iterator[str]:
    yield f"## {entry.title}"
    yield ""
    if len(entry.names) > 1:
        yield f"Also: {', '.join(map(escaped, entry.names[1:]))}."
        yield ""
    yield escaped(entry.text)
