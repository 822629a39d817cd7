"""A rule, limit or operator row as a page of the documentation site."""

import re
from collections.abc import Iterator, Sequence

from dlpulint.basics.terms import Effect, Evidence
from dlpulint.manual.answers import CureAnswer, EntryAnswer
from dlpulint.manual.generated.escaped_markdown import escaped, fenced

OWNERS = {
    "artpec": "the DLPUs of ARTPEC-8 and ARTPEC-9",
    "artpec7": "ARTPEC-7",
    "artpec8": "ARTPEC-8",
    "artpec9": "ARTPEC-9",
    "artpec9-cpu": "ARTPEC-9's CPU",
    "common": "all chips",
    "cpu": "camera CPUs",
    "cv25": "CV25",
    "cv75": "CV75",
    "cvflow": "CV25 and CV75",
    "tflite": "chips that load TFLite",
}
"""The chips of a pack, in words."""

EFFECTS = {
    Effect.REJECTED: "The model does not load, or does not compile.",
    Effect.WRONG: "The model runs, and its results are wrong.",
    Effect.FALLBACK: "Operators run on the CPU instead of the DLPU.",
    Effect.SLOW: "The model runs on the DLPU, slower than it could.",
    Effect.ADVICE: "The model runs; something is worth knowing.",
}

EVIDENCE = {
    Evidence.DOCUMENTED: "the vendor's documentation states it",
    Evidence.SHOWN: "the vendor's code, sample or published model shows it",
    Evidence.MEASURED: "it was run on a device or through a compiler, which the source names",
    Evidence.INFERRED: "it follows from other facts and was not measured",
}

_STATUSES = {
    "dlpu": "It runs on the DLPU.",
    "cpu": "It runs on the CPU.",
    "unknown": "It is unknown where it runs.",
}

_CODE = re.compile(r"(`[^`]*`)")
_SLOT = re.compile(r"\{(\w+)\}")
_MARK = re.compile("\0(.*?)\0")


def finding_page(entry: EntryAnswer, targets: Sequence[str]) -> str:
    """The whole page; `targets` have the rule. Its examples are sketches."""
    chips = ", ".join(f"[`{target}`](docs/rules/{target}.md)" for target in targets)
    level = f"**{entry.level.value}**" if entry.level else "operator"
    where = f"`{entry.id}` · {level} · for {chips} · [all rules](docs/rules)"
    lines = [f"# {escaped(page_title(entry))}", "", where, "", *_effect(entry), ""]
    if entry.message:
        lines += [f"> {filled(entry.message)}", ""]
    if entry.requirement:
        lines += [f"Requirement: {filled(entry.requirement)}", ""]
    lines += [*_section("Why", entry.why), *_section("Why", entry.note)]
    lines += [*_examples(entry), *_cures(entry.cures), *_evidence(entry), *_limits(entry)]
    lines += ["## On the command line", ""]
    lines += fenced(f"dlpulint --explain '{entry.id}'")
    return "\n".join([*lines, ""])


def page_title(entry: EntryAnswer) -> str:
    """The title of the page, with the chips: `Per-channel weights on ARTPEC-8`."""
    return f"{entry.title} on {OWNERS[entry.id.partition('/')[0]]}"


def filled(text: str) -> str:
    """Markdown of a text of a pack; a slot, which reports fill in, is in italics or capitals."""
    parts = _CODE.split(text)
    parts[::2] = [_SLOT.sub("\0\\1\0", words) for words in parts[::2]]
    parts[1::2] = [_SLOT.sub(lambda slot: slot[1].upper(), code) for code in parts[1::2]]
    return _MARK.sub(lambda mark: f"*{mark[1]}*".replace("\\_", " "), escaped("".join(parts)))


def _effect(entry: EntryAnswer) -> Iterator[str]:
    if entry.kind == "row":
        yield _STATUSES[entry.status or "unknown"]
        return
    yield f"Effect `{entry.effect.value}`: {EFFECTS[entry.effect]}"
    if entry.valid_for:
        yield ""
        yield f"Valid for {escaped(entry.valid_for)}."


def _section(head: str, text: str) -> Iterator[str]:
    if text:
        yield from (f"## {head}", "", filled(text), "")


def _examples(entry: EntryAnswer) -> Iterator[str]:
    if entry.examples is None:
        return
    good = "An example" if entry.kind == "row" else "Good"
    shown = (("Bad", entry.examples.bad), ("Unknown", entry.examples.unknown))
    yield from ("## Bad and good" if entry.kind != "row" else "## Example", "")
    yield "As [sketches](docs/packs.md#sketches), one line per operator."
    yield ""
    for name, text in (*shown, (good, entry.examples.good)):
        if text:
            yield from (f"{name}:", "", *fenced(text), "")


def _cures(cures: Sequence[CureAnswer]) -> Iterator[str]:
    if not cures:
        return
    yield from ("## Cure", "")
    for cure in cures:
        if len(cures) > 1:
            models = cure.models or "other models"
            yield from (f"### {escaped(models[0].upper() + models[1:])}", "")
        yield from (filled(cure.text), "")


def _evidence(entry: EntryAnswer) -> Iterator[str]:
    source = entry.source
    yield from ("## How we know", "")
    yield f"**{entry.evidence.value}**: {EVIDENCE[entry.evidence]}."
    yield ""
    yield f"Source: [{escaped(source.title)}]({source.url}), read {source.read}."
    yield ""


def _limits(entry: EntryAnswer) -> Iterator[str]:
    if entry.limits:
        yield from ("## Its limits", "")
        yield from (f"- `{id}`" for id in entry.limits)
        yield ""
