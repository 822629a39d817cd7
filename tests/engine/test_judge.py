"""A pack's questions, asked: findings in order, and the verdict."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Device, Effect, Evidence, Partitioning, Severity, Verdict
from dlpulint.engine.judge import Judgement, judge, verdict_of
from dlpulint.facts.facts import Facts
from dlpulint.findings.finding import Finding, Location
from dlpulint.findings.source import Source
from dlpulint.loader.sketch.read import model_from_sketch
from dlpulint.packs.pack import Pack
from dlpulint.placement.result import DeviceMacs, PartitionCount, Placed, Placement
from tests.pack_files import header, limit, load, row, rule

SKETCH = """
input x: int8[1,8,8,4]
conv a: int8[1,8,8,4] <- x, weights: int8[4,3,3,4] {stride=4}
conv b: int8[1,8,8,4] <- a, weights: int8[4,3,3,4]
tanh c: int8[1,8,8,4] <- b
output c
"""

STRIDE = limit(
    "attribute-limits",
    "params = { stride_height = [1, 2] }",
    'fix = "Take {allowed}."',
    id="stride",
    message="{subject} has stride {stride_height}",
)


def judged(pack: Pack, sketch: str = SKETCH, format: str = "tflite") -> Judgement:
    return judge(Facts(model_from_sketch(f"format {format}\n{sketch}")), pack)


def summaries(
    pack: Pack, sketch: str = SKETCH, format: str = "tflite"
) -> list[tuple[str, str, str]]:
    """Rule, level and message of every finding."""
    findings = judged(pack, sketch, format).findings
    return [(finding.rule, finding.level.value, finding.message) for finding in findings]


def forbid(id: str, *kinds: str, **changes: str) -> str:
    listed = ", ".join(f'"{kind}"' for kind in kinds)
    more = f"params = {{ operators = [{listed}] }}"
    return rule(id, "forbidden-operators", more, **changes)


EVERYTHING = row("conv", "tanh", "relu")


def test_a_rule_is_asked_of_the_operators_that_it_names(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), EVERYTHING, forbid("mine/no-tanh", "tanh"))
    (finding,) = judged(pack).findings
    assert (finding.rule, finding.title, finding.message) == (
        "mine/no-tanh",
        "A rule",
        "TANH #2 is wrong",
    )
    assert (finding.why, finding.fix) == ("Because.", "Change it.")
    assert (finding.level, finding.effect, finding.evidence) == ("warning", "slow", "documented")
    assert finding.source == Source(
        title="Our lab", url="https://example.org/lab", read=date(2026, 11, 20)
    )
    assert finding.locations == (Location(0, 2, "TANH", 28, "tanh", ("c",), {"native": "TANH"}),)


def test_a_rule_that_names_no_operators_is_asked_of_all(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), EVERYTHING, rule("mine/all", "forbidden-operators"))
    assert [finding.message for finding in judged(pack).findings] == [
        "CONV_2D (2×) is wrong",
        "TANH #2 is wrong",
    ]


def test_a_rule_may_name_operators_by_a_wildcard(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), row("custom:*"), forbid("mine/custom", "custom:*"))
    sketch = "input x: int8[1]\ncustom:A y: int8[1] <- x\nadd z: int8[1] <- y, y"
    assert ("mine/custom", "warning", "A #0 is wrong") in summaries(pack, sketch)
    assert len(summaries(pack, sketch)) == 2


def test_a_rule_of_the_model_is_asked_once(tmp_path: Path) -> None:
    params = 'params = { layout = "nchw" }'
    pack = load(tmp_path, header(), EVERYTHING, rule("mine/layout", "input-layout", params))
    assert summaries(pack) == [("mine/layout", "warning", "'x' is wrong")]


def test_a_message_may_name_the_questions_own_numbers(tmp_path: Path) -> None:
    text = rule(
        "mine/spread",
        "scale-spread",
        "params = { max = 30 }",
        message="{subject}: {ratio} times apart; at most {max}",
        fix="Not below {dead}.",
    )
    pack = load(tmp_path, header(), row("fully-connected"), text)
    sketch = "input x: int8[1,4]\nfully-connected y: int8[1,2] <- x, weights: int8[2,4] "
    (finding,) = judged(pack, sketch + "scale=0.1,4.0 axis=0").findings
    assert finding.message == "FULLY_CONNECTED #0: 40 times apart; at most 30"
    assert finding.fix == "Not below 0.001."


def test_a_limits_message_may_name_its_numbers_too(tmp_path: Path) -> None:
    text = limit("rank-limits", "params = { max = 3 }", message="{rank} of {max} as one of {roles}")
    pack = load(tmp_path, header(), row("conv", "tanh") + text)
    assert [finding.message for finding in judged(pack).findings] == [
        "4 of 3 as one of input or output"
    ] * 2


def test_a_rule_of_the_placement_is_asked_about_it(tmp_path: Path) -> None:
    text = rule("mine/nothing", "macs-on-dlpu", message="None of {macs}", level="error")
    found = summaries(load(tmp_path, header(), row("tanh"), text))
    assert found[0] == ("mine/nothing", "error", "None of 18,432")
    assert summaries(load(tmp_path, header(), EVERYTHING, text)) == []


def test_a_rule_is_asked_of_files_of_its_formats_only(tmp_path: Path) -> None:
    text = forbid("mine/no-tanh", "tanh") + 'formats = ["onnx"]\n'
    pack = load(tmp_path, header().replace('["tflite", "onnx"]', '["tflite"]'), EVERYTHING, text)
    assert summaries(pack) == []
    assert summaries(pack, format="onnx") == [("mine/no-tanh", "warning", "Tanh #2 is wrong")]


def test_a_file_of_another_format_is_not_placed(tmp_path: Path) -> None:
    text = rule("mine/nothing", "macs-on-dlpu")
    pack = load(tmp_path, header().replace('["tflite", "onnx"]', '["tflite"]'), text)
    found = judged(pack, format="onnx")
    assert (found.placement, found.findings, found.verdict) == (None, (), Verdict.CONVERT)
    assert judged(pack).placement is not None


def test_a_limit_is_a_finding_with_its_rows_word(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), row("conv", "tanh") + STRIDE)
    (finding, *_) = judged(pack).findings
    assert (finding.rule, finding.title) == ("mine/conv/stride", "Stride of CONV_2D")
    assert (finding.message, finding.fix) == ("CONV_2D #0 has stride 4", "Take 1 or 2.")
    assert finding.why == "The operator runs on the CPU, and the graph is divided there."
    assert (finding.level, finding.effect, finding.evidence) == (
        "warning",
        "fallback",
        "documented",
    )
    assert finding.source.title == "Our lab"
    # TANH has no stride, which is unknown and comes last.
    assert [(f.rule, f.level.value) for f in judged(pack).findings[1:]] == [
        ("mine/tanh/stride", "note")
    ]


@pytest.mark.parametrize(
    ("lines", "effect", "level", "why"),
    [
        (
            (),
            "fallback",
            "warning",
            "The operator runs on the CPU, and the graph is divided there.",
        ),
        (
            ('effect = "rejected"',),
            "rejected",
            "error",
            "The camera refuses the whole model.",
        ),
        (('effect = "wrong"',), "wrong", "error", "The model runs, and its results are wrong."),
        (
            ('effect = "slow"',),
            "slow",
            "warning",
            "The model runs on the DLPU, slower than it could.",
        ),
        (('effect = "advice"',), "advice", "note", "Nothing has to change."),
        (('effect = "slow"', 'why = "It is so."'), "slow", "warning", "It is so."),
        (('effect = "rejected"',), "rejected", "warning", None),
    ],
)
def test_an_effect_decides_level_and_consequence(
    tmp_path: Path, lines: tuple[str, ...], effect: str, level: str, why: str | None
) -> None:
    # `None`: the same of a limit that is only inferred.
    stride = STRIDE.replace("documented", "documented" if why else "inferred")
    pack = load(tmp_path, header(), row("tanh"), row("conv"), stride, *lines)
    (finding,) = judged(pack).findings
    assert (finding.effect, finding.level) == (effect, level)
    assert why is None or finding.why == why


def test_a_row_on_the_cpu_is_a_finding(tmp_path: Path) -> None:
    words = {"status": "cpu", "note": "It never worked.", "fix": "Take RELU."}
    pack = load(tmp_path, header(), row("conv"), row("tanh", **words))
    (finding,) = judged(pack).findings
    assert (finding.rule, finding.title) == ("mine/tanh", "TANH operator")
    assert finding.message == "TANH #2 does not run on the DLPU"
    assert (finding.why, finding.fix) == ("It never worked.", "Take RELU.")
    assert (finding.level, finding.effect) == ("warning", "fallback")


def test_findings_call_the_backend_as_the_pack_does(tmp_path: Path) -> None:
    more = ('backend = "Arm NN delegate"', 'fallback = "advice"')
    pack = load(tmp_path, header(*more), row("tanh", status="cpu"))
    assert summaries(pack) == [
        (
            "mine/unlisted-operator",
            "note",
            "CONV_2D (2×) is not on the list of operators that the Arm NN delegate runs",
        ),
        ("mine/tanh", "note", "TANH #2 does not run on the Arm NN delegate"),
    ]


def test_an_unknown_row_is_a_note_with_its_reason(tmp_path: Path) -> None:
    words = {"status": "unknown", "note": "nobody has tried"}
    pack = load(tmp_path, header(), row("conv"), row("tanh", **words))
    (finding,) = judged(pack).findings
    assert (finding.answer, finding.level) == ("unknown", "note")
    assert finding.message == "TANH #2 may or may not run on the DLPU. Nobody has tried"


def test_an_operator_outside_the_table_is_a_finding(tmp_path: Path) -> None:
    pack = load(tmp_path, header('unlisted_fix = "Write it anew."'), row("conv"))
    (finding,) = judged(pack).findings
    assert (finding.rule, finding.title) == ("mine/unlisted-operator", "Unlisted operator")
    assert finding.message == "TANH #2 is not on the list of operators that the DLPU runs"
    assert (finding.fix, finding.cause, finding.evidence) == (
        "Write it anew.",
        "TANH",
        "documented",
    )
    assert finding.why == "The operator runs on the CPU, and the graph is divided there."
    assert finding.source.url == "https://example.org/lab"


def test_a_pack_may_say_why_operators_outside_the_table_stay_off(tmp_path: Path) -> None:
    more = ('unlisted_why = "No {native}: op {number}."', 'unlisted_evidence = "inferred"')
    (finding,) = judged(load(tmp_path, header(*more), row("conv"))).findings
    assert (finding.why, finding.evidence) == ("No TANH: op 28.", "inferred")


def test_an_operator_outside_a_list_that_is_not_complete_is_a_note(tmp_path: Path) -> None:
    (finding,) = judged(load(tmp_path, header(unlisted="unknown"), row("conv"))).findings
    assert (finding.rule, finding.level, finding.answer) == (
        "mine/unlisted-operator",
        "note",
        "unknown",
    )
    assert finding.message == ("Unlisted operator: unknown for TANH #2. No source lists it")
    assert finding.why == "No source states whether it runs on the DLPU."


def test_where_all_is_compiled_or_nothing_an_operator_outside_rejects(tmp_path: Path) -> None:
    found = judged(load(tmp_path, header(partitioning="whole"), row("conv")))
    assert [(finding.effect, finding.level) for finding in found.findings] == [
        ("rejected", "error")
    ]
    assert found.findings[0].why == (
        "The toolchain compiles the whole model or nothing: with this operator nothing runs on "
        "the DLPU."
    )
    assert found.verdict is Verdict.REJECTED


@pytest.mark.parametrize(
    ("partitioning", "why"),
    [
        ("greedy", "The operator runs on the CPU, and the graph is divided there."),
        ("first-cut", "The operator and every operator that needs its result run on the CPU."),
        ("whole", "The delegate accepts the whole model or nothing: all of it runs on the CPU."),
    ],
)
def test_what_follows_on_the_cpu_is_told_as_the_target_divides(
    tmp_path: Path, partitioning: str, why: str
) -> None:
    lines = header('fallback = "fallback"', partitioning=partitioning)
    (finding,) = judged(load(tmp_path, lines, row("conv"))).findings
    assert (finding.effect, finding.why) == ("fallback", why)


def test_what_is_dragged_along_is_no_finding(tmp_path: Path) -> None:
    pack = load(tmp_path, header(partitioning="first-cut"), row("conv"), row("tanh"))
    sketch = SKETCH.replace("conv b", "floor b").replace(", weights: int8[4,3,3,4]\ntanh", "\ntanh")
    assert [rule for rule, _, _ in summaries(pack, sketch)] == ["mine/unlisted-operator"]


LOOP = """
input x: int8[1]
while y: int8[1] <- x
subgraph body
input a: int8[1]
tanh b: int8[1] <- a
"""


def test_operators_of_bodies_are_no_findings_where_bodies_run_on_the_cpu(tmp_path: Path) -> None:
    assert summaries(load(tmp_path, header(), row("while")), LOOP) == []


def test_operators_of_bodies_are_findings_where_all_is_compiled_or_nothing(
    tmp_path: Path,
) -> None:
    pack = load(tmp_path, header(partitioning="whole"), row("while"))
    assert summaries(pack, LOOP) == [
        (
            "mine/unlisted-operator",
            "error",
            "TANH #0 is not on the list of operators that the DLPU runs",
        )
    ]


def test_a_limit_is_not_told_where_a_rule_has_said_the_same(tmp_path: Path) -> None:
    covered = row("tanh") + row("conv") + STRIDE + 'covered_by = ["mine/no-conv"]\n'
    rule_text = forbid("mine/no-conv", "conv", "softmax")
    pack = load(tmp_path, header(), covered, rule_text)
    assert [rule for rule, _, _ in summaries(pack)] == ["mine/no-conv"]
    found = judged(pack)
    assert found.placement is not None
    assert [r.id for r in found.placement.operators[0].reasons] == ["mine/conv/stride"]


def test_a_limit_is_told_where_the_rule_had_nothing_to_say(tmp_path: Path) -> None:
    covered = row("tanh") + row("conv") + STRIDE + 'covered_by = ["mine/other"]\n'
    pack = load(tmp_path, header(), covered, forbid("mine/other", "softmax"))
    assert [rule for rule, _, _ in summaries(pack)] == ["mine/conv/stride"]


def test_a_limit_is_told_where_the_rule_could_not_tell(tmp_path: Path) -> None:
    covered = row("tanh") + row("conv") + STRIDE + 'covered_by = ["mine/other"]\n'
    params = "params = { operators = ['tanh'], block_size = [2] }"
    pack = load(tmp_path, header(), covered, rule("mine/other", "attribute-limits", params))
    assert [rule for rule, _, _ in summaries(pack)] == ["mine/conv/stride", "mine/other"]


def test_findings_of_the_table_do_not_follow_the_order_of_operators(tmp_path: Path) -> None:
    pack = load(tmp_path, header(), row("tanh", "exp", status="cpu"))
    either = (
        f"format tflite\ninput x: int8[1,4]\n{a} a: int8[1,4] <- x\n{b} b: int8[1,4] <- x\n"
        "output a, b"
        for a, b in (("tanh", "exp"), ("exp", "tanh"))
    )
    found = [[f.rule for f in judge(Facts(model_from_sketch(s)), pack).findings] for s in either]
    assert found == [["mine/exp", "mine/tanh"]] * 2


def test_findings_come_worst_first_and_rules_before_the_table(tmp_path: Path) -> None:
    pack = load(
        tmp_path,
        header(),
        row("tanh", status="unknown"),
        row("conv") + STRIDE,
        forbid("mine/note", "tanh", effect="advice"),
        forbid("mine/slow", "tanh"),
        forbid("mine/fallback", "tanh", effect="fallback"),
        forbid("mine/more", "conv", effect="fallback"),
        forbid("mine/wrong", "tanh", effect="wrong"),
        forbid("mine/rejected", "tanh", effect="rejected"),
        forbid("mine/raised", "tanh", effect="slow", level="error"),
    )
    assert [finding.rule for finding in judged(pack).findings] == [
        "mine/rejected",
        "mine/wrong",
        "mine/raised",
        "mine/more",  # two places
        "mine/fallback",
        "mine/slow",
        "mine/conv/stride",
        "mine/note",
        "mine/tanh",  # an unknown answer
    ]


# The verdict.

FINDING = Finding(
    rule="mine/x",
    title="",
    level=Severity.WARNING,
    effect=Effect.SLOW,
    answer=Answer.BAD,
    evidence=Evidence.DOCUMENTED,
    message="",
    why="",
    fix="",
    source=Source(title="", url="", read=date(2026, 11, 20)),
    fingerprint="",
    kind="",
    cause="",
    count=1,
    locations=(),
)


def finding(effect: Effect, answer: Answer = Answer.BAD, suppressed: str | None = None) -> Finding:
    return replace(FINDING, effect=effect, answer=answer, suppressed=suppressed)


def placement(*devices: Device) -> Placement:
    operator = model_from_sketch("input x: int8[1]\nrelu y: int8[1] <- x").operators[0]
    placed = tuple(Placed(operator, device, None, (), 0) for device in devices)
    nothing = PartitionCount(0, 0)
    macs = DeviceMacs(0, 0, 0)
    return Placement(Partitioning.GREEDY, placed, nothing, nothing, None, macs)


@pytest.mark.parametrize(
    ("effects", "verdict"),
    [
        ((), Verdict.CLEAN),
        ((Effect.ADVICE,), Verdict.CLEAN),
        ((Effect.SLOW, Effect.ADVICE), Verdict.SLOW),
        ((Effect.SLOW, Effect.FALLBACK), Verdict.FALLBACK),
        ((Effect.WRONG, Effect.FALLBACK), Verdict.WRONG),
        ((Effect.WRONG, Effect.REJECTED, Effect.SLOW), Verdict.REJECTED),
    ],
)
def test_the_verdict_is_the_worst_effect_that_holds(
    effects: tuple[Effect, ...], verdict: Verdict
) -> None:
    assert verdict_of(map(finding, effects), placement(Device.DLPU)) is verdict


@pytest.mark.parametrize("effect", [e for e in Effect if e is not Effect.ADVICE])
def test_an_unknown_answer_that_would_matter_leaves_the_verdict_unknown(effect: Effect) -> None:
    assert verdict_of([finding(effect, Answer.UNKNOWN)], None) is Verdict.UNKNOWN


def test_an_unknown_answer_about_advice_does_not_matter() -> None:
    assert verdict_of([finding(Effect.ADVICE, Answer.UNKNOWN)], None) is Verdict.CLEAN


def test_a_bad_answer_outweighs_an_unknown_one() -> None:
    both = [finding(Effect.REJECTED, Answer.UNKNOWN), finding(Effect.SLOW)]
    assert verdict_of(both, placement(Device.UNKNOWN)) is Verdict.SLOW


def test_an_operator_of_unknown_device_leaves_the_verdict_unknown() -> None:
    assert verdict_of([], placement(Device.DLPU, Device.UNKNOWN)) is Verdict.UNKNOWN
    assert verdict_of([], placement(Device.DLPU, Device.CPU)) is Verdict.CLEAN


OPEN_RELU = row("relu", status="unknown", note="nobody has tried")

MOSTLY_CONV = """
input x0: int8[1,32,32,16]
repeat 12
conv x{n}: int8[1,32,32,16] <- x{p}, weights: int8[16,3,3,16]
end
conv r0: int8[1,32,32,8] <- x12, weights: int8[8,3,3,16]
"""


@pytest.mark.parametrize(("relus", "verdict"), [(1, Verdict.CLEAN), (2, Verdict.UNKNOWN)])
def test_an_open_row_decides_if_its_worst_case_is_more_than_a_little(
    tmp_path: Path, relus: int, verdict: Verdict
) -> None:
    # One moves 3.6 % of the bytes, two 6.8 %; both cut the graph into three partitions.
    lines = [f"relu r{n}: int8[1,32,32,8] <- r{n - 1}" for n in range(1, relus + 1)]
    lines.append(f"tanh z: int8[1,32,32,8] <- r{relus}")
    pack = load(tmp_path, header(), row("conv", "tanh"), OPEN_RELU)
    found = judged(pack, "\n".join((MOSTLY_CONV, *lines)))
    assert [(one.rule, one.answer) for one in found.findings] == [("mine/relu", Answer.UNKNOWN)]
    assert found.verdict is verdict


def test_an_open_answer_of_a_rule_decides_whatever_its_operator_weighs() -> None:
    unsure = [finding(Effect.FALLBACK, Answer.UNKNOWN)]
    assert verdict_of(unsure, placement(Device.DLPU)) is Verdict.UNKNOWN


def test_a_model_with_all_macs_on_the_cpu_is_cpu_only_whatever_it_is_slow_for() -> None:
    off = replace(placement(Device.CPU, Device.DLPU), macs=DeviceMacs(dlpu=0, cpu=9, unknown=0))
    for effect in (Effect.FALLBACK, Effect.SLOW, Effect.ADVICE):
        assert verdict_of([finding(effect)], off) is Verdict.CPU_ONLY
    assert verdict_of([finding(Effect.WRONG)], off) is Verdict.WRONG
    assert verdict_of([finding(Effect.REJECTED)], off) is Verdict.REJECTED
    assert verdict_of([finding(Effect.FALLBACK)], off, "CPU") is Verdict.FALLBACK
    perhaps = replace(off, macs=DeviceMacs(dlpu=0, cpu=9, unknown=1))
    assert verdict_of([finding(Effect.FALLBACK)], perhaps) is Verdict.FALLBACK


def test_without_macs_operators_decide_whether_a_model_is_cpu_only() -> None:
    assert verdict_of([], placement(Device.CPU, Device.CPU)) is Verdict.CPU_ONLY
    assert verdict_of([], placement(Device.CPU, Device.UNKNOWN)) is Verdict.UNKNOWN
    assert verdict_of([], placement()) is Verdict.CLEAN


PARAMS_OF_TANH = 'params = { operators = ["tanh"] }'

WRONG_FILE = rule(
    "mine/wrong-file",
    "file-format",
    'formats = ["onnx"]',
    'params = { allow = ["tflite"] }',
    effect="rejected",
)
ONLY_TFLITE = header().replace('["tflite", "onnx"]', '["tflite"]')


def test_a_file_of_another_format_is_to_be_converted(tmp_path: Path) -> None:
    pack = load(tmp_path, ONLY_TFLITE, EVERYTHING, WRONG_FILE, forbid("mine/no-tanh", "tanh"))
    found = judged(pack, format="onnx")
    assert [finding.rule for finding in found.findings] == ["mine/wrong-file"]
    assert found.verdict is Verdict.CONVERT
    assert judged(pack).verdict is Verdict.SLOW


def test_a_file_that_converters_refuse_stays_rejected(tmp_path: Path) -> None:
    refused = rule(
        "mine/bad", "forbidden-operators", 'formats = ["onnx"]', PARAMS_OF_TANH, effect="rejected"
    )
    pack = load(tmp_path, ONLY_TFLITE, EVERYTHING, WRONG_FILE, refused)
    assert judged(pack, format="onnx").verdict is Verdict.REJECTED


def test_what_is_suppressed_does_not_count() -> None:
    ignored = [
        finding(Effect.REJECTED, suppressed="known"),
        finding(Effect.WRONG, Answer.UNKNOWN, suppressed="known"),
    ]
    assert verdict_of(ignored, None) is Verdict.CLEAN
    assert verdict_of([*ignored, finding(Effect.SLOW)], None) is Verdict.SLOW
