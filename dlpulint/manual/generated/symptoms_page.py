"""The page by symptom of the documentation site: a message or problem, its cause and its cure."""

from collections.abc import Iterator, Sequence

from dlpulint.manual.answering import entry_of
from dlpulint.manual.generated.escaped_markdown import escaped
from dlpulint.manual.generated.finding_page import filled, page_title
from dlpulint.manual.vocabulary import Entry, vocabulary
from dlpulint.packs.pack import Pack

_INTRODUCTION = (
    "Messages of cameras and converters, and problems without a message: each with its cause, and",
    "the rules that find it in a model file. `dlpulint --explain 'MESSAGE'` prints the same text;",
    "paste any part of the message.",
)


def symptoms_page(packs: Sequence[Pack]) -> str:
    """The whole page."""
    words = vocabulary()
    lines = ["# By symptom", "", *_INTRODUCTION, "", "## Messages", ""]
    for entry in words.message:
        lines += _entry(entry, packs)
    lines += ["## Problems", ""]
    for entry in words.topic:
        lines += _entry(entry, packs)
    return "\n".join(lines)


def _entry(entry: Entry, packs: Sequence[Pack]) -> Iterator[str]:
    yield from (f"### {escaped(entry.title)}", "")
    if len(entry.names) > 1:
        yield from (f"Also: {', '.join(map(escaped, entry.names[1:]))}.", "")
    yield from (f"**Cause.** {filled(entry.text)}", "")
    if entry.cure:
        yield from (f"**Cure.** {filled(entry.cure)}", "")
    found = [one for id in entry.rules if (one := entry_of(id, packs)) is not None]
    if found:
        yield from ("| rule | finding | cure |", "|---|---|---|")
        for one in found:
            cure = filled(one.cures[-1].text) if one.cures else ""
            yield f"| `{one.id}` | {_cell(escaped(page_title(one)))} | {_cell(cure)} |"
        yield ""
    if entry.source:
        yield from (f"Seen in: {escaped(entry.source)}.", "")


def _cell(text: str) -> str:
    """Markdown for the cell of a table of Python-Markdown, where code keeps a backslash."""
    return text.replace("|", "&#124;")
