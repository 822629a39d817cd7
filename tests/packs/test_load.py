"""Reading packs: what is inherited, and every mistake with its place and what would be right."""

from datetime import date
from pathlib import Path

import pytest

from dlpulint.basics.errors import PackError, UsageError
from dlpulint.basics.terms import Effect, Evidence, Partitioning, Severity
from dlpulint.checks.operand_size import Product, SizeLimit
from dlpulint.checks.operators import AttributeLimits, Range
from dlpulint.findings.source import Source
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack, load_pack_file
from dlpulint.packs.pack import Limit, Row, Rule
from dlpulint.packs.tables import Examples
from tests.pack_files import SOURCE, header, limit, load, row, rule

LAB = Source(title="Our lab", url="https://example.org/lab", read=date(2026, 11, 20))
ALL = "forbidden-operators"


def mistakes(folder: Path, *parts: str, examples: bool = False) -> list[str]:
    """The mistakes of a pack without the folder that it lies in."""
    (folder / "mine.toml").write_text("\n".join(parts), "utf-8")
    with pytest.raises(PackError) as raised:
        load_pack("mine", Folders((folder,)), examples=examples)
    assert str(raised.value) == "\n".join(raised.value.mistakes)
    return [mistake.replace(f"{folder}/", "") for mistake in raised.value.mistakes]


# What a pack says.


def test_a_pack_is_read_with_all_that_its_header_says(tmp_path: Path) -> None:
    more = 'device = "larod"\npartition_limit = 16\nunlisted_fix = "Change it."\nabout = ["One."]'
    pack = load(tmp_path, header(more, partitioning="first-cut", unlisted="unknown"))
    assert (pack.target, pack.title, pack.version) == ("mine", "My chip", "1")
    assert (pack.abstract, pack.formats, pack.device) == (False, ("tflite", "onnx"), "larod")
    assert (pack.partitioning, pack.partition_limit) == (Partitioning.FIRST_CUT, 16)
    assert (pack.unlisted, pack.unlisted_id) == ("unknown", "mine/unlisted-operator")
    assert (pack.unlisted_source, pack.unlisted_fix) == (LAB, "Change it.")
    assert (pack.unlisted_why, pack.unlisted_evidence) == ("", "documented")
    assert (pack.fallback, pack.about) == (Effect.FALLBACK, ("One.",))
    assert (pack.rows, pack.limits, pack.rules) == ({}, (), ())


def test_a_toolchain_that_takes_all_or_nothing_rejects(tmp_path: Path) -> None:
    assert load(tmp_path, header(partitioning="whole")).fallback is Effect.REJECTED
    assert load(tmp_path, header(partitioning="greedy")).fallback is Effect.FALLBACK


def test_a_rule_is_looked_up(tmp_path: Path) -> None:
    params = 'params = { operators = ["conv"], stride_height = { max = 3 } }'
    text = rule("mine/x", "attribute-limits", params, why=" Because. ")
    (one,) = load(tmp_path, header(), text).rules
    assert isinstance(one, Rule)
    assert (one.id, one.check.name, one.title) == ("mine/x", "attribute-limits", "A rule")
    assert one.params == AttributeLimits(
        operators=("conv",), limits={"stride_height": Range(max=3)}
    )
    assert one.operators == ("conv",)
    assert (one.effect, one.level, one.evidence) == ("slow", "warning", "documented")
    assert (one.source, one.formats, one.examples) == (LAB, ("tflite", "onnx"), None)
    assert (one.message, one.why, one.fix) == ("{subject} is wrong", "Because.", "Change it.")


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ({"effect": "rejected"}, Severity.ERROR),
        ({"effect": "rejected", "evidence": "inferred"}, Severity.WARNING),
        ({"effect": "rejected", "evidence": "inferred", "level": "error"}, Severity.ERROR),
        ({"effect": "wrong", "evidence": "measured"}, Severity.ERROR),
        ({"effect": "fallback"}, Severity.WARNING),
        ({"effect": "slow", "level": "note"}, Severity.NOTE),
        ({"effect": "advice", "evidence": "inferred"}, Severity.NOTE),
    ],
)
def test_a_level_follows_from_effect_and_evidence_unless_it_is_stated(
    tmp_path: Path, words: dict[str, str], level: Severity
) -> None:
    assert load(tmp_path, header(), rule("mine/x", ALL, **words)).rules[0].level is level


def test_a_rule_may_name_formats_of_its_own(tmp_path: Path) -> None:
    text = rule("mine/x", ALL, 'formats = ["cvflow-cv25"]')
    assert load(tmp_path, header(), text).rules[0].formats == ("cvflow-cv25",)


def test_a_row_of_several_kinds_is_a_row_a_kind(tmp_path: Path) -> None:
    table = row("conv", "depthwise-conv") + limit("rank-limits", "params = { max = 4 }")
    pack = load(tmp_path, header(), table)
    assert list(pack.rows) == ["conv", "depthwise-conv"]
    (one,), (two,) = pack.rows_for("conv"), pack.rows_for("depthwise-conv")
    assert (one.id, one.status, one.evidence) == ("mine/conv", "dlpu", Evidence.DOCUMENTED)
    assert [limit.id for limit in (*one.limits, *two.limits)] == [
        "mine/conv/rank-limits",
        "mine/depthwise-conv/rank-limits",
    ]
    assert list(pack.every_limit()) == [*one.limits, *two.limits]


