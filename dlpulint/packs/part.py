"""The share of one file in a pack: its rows, limits, rules and adjustments, looked up."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from dlpulint.basics.decode import decode, field_types
from dlpulint.basics.errors import MOST_MISTAKES, PackError
from dlpulint.basics.spelling import nearest
from dlpulint.basics.terms import Effect, Evidence
from dlpulint.basics.version import Version
from dlpulint.checks import BY_NAME
from dlpulint.checks.base import Check, Kinds
from dlpulint.checks.operators import AttributeLimits
from dlpulint.findings.source import Source
from dlpulint.model.graph import Format
from dlpulint.model.kinds import KINDS, PREFIXES, TFLITE
from dlpulint.model.vocabulary import OPTION_WORDS
from dlpulint.packs.conversions import Conversion, Weights
from dlpulint.packs.latency import LatencyFit
from dlpulint.packs.latency import mistakes_of as latency_mistakes
from dlpulint.packs.pack import Condition, Limit, Row, Rule, Shipped, level_of
from dlpulint.packs.plain_words import (
    MOST_CURES,
    header_mistakes,
    id_mistakes,
    line_mistakes,
    name_mistakes,
    source_mistakes,
)
from dlpulint.packs.slots import row_slot_mistakes, slot_mistakes
from dlpulint.packs.tables import (
    Examples,
    FixFor,
    Guard,
    LimitTable,
    PackTable,
    RuleTable,
    WideLimitTable,
)

MOST_LIMITS = 10_000
"""Limits of all kinds together: each of a row's limits counts once for each of its kinds."""

TARGET = "{target}"
"""Placeholder in the ids of an abstract pack for the target that extends it."""


