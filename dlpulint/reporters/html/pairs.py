"""Pairs of models on the page, one before a change and one after it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct

from dlpulint.basics.terms import Verdict
from dlpulint.basics.version import UNSTATED
from dlpulint.compare.comparison import Comparison
from dlpulint.compare.data import Change, Side
from dlpulint.compare.moves import matched
from dlpulint.report.report import Report
from dlpulint.reporters.grouping import by_path, grouped
from dlpulint.reporters.html.same_network import is_same, may_be_same
from dlpulint.reporters.html.sections import File, Judged, Section, arranged, sections_of

Matches: TypeAlias = Sequence[tuple[int, int]]
"""Positions of the same operators in two graphs, before and after."""


class Pair(Struct, frozen=True):
    """A model before and after a change; of a comparison, perhaps one of the two only."""

    old: Section | None
    new: Section | None
    matches: Mapping[str, Matches]
    """By target, where the operators of both are known."""
    changes: Mapping[str, Change]
    """By target; empty for two models that were not compared, but are the same network."""

    @property
    def compared(self) -> bool:
        """Whether the user asked what has changed."""
        return bool(self.changes)

    @property
    def shown(self) -> Section | None:
        """The model to show first: the one after the change."""
        return self.new or self.old

    def when(self, section: Section) -> str:
        """`Before` or `After`."""
        return "Before" if section is self.old else "After"

    def other(self, section: Section) -> Section | None:
        """The other model of the pair."""
        return self.new if section is self.old else self.old


class Pages(Struct, frozen=True):
    """Models of a page in their order, and the pairs among them."""

    report: Report
    """Of both sides of a comparison."""
    sections: tuple[Section, ...]
    pairs: tuple[Pair, ...]
    comparison: Comparison | None = None

    @property
    def first(self) -> Section | None:
        """The model that is shown first."""
        if self.comparison is not None and self.pairs:
            return self.pairs[0].shown
        return next(iter(self.sections), None)

    @property
    def several(self) -> bool:
        """Whether a list of the models is needed: the two of one pair lead to each other."""
        return len(self.sections if self.comparison is None else self.pairs) > 1

    def pair(self, section: Section) -> Pair | None:
        """The pair that a model was compared in; `None` in an ordinary report."""
        if self.comparison is None:
            return None
        return next(pair for pair in self.pairs if section is pair.old or section is pair.new)

    def side(self, section: Section) -> Side | None:
        """The side of the comparison that a model stands on."""
        pair = self.pair(section)
        if pair is None or self.comparison is None:
            return None
        difference = self.comparison.difference
        return difference.old if section is pair.old else difference.new


def pages_of(report: Report) -> Pages:
    """The models of a report; two that are the same network are a pair."""
    sections = sections_of(report)
    files = list(by_path(report.reports))
    pairs: tuple[Pair, ...] = ()
    if len(files) == 2:
        old, new = sorted(sections, key=lambda section: files.index(section.path))
        if matches := _same_network(old, new):
            pairs = (Pair(old, new, matches, {}),)
    return Pages(report, sections, pairs)


def compared_pages(comparison: Comparison) -> Pages:
    """The models of both sides of a comparison, pair by pair, the worst change first."""
    assert comparison.reports is not None
    old, new = comparison.reports
    before, after = by_path(old.reports), by_path(new.reports)
    ranked = sorted(_by_models(comparison.difference.changes).items(), key=lambda i: _rank(i[1]))
    files: list[File] = []
    for rank, ((was, now), _) in enumerate(ranked):
        # Where there is room for one of them only, the model after the change is drawn.
        if was is not None:
            files.append(File(was, before[was], 2 * rank + 1))
        if now is not None:
            files.append(File(now, after[now], 2 * rank))
    targets = {target.target: target for target in (*new.targets, *old.targets)}
    targets |= {target.target: target for target in new.targets}
    sections = arranged(files, list(targets))
    following = iter(sections)
    pairs = tuple(
        _pair(
            None if was is None else next(following),
            None if now is None else next(following),
            found,
        )
        for (was, now), found in ranked
    )
    whole = Report(
        tool_version=new.tool_version,
        targets=tuple(targets.values()),
        reports=(*old.reports, *new.reports),
        stated=new.stated if new.stated == old.stated else UNSTATED,
        remarks=tuple(dict.fromkeys((*old.remarks, *new.remarks))),
    )
    return Pages(whole, sections, pairs, comparison)


def _by_models(changes: Sequence[Change]) -> dict[tuple[str | None, str | None], list[Change]]:
    """The changes of each model by its paths, those on targets that one side lacks among them."""
    both = [(c.path.before, c.path.after) for c in changes if c.compared]
    old_of = {after: before for before, after in both}
    new_of = dict(both)

    def paths(change: Change) -> tuple[str | None, str | None]:
        before, after = change.path.before, change.path.after
        return before or old_of.get(after), after or new_of.get(before)

    return grouped(changes, paths)


def _pair(old: Section | None, new: Section | None, found: Iterable[Change]) -> Pair:
    matches = {} if old is None or new is None else _matches(old, new)
    return Pair(old, new, matches, {change.target: change for change in found})


def _rank(changes: Sequence[Change]) -> tuple[bool, bool, bool, bool, int]:
    """Sort key of a model: unreadable ones come first, then those with changes that fail the run,
    with changes for the worse, and with any; then the worst verdicts."""
    order = list(Verdict)
    after = [order.index(c.verdict.after) for c in changes if c.verdict.after is not None]
    return (
        all(change.error.after is None for change in changes),
        not any(change.fails for change in changes),
        not any(_is_worse(change, order) for change in changes),
        not any(change.changed for change in changes),
        min(after, default=len(order)),
    )


def _is_worse(change: Change, order: Sequence[Verdict]) -> bool:
    before, after = change.verdict.before, change.verdict.after
    return before is not None and after is not None and order.index(after) < order.index(before)


def _matches(old: Section, new: Section) -> dict[str, Matches]:
    """Positions of the operators that two models have in common, by target."""
    found: dict[str, Matches] = {}
    known: dict[tuple[str, str], Matches] = {}
    for before in old.judged:
        after = new.on(before.report.target)
        if after is None or not before.placed or not after.placed:
            continue
        graphs = (_graph(before), _graph(after))
        if graphs not in known:
            known[graphs] = matched(before.placed, after.placed).positions
        found[before.report.target] = known[graphs]
    return found


def _same_network(old: Section, new: Section) -> dict[str, Matches]:
    """What two models have in common, if they are the same network; else nothing."""
    graphs = [
        (before.outline, after.outline)
        for before in old.sheets
        for after in new.sheets
        if before.drawn and after.drawn
    ]
    if not any(may_be_same(*both) for both in graphs):
        return {}
    found = _matches(old, new)
    for target, matches in found.items():
        before, after = old.on(target), new.on(target)
        one, two = (None if side is None else side.sheet for side in (before, after))
        if one is not None and two is not None and is_same(one.outline, two.outline, matches):
            return found
    return {}


def _graph(judged: Judged) -> str:
    return "" if judged.sheet is None else judged.sheet.anchor