def test_a_limit_takes_source_and_evidence_of_its_row_unless_it_has_its_own(
    tmp_path: Path,
) -> None:
    table = row("conv").replace("documented", "shown")
    own = 'source = "other"'
    other = SOURCE.replace("lab", "other").replace("Our lab", "Elsewhere")
    first = limit("rank-limits", "params = { max = 4 }", id="a", evidence="")
    second = limit("rank-limits", "params = { max = 4 }", own, id="b", evidence="inferred")
    pack = load(tmp_path, header(), other, table, first, second)
    a, b = pack.rows_for("conv")[0].limits
    assert (a.source.title, a.evidence) == ("Our lab", Evidence.SHOWN)
    assert (b.source.url, b.evidence) == ("https://example.org/other", Evidence.INFERRED)


def test_a_limit_of_a_documented_row_states_its_own_evidence(tmp_path: Path) -> None:
    rank = limit("rank-limits", "params = { max = 4 }", evidence="")
    named = limit("rank-limits", "params = { max = 5 }", id="named", evidence="")
    shown = limit("rank-limits", "params = { max = 6 }", id="shown", evidence="shown")
    what = (
        "missing; a limit does not inherit its row's 'documented'. Write 'documented' if its "
        "source states this very limit, else 'shown', 'measured' or 'inferred'"
    )
    assert mistakes(tmp_path, header(), row("conv", "relu"), rank, named, shown) == [
        f"mine.toml: operator conv.rank-limits.evidence: {what}",
        f"mine.toml: operator conv.named.evidence: {what}",
    ]
    inferred = row("conv").replace("documented", "inferred")
    (found,) = load(tmp_path, header(), inferred, rank).rows_for("conv")[0].limits
    assert found.evidence is Evidence.INFERRED


WORDS_OF_PACKS = [
    ("evidence = 'documentd'", "evidence", "'documented'"),
    ("effect = 'falback'", "effect", "'fallback'"),
    ("on_fail = 'unknwon'", "on_fail", "'unknown'"),
    ("params = { dimension = 'hight', allow = [1] }", "params.dimension", "'height'"),
    ("params = { dimension = ['width', 'hight'], allow = [1] }", "params.dimension", "'height'"),
    ("params = { dimension = 0, allow = { parity = 'evn' } }", "params.allow.parity", "'even'"),
]


@pytest.mark.parametrize(("line", "path", "near"), WORDS_OF_PACKS)
def test_a_misspelt_value_is_told_with_the_one_that_is_near(
    tmp_path: Path, line: str, path: str, near: str
) -> None:
    params = () if "params" in line else ("params = { dimension = 0, allow = [1] }",)
    evidence = "" if "evidence" in line else "documented"
    text = limit("dimension-limits", *params, line, evidence=evidence)
    (mistake,) = mistakes(tmp_path, header(), row("conv"), text)
    begin, _, end = mistake.partition(": expected one of ")
    wide = "mine.toml: operator number 1.limit[0]" if "params" not in path else ""
    assert begin == f"{wide or 'mine.toml: operator conv.dimension-limits'}.{path}"
    assert near in end.split(", found ")[0]
    assert end.endswith(f"; did you mean {near}?")


def test_a_misspelt_word_of_an_option_is_told_with_the_one_that_is_near(tmp_path: Path) -> None:
    text = limit("attribute-limits", "params = { padding = ['sme'], fused_activation = ['rleu'] }")
    assert mistakes(tmp_path, header(), row("conv"), text) == [
        "mine.toml: operator conv.attribute-limits.params.padding: expected one of 'same', "
        "'valid', 'explicit', found 'sme'; did you mean 'same'?",
        "mine.toml: operator conv.attribute-limits.params.fused_activation: expected one of "
        "'none', 'relu', 'relu6', 'relu-n1-to-1', 'sigmoid', 'tanh', 'sign-bit', found 'rleu'; "
        "did you mean 'relu'?",
    ]


def test_a_misspelt_role_dtype_or_kind_is_told_with_the_one_that_is_near(tmp_path: Path) -> None:
    dtype = limit("dtype-limits", "params = { roles = ['inptu'], allow = ['int7'] }")
    assert mistakes(tmp_path, header(), row("con"), dtype) == [
        "mine.toml: operator con: no operator kind 'con'; did you mean 'conv'?",
        "mine.toml: operator con.dtype-limits.params.roles: unknown word 'inptu'; "
        "did you mean 'input'?",
        "mine.toml: operator con.dtype-limits.params.allow: unknown word 'int7'; "
        "did you mean 'int8'?",
    ]


def test_a_guard_is_looked_up(tmp_path: Path) -> None:
    when = 'when = { check = "attribute-limits", params = { kernel_height = { max = 7 } } }'
    text = limit("rank-limits", "params = { max = 4 }", when)
    (guard,) = load(tmp_path, header(), row("conv"), text).rows_for("conv")[0].limits[0].when
    assert guard.check.name == "attribute-limits"
    assert guard.params == AttributeLimits(limits={"kernel_height": Range(max=7)})


def test_rows_of_one_kind_are_alternatives_and_a_wildcard_stands_last(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), row("custom:*"), row("max-pool"), row("custom:A", "max-pool"))
    assert [one.id for one in pack.rows_for("max-pool")] == ["mine/max-pool"] * 2
    assert [one.kind for one in pack.rows_for("custom:A")] == ["custom:A"]
    assert [one.kind for one in pack.rows_for("custom:B")] == ["custom:*"]
    assert (pack.rows_for("flex:B"), pack.rows_for("conv")) == ((), ())


def test_an_id_is_found_whatever_it_stands_for(tmp_path: Path) -> None:
    table = row("conv") + limit("rank-limits", "params = { max = 4 }", id="rank")
    pack = load(tmp_path, header(), table, rule("mine/x", ALL), WIDE)
    assert isinstance(pack.find("mine/x"), Rule)
    assert isinstance(pack.find("mine/conv"), Row)
    assert isinstance(pack.find("mine/conv/rank"), Limit)
    assert isinstance(pack.find("mine/wide"), Limit)
    assert pack.find("mine/nothing") is None


