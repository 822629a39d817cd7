"""Loading of a pack with all that it extends; every mistake is collected."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from msgspec.structs import replace

from dlpulint.basics.build import build_of
from dlpulint.basics.decode import decode
from dlpulint.basics.errors import PackError, Unreadable, UsageError
from dlpulint.basics.spelling import nearest
from dlpulint.basics.terms import Effect, Evidence, Partitioning
from dlpulint.basics.toml import parsed_toml
from dlpulint.basics.version import Version
from dlpulint.findings.source import Source
from dlpulint.model.graph import Format
from dlpulint.packs.conversions import Conversion
from dlpulint.packs.conversions import mistakes_of as conversion_mistakes
from dlpulint.packs.latency import Latencies, LatencyFit
from dlpulint.packs.library import Folders, examples_file, read_text
from dlpulint.packs.pack import Limit, Pack, Row, Rule, Shipped
from dlpulint.packs.part import TARGET, Part
from dlpulint.packs.slots import unlisted_slot_mistakes
from dlpulint.packs.tables import SCHEMA, Examples, PackTable
from dlpulint.packs.toolchain import Toolchain, mistakes_of, resolved

DLPU = "DLPU"
"""Default name in reports of the backend that runs a target's operators."""

MOST_ANCESTORS = 20
"""Packs that one pack extends, directly or not; those that dlpulint ships extend three."""

_INHERITED = (
    *("unlisted_source", "unlisted_fix", "partitioning", "partition_limit", "unlisted", "device"),
    *(
        "camera_file",
        "quantizes",
        "weights",
        "backend",
        "fallback",
        "unlisted_why",
        "unlisted_evidence",
    ),
)
"""Keys of the header that a pack inherits from the packs it extends."""


def load_pack(target: str, library: Folders, *, examples: bool = False) -> Pack:
    """Read the pack of a target, with all it extends.

    `examples` reads the examples too, which a lint run does without. Raises UsageError for a
    target that nobody knows and PackError with every mistake of a pack.
    """
    found = library.text(target)
    if found is None:
        known = library.targets()
        raise UsageError(
            f"no target {target!r}{nearest(target, known) or '; known: ' + ', '.join(known)}"
        )
    return _Builder(library, examples).build(*found)


def load_pack_file(path: Path, library: Folders) -> Pack:
    """Read one pack file with its examples. Raises PackError with every mistake."""
    if not path.is_file():
        raise PackError([f"{path}: there is no such pack file"])
    beside = Folders((path.parent, *library.further))
    return _Builder(beside, True).build(str(path), read_text(path))


@lru_cache(maxsize=64)
def _decoded(text: str) -> tuple[PackTable | None, tuple[str, ...]]:
    """The tables of a pack file, and its mistakes; several targets extend the same files."""
    try:
        raw = parsed_toml(text)
    except Unreadable as error:
        return None, (f"{error}",)
    schema = raw.get("schema", SCHEMA)
    if schema != SCHEMA:
        return None, (f"schema: expected {SCHEMA}, found {schema!r}",)
    found: list[str] = []
    table = decode(raw, PackTable, "", found)
    return table, tuple(_located(raw, mistake) for mistake in found)


