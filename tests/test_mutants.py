"""`benchmarks/mutants.py`: what is changed, what notices it, and what is said of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import code_mutants, pack_mutants
from benchmarks.code_mutants import Mutant
from benchmarks.mutant_figures import interval, listed, page, source_line
from benchmarks.mutant_judge import Question
from benchmarks.mutant_tests import steps
from benchmarks.mutant_traces import Traces
from benchmarks.mutant_trees import Tree
from benchmarks.mutants import CODE, noticed_by, sampled

SOURCE = '''
"""Text of 3 and more."""
LIMIT = 3


class Row(Base, frozen=True):
    size: int = 1


@cached(maxsize=8)
def fits(size: int, other: list[int]) -> bool:
    """Whether 2 fit."""
    if not other:
        return size < LIMIT and size != 0
    for number in other:
        if seen(number):
            continue
        yield number + 1
    return True
'''


def changes(source: str) -> list[tuple[str, str]]:
    found = code_mutants.mutants_of(source.encode(), "dlpulint/x.py")
    return [(mutant.before, mutant.after) for mutant in found]


def test_conditions_numbers_results_and_statements_are_changed() -> None:
    assert sorted(changes(SOURCE)) == [
        ("0", "-1"),
        ("0", "1"),
        ("1", "0"),
        ("1", "0"),
        ("1", "2"),
        ("1", "2"),
        ("3", "2"),
        ("3", "4"),
        ("True", "False"),
        ("continue", "pass"),
        ("not other", "other"),
        ("number + 1", "(number - 1)"),
        ("return True", "return False"),
        ("return size < LIMIT and size != 0", "return False"),
        ("return size < LIMIT and size != 0", "return True"),
        ("seen(number)", "(not seen(number))"),
        ("size != 0", "(size == 0)"),
        ("size < LIMIT", "(size <= LIMIT)"),
        ("size < LIMIT and size != 0", "(size < LIMIT or size != 0)"),
        ("yield number + 1", "yield from ()"),
    ]


def test_every_mutant_of_a_file_compiles_and_changes_its_own_line() -> None:
    path = code_mutants.ROOT / "dlpulint" / "placement" / "partitioning.py"
    content = path.read_bytes()
    found = list(code_mutants.mutants_of(content, "dlpulint/placement/partitioning.py"))
    assert len(found) > 50
    for mutant in found:
        changed = mutant.applied(content)
        compile(changed, mutant.path, "exec")
        begin = mutant.line - 1
        assert changed.splitlines()[:begin] == content.splitlines()[:begin]
        assert changed != content


PACK = """
schema = 1
target = "mine"
partition_limit = 16

[sources.lab]
title = "10 cameras"
read = 2026-11-20

