"""Hits gathered into findings: one rule, one kind, one cause, all its places."""

from collections.abc import Sequence
from datetime import date

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Effect, Evidence, Severity
from dlpulint.findings.finding import (
    Finding,
    FindingTemplate,
    Location,
    aggregate,
    findings_from,
    fingerprint,
)
from dlpulint.findings.hit import Hit, Value
from dlpulint.findings.source import Source
from dlpulint.loader.sketch.read import model_from_sketch

TEMPLATE = FindingTemplate(
    rule="mine/x",
    title="Stride too large",
    level=Severity.WARNING,
    effect=Effect.FALLBACK,
    evidence=Evidence.DOCUMENTED,
    message="{subject} has stride {stride}; at most {max}",
    why="Because of {stride}.",
    fix="Take {max}, {count} times.",
    source=Source(title="T", url="https://example.org", read=date(2026, 11, 20)),
    params={"max": 3},
)

MODEL = model_from_sketch(
    """
    input x: int8[1,8,8,4]
    conv a: int8[1,4,4,4] <- x, weights: int8[4,3,3,4] {stride=4}
    conv b: int8[1,2,2,4] <- a, weights: int8[4,3,3,4] {stride=5}
    max-pool c: int8[1,1,1,4] <- b {kernel=2 stride=6}
    output c
    subgraph body
    input y: int8[1,8]
    relu z: int8[1,8] <- y
    """
)
CONV, SECOND, POOL, INSIDE = MODEL.operators


def found(*hits: Hit, **changes: object) -> list[Finding]:
    return findings_from(replace(TEMPLATE, **changes), hits, "mine")  # type: ignore[arg-type]


def test_one_place_is_named_with_its_index() -> None:
    hit = Hit(CONV, {"stride": 4}, cause="stride")
    assert found(hit) == [
        Finding(
            rule="mine/x",
            title="Stride too large",
            level=Severity.WARNING,
            effect=Effect.FALLBACK,
            answer=Answer.BAD,
            evidence=Evidence.DOCUMENTED,
            message="CONV_2D #0 has stride 4; at most 3",
            why="Because of 4.",
            fix="Take 3, 1 times.",
            source=TEMPLATE.source,
            fingerprint=fingerprint("mine/x", "mine", "conv", "stride", Answer.BAD),
            kind="conv",
            cause="stride",
            count=1,
            locations=(Location(0, 0, "CONV_2D", 3, "conv", ("a",), {"stride": 4}),),
        )
    ]


def test_places_of_one_kind_and_cause_are_one_finding() -> None:
    (finding,) = found(Hit(CONV, {"stride": 4}, "stride"), Hit(SECOND, {"stride": 5}, "stride"))
    assert finding.message == "CONV_2D (2×) has stride 4 to 5; at most 3"
    assert finding.fix == "Take 3, 2 times."
    assert finding.count == 2
    assert [(place.index, place.values) for place in finding.locations] == [
        (0, {"stride": 4}),
        (1, {"stride": 5}),
    ]


def test_kind_cause_and_answer_each_make_another_finding() -> None:
    findings = found(
        Hit(CONV, {"stride": 4}, "stride"),
        Hit(POOL, {"stride": 6}, "stride"),
        Hit(SECOND, {"stride": 5}, "kernel"),
        Hit(SECOND, {}, "stride", unknown="it is not in the file"),
        Hit(SECOND, {"stride": 5}, "stride"),
    )
    assert [
        (finding.kind, finding.cause, finding.answer, finding.count) for finding in findings
    ] == [
        ("conv", "kernel", "bad", 1),
        ("conv", "stride", "bad", 2),
        ("conv", "stride", "unknown", 1),
        ("max-pool", "stride", "bad", 1),
    ]
    assert len({finding.fingerprint for finding in findings}) == 4


def test_findings_do_not_follow_the_order_of_operators() -> None:
    hits = [Hit(CONV, {}, "stride"), Hit(POOL, {}, "stride"), Hit(SECOND, {}, "kernel")]
    assert [f.fingerprint for f in found(*hits)] == [f.fingerprint for f in found(*hits[::-1])]


def test_no_hits_make_no_finding() -> None:
    assert found() == []


def test_an_unknown_answer_is_a_note_that_says_why() -> None:
    (finding,) = found(
        Hit(CONV, {}, "stride", unknown="its stride is not in the file"),
        Hit(SECOND, {}, "stride", unknown="no source states it"),
        Hit(SECOND, {}, "stride", unknown="no source states it"),
    )
    assert (finding.level, finding.answer, finding.effect) == ("note", "unknown", "fallback")
    assert finding.message == (
        "Stride too large: unknown for CONV_2D (3×). Its stride is not in the file; no source "
        "states it"
    )


def test_an_unknown_answer_without_a_reason_says_what_the_message_says() -> None:
    (finding,) = found(Hit(CONV, {"stride": 4}, "stride", unknown=""))
    assert finding.answer is Answer.UNKNOWN
    assert finding.message == (
        "CONV_2D #0 has stride 4; at most 3; the effect on the camera is unknown"
    )


