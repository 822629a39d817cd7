"""The page about a target's pack, as Markdown for docs/rules/."""

from collections.abc import Iterator, Mapping

from dlpulint.basics.version import Versions
from dlpulint.findings.source import Source
from dlpulint.manual.cures import headed_cures
from dlpulint.manual.generated.escaped_markdown import escaped, fenced, table
from dlpulint.manual.groups import Group, LimitLine, groups_of, line_of
from dlpulint.manual.sources import Sources
from dlpulint.manual.target_table import DIVISION, STATUSES, UNLISTED
from dlpulint.manual.words import general
from dlpulint.packs.pack import Limit, Pack, Rule, level_of
from dlpulint.packs.tables import FixFor
from dlpulint.packs.toolchain import INPUTS, OUTPUTS, Toolchain

GENERATED = "<!-- Written by `python -m tests.generated`: change the pack, not this page. -->"


def target_page(pack: Pack) -> str:
    """The whole page. The pack has to be loaded with its examples."""
    sources = Sources()
    lines = [GENERATED, "", f"# {pack.target}: {escaped(pack.title)}", ""]
    lines += [*_header(pack, sources), ""]
    if pack.toolchain is not None:
        lines += ["## From the file to the camera", ""]
        lines += [*_toolchain(pack.toolchain, pack, sources), ""]
    lines += ["## Operators", "", *_operators(pack, sources)]
    if any(True for _ in pack.every_limit()):
        lines += ["## Limits", "", *_limits(pack)]
    lines += ["## Rules", ""]
    for rule in pack.rules:
        lines += [*_rule(rule, sources), ""]
    lines += ["## Sources", "", *_listed(sources), ""]
    return "\n".join(lines)


def _header(pack: Pack, sources: Sources) -> Iterator[str]:
    formats = " or ".join(f"`.{format}`" for format in pack.formats)
    device = f", larod device `{pack.device}`" if pack.device else ""
    yield f"Rules {pack.version}; takes {formats}{device}."
    yield ""
    for sentence in (*pack.about, DIVISION[pack.partitioning]):
        yield f"- {escaped(sentence)}"
    if pack.partition_limit is not None:
        yield f"- At most {pack.partition_limit} partitions, those on the CPU counted."
    yield f"- {UNLISTED[pack.unlisted]} ({_mark(pack.unlisted_source, sources)})."


def _toolchain(toolchain: Toolchain, pack: Pack, sources: Sources) -> Iterator[str]:
    """The commands, with slots for the names and sizes that a report fills in."""
    formats = " and ".join(f"`.{format}`" for format in toolchain.formats)
    mark = _mark(toolchain.source, sources)
    yield f"Reports on {formats} files have these commands with the model's own names ({mark}):"
    yield ""
    repeated = {INPUTS: toolchain.each_input, OUTPUTS: toolchain.each_output}
    slots = {"{camera_file}": pack.camera_file}
    for name in Versions.__struct_fields__:
        slots[f"{{{name}}}"] = f"{getattr(toolchain.assumes, name)}"
    words = (
        [part for word in command.split() for part in repeated.get(word, word).split()]
        for command in toolchain.commands
    )
    yield from fenced("\n".join(" ".join(_typed(word, slots) for word in line) for line in words))
    if toolchain.notes:
        yield ""
    for note in toolchain.notes:
        yield f"- {escaped(note)}"


def _typed(word: str, slots: Mapping[str, str]) -> str:
    """A word as a user types it: quoted if a shell would read it as a pipe."""
    for slot, text in slots.items():
        word = word.replace(slot, text)
    return f"'{word}'" if "|" in word else word


def _operators(pack: Pack, sources: Sources) -> Iterator[str]:
    if pack.limits:
        yield "Every operator of the table:"
        yield ""
        for limit in pack.limits:
            yield f"- {_limit_words(line_of(limit), None, sources)}"
        yield ""
    for status, head in STATUSES.items():
        groups = groups_of(pack, status)
        if groups:
            yield f"### {head.format(backend=pack.backend)}"
            yield ""
            heads = ("operator", "limits", "note", "how we know")
            yield from table(heads, [_row(group, sources) for group in groups])
            yield ""