class _Builder:
    """Builds a Pack from the tables of a pack and its ancestors, and collects the mistakes."""

    def __init__(self, library: Folders, examples: bool) -> None:
        self.library = library
        self.examples = examples
        self.mistakes: list[str] = []
        self.texts: list[str] = []
        self.read: set[str] = set()

    def build(self, file: str, text: str) -> Pack:
        table = self._table(file, text)
        ancestors = self._ancestors(table, file, (table.target,)) if table else []
        if table is None or self.mistakes:
            raise PackError(self.mistakes)
        pack = self._resolve(table, file, ancestors)
        if self.mistakes:
            raise PackError(self.mistakes)
        return pack

    def _table(self, file: str, text: str) -> PackTable | None:
        self.texts.append(text)
        table, found = _decoded(text)
        self.mistakes += [f"{file}: {mistake}" for mistake in found]
        return table

    def _ancestors(
        self, table: PackTable, file: str, chain: tuple[str, ...]
    ) -> list[tuple[PackTable, str]]:
        """The packs that this one extends, the farthest first; one that several extend once."""
        ancestors: list[tuple[PackTable, str]] = []
        for name in table.extends:
            if name in chain:
                circle = " extends ".join((*chain, name))
                self.mistakes.append(f"{file}: extends: a circle: {circle}")
                continue
            if name in self.read:
                continue
            self.read.add(name)
            if len(self.read) > MOST_ANCESTORS:
                raise PackError([f"{file}: extends: more than {MOST_ANCESTORS} packs in all"])
            found = self.library.text(name)
            if found is None:
                known = self.library.names()
                self.mistakes.append(f"{file}: extends: no pack {name!r}{nearest(name, known)}")
                continue
            parent = self._table(*found)
            if parent is not None:
                ancestors += self._ancestors(parent, found[0], (*chain, name))
                ancestors.append((parent, found[0]))
        return ancestors

    def _resolve(self, table: PackTable, file: str, ancestors: list[tuple[PackTable, str]]) -> Pack:
        header = table
        rows: dict[str, tuple[Row, ...]] = {}
        limits: dict[str, Limit] = {}
        rules: dict[str, Rule] = {}
        runtimes: list[tuple[Version, Version]] = []
        formats: tuple[Format, ...] = table.formats
        for parent, _ in reversed(ancestors):
            formats = formats or parent.formats
            inherited = {n: getattr(header, n) or getattr(parent, n) for n in _INHERITED}
            header = replace(header, formats=formats, **inherited)
        partitioning = header.partitioning or Partitioning.WHOLE
        whole = partitioning is Partitioning.WHOLE
        fallback = header.fallback or (Effect.REJECTED if whole else Effect.FALLBACK)
        constants: dict[str, int] = {}
        for part, _ in (*ancestors, (table, file)):
            constants |= part.constants
        unlisted_source: Source | None = None
        toolchain: Toolchain | None = None
        conversions: tuple[Conversion, ...] = ()
        shipped: tuple[Shipped, ...] = ()
        latencies: tuple[LatencyFit, ...] = ()
        known: set[str] = set()
        for part, its_file in (*ancestors, (table, file)):
            reader = Part(
                part,
                its_file,
                table.target,
                self.mistakes,
                self._examples(its_file, table.target),
                formats=formats,
                fallback=fallback,
                constants=constants,
            )
            for kind, more in reader.rows().items():
                rows[kind] = more
            reader.add_wide_limits(limits)
            for rule in reader.rules():
                if rule.id in rules:
                    self.mistakes.append(f"{its_file}: rule {rule.id}: another entry has this id")
                rules[rule.id] = rule
            known |= {reader.resolved(rule.id) for rule in part.rule}
            known |= {limit.id for same in rows.values() for row in same for limit in row.limits}
            # A limit with a mistake of its own is not there either.
            unproved = () if self.mistakes else reader.examples.keys() - known - limits.keys()
            for id in sorted(unproved):
                self.mistakes.append(
                    f"{examples_file(its_file)}: {id}: there is no such rule or limit"
                    f"{nearest(id, {*known, *limits})}"
                )
            reader.adjust(rules)
            runtimes += reader.runtimes()
            if part.toolchain is not None:
                self.mistakes += [f"{its_file}: {text}" for text in mistakes_of(part.toolchain)]
                its_source = reader.source(part.toolchain.source, "toolchain.source")
                if its_source is not None:
                    toolchain = resolved(part.toolchain, its_source)
            if part.convert:
                conversions = tuple(reader.conversions(header.weights))
            shipped += tuple(reader.shipped())
            # Of the chip itself: a pack that extends another replaces its estimates.
            latencies = tuple(reader.latencies()) or latencies
            if part.unlisted_source:
                unlisted_source = reader.source(part.unlisted_source, "unlisted_source")
        for key in ("unlisted_why", "unlisted_fix"):
            found = unlisted_slot_mistakes(getattr(header, key))
            self.mistakes += [f"{file}: {key}: {text}" for text in found]
        self.mistakes += [
            f"{file}: {id}: another entry has this id" for id in _repeated(rules, rows, limits)
        ]
        for number, conversion in enumerate(conversions):
            mistakes = conversion_mistakes(conversion.table, number, rules)
            self.mistakes += [f"{file}: {text}" for text in mistakes]
        if not table.abstract:
            for key in ("partitioning", "unlisted", "unlisted_source", "formats"):
                if not getattr(header, key):
                    self.mistakes.append(f"{file}: the key {key!r} is missing")
        return Pack(
            target=table.target,
            title=table.title,
            version=table.version,
            abstract=table.abstract,
            formats=formats,
            device=header.device,
            camera_file=header.camera_file,
            quantizes=header.quantizes,
            backend=header.backend or DLPU,
            partitioning=partitioning,
            partition_limit=header.partition_limit,
            compiled=header.compiled,
            unlisted=header.unlisted or "unknown",
            unlisted_source=unlisted_source or Source(title="", url="", read=date.min),
            unlisted_fix=header.unlisted_fix,
            unlisted_why=header.unlisted_why,
            unlisted_evidence=header.unlisted_evidence or Evidence.DOCUMENTED,
            fallback=fallback,
            about=table.about,
            rows=rows,
            limits=tuple(limits.values()),
            rules=tuple(rules.values()),
            runtimes=tuple(runtimes),
            toolchain=toolchain,
            weights=header.weights,
            conversions=conversions,
            shipped=shipped,
            latency=Latencies(fits=latencies),
            build=build_of(text.encode() for text in self.texts),
        )

    def _examples(self, file: str, target: str) -> dict[str, Examples]:
        """Written examples from the file beside a pack, when they are wanted."""
        if not self.examples:
            return {}
        stem = file.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".toml")
        found = self.library.text(f"{stem}.examples")
        if found is None:
            return {}
        examples: dict[str, Examples] = {}
        mistakes: list[str] = []
        try:
            tables = parsed_toml(found[1])
        except Unreadable as error:
            self.mistakes.append(f"{found[0]}: {error}")
            return {}
        for id, raw in tables.items():
            decoded = decode(raw, Examples, id, mistakes)
            if decoded is not None:
                examples[id.replace(TARGET, target)] = decoded
        self.mistakes += [f"{found[0]}: {mistake}" for mistake in mistakes]
        return examples


def _repeated(
    rules: Mapping[str, Rule], rows: Mapping[str, tuple[Row, ...]], limits: Mapping[str, Limit]
) -> list[str]:
    """Ids that a pack has twice; rows of one kind share theirs."""
    every = [*rules, *limits]
    for same in rows.values():
        every += {row.id for row in same}
        every += [limit.id for row in same for limit in row.limits]
    return [id for id, times in Counter(every).items() if times > 1]


def _located(raw: Mapping[str, object], mistake: str) -> str:
    """`rule artpec8/x.params: …` for the `.rule[3].params: …` that decoding says."""
    path, colon, text = mistake.partition(": ")
    path = path.removeprefix(".")
    for key, name in (("rule", "id"), ("operator", "kind"), ("limit", "id"), ("adjust", "rule")):
        if path.startswith(f"{key}["):
            number, _, rest = path.removeprefix(f"{key}[").partition("]")
            tables = raw.get(key)
            table = tables[int(number)] if isinstance(tables, list) else None
            label = table.get(name) if isinstance(table, Mapping) else None
            path = f"{key} {label if isinstance(label, str) else f'number {int(number) + 1}'}{rest}"
    return f"{path}{colon}{text}" if path else text