class Part:
    """The share of one file in a pack, with sources, checks and parameters looked up."""

    def __init__(
        self,
        table: PackTable,
        file: str,
        target: str,
        mistakes: list[str],
        examples: Mapping[str, Examples],
        *,
        formats: tuple[Format, ...],
        fallback: Effect,
        constants: Mapping[str, int],
    ) -> None:
        self.table = table
        self.file = file
        self.target = target
        # Rows and limits of an abstract pack belong to the target.
        self.owner = target if table.abstract else table.target
        self.mistakes = mistakes
        self.examples = examples
        self.formats = formats
        self.fallback = fallback
        self.constants = constants
        self.sources: dict[str, Source] = {}
        for name, raw in table.sources.items():
            found: list[str] = []
            source = decode(raw, Source, f"sources.{name}", found)
            mistakes += [f"{file}: {mistake}" for mistake in found]
            if source is not None:
                self._mistakes(source_mistakes(source, f"sources.{name}"))
                self.sources[name] = source
        self._mistakes(header_mistakes(table))

    def resolved(self, id: str) -> str:
        """A rule's id with the target's name, where an abstract pack leaves that open."""
        return id.replace(TARGET, self.target) if self.table.abstract else id

    def source(self, name: str, path: str) -> Source | None:
        """The source of a name; an unknown name is a mistake at `path`."""
        source = self.sources.get(name)
        if source is None:
            self._mistake(path, f"no source {name!r} in [sources]{nearest(name, self.sources)}")
        return source

    def rows(self) -> dict[str, tuple[Row, ...]]:
        """The operator table, by kind."""
        rows: dict[str, list[Row]] = {}
        limits_in_all = 0
        for row in self.table.operator:
            kinds = (row.kind,) if isinstance(row.kind, str) else row.kind
            limits_in_all += len(kinds) * len(row.limit)
            if limits_in_all > MOST_LIMITS:
                self._mistake("operator", f"more than {MOST_LIMITS:,} limits of kinds in all")
                break
            if row.evidence is Evidence.DOCUMENTED and kinds:
                self._check_evidence(row.limit, f"operator {kinds[0]}")
            for kind in kinds:
                path = f"operator {kind}"
                self._check_kind(kind, path)
                for text, key in ((row.note, "note"), (row.fix, "fix")):
                    self._mistakes(f"{path}.{key}: {m}" for m in row_slot_mistakes(text))
                source = self.source(row.source, f"{path}.source")
                id = f"{self.owner}/{kind}"
                limits = [self._limit(limit, id, path, source, row.evidence) for limit in row.limit]
                cures = self._cures(row.fix_for, None, None, path)
                if source is not None:
                    rows.setdefault(kind, []).append(
                        Row(
                            id=id,
                            kind=kind,
                            status=row.status,
                            limits=tuple(limit for limit in limits if limit is not None),
                            effect=row.effect or self.fallback,
                            note=row.note,
                            fix=row.fix,
                            fix_for=cures,
                            covered_by=row.covered_by,
                            source=source,
                            evidence=row.evidence,
                            validity=row.validity,
                        )
                    )
        return {kind: tuple(same) for kind, same in rows.items()}

    def _check_evidence(self, limits: tuple[LimitTable, ...], path: str) -> None:
        """Limits of a documented row state their own evidence: the source may not name them."""
        for limit in limits:
            if limit.evidence is None:
                self._mistake(
                    f"{path}.{limit.id or limit.check}.evidence",
                    "missing; a limit does not inherit its row's 'documented'. Write 'documented' "
                    "if its source states this very limit, else 'shown', 'measured' or 'inferred'",
                )

    def add_wide_limits(self, limits: dict[str, Limit]) -> None:
        """Adds the limits of every operator to those of the packs extended, in place."""
        for table in self.table.limit:
            name = table.id or table.check
            limit = self._wide_limit(table, f"limit {name}")
            if limit is None:
                continue
            inherited = [id for id in limits if id.partition("/")[2] == name]
            if table.replaces and not inherited:
                near = nearest(name, (id.partition("/")[2] for id in limits))
                self._mistake(f"limit {limit.id}", f"there is no such limit to replace{near}")
            for id in inherited if table.replaces else ():
                del limits[id]
            if limit.id in limits:
                self._mistake(f"limit {limit.id}", "another entry has this id")
            limits[limit.id] = limit

    def _wide_limit(self, table: WideLimitTable, path: str) -> Limit | None:
        for kind in table.kinds:
            self._check_kind(kind, f"{path}.kinds")
        for kind in table.exempt:
            self._check_kind(kind, f"{path}.exempt")
        if not table.source or table.evidence is None:
            self._mistake(path, "a limit outside a row needs a source and an evidence")
            return None
        limit = self._limit(table, self.owner, path, None, table.evidence)
        return None if limit is None else replace(limit, kinds=table.kinds, exempt=table.exempt)

    def _limit(
        self, limit: LimitTable, parent: str, path: str, source: Source | None, evidence: Evidence
    ) -> Limit | None:
        path = f"{path}.{limit.id or limit.check}" if parent != self.owner else path
        check, params = self._question(limit.check, limit.params, path)
        if check is not None and check.scope != "operator":
            self._mistake(path, f"check {check.name!r} asks about a whole {check.scope}")
        self._mistakes(name_mistakes(limit.id, f"{path}.id"))
        self._mistakes(line_mistakes(limit.message, f"{path}.message"))
        if limit.source:
            source = self.source(limit.source, f"{path}.source")
        when = self._conditions(limit, path)
        if check is None or params is None or source is None:
            return None
        for text, key in ((limit.message, "message"), (limit.fix, "fix"), (limit.why, "why")):
            self._check_slots(text, check, params, f"{path}.{key}")
        id = f"{parent}/{limit.id or limit.check}"
        return Limit(
            id=id,
            check=check,
            params=params,
            message=limit.message,
            why=limit.why.strip(),
            fix=limit.fix.strip(),
            fix_for=self._cures(limit.fix_for, check, params, path),
            source=source,
            evidence=limit.evidence or evidence,
            on_fail=limit.on_fail,
            effect=limit.effect or self.fallback,
            when=when,
            covered_by=limit.covered_by,
            examples=limit.examples or self.examples.get(id),
            validity=limit.validity,
            file=self.file,
        )

    def _cures(
        self, cures: tuple[FixFor, ...], check: Check | None, params: Any, path: str
    ) -> tuple[FixFor, ...]:
        """The cures for some models; each has a text and at least one condition."""
        if len(cures) > MOST_CURES:
            self._mistake(f"{path}.fix_for", f"more than {MOST_CURES} cures")
            return ()
        for number, cure in enumerate(cures):
            place = f"{path}.fix_for[{number}]"
            if not cure.text.strip():
                self._mistake(f"{place}.text", "it has no cure; write what to type or change")
            if not (cure.family or cure.made_by or cure.pattern or cure.risk or cure.activations):
                self._mistake(
                    place,
                    "it states no condition: `family`, `made_by`, `pattern`, `risk` or "
                    "`activations`; the cure for all other models is `fix`",
                )
            earlier = next(
                (n for n, other in enumerate(cures[:number]) if _holds(other, cure)), None
            )
            if earlier is not None:
                self._mistake(place, f"never shown: fix_for[{earlier}] holds wherever it does")
            if check is None:
                found = row_slot_mistakes(cure.text)
            else:
                found = slot_mistakes(cure.text, check, params)
            for mistake in found:
                self._mistake(f"{place}.text", mistake)
        return tuple(replace(cure, text=cure.text.strip()) for cure in cures)

    def _conditions(self, limit: LimitTable, path: str) -> tuple[Condition, ...]:
        """The guards of a limit, one or several."""
        guards = (limit.when,) if isinstance(limit.when, Guard) else limit.when
        asked = (self._question(guard.check, guard.params, f"{path}.when") for guard in guards)
        return tuple(Condition(check=check, params=params) for check, params in asked if check)

    def rules(self) -> Iterator[Rule]:
        """The rules that this file adds."""
        for rule in self.table.rule:
            path = f"rule {rule.id}"
            id = self.resolved(rule.id)
            if id.split("/")[0] not in (self.table.target, self.owner):
                self._mistake(path, f"an id begins with the pack's name, {self.table.target}/")
            else:
                self._mistakes(id_mistakes(rule.id, path))
            for text, key in ((rule.title, "title"), (rule.message, "message")):
                self._mistakes(line_mistakes(text, f"{path}.{key}"))
            check, params = self._question(rule.check, rule.params, path)
            source = self.source(rule.source, f"{path}.source")
            if check is None or params is None or source is None:
                continue
            for text, key in ((rule.message, "message"), (rule.fix, "fix"), (rule.why, "why")):
                self._check_slots(text, check, params, f"{path}.{key}")
            self._check_stated(rule, params, path)
            yield Rule(
                id=id,
                check=check,
                params=params,
                title=rule.title,
                effect=rule.effect,
                level=rule.level or level_of(rule.effect, rule.evidence),
                evidence=rule.evidence,
                source=source,
                message=rule.message,
                why=rule.why.strip(),
                fix=rule.fix.strip(),
                fix_for=self._cures(rule.fix_for, check, params, path),
                formats=rule.formats or self.formats,
                examples=rule.examples or self.examples.get(id),
                validity=rule.validity,
                cut=rule.cut,
                stated_as=rule.stated_as,
                file=self.file,
            )

    def adjust(self, rules: dict[str, Rule]) -> None:
        """Change or drop rules of the packs extended, in place, as the file's adjustments say."""
        for change in self.table.adjust:
            path = f"adjust {change.rule}"
            rule = rules.get(change.rule)
            if rule is None:
                self._mistake(path, f"there is no such rule{nearest(change.rule, rules)}")
                continue
            if not change.reason.strip():
                self._mistake(path, "a reason is missing")
            if change.off:
                del rules[change.rule]
                continue
            effect = change.effect or rule.effect
            params = rule.params
            if change.params:
                _, decoded = self._question(rule.check.name, change.params, path)
                params = rule.params if decoded is None else decoded
            level = change.level or (
                level_of(effect, rule.evidence) if change.effect else rule.level
            )
            self._check_slots(change.why, rule.check, params, f"{path}.why")
            why = change.why.strip() or rule.why
            rules[change.rule] = replace(rule, effect=effect, level=level, params=params, why=why)

    def _question(
        self, name: str, params: Mapping[str, object], path: str
    ) -> tuple[Check | None, Any]:
        check = BY_NAME.get(name)
        if check is None:
            self._mistake(f"{path}.check", f"no check {name!r}{nearest(name, BY_NAME)}")
            return None, None
        found: list[str] = []
        filled = self._filled(params, f"{path}.params", found)
        decoded = decode(filled, check.params, f"{path}.params", found)
        self._mistakes(found)
        if isinstance(decoded, AttributeLimits):
            self._check_words(decoded, f"{path}.params")
        if decoded is not None:
            for field in _fields_of_kinds(check.params):
                for kind in getattr(decoded, field):
                    self._check_kind(kind, f"{path}.params.{field}")
        return check, decoded

    def _check_words(self, params: AttributeLimits, path: str) -> None:
        """Words that an option of a few words does not have would never match."""
        for option, allowed in params.limits.items():
            known = OPTION_WORDS.get(option, ())
            for word in allowed if known and isinstance(allowed, tuple) else ():
                if word not in known:
                    listed, near = ", ".join(map(repr, known)), nearest(str(word), known)
                    self._mistake(
                        f"{path}.{option}", f"expected one of {listed}, found {word!r}{near}"
                    )

    def _filled(self, value: object, path: str, found: list[str]) -> object:
        """Params with the chip's numbers in place of `{ constant = "name" }`."""
        if isinstance(value, str | int):  # Most values.
            return value
        if isinstance(value, list):
            return [self._filled(part, f"{path}[{n}]", found) for n, part in enumerate(value)]
        if not isinstance(value, Mapping):
            return value
        if value.keys() == {"constant"}:
            name = value["constant"]
            if isinstance(name, str) and name in self.constants:
                return self.constants[name]
            near = nearest(str(name), self.constants)
            found.append(f"{path}: no constant {name!r} in [constants]{near}")
            return 0
        return {key: self._filled(part, f"{path}.{key}", found) for key, part in value.items()}

    def _check_stated(self, rule: RuleTable, params: Any, path: str) -> None:
        if not rule.stated_as:
            return
        if rule.if_stated is None:
            self._mistake(f"{path}.stated_as", "it goes with `if_stated`, which names a version")
        if not isinstance(getattr(params, rule.stated_as, None), Version):
            self._mistake(f"{path}.stated_as", f"no version {rule.stated_as!r} in the params")

    def runtimes(self) -> Iterator[tuple[Version, Version]]:
        """AXIS OS releases with the TFLite runtime that each has."""
        for release in self.table.runtime:
            if self.source(release.source, f"runtime {release.axis_os}.source") is not None:
                yield release.axis_os, release.runtime

    def conversions(self, weights: Weights | None) -> Iterator[Conversion]:
        """Commands that convert models, in the order of the file."""
        for number, table in enumerate(self.table.convert):
            source = self.source(table.source, f"convert[{number}].source")
            if source is not None:
                yield Conversion(table=table, source=source, weights=weights)

    def shipped(self) -> Iterator[Shipped]:
        """Networks that Axis ships for the target."""
        for number, table in enumerate(self.table.shipped):
            source = self.source(table.source, f"shipped[{number}].source")
            if source is not None:
                yield Shipped(family=table.family, text=table.text.strip(), source=source)

    def latencies(self) -> Iterator[LatencyFit]:
        """Estimates of the time of one inference."""
        for number, table in enumerate(self.table.latency):
            path = f"latency[{number}]"
            self._mistakes(line_mistakes(table.camera, f"{path}.camera"))
            self._mistakes(f"{path}.{mistake}" for mistake in latency_mistakes(table))
            for kind in table.kinds:
                self._check_kind(kind, f"{path}.kinds")
            source = self.source(table.source, f"{path}.source")
            if source is not None:
                yield LatencyFit(table=table, source=source)

    def _check_kind(self, kind: str, path: str) -> None:
        prefix = next((p for p in PREFIXES if kind.startswith(p)), None)
        native = kind.removeprefix(prefix or "")
        if prefix == "tflite:":
            if native not in TFLITE:
                self._mistake(path, f"no TFLite operator {native!r}{nearest(native, TFLITE)}")
            elif TFLITE[native] is not None:
                self._mistake(path, f"{native} has the kind {TFLITE[native]!r}; name that")
        elif prefix is None and kind not in KINDS:
            self._mistake(path, f"no operator kind {kind!r}{nearest(kind, KINDS)}")

    def _check_slots(self, text: str, check: Check, params: Any, path: str) -> None:
        for mistake in slot_mistakes(text, check, params):
            self._mistake(path, mistake)

    def _mistakes(self, found: Iterable[str]) -> None:
        for mistake in found:
            self.mistakes.append(f"{self.file}: {mistake}")
        if len(self.mistakes) > MOST_MISTAKES:
            raise PackError(self.mistakes)

    def _mistake(self, path: str, text: str) -> None:
        self._mistakes((f"{path}: {text}",))


@cache
def _fields_of_kinds(params: type[Struct]) -> tuple[str, ...]:
    """The parameters that are kinds of operators."""
    return tuple(name for name, kind in field_types(params).items() if kind is Kinds)


def _holds(earlier: FixFor, later: FixFor) -> bool:
    """Whether the conditions of one cure hold wherever those of another do."""
    pairs = (
        (earlier.family, later.family),
        (earlier.made_by, later.made_by),
        (earlier.pattern, later.pattern),
        (earlier.risk, later.risk),
        (earlier.activations, later.activations),
    )
    return all(not first or (second and set(second) <= set(first)) for first, second in pairs)
