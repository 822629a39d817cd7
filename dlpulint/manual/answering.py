"""Answers to the questions of the command line, made from the packs as plain data."""

from collections.abc import Iterator, Sequence

from dlpulint.basics.errors import UsageError
from dlpulint.basics.terms import Severity
from dlpulint.basics.version import __version__
from dlpulint.findings.help_page import help_page
from dlpulint.manual.answers import (
    Answers,
    CureAnswer,
    EntryAnswer,
    OperatorAnswer,
    RuleAnswer,
    TargetAnswer,
    WordAnswer,
)
from dlpulint.manual.cures import condition
from dlpulint.manual.examples import examples_of
from dlpulint.manual.explain import explanation, is_id, packs_for
from dlpulint.manual.lists import entries
from dlpulint.manual.operator_names import is_native, kinds_named
from dlpulint.manual.vocabulary import vocabulary
from dlpulint.manual.words import limit_in_words
from dlpulint.packs.cameras import camera_named, cameras
from dlpulint.packs.library import Folders
from dlpulint.packs.pack import Limit, Pack, Row, Rule, level_of
from dlpulint.packs.tables import Examples, FixFor
from dlpulint.packs.target_names import asks_for_all, targets_named
from dlpulint.packs.titles import limit_title, row_title


def targets_answer(packs: Sequence[Pack]) -> Answers:
    """The targets of packs."""
    return Answers(
        dlpulint=__version__,
        targets=[
            TargetAnswer(
                target=pack.target,
                title=pack.title,
                formats=pack.formats,
                rules_version=pack.version,
                device=pack.device or None,
                partition_limit=pack.partition_limit,
                about=pack.about,
            )
            for pack in packs
        ],
    )


def rules_answer(packs: Sequence[Pack]) -> Answers:
    """The rules and limits of packs, each once."""
    found: dict[str, RuleAnswer] = {}
    for pack in packs:
        for id, level, title in entries(pack):
            before = found[id].targets if id in found else ()
            found[id] = RuleAnswer(
                id=id, level=Severity(level), title=title, targets=(*before, pack.target)
            )
    return Answers(dlpulint=__version__, rules=list(found.values()))


def cameras_answer(targets: Sequence[str], library: Folders) -> Answers:
    """All known cameras; those of the given targets only, if any.

    Raises UsageError for a name of no target.
    """
    every = not targets or asks_for_all(targets)
    wanted = targets_named(targets, library)
    found = [camera for camera in cameras() if every or camera.target in wanted]
    return Answers(dlpulint=__version__, cameras=found)


def named_cameras_answer(names: Sequence[str]) -> Answers:
    """The cameras of these names. Raises UsageError for an unknown one."""
    return Answers(dlpulint=__version__, cameras=[camera_named(name) for name in names])


def table_answer(packs: Sequence[Pack]) -> Answers:
    """Every operator in the tables of packs, pack by pack."""
    rows = [_operator(kind, pack) for pack in packs for kind in pack.rows]
    return Answers(dlpulint=__version__, operators=rows)


def entry_of(id: str, packs: Sequence[Pack]) -> EntryAnswer | None:
    """The rule, limit or row of an id; `None` where no pack has it."""
    for pack in packs:
        found = pack.find(id)
        if found is not None:
            return _entry(found, pack, examples_of(found, pack))
        if id == pack.unlisted_id:
            return _unlisted(pack)
    return None


def _entry_answer(id: str, packs: Sequence[Pack]) -> Answers | None:
    entry = entry_of(id, packs)
    return None if entry is None else Answers(dlpulint=__version__, entry=entry)


def _word_answer(word: str, packs: Sequence[Pack]) -> Answers | None:
    """A term, topic or message, and the operator of that name on each target, or a camera.

    `None` where nothing has the name.
    """
    words = vocabulary()
    entry = words.find(word)
    if entry in words.term and is_native(word):
        entry = None
    operators: list[OperatorAnswer] = []
    if entry is None or is_native(word):
        operators = _operators(word, packs)
    if entry is None and not operators:
        return _camera(word)
    answer = None
    if entry is not None:
        answer = WordAnswer(
            names=entry.names,
            text=" ".join(entry.text.split()),
            rules=entry.rules,
            source=entry.source or None,
            cure=entry.cure or None,
        )
    return Answers(dlpulint=__version__, word=answer, operators=operators or None)