WIDE = """
[[limit]]
id = "wide"
check = "rank-limits"
message = "{subject}"
source = "lab"
evidence = "documented"
params = { max = 4 }
"""


# Packs that extend others.


def extend(folder: Path, name: str, *parts: str, more: str = "abstract = true") -> None:
    text = header(more).replace('target = "mine"', f'target = "{name}"') + "\n".join(parts)
    (folder / f"{name}.toml").write_text(text, "utf-8")


CHILD = 'schema = 1\ntarget = "mine"\ntitle = "Mine"\nversion = "2"\nextends = ["base"]\n'


def test_a_pack_inherits_the_header_of_the_one_it_extends(tmp_path: Path) -> None:
    more = 'device = "larod"\npartition_limit = 16\nunlisted_fix = "Change it."'
    why = '\nunlisted_why = "So it is."\nunlisted_evidence = "shown"'
    extend(tmp_path, "base", more=more + why)
    pack = load(tmp_path, CHILD)
    assert (pack.target, pack.title, pack.version) == ("mine", "Mine", "2")
    assert (pack.formats, pack.device) == (("tflite", "onnx"), "larod")
    assert (pack.partitioning, pack.partition_limit) == (Partitioning.GREEDY, 16)
    assert (pack.unlisted, pack.unlisted_source) == ("cpu", LAB)
    assert (pack.unlisted_fix, pack.unlisted_id) == ("Change it.", "mine/unlisted-operator")
    assert (pack.unlisted_why, pack.unlisted_evidence) == ("So it is.", "shown")


def test_a_pack_inherits_what_becomes_of_a_file(tmp_path: Path) -> None:
    keys = ('camera_file = "{stem}_x.tflite"', "quantizes = true")
    extend(tmp_path, "base", more="\n".join(keys))
    pack = load(tmp_path, CHILD)
    assert (pack.camera_file, pack.quantizes) == ("{stem}_x.tflite", True)


def test_a_pack_says_what_the_one_it_extends_says_otherwise(tmp_path: Path) -> None:
    more = 'device = "larod"\npartition_limit = 16\nunlisted_fix = "Change it."'
    extend(tmp_path, "base", more=more)
    own = header(
        'extends = ["base"]', 'device = "own"', "partition_limit = 3", partitioning="whole"
    )
    pack = load(tmp_path, own.replace('["tflite", "onnx"]', '["onnx"]'))
    assert (pack.formats, pack.device, pack.partition_limit) == (("onnx",), "own", 3)
    assert (pack.partitioning, pack.fallback) == (Partitioning.WHOLE, Effect.REJECTED)


def test_rules_of_extended_packs_come_first_under_their_own_names(tmp_path: Path) -> None:
    extend(tmp_path, "base", rule("base/a", ALL), row("conv"))
    pack = load(tmp_path, CHILD, SOURCE, rule("mine/b", ALL))
    assert [one.id for one in pack.rules] == ["base/a", "mine/b"]


def test_rows_and_limits_of_an_abstract_pack_are_told_as_the_targets_own(tmp_path: Path) -> None:
    wide = '[[limit]]\nid = "rank"\ncheck = "rank-limits"\nmessage = "no"\nparams = { max = 4 }\n'
    extend(tmp_path, "base", row("conv"), wide + 'source = "lab"\nevidence = "documented"\n')
    pack = load(tmp_path, CHILD)
    assert pack.rows_for("conv")[0].id == "mine/conv"
    assert [limit.id for limit in pack.limits] == ["mine/rank"]


def test_rows_of_another_target_keep_its_name(tmp_path: Path) -> None:
    extend(tmp_path, "base", row("conv"), more="")
    assert load(tmp_path, CHILD).rows_for("conv")[0].id == "base/conv"


def test_an_abstract_pack_may_leave_the_target_open_in_a_rules_id(tmp_path: Path) -> None:
    extend(tmp_path, "base", rule("{target}/a", ALL))
    text = '["{target}/a"]\nbad = "input x: int8[1]"\ngood = "input x: int8[1]"\n'
    (tmp_path / "base.examples.toml").write_text(text, "utf-8")
    load(tmp_path, CHILD)
    (one,) = load_pack("mine", Folders((tmp_path,)), examples=True).rules
    assert (one.id, one.examples is not None) == ("mine/a", True)
    assert load_pack("base", Folders((tmp_path,))).rules[0].id == "base/a"


def test_a_target_may_not_leave_it_open(tmp_path: Path) -> None:
    with pytest.raises(PackError) as raised:
        load(tmp_path, header(), rule("{target}/a", ALL))
    (mistake,) = raised.value.mistakes
    assert mistake.endswith("rule {target}/a: an id begins with the pack's name, mine/")


def test_what_runs_the_operators_is_the_dlpu_unless_the_pack_has_a_word_for_it(
    tmp_path: Path,
) -> None:
    assert load(tmp_path, header()).backend == "DLPU"
    extend(tmp_path, "base", more='abstract = true\nbackend = "Arm NN delegate"')
    assert load(tmp_path, CHILD).backend == "Arm NN delegate"


def test_what_follows_outside_the_table_may_be_said_in_the_header(tmp_path: Path) -> None:
    pack = load(tmp_path, header('fallback = "advice"'), row("conv", status="cpu"))
    assert pack.fallback is Effect.ADVICE
    assert pack.rows_for("conv")[0].effect is Effect.ADVICE


def test_a_row_of_the_same_kind_replaces_the_inherited_ones(tmp_path: Path) -> None:
    extend(tmp_path, "base", row("conv", "relu"), row("conv"))
    pack = load(tmp_path, CHILD, SOURCE, row("conv", status="cpu"))
    assert [(one.id, one.status) for one in pack.rows_for("conv")] == [("mine/conv", "cpu")]
    assert [(one.id, one.status) for one in pack.rows_for("relu")] == [("mine/relu", "dlpu")]