[[operator]]
kind = ["conv", "relu"]
source = "lab"
note = "Seen with 5."
[[operator.limit]]
id = "kernel"
source = "lab"
params = { kernel_height = [1, 3], folded = true }
until = { compiler = "15" }
"""


def test_numbers_versions_words_and_members_of_packs_are_changed() -> None:
    found = list(pack_mutants.mutants_of(PACK.encode(), "rules/mine.toml"))
    assert sorted((m.entry, m.before, m.after) for m in found) == [
        ("conv/kernel params.folded", "true", "false"),
        ("conv/kernel params.kernel_height", ", 3", ""),
        ("conv/kernel params.kernel_height", "1", "0"),
        ("conv/kernel params.kernel_height", "1", "2"),
        ("conv/kernel params.kernel_height", "1, ", ""),
        ("conv/kernel params.kernel_height", "3", "0"),
        ("conv/kernel params.kernel_height", "3", "2"),
        ("conv/kernel params.kernel_height", "3", "4"),
        ("conv/kernel params.kernel_height", "3", "6"),
        ("conv/kernel until.compiler", '"15"', '"14"'),
        ("conv/kernel until.compiler", '"15"', '"16"'),
        ("operator conv kind", '"conv", ', ""),
        ("operator conv kind", ', "relu"', ""),
        ("partition_limit", "16", "0"),
        ("partition_limit", "16", "15"),
        ("partition_limit", "16", "17"),
        ("partition_limit", "16", "32"),
    ]
    assert {m.kind for m in found} == {pack_mutants.NUMBERS, pack_mutants.WORDS}


def test_a_seed_makes_the_same_sample() -> None:
    assert sampled(CODE, 5, 7) == sampled(CODE, 5, 7) != sampled(CODE, 5, 8)


TRACES = Traces(
    seconds={
        "tests/checks/test_y.py::near": 0.1,
        "tests/checks/test_x.py::own": 0.2,
        "tests/cli/test_z.py::far": 0.3,
    },
    lines={
        "dlpulint/checks/x.py": {
            4: ("tests/checks/test_y.py::near", "tests/checks/test_x.py::own"),
            9: ("tests/cli/test_z.py::far",),
        }
    },
    entries={},
)


@pytest.mark.parametrize(
    ("line", "tests"),
    [
        (4, ["tests/checks/test_x.py::own", "tests/checks/test_y.py::near"]),
        (9, ["tests/cli/test_z.py::far"]),
        # Only the import runs it: all tests of the file may notice it.
        (1, [*list(TRACES.seconds)[1::-1], "tests/cli/test_z.py::far"]),
    ],
)
def test_the_tests_that_ran_a_line_judge_it_those_of_its_module_first(
    line: int, tests: list[str]
) -> None:
    mutant = Mutant("dlpulint/checks/x.py", line, 0, 1, "1", "2", "number")
    assert [test for step in steps(mutant, TRACES) for test in step] == tests


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    tree = Tree(tmp_path_factory.mktemp("mutants") / "tree")
    yield tree
    tree.close()


JUDGE = "tests/checks/test_dilation.py::test_two_dilations_of_a_square_kernel_are_bad"
DILATION = "dlpulint/checks/dilation.py"


def test_a_test_notices_a_mutant_of_code_and_the_tree_is_as_before(tree: Tree) -> None:
    content = (code_mutants.ROOT / DILATION).read_bytes()
    mutant = next(
        m for m in code_mutants.mutants_of(content, DILATION) if m.before == "None in dilation"
    )
    traces = Traces({JUDGE: 0.1}, {DILATION: {mutant.line: (JUDGE,)}}, {})
    assert noticed_by(mutant, tree, traces) == JUDGE
    assert (tree.folder / DILATION).read_bytes() == content
    assert tree.ask(Question(seconds=60, tests=(JUDGE,))).noticed_by == ""


def test_the_proof_notices_a_mutant_of_a_pack(tree: Tree) -> None:
    path = code_mutants.ROOT / "rules" / "cv25.toml"
    mutant = next(
        m
        for m in pack_mutants.mutants_of(path.read_bytes(), "rules/cv25.toml")
        if m.entry.startswith("cv25/input-width") and m.after == "33"
    )
    assert noticed_by(mutant, tree, Traces({}, {}, {})) == "--check-pack"
    assert tree.ask(Question(seconds=60, pack="rules/cv25.toml")).noticed_by == ""


def test_a_mutant_that_hangs_is_noticed(tree: Tree, tmp_path: Path) -> None:
    slow = tree.folder / "tests" / "test_that_hangs.py"
    slow.write_text("import time\n\ndef test_hangs():\n    time.sleep(600)\n")
    question = Question(seconds=0.5, tests=("tests/test_that_hangs.py::test_hangs",))
    assert tree.ask(question).noticed_by == "a timeout"


def test_the_interval_of_a_share() -> None:
    assert [round(bound, 1) for bound in interval(270, 300)] == [86.1, 92.9]
    assert interval(0, 0) == (0.0, 100.0)


def test_figures_name_the_share_its_interval_and_what_noticed_mutants_of_packs() -> None:
    code = Mutant(DILATION, 1, 0, 1, "1", "2", "number")
    pack = Mutant("rules/cv25.toml", 1, 0, 1, "1", "2", "pack numbers", "limit rank params.max")
    found = [("checks", code, JUDGE), ("pack numbers", pack, "--check-pack")]
    text = page([*found, ("pack numbers", pack, "")], {"checks": 700, "pack numbers": 9, "x": 1}, 4)
    assert "| checks | 700 | 1 | 100.0 % | 21 to 100 % | 0 | 0 |" in text
    assert "| pack numbers | 9 | 2 | 50.0 % | 9 to 91 % | 1 | 0 |" in text
    assert "Of 2 mutants of packs, `--check-pack` notices 1, tests of behaviour notice 0" in text
    assert "--seed 4" in text
    assert "| x |" not in text


def test_listed_survivors_are_still_mutants_each_with_a_reason() -> None:
    known = set()
    for path in {survivor.path for survivor in listed()}:
        made_of = pack_mutants if path.endswith(".toml") else code_mutants
        every = made_of.mutants_of((code_mutants.ROOT / path).read_bytes(), path)
        known |= {(m.path, source_line(m), m.before, m.after) for m in every}
    for survivor in listed():
        assert (survivor.path, survivor.line, survivor.before, survivor.after) in known
        assert len(survivor.reason) > 20
