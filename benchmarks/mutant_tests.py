"""Which tests judge a mutant, and in which order: those that ran its lines, or saw its rule."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from benchmarks.code_mutants import Mutant
from benchmarks.mutant_traces import Traces

FROZEN = "tests/packs/test_pack_numbers.py"
"""The frozen table, which notices every change of a pack by construction."""

REWRITTEN = ("tests/test_golden.py", "tests/test_fixtures.py", "tests/test_ecosystem.py")
"""Tests of outputs that a command writes anew."""

_GENERATED = ("tests/test_generated.py", FROZEN)
_OF_PACKS = (
    *("tests/packs/test_sides.py", "tests/packs/test_rule_numbers.py"),
    *("tests/test_targets.py", "tests/packs/", "tests/proof/", "tests/test_artpec9"),
    *("tests/test_cases_", "tests/test_edgetpu_brackets.py", "tests/manual/", "tests/engine/"),
    *("tests/test_measured_networks.py", "tests/test_cures.py", "tests/report/", *REWRITTEN),
)
"""Tests that judge each mutant of a pack: their expectations are about packs."""

FIRST_SECONDS, SECONDS = 20.0, 60.0
"""Time for the tests that are the likeliest to notice, and for all others together."""


def steps(mutant: Mutant, traces: Traces) -> Iterator[tuple[str, ...]]:
    """Tests to run one lot after the other until one fails."""
    near, rest = _of_pack(mutant, traces) if mutant.entry else _of_code(mutant, traces)
    first = _within(near, FIRST_SECONDS, traces)
    yield first
    last = _within([t for t in (*near, *rest) if t not in set(first)], SECONDS, traces)
    # Outputs that a command writes anew come last, so that they are named only if they alone fail.
    if mutant.entry:
        yield tuple(test for test in last if not test.startswith(REWRITTEN))
        yield tuple(test for test in last if test.startswith(REWRITTEN))
    else:
        yield last


def _of_code(mutant: Mutant, traces: Traces) -> tuple[list[str], list[str]]:
    """Tests in the module of a file's room that run the mutant's line, and those elsewhere."""
    lines = traces.lines.get(mutant.path, {})
    last = mutant.line + mutant.before.count("\n")
    ran = [test for line in range(mutant.line, last + 1) for test in lines.get(line, ())]
    # Lines that only an import runs, such as defaults, matter to all tests of the file.
    ran = ran or [test for tests in lines.values() for test in tests]
    ran = sorted(set(ran), key=lambda test: traces.seconds[test])
    path = PurePosixPath(mutant.path)
    folder = str(path.parent).replace("dlpulint", "tests", 1)
    own = [test for test in ran if test.startswith(f"{folder}/test_{path.stem}.py")]
    room = [test for test in ran if test.startswith(f"{folder}/") and test not in set(own)]
    near = [*own, *room]
    return near, [test for test in ran if test not in set(near)]


def _of_pack(mutant: Mutant, traces: Traces) -> tuple[list[str], list[str]]:
    """Tests in which the mutant's rule or limit has a hit, and those about packs."""
    name = mutant.entry.partition(" ")[0]
    if name in ("limit", "operator", "adjust"):
        name = mutant.entry.split(" ")[1]
    # The id of a rule begins with its pack, that of a row's limit with the row's kind.
    found = {*traces.entries.get(name, ()), *traces.entries.get(name.partition("/")[2], ())}
    # What a rule accepts is beside what it objects to, in another case of the same test.
    functions = {test.partition("[")[0] for test in found}
    near = _judging(t for t in traces.seconds if t.partition("[")[0] in functions)
    near.sort(key=_rank)
    rest = [test for test in _judging(traces.seconds) if test.startswith(_OF_PACKS)]
    return near, [test for test in rest if test not in set(near)]


def _rank(test: str) -> int:
    """The position of a test's file among those that judge packs."""
    return next((n for n, begin in enumerate(_OF_PACKS) if test.startswith(begin)), len(_OF_PACKS))


def _judging(tests: Iterable[str]) -> list[str]:
    return [test for test in dict.fromkeys(tests) if not test.startswith(_GENERATED)]


def _within(tests: Sequence[str], seconds: float, traces: Traces) -> tuple[str, ...]:
    """The first tests that fit into a time."""
    chosen: list[str] = []
    for test in tests:
        seconds -= traces.seconds[test] + 0.01
        if seconds < 0 and chosen:
            break
        chosen.append(test)
    return tuple(chosen)