def test_a_pack_that_two_others_extend_counts_once(tmp_path: Path) -> None:
    extend(tmp_path, "base", rule("base/a", ALL))
    for name in ("left", "right"):
        extend(tmp_path, name, rule(f"{name}/b", ALL), more='abstract = true\nextends = ["base"]')
    pack = load(tmp_path, CHILD.replace('["base"]', '["left", "base", "right"]'))
    assert [one.id for one in pack.rules] == ["base/a", "left/b", "right/b"]


def test_formats_of_the_target_hold_for_inherited_rules(tmp_path: Path) -> None:
    extend(tmp_path, "base", rule("base/a", ALL))
    pack = load(tmp_path, CHILD.replace("extends", 'formats = ["onnx"]\nextends'))
    assert pack.rules[0].formats == ("onnx",)


ADJUST = '\n[[adjust]]\nrule = "base/a"\nreason = "We know better."\n'


@pytest.mark.parametrize(
    ("words", "effect", "level"),
    [
        ('effect = "rejected"', "rejected", "error"),
        ('effect = "advice"', "advice", "note"),
        ('level = "error"', "slow", "error"),
        ('effect = "advice"\nlevel = "warning"', "advice", "warning"),
        ("", "slow", "warning"),
    ],
)
def test_an_inherited_rule_may_be_adjusted(
    tmp_path: Path, words: str, effect: str, level: str
) -> None:
    extend(tmp_path, "base", rule("base/a", ALL))
    (one,) = load(tmp_path, CHILD, ADJUST + words).rules
    assert (one.effect, one.level) == (effect, level)


def test_a_level_that_a_rule_states_survives_an_adjustment_of_its_numbers(tmp_path: Path) -> None:
    stated = rule("base/a", "scale-spread", "params = { max = 30 }", level="error")
    extend(tmp_path, "base", stated)
    (one,) = load(tmp_path, CHILD, ADJUST + "params = { max = 50 }").rules
    assert (one.level, one.params.max, one.params.dead) == ("error", 50, 0.001)


def test_an_inherited_rule_may_be_dropped(tmp_path: Path) -> None:
    extend(tmp_path, "base", rule("base/a", ALL), rule("base/b", ALL))
    assert [one.id for one in load(tmp_path, CHILD, ADJUST + "off = true").rules] == ["base/b"]


# Examples.


def test_a_lint_run_reads_no_examples(tmp_path: Path) -> None:
    (tmp_path / "mine.examples.toml").write_text("not TOML at all", "utf-8")
    assert load(tmp_path, header(), rule("mine/x", ALL)).rules[0].examples is None


def test_examples_are_read_from_the_file_beside_when_asked_for(tmp_path: Path) -> None:
    table = row("conv") + limit("rank-limits", "params = { max = 4 }", id="rank")
    load(tmp_path, header(), table, rule("mine/x", ALL))
    (tmp_path / "mine.examples.toml").write_text(
        '["mine/x"]\nbad = "a"\ngood = "b"\n["mine/conv/rank"]\nbad = "c"\ngood = "d"\n', "utf-8"
    )
    pack = load_pack("mine", Folders((tmp_path,)), examples=True)
    assert pack.rules[0].examples == Examples(bad="a", good="b")
    assert next(pack.every_limit()).examples == Examples(bad="c", good="d")


def test_examples_in_the_pack_itself_win(tmp_path: Path) -> None:
    load(tmp_path, header(), rule("mine/x", ALL, 'examples = { bad = "own", good = "own" }'))
    (tmp_path / "mine.examples.toml").write_text('["mine/x"]\nbad = "a"\ngood = "b"\n', "utf-8")
    pack = load_pack("mine", Folders((tmp_path,)), examples=True)
    assert pack.rules[0].examples == Examples(bad="own", good="own")


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("x = [", "mine.examples.toml: not TOML: Invalid value (at end of document)"),
        ("x = 3", "mine.examples.toml: x: expected a table, found 3"),
        ('["mine/x"]\nbad = "a"', "mine.examples.toml: mine/x: the key 'good' is missing"),
        (
            '["mine/y"]\nbad = "a"\ngood = "b"',
            "mine.examples.toml: mine/y: there is no such rule or limit",
        ),
    ],
)
def test_mistakes_of_examples_are_mistakes_of_the_pack(
    tmp_path: Path, text: str, mistake: str
) -> None:
    (tmp_path / "mine.examples.toml").write_text(text, "utf-8")
    assert mistakes(tmp_path, header(), rule("mine/x", ALL), examples=True) == [mistake]


# Mistakes.


def test_a_target_that_nobody_knows_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError) as raised:
        load_pack("artpec88", Folders())
    assert str(raised.value) == "no target 'artpec88'; did you mean 'artpec8'?"
    with pytest.raises(UsageError) as raised:
        load_pack("zzz", Folders())
    assert (
        str(raised.value)
        == "no target 'zzz'; known: artpec7, artpec8, artpec9, artpec9-cpu, cpu, cv25, cv75"
    )


def test_what_is_not_toml_is_told_with_its_line(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "schema = 1\n= 3") == [
        "mine.toml: not TOML: Invalid statement (at line 2, column 1)"
    ]


def test_a_pack_of_a_later_format_is_told_by_that_alone(tmp_path: Path) -> None:
    text = header().replace("schema = 1", "schema = 2\nnovelty = true")
    assert mistakes(tmp_path, text) == ["mine.toml: schema: expected 1, found 2"]


