"""Pairs of models that OLD and NEW have in common."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from itertools import takewhile

from dlpulint.report.contract import WrittenReport, WrittenRun


def paired(old: WrittenRun, new: WrittenRun) -> list[tuple[str | None, str | None]]:
    """Paths of the same model in OLD and NEW, in NEW's order; then models that only OLD has.

    A single model on each side is always a pair. Else models are paired by path, then by the
    longest unique common end of their paths, then by the checksum of a renamed file.
    """
    before, after = _sums(old.reports), _sums(new.reports)
    if len(before) == len(after) == 1:
        return [(next(iter(before)), next(iter(after)))]
    found: dict[str, str] = {path: path for path in after if path in before}
    _match(before, after, found, lambda path, _: path.rsplit("/", 1)[-1], tails=True)
    _match(before, after, found, lambda _, digest: digest)
    pairs: list[tuple[str | None, str | None]] = [(found.get(path), path) for path in after]
    matched = set(found.values())
    return pairs + [(path, None) for path in before if path not in matched]


def _sums(reports: Iterable[WrittenReport]) -> dict[str, str | None]:
    """Paths with the checksums of their files."""
    sums: dict[str, str | None] = {}
    for report in reports:
        digest = None if report.model is None else report.model.sha256
        sums[report.path] = sums.get(report.path) or digest
    return sums


def _match(
    before: Mapping[str, str | None],
    after: Mapping[str, str | None],
    found: dict[str, str],
    key: Callable[[str, str | None], Hashable],
    *,
    tails: bool = False,
) -> None:
    """Add pairs of paths, NEW's first, that alone have the same key.

    With `tails`, several paths with one key are paired by their longest common ends.
    """
    matched = set(found.values())
    olds = _by_key(((path, before[path]) for path in before if path not in matched), key)
    news = _by_key(((path, after[path]) for path in after if path not in found), key)
    for value, paths in news.items():
        others = olds.get(value, [])
        if len(paths) == len(others) == 1:
            found[paths[0]] = others[0]
        elif tails and others:
            for path in paths:
                other = _nearest(path, others)
                if other is not None and _nearest(other, paths) == path:
                    found[path] = other


def _by_key(
    paths: Iterable[tuple[str, str | None]], key: Callable[[str, str | None], Hashable]
) -> dict[Hashable, list[str]]:
    grouped: dict[Hashable, list[str]] = {}
    for path, digest in paths:
        value = key(path, digest)
        if value is not None:
            grouped.setdefault(value, []).append(path)
    return grouped


def _nearest(path: str, others: list[str]) -> str | None:
    """The path with the longest end in common with `path`; `None` for a draw."""
    ranked = sorted(((_common(path, other), other) for other in others), reverse=True)
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        return None
    return ranked[0][1]


def _common(path: str, other: str) -> int:
    """Number of names that two paths have in common at their ends."""
    pairs = zip(reversed(path.split("/")), reversed(other.split("/")), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