def _row(group: Group, sources: Sources) -> tuple[str, str, str, str]:
    named = ", ".join(_named(name) + way for name, way in zip(group.names, group.ways, strict=True))
    limits = "\n".join(_limit_words(limit, group, sources) for limit in group.limits)
    holds = f"{group.holds}." if group.holds else ""
    cures = headed_cures("Do", group.fix, group.fix_for)
    done = [f"{head}: {text}" if group.fix_for else text for head, text in cures]
    note = "\n".join(escaped(text) for text in (holds, group.note, *done) if text)
    return named, limits, note, _evidence(group, sources)


def _named(name: str) -> str:
    """A native name as code; the addition in parentheses stays text."""
    native, space, rest = name.partition(" (")
    return name if name.startswith("all other") else f"`{native}`{space}{rest}"


def _limit_words(limit: LimitLine, group: Group | None, sources: Sources) -> str:
    evidence = ""
    if group is None or (limit.evidence, limit.source) != (group.evidence, group.source):
        evidence = f" ({_evidence(limit, sources)})"
    return f"**{escaped(limit.label)}**: {escaped(limit.statement)}{evidence}"


def _evidence(entry: Group | LimitLine, sources: Sources) -> str:
    return f"{entry.evidence.value} {_mark(entry.source, sources)}"


def _mark(source: Source, sources: Sources) -> str:
    number = sources.number(source)
    return f"[\\[{number}\\]][{number}]"


def _limits(pack: Pack) -> Iterator[str]:
    """The texts of each limit; limits with the same texts are listed together."""
    alike: dict[tuple[str, str, str, str, tuple[FixFor, ...]], list[Limit]] = {}
    for limit in pack.every_limit():
        key = (limit.id.rsplit("/", 1)[-1], limit.message, limit.why, limit.fix, limit.fix_for)
        alike.setdefault(key, []).append(limit)
    for (_, message, why, fix, fix_for), limits in alike.items():
        ids = ", ".join(f"`{limit.id}`" for limit in limits)
        level = level_of(limits[0].effect, limits[0].evidence)
        follows = f"{level.value}, {limits[0].effect.value}"
        if all(limit.on_fail == "unknown" for limit in limits):
            follows = "open, not known"
        yield f"- {ids} ({follows}): {escaped(message)}."
        for head, text in (("Why", why), *headed_cures("Do", fix, fix_for)):
            if text:
                yield f"  {head}: {escaped(text)}"
    yield ""


def _rule(rule: Rule, sources: Sources) -> Iterator[str]:
    yield f"### {escaped(rule.id)}"
    yield ""
    level, effect, evidence = rule.level.value, rule.effect.value, rule.evidence.value
    yield f"**{escaped(rule.title)}** ({level}, {effect}, {evidence})"
    for head, text in (
        ("Asked", general(rule.check, rule.params)),
        ("Said", rule.message),
        ("Why", rule.why),
        *headed_cures("Do", rule.fix, rule.fix_for),
        ("Holds", str(rule.validity)),
    ):
        if text:
            yield ""
            yield f"{head}: {escaped(text)}"
    yield ""
    yield f"Source: {escaped(rule.source.title)} {_mark(rule.source, sources)}"
    examples = rule.examples
    if examples is not None:
        shown = (("Bad", examples.bad), ("Cannot tell", examples.unknown), ("Good", examples.good))
        for name, text in shown:
            if text:
                yield ""
                yield f"{name}:"
                yield ""
                yield from fenced(text)


def _listed(sources: Sources) -> Iterator[str]:
    for number, source in sources.every():
        yield f"{number}. [{escaped(source.title)}]({source.url}), read {source.read}"
    yield ""
    for number, source in sources.every():
        yield f"[{number}]: {source.url}"