def test_keys_of_the_header_are_told_by_name(tmp_path: Path) -> None:
    assert mistakes(
        tmp_path, 'schema = 1\ntitle = "T"\nextend = ["x"]\npartitioning = "gredy"'
    ) == [
        "mine.toml: extend: unknown key; did you mean 'extends'?",
        "mine.toml: partitioning: expected one of 'first-cut', 'greedy', 'whole', found 'gredy'; "
        "did you mean 'greedy'?",
        "mine.toml: the key 'target' is missing",
        "mine.toml: the key 'version' is missing",
    ]


def test_a_target_has_to_say_how_it_partitions_and_what_it_takes(tmp_path: Path) -> None:
    text = 'schema = 1\ntarget = "mine"\ntitle = "T"\nversion = "1"\n'
    assert mistakes(tmp_path, text) == [
        "mine.toml: the key 'partitioning' is missing",
        "mine.toml: the key 'unlisted' is missing",
        "mine.toml: the key 'unlisted_source' is missing",
        "mine.toml: the key 'formats' is missing",
    ]
    assert load(tmp_path, text + "abstract = true").abstract is True


def test_a_mistake_in_a_rule_names_the_rule(tmp_path: Path) -> None:
    text = rule("mine/x", ALL, "novelty = 1", effect="slwo").replace("fix =", "fx =")
    assert mistakes(tmp_path, header(), rule("mine/w", ALL), text) == [
        "mine.toml: rule mine/x.effect: expected one of 'rejected', 'wrong', 'fallback', 'slow', "
        "'advice', found 'slwo'; did you mean 'slow'?",
        "mine.toml: rule mine/x.fx: unknown key; did you mean 'fix'?",
        "mine.toml: rule mine/x.novelty: unknown key; expected one of check, cut, effect, "
        "evidence, examples, fix, fix_for, formats, id, if_stated, level, message, params, since, "
        "source, stated_as, title, unless_stated, until, why",
        "mine.toml: rule mine/x: the key 'fix' is missing",
    ]


def test_a_rule_without_an_id_is_told_by_its_number(tmp_path: Path) -> None:
    text = rule("mine/x", ALL).replace('id = "mine/x"\n', "")
    assert mistakes(tmp_path, header(), rule("mine/w", ALL), text) == [
        "mine.toml: rule number 2: the key 'id' is missing"
    ]


def test_a_mistake_in_a_row_names_its_kind_and_one_in_its_limit_the_limit(tmp_path: Path) -> None:
    table = row("relu", status="gpu") + limit("rank-limits").replace("check", "chekc")
    assert mistakes(tmp_path, header(), row("conv"), table.replace('["relu"]', '"relu"')) == [
        "mine.toml: operator relu.status: expected one of 'dlpu', 'cpu', 'unknown', found 'gpu'; "
        "did you mean 'cpu'?",
        "mine.toml: operator relu.limit[0].chekc: unknown key; did you mean 'check'?",
        "mine.toml: operator relu.limit[0]: the key 'check' is missing",
    ]
    assert mistakes(tmp_path, header(), row("conv"), row("relu", "add", status="gpu")) == [
        "mine.toml: operator number 2.status: expected one of 'dlpu', 'cpu', 'unknown', "
        "found 'gpu'; did you mean 'cpu'?"
    ]


def test_a_mistake_in_a_limit_of_all_operators_names_the_limit(tmp_path: Path) -> None:
    assert mistakes(tmp_path, header(), WIDE + "exmpt = []\n") == [
        "mine.toml: limit wide.exmpt: unknown key; did you mean 'exempt'?"
    ]


def test_a_mistake_in_params_is_told_with_what_would_be_right(tmp_path: Path) -> None:
    params = 'params = { allow = "per-row", operatrs = ["conv"] }'
    assert mistakes(tmp_path, header(), rule("mine/x", "weight-granularity", params)) == [
        "mine.toml: rule mine/x.params.allow: expected one of 'per-tensor', 'per-channel', "
        "'only-per-channel', found 'per-row'",
        "mine.toml: rule mine/x.params.operatrs: unknown key; did you mean 'operators'?",
    ]


@pytest.mark.parametrize(
    ("check", "params", "mistake"),
    [
        ("scale-spread", "{}", ": the key 'max' is missing"),
        ("scale-spread", "{ max = 'x' }", ".max: expected float, got str, found 'x'"),
        ("rank-limits", "{ max = 4.5 }", ".max: expected int, got float, found 4.5"),
        (
            "attribute-limits",
            "{ strid_height = [1] }",
            ".strid_height: unknown key; did you mean 'stride_height'?",
        ),
        (
            "attribute-limits",
            "{ stride_height = { mx = 3 } }",
            ".stride_height.mx: unknown key; did you mean 'max'?",
        ),
        (
            "attribute-limits",
            "{ stride_width = { same_as = 'stride_hight' } }",
            ".stride_width.same_as: unknown word 'stride_hight'; did you mean 'stride_height'?",
        ),
        (
            "attribute-limits",
            "{ stride_height = 3 }",
            ".stride_height: expected array, got int, found 3",
        ),
        (
            "operand-kind",
            "{ role = 'wieghts', be = 'constant' }",
            ".role: unknown word 'wieghts'; did you mean 'weights'?",
        ),
        (
            "dtype-limits",
            "{ allow = ['int8', 'uint9'] }",
            ".allow: unknown word 'uint9'; did you mean 'uint8'?",
        ),
        (
            "rank-limits",
            "{ roles = ['inptu'] }",
            ".roles: unknown word 'inptu'; did you mean 'input'?",
        ),
        (
            "file-format",
            "{ allow = ['tflite', 'onx'] }",
            ".allow: expected one of 'tflite', 'onnx', 'cvflow-cv25', 'cvflow-cv75', found 'onx'; "
            "did you mean 'onnx'?",
        ),
    ],
)
def test_a_word_that_would_match_nothing_for_ever_is_a_mistake(
    tmp_path: Path, check: str, params: str, mistake: str
) -> None:
    text = rule("mine/x", check, f"params = {params}")
    assert mistakes(tmp_path, header(), text) == [f"mine.toml: rule mine/x.params{mistake}"]


