"""Which model of OLD is which of NEW."""

from collections.abc import Callable, Hashable, Iterable, Mapping

from dlpulint.report.contract import WrittenReport, WrittenRun


def paired(old: WrittenRun, new: WrittenRun) -> list[tuple[str | None, str | None]]:
    """Paths of OLD and of NEW that are one model's, in the order of NEW; then what only OLD has.

    A single model is always that of the other side. Else the path decides, then as much of its end
    as two have in common and no other has, then the checksum of a file that was renamed.
    """
    before, after = _sums(old.reports), _sums(new.reports)
    if len(before) == len(after) == 1:
        return [(next(iter(before)), next(iter(after)))]
    found: dict[str, str] = {path: path for path in after if path in before}
    _match(before, after, found, lambda path, _: path.rsplit("/", 1)[-1], tails=True)
    _match(before, after, found, lambda _, digest: digest)
    pairs: list[tuple[str | None, str | None]] = [(found.get(path), path) for path in after]
    known = set(found.values())
    return pairs + [(path, None) for path in before if path not in known]


def _sums(reports: Iterable[WrittenReport]) -> dict[str, str | None]:
    """Paths with the checksums of their files."""
    sums: dict[str, str | None] = {}
    for report in reports:
        sums[report.path] = sums.get(report.path) or (
            None if report.model is None else report.model.sha256
        )
    return sums


def _match(
    before: Mapping[str, str | None],
    after: Mapping[str, str | None],
    found: dict[str, str],
    key: Callable[[str, str | None], Hashable],
    *,
    tails: bool = False,
) -> None:
    """Add pairs of paths, NEW's first, whose keys are the same and nobody else's.

    With `tails`, of several with one key those whose paths end alike the longest.
    """
    known = set(found.values())
    olds = _by_key(((path, before[path]) for path in before if path not in known), key)
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
    """The one path that ends like `path` for more names than every other; `None` for a draw."""
    ranked = sorted(((_common(path, other), other) for other in others), reverse=True)
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        return None
    return ranked[0][1]


def _common(path: str, other: str) -> int:
    count = 0
    for left, right in zip(reversed(path.split("/")), reversed(other.split("/")), strict=False):
        if left != right:
            break
        count += 1
    return count