def explained(word: str, library: Folders, targets: Sequence[str] = ()) -> Answers:
    """What `explanation` says, as data. Raises UsageError for an unknown word."""
    packs = packs_for(word, library, targets)
    found = _entry_answer(word, packs) if is_id(word) else _word_answer(word, packs)
    if found is None:
        # The text raises the error, with its suggestions.
        explanation(word, library, targets)
        raise UsageError(f"unknown word {word!r}")
    return found


def _operators(word: str, packs: Sequence[Pack]) -> list[OperatorAnswer]:
    try:
        kinds = kinds_named(word, (row.kind for pack in packs for row in pack.every_row()))
    except UsageError:
        return []
    return [_operator(kind, pack) for kind in kinds for pack in packs]


def _camera(word: str) -> Answers | None:
    try:
        return named_cameras_answer([word])
    except UsageError:
        return None


def _operator(kind: str, pack: Pack) -> OperatorAnswer:
    rows = pack.rows_for(kind)
    limits = [limit for row in rows for limit in row.limits]
    if not rows or any(row.status != "cpu" for row in rows):
        limits += [limit for limit in pack.limits if _applies(limit, kind)]
    statuses = [row.status for row in rows]
    best = next((status for status in ("dlpu", "unknown", "cpu") if status in statuses), None)
    return OperatorAnswer(
        target=pack.target,
        kind=kind,
        status=best or pack.unlisted,
        rows=tuple(_entry(row, pack) for row in rows),
        limits=tuple(_entry(limit, pack) for limit in limits),
    )


def _applies(limit: Limit, kind: str) -> bool:
    return kind not in limit.exempt and (not limit.kinds or kind in limit.kinds)


def _entry(entry: Rule | Limit | Row, pack: Pack, examples: Examples | None = None) -> EntryAnswer:
    if isinstance(entry, Row):
        kind, title, level = "row", row_title(entry, pack), None
    elif isinstance(entry, Rule):
        kind, title, level = "rule", entry.title, entry.level
    else:
        kind, title = "limit", limit_title(entry, pack)
        level = level_of(entry.effect, entry.evidence)
    return EntryAnswer(
        id=entry.id,
        kind=kind,
        target=pack.target,
        title=title,
        level=level,
        status=entry.status if isinstance(entry, Row) else None,
        effect=entry.effect,
        evidence=entry.evidence,
        requirement=_requirement(entry),
        message="" if isinstance(entry, Row) else entry.message,
        why="" if isinstance(entry, Row) else entry.why,
        note=entry.note if isinstance(entry, Row) else "",
        cures=tuple(_cures(entry.fix, entry.fix_for)),
        valid_for=str(entry.validity),
        source=entry.source,
        help=help_page(entry.id),
        examples=examples,
        limits=tuple(limit.id for limit in entry.limits) if isinstance(entry, Row) else (),
    )


def _requirement(entry: Rule | Limit | Row) -> str:
    if isinstance(entry, Row):
        return ""
    return entry.check.statement if isinstance(entry, Rule) else limit_in_words(entry)


def _cures(fix: str, fix_for: Sequence[FixFor]) -> Iterator[CureAnswer]:
    for cure in fix_for:
        yield CureAnswer(models=condition(cure), text=cure.text)
    if fix:
        yield CureAnswer(models=None, text=fix)


def _unlisted(pack: Pack) -> EntryAnswer:
    return EntryAnswer(
        id=pack.unlisted_id,
        kind="unlisted",
        target=pack.target,
        title="Operator outside the list",
        level=pack.fallback.severity,
        status=pack.unlisted,
        effect=pack.fallback,
        evidence=pack.unlisted_evidence,
        requirement="",
        message="",
        why=pack.unlisted_why,
        note="",
        cures=tuple(_cures(pack.unlisted_fix, ())),
        valid_for="",
        source=pack.unlisted_source,
        help=help_page(pack.unlisted_id),
        examples=None,
        limits=(),
    )