@pytest.mark.parametrize(
    ("kind", "mistake"),
    [
        ("convv", "no operator kind 'convv'; did you mean 'conv'?"),
        ("CONV_2D", "no operator kind 'CONV_2D'; did you mean 'conv'?"),
        (
            "tflite:HASHTABLE_FND",
            "no TFLite operator 'HASHTABLE_FND'; did you mean 'HASHTABLE_FIND'?",
        ),
        ("tflite:CONV_2D", "CONV_2D has the kind 'conv'; name that"),
    ],
)
def test_an_operator_kind_that_nobody_knows_is_a_mistake_wherever_it_stands(
    tmp_path: Path, kind: str, mistake: str
) -> None:
    listed = f'params = {{ operators = ["{kind}"] }}'
    allowed = f'params = {{ allow = ["{kind}"] }}'
    any_of = f'params = {{ any_of = ["conv", "{kind}"] }}'
    exempt = WIDE + f'exempt = ["{kind}"]\n'
    assert mistakes(
        tmp_path,
        header(),
        row(kind),
        exempt,
        rule("mine/a", ALL, listed),
        rule("mine/b", ALL, allowed),
        rule("mine/c", "required-operators", any_of),
        rule("mine/d", "data-dependent-shapes", listed),
    ) == [
        f"mine.toml: operator {kind}: {mistake}",
        f"mine.toml: limit wide.exempt: {mistake}",
        f"mine.toml: rule mine/a.params.operators: {mistake}",
        f"mine.toml: rule mine/b.params.allow: {mistake}",
        f"mine.toml: rule mine/c.params.any_of: {mistake}",
        f"mine.toml: rule mine/d.params.operators: {mistake}",
    ]


def test_foreign_names_and_wildcards_may_be_kinds(tmp_path: Path) -> None:
    kinds = ("custom:*", "flex:Erf", "tflite:HASHTABLE_FIND", "onnx:com.microsoft.Rope", "onnx:*")
    assert list(load(tmp_path, header(), row(*kinds)).rows) == list(kinds)


def test_a_check_that_nobody_knows_is_a_mistake(tmp_path: Path) -> None:
    guard = limit("rank-limits", 'when = { check = "rnak-limits" }')
    assert mistakes(
        tmp_path, header(), row("conv"), limit("rank-limit"), guard, rule("mine/x", "zzz")
    ) == [
        "mine.toml: operator conv.rank-limit.check: no check 'rank-limit'; "
        "did you mean 'rank-limits'?",
        "mine.toml: operator conv.rank-limits.when.check: no check 'rnak-limits'; "
        "did you mean 'rank-limits'?",
        "mine.toml: rule mine/x.check: no check 'zzz'",
    ]


def test_a_limit_asks_about_one_operator(tmp_path: Path) -> None:
    table = row("conv") + limit("input-layout", 'params = { layout = "nhwc" }')
    assert mistakes(tmp_path, header(), table + limit("macs-on-dlpu", id="x")) == [
        "mine.toml: operator conv.input-layout: check 'input-layout' asks about a whole model",
        "mine.toml: operator conv.x: check 'macs-on-dlpu' asks about a whole placement",
    ]


def test_a_source_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    lost = 'source = "lba"'
    table = row("conv").replace('source = "lab"', lost)
    text = header().replace('unlisted_source = "lab"', 'unlisted_source = "nowhere"')
    assert mistakes(
        tmp_path,
        text,
        table,
        row("relu"),
        limit("rank-limits", lost),
        WIDE.replace('source = "lab"', lost),
        rule("mine/x", ALL, source="lba"),
    ) == [
        "mine.toml: operator conv.source: no source 'lba' in [sources]; did you mean 'lab'?",
        "mine.toml: operator relu.rank-limits.source: no source 'lba' in [sources]; "
        "did you mean 'lab'?",
        "mine.toml: limit wide.source: no source 'lba' in [sources]; did you mean 'lab'?",
        "mine.toml: rule mine/x.source: no source 'lba' in [sources]; did you mean 'lab'?",
        "mine.toml: unlisted_source: no source 'nowhere' in [sources]",
    ]


def test_a_source_says_title_address_and_day(tmp_path: Path) -> None:
    text = '[sources.bad]\ntitle = "T"\nread = "soon"\nurll = "x"\n[sources]\nworse = 3\n'
    text = header().replace("[sources.lab]", text.replace("[sources]\n", "") + "[sources.lab]")
    assert mistakes(tmp_path, text) == [
        "mine.toml: sources.bad.read: invalid RFC3339 encoded date, found 'soon'",
        "mine.toml: sources.bad.urll: unknown key; did you mean 'url'?",
        "mine.toml: sources.bad.worse: unknown key; expected one of read, title, url",
        "mine.toml: sources.bad: the key 'url' is missing",
    ]
    text = header().replace("[sources.lab]", "[sources]\nworse = 3\n[sources.lab]")
    assert mistakes(tmp_path, text) == ["mine.toml: sources.worse: expected a table, found 3"]