def test_a_slot_that_no_hit_fills_is_shown_as_a_question() -> None:
    (finding,) = found(Hit(CONV, {}, "stride"))
    assert finding.message == "CONV_2D #0 has stride ?; at most 3"


def test_a_hit_says_more_than_the_question_itself() -> None:
    (finding,) = found(Hit(CONV, {"stride": 4, "max": 2}, "stride"))
    assert finding.message == "CONV_2D #0 has stride 4; at most 2"


def test_braces_in_names_of_a_file_are_not_slots() -> None:
    (finding,) = found(Hit(None, {"stride": "{max}{subject.x}"}, "stride"))
    assert finding.message == "the file has stride {max}{subject.x}; at most 3"


def test_the_file_has_no_place() -> None:
    (finding,) = found(Hit(None, {"stride": 1}, "format"))
    assert (finding.kind, finding.count, finding.locations) == ("file", 1, ())
    assert finding.message.startswith("the file has")


def test_an_input_is_a_place_without_an_index() -> None:
    x = MODEL.inputs[0]
    (finding,) = found(Hit(x, {"stride": 1}, "layout"))
    assert finding.kind == "tensor"
    assert finding.message == "'x' has stride 1; at most 3"
    assert finding.locations == (Location(0, None, None, None, None, ("x",), {"stride": 1}),)
    (two,) = found(Hit(x, {}, "layout"), Hit(x, {}, "layout"))
    assert two.message.startswith("2 tensors has")


def test_a_place_in_a_body_names_its_subgraph() -> None:
    (finding,) = found(Hit(INSIDE, {}, "stride"))
    assert finding.locations == (Location(1, 0, "RELU", 19, "relu", ("z",), {}),)


def test_a_pattern_is_told_by_its_name_with_all_members_in_file_order() -> None:
    hit = Hit(POOL, {"stride": 9}, "pattern", members=(SECOND, CONV), pattern="attention")
    (finding,) = found(hit)
    assert (finding.kind, finding.count) == ("attention", 1)
    assert finding.message.startswith("attention has stride 9")
    assert [(place.index, place.values) for place in finding.locations] == [
        (0, {}),
        (1, {}),
        (2, {"stride": 9}),
    ]
    (two,) = found(hit, hit)
    assert two.message.startswith("attention (2×) has")
    assert (two.count, len(two.locations)) == (2, 3)


def test_members_in_bodies_come_behind_those_of_the_main_graph() -> None:
    (finding,) = found(Hit(INSIDE, {}, "pattern", members=(POOL,), pattern="attention"))
    assert [(place.subgraph, place.index) for place in finding.locations] == [(0, 2), (1, 0)]


def test_operators_of_one_kind_under_several_names_are_all_named() -> None:
    text = "input x: int8[1]\n" + "".join(
        f"custom:{name} {name}: int8[1] <- x\n" for name in ("P", "Q", "R", "S")
    )
    hits = [
        Hit(operator, {}, "stride", pattern=None) for operator in model_from_sketch(text).operators
    ]
    same = [replace(hit, subject=replace(hit.subject, kind="custom:*")) for hit in hits]  # type: ignore
    (finding,) = found(*same)
    assert finding.message.startswith("P, Q, R (4×) has")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3], 3),
        ([3, 3, 3], 3),
        (["a", "a"], "a"),
        ([9, 3, 5], "3 to 9"),
        ([1.5, 2], "1.5 to 2"),
        (["b", "a"], "b, a"),
        (["c", "b", "a"], "c, b, a"),
        (["d", "c", "b", "a"], "d, c, b …"),
        ([3, "?"], "3, ?"),
    ],
)
def test_values_of_several_places_are_told_as_one(values: Sequence[Value], expected: Value) -> None:
    assert aggregate(values) == expected


def test_a_fingerprint_is_made_of_rule_target_kind_cause_and_answer() -> None:
    base = ("mine/x", "mine", "conv", "stride", Answer.BAD)
    first = fingerprint(*base)
    assert first == "d8e0d782875ecd41"  # baselines hold such digits
    others = [
        fingerprint("mine/y", *base[1:]),
        fingerprint(base[0], "yours", *base[2:]),
        fingerprint(*base[:2], "pool", *base[3:]),
        fingerprint(*base[:3], "kernel", base[4]),
        fingerprint(*base[:4], Answer.UNKNOWN),
    ]
    assert len({first, *others}) == 6


def test_a_fingerprint_does_not_know_where_one_word_ends() -> None:
    assert fingerprint("a", "bc", "", "", Answer.BAD) != fingerprint("ab", "c", "", "", Answer.BAD)


def test_a_fingerprint_survives_other_places_and_values() -> None:
    (finding,) = found(Hit(CONV, {"stride": 4}, "stride"))
    (other,) = found(Hit(SECOND, {"stride": 5}, "stride"), Hit(CONV, {"stride": 9}, "stride"))
    assert finding.fingerprint == other.fingerprint


def test_a_name_that_is_no_unicode_can_be_fingerprinted() -> None:
    assert len(fingerprint("a", "b", "custom:\udcff", "", Answer.BAD)) == 16