def test_a_slot_that_the_check_does_not_give_is_a_mistake(tmp_path: Path) -> None:
    bad = {"message": "{subjekt} {ratio}", "why": "{chanels}", "fix": "{max} {count} {0} {}"}
    text = rule("mine/x", "scale-spread", "params = { max = 30 }", **bad)
    lines = 'fix = "{stride}"\nwhy = "{zzz}"'
    table = row("conv") + limit("rank-limits", lines, message="{rank} {shap}")
    found = mistakes(tmp_path, header(), table, text)
    of_rank = "gives subject, count, rank, role, shape, allowed, roles, max, min"
    of_spread = "gives subject, count, ratio, dead_channels, channels, max, dead"
    assert found[:3] == [
        "mine.toml: operator conv.rank-limits.message: check 'rank-limits' gives no {shap}; "
        f"did you mean 'shape'? It {of_rank}",
        f"mine.toml: operator conv.rank-limits.fix: check 'rank-limits' gives no {{stride}}; "
        f"it {of_rank}",
        f"mine.toml: operator conv.rank-limits.why: check 'rank-limits' gives no {{zzz}}; "
        f"it {of_rank}",
    ]
    place = "mine.toml: rule mine/x"
    assert found[3:] == [
        f"{place}.message: check 'scale-spread' gives no {{subjekt}}; did you mean 'subject'? "
        f"It {of_spread}",
        f"{place}.fix: check 'scale-spread' gives no {{}}; it {of_spread}",
        f"{place}.fix: check 'scale-spread' gives no {{0}}; it {of_spread}",
        f"{place}.why: check 'scale-spread' gives no {{chanels}}; did you mean 'channels'? "
        f"It {of_spread}",
    ]


def test_a_limit_on_options_gives_those_of_the_operator(tmp_path: Path) -> None:
    text = limit("attribute-limits", "params = { stride_height = [1] }", message="{strid} {kind}")
    place = "mine.toml: operator conv.attribute-limits.message: check 'attribute-limits' gives no"
    given = "subject, count, attribute, value, allowed, stride_height, and the operator's other"
    assert mistakes(tmp_path, header(), row("conv"), text) == [
        f"{place} {{kind}}; it gives {given} options",
        f"{place} {{strid}}; did you mean 'stride_depth'? It gives {given} options",
    ]
    fine = limit("attribute-limits", "params = { stride_height = [1] }", message="{padding}")
    assert load(tmp_path, header(), row("conv"), fine)


def test_a_slot_looks_into_nothing_and_takes_no_format(tmp_path: Path) -> None:
    text = rule("mine/x", ALL, message="{subject.name} {native[0]}", fix="{count:d} {native!r}")
    place = "mine.toml: rule mine/x"
    assert mistakes(tmp_path, header(), text) == [
        f"{place}.message: check 'forbidden-operators' gives no {{native[0]}}; "
        "did you mean 'native'? It gives subject, count, native, allow",
        f"{place}.message: check 'forbidden-operators' gives no {{subject.name}}; "
        "did you mean 'subject'? It gives subject, count, native, allow",
        f"{place}.fix: write {{count}} alone: slots have no format options",
        f"{place}.fix: write {{native}} alone: slots have no format options",
    ]


def test_a_message_whose_braces_do_not_match_is_a_mistake(tmp_path: Path) -> None:
    text = rule("mine/x", ALL, message="{subject", fix="{{not a slot}}")
    assert mistakes(tmp_path, header(), text) == [
        "mine.toml: rule mine/x.message: not a message: expected '}' before end of string"
    ]


def test_limits_of_options_may_name_any_option_in_their_message(tmp_path: Path) -> None:
    text = limit("attribute-limits", message="{kernel_height}x{kernel_width} {value} {allowed}")
    assert len(load(tmp_path, header(), row("conv"), text).rows_for("conv")[0].limits) == 1


def test_an_id_begins_with_the_packs_name(tmp_path: Path) -> None:
    assert mistakes(tmp_path, header(), rule("yours/x", ALL), rule("x", ALL)) == [
        "mine.toml: rule yours/x: an id begins with the pack's name, mine/",
        "mine.toml: rule x: an id begins with the pack's name, mine/",
    ]


def test_an_id_is_given_once(tmp_path: Path) -> None:
    twice = rule("mine/x", ALL)
    assert mistakes(tmp_path, header(), twice, twice, WIDE, WIDE) == [
        "mine.toml: limit mine/wide: another entry has this id",
        "mine.toml: rule mine/x: another entry has this id",
    ]


def test_a_wide_limit_replaces_that_of_an_extended_pack(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(header() + WIDE)
    wider = WIDE.replace('id = "wide"', 'id = "wide"\nreplaces = true\nexempt = ["conv"]')
    text = header('extends = ["mine"]').replace('"mine"', '"other"', 1) + wider
    (tmp_path / "other.toml").write_text(text)
    (limit,) = load_pack("other", Folders((tmp_path,))).limits
    assert (limit.id, limit.exempt) == ("other/wide", ("conv",))


def test_a_wide_limit_replaces_one_that_there_is(tmp_path: Path) -> None:
    text = WIDE.replace('id = "wide"', 'id = "wide"\nreplaces = true')
    assert mistakes(tmp_path, header(), text) == [
        "mine.toml: limit mine/wide: there is no such limit to replace"
    ]


def test_two_limits_of_a_row_or_of_its_alternative_have_two_ids(tmp_path: Path) -> None:
    one = limit("rank-limits", "params = { max = 4 }")
    assert mistakes(tmp_path, header(), row("conv"), one, row("conv"), one) == [
        "mine.toml: mine/conv/rank-limits: another entry has this id"
    ]


def test_a_rule_or_wide_limit_is_not_called_as_a_row_is(tmp_path: Path) -> None:
    wide = WIDE.replace('"wide"', '"rank"')
    assert mistakes(tmp_path, header(), row("rank", "conv"), wide, rule("mine/conv", ALL)) == [
        "mine.toml: mine/conv: another entry has this id",
        "mine.toml: mine/rank: another entry has this id",
    ]


def test_a_limit_outside_a_row_has_source_and_evidence_of_its_own(tmp_path: Path) -> None:
    text = WIDE.replace('source = "lab"\n', "") + WIDE.replace('evidence = "documented"\n', "")
    mistake = "mine.toml: limit wide: a limit outside a row needs a source and an evidence"
    assert mistakes(tmp_path, header(), text) == [mistake, mistake]


def test_a_circle_of_packs_is_told(tmp_path: Path) -> None:
    extend(tmp_path, "base", more='extends = ["mine"]')
    assert mistakes(tmp_path, CHILD) == [
        "base.toml: extends: a circle: mine extends base extends mine"
    ]
    assert mistakes(tmp_path, header('extends = ["mine"]')) == [
        "mine.toml: extends: a circle: mine extends mine"
    ]


def test_a_pack_that_is_not_there_cannot_be_extended(tmp_path: Path) -> None:
    assert mistakes(tmp_path, header('extends = ["artpec88", "zzz"]')) == [
        "mine.toml: extends: no pack 'artpec88'; did you mean 'artpec8'?",
        "mine.toml: extends: no pack 'zzz'",
    ]


def test_mistakes_of_extended_packs_are_told_with_their_own_file(tmp_path: Path) -> None:
    extend(tmp_path, "base", rule("base/a", "zzz"))
    assert mistakes(tmp_path, CHILD, SOURCE, rule("mine/b", "zzz")) == [
        "base.toml: rule base/a.check: no check 'zzz'",
        "mine.toml: rule mine/b.check: no check 'zzz'",
    ]
    extend(tmp_path, "base", "novelty")
    (mistake,) = mistakes(tmp_path, CHILD)
    assert mistake.startswith("base.toml: not TOML: ")


def test_an_adjustment_needs_a_rule_that_is_there_and_a_reason(tmp_path: Path) -> None:
    extend(tmp_path, "base", rule("base/a", ALL))
    lost = ADJUST.replace("base/a", "base/aa")
    bare = ADJUST.replace("We know better.", " ")
    assert mistakes(tmp_path, CHILD, lost + bare) == [
        "mine.toml: adjust base/aa: there is no such rule; did you mean 'base/a'?",
        "mine.toml: adjust base/a: a reason is missing",
    ]
    none = ADJUST.replace('reason = "We know better."\n', "")
    assert mistakes(tmp_path, CHILD, none) == [
        "mine.toml: adjust base/a: the key 'reason' is missing"
    ]


def test_a_rule_that_is_dropped_cannot_be_adjusted_again(tmp_path: Path) -> None:
    extend(tmp_path, "base", rule("base/a", ALL))
    assert mistakes(tmp_path, CHILD, ADJUST + "off = true\n" + ADJUST) == [
        "mine.toml: adjust base/a: there is no such rule"
    ]


def test_wrong_params_of_an_adjustment_are_told(tmp_path: Path) -> None:
    extend(tmp_path, "base", rule("base/a", "scale-spread", "params = { max = 30 }"))
    assert mistakes(tmp_path, CHILD, ADJUST + 'params = { max = "x" }') == [
        "mine.toml: adjust base/a.params.max: expected float, got str, found 'x'"
    ]


def test_all_mistakes_are_told_together(tmp_path: Path) -> None:
    extend(tmp_path, "base", rule("base/a", ALL))
    found = mistakes(
        tmp_path,
        header('extends = ["base"]'),
        row("convv"),
        limit("rank-limits", message="{shap}"),
        rule("yours/x", "zzz", source="lba"),
        rule("mine/y", ALL),
        rule("mine/y", ALL),
        ADJUST.replace("base/a", "base/aa"),
    )
    assert len(found) == 7


# One file.


def test_a_pack_file_is_read_with_its_examples_and_the_packs_beside_it(tmp_path: Path) -> None:
    extend(tmp_path, "base", rule("base/a", ALL))
    path = tmp_path / "mine.toml"
    path.write_text(CHILD, "utf-8")
    (tmp_path / "base.examples.toml").write_text('["base/a"]\nbad = "a"\ngood = "b"\n', "utf-8")
    pack = load_pack_file(path, Folders())
    assert pack.rules[0].examples == Examples(bad="a", good="b")


def test_a_pack_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    with pytest.raises(PackError) as raised:
        load_pack_file(path, Folders())
    assert raised.value.mistakes == (f"{path}: there is no such pack file",)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(PackError) as raised:
        load_pack_file(path, Folders())
    assert raised.value.mistakes == (f"{path}: not UTF-8 text; save the file as UTF-8",)


# Numbers of the chip.

SRAM = "[constants]\nsram = 1024\nlanes = 16"


def test_params_name_numbers_of_the_chip(tmp_path: Path) -> None:
    params = (
        'params = { max = { constant = "sram" }, product = { channels = { constant = "lanes" } } }'
    )
    pack = load(tmp_path, header(SRAM), row("conv") + limit("size-limit", params))
    ((one,), *_) = [row.limits for row in pack.every_row()]
    assert one.params == SizeLimit(max=1024, product=Product(channels=16))


def test_a_pack_that_extends_another_may_replace_its_numbers(tmp_path: Path) -> None:
    params = 'params = { max = { constant = "sram" } }'
    load(tmp_path, header(SRAM), row("conv") + limit("size-limit", params), name="mine")
    (tmp_path / "larger.toml").write_text(
        header('extends = ["mine"]', "[constants]", "sram = 2048").replace(
            '"mine"\n', '"larger"\n'
        ),
        "utf-8",
    )
    pack = load_pack("larger", Folders((tmp_path,)))
    assert [one.params.max for one in pack.every_limit()] == [2048]


def test_a_number_that_the_chip_does_not_have_is_told(tmp_path: Path) -> None:
    params = 'params = { kernel_height = [1, { constant = "srm" }] }'
    assert mistakes(tmp_path, header(SRAM), row("conv") + limit("attribute-limits", params)) == [
        "mine.toml: operator conv.attribute-limits.params.kernel_height[1]: "
        "no constant 'srm' in [constants]; did you mean 'sram'?"
    ]
