"""The page as a whole: what it says, and that no name becomes markup."""

import base64
import hashlib
import re
from datetime import date

import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Answer, Device, Effect, Partitioning, Severity, Verdict
from dlpulint.findings.source import Source
from dlpulint.model.input_shapes import InputShape
from dlpulint.placement.result import DeviceMacs, PartitionCount, PlacementFigures
from dlpulint.report.commands import NextStep
from dlpulint.report.report import BlockerSummary, CutSummary, PlacementSummary, Report, StepSummary
from dlpulint.reporters.html.page import write
from tests.reporters.html.reading import Page, drawn, hostile_outline, words
from tests.reporters.samples import (
    HOSTILE,
    REFERENCE,
    finding,
    model,
    model_report,
    place,
    placed,
    placement,
    report,
    target,
    unreadable,
)


def several() -> Report:
    return report(
        model_report(findings=[finding()]),
        model_report(target="cv25", verdict=Verdict.CONVERT, foreign=True),
        unreadable(),
        unreadable(target="cv25"),
        model_report("models/c.tflite", verdict=Verdict.CLEAN),
        targets=[target(about=["The DLPU is shared."]), target("cv25")],
    )


def hostile() -> Report:
    reports = []
    for name in HOSTILE:
        bad = finding(
            rule=name,
            message=name,
            why=name,
            fix=name,
            title=name,
            locations=[place(1, name, key=name), place(None, name)],
            suppressed=name,
            source=Source(title=name, url=name, read=date(2026, 1, 2)),
        )
        where = placement(
            [
                placed(0, name, tensor=name, because=(name,)),
                placed(1, name, Device.CPU, direct=True, tensor=name, because=(name,), subgraph=1),
            ]
        )
        summary = replace(model(inputs=[name], outputs=[name]), made_by=name)
        linted = model_report(name, findings=[bad], summary=summary, where=where)
        reports.append(replace(linted, outline=hostile_outline(name)))
    return report(*reports, unreadable(error=HOSTILE[0]), targets=[target(about=HOSTILE)])


def test_the_page_begins_with_the_verdicts() -> None:
    assert words(several()).startswith(
        "dlpulint: 3 models on 2 targets Skip to the verdicts dlpulint 3 models on 2 targets "
        "Model artpec8 cv25 "
        "models/broken.tflite unreadable unreadable "
        "models/mobilenet.tflite slow 50 % DLPU convert "
        "models/c.tflite clean 50 % DLPU not linted "
        "Meaning of the verdicts"
    )


def test_a_model_is_described_before_its_targets() -> None:
    assert (
        "models/mobilenet.tflite Format tflite Size 4.28 MB Operators 3 Parameters 3.54 M "
        "MACs 301 M Peak activations 2.41 MB Backbone MobileNetV2 Head classifier "
        "In simple layers 66.7 % of operators, 100 % of MACs "
        "Made by TensorFlow 2.15.0 SHA-256 0123456789ab… "
        "Name Direction Type Layout Quantization Range Bytes per frame "
        "image input uint8 1 × 224 × 224 × 3 NHWC scale 0.0078125, zero point 128 – 150,528 "
        "scores output float32 ? × 1000 – – – – "
        "Axis ARTPEC8 DLPU slow Axis CV25 DLPU convert 1 finding The graph "
        "Axis ARTPEC8 DLPU slow The model runs slower than it could; 2 of 3 operators on the CPU "
        "(1 warning). "
        "First Convert with _experimental_disable_per_channel = True. "
        "Operators 33.3 % on the DLPU (1 of 3) MACs 50 % on the DLPU (1 M of 2 M) "
        "Partitions 2 (1 on the DLPU, 1 on the CPU), at most 16 allowed "
        "MACs on the DLPU 50 % Operators on the DLPU 1 of 3 Partitions 2, at most 16 "
        "Device axis-a8-dlpu-tflite, rules artpec8 2026.1 "
        "Axis CV25 DLPU convert "
        "This target needs ONNX: export the model from the training framework. "
    ) in words(several())
    assert (
        "The graph 3 operators "
        "artpec8CONV_2D at 0, DLPU 2 operators from 1, CPU: artpec8/softmax/beta "
        "cv25CONV_2D at 0, DLPU"
    ) in words(several())


def test_a_model_of_no_known_structure_is_said_to_be_unknown() -> None:
    unknown = report(model_report(summary=replace(model(), family=None)))
    assert "Backbone not recognised Head not recognised" in words(unknown)


def test_a_reference_says_that_it_is_no_prediction() -> None:
    text = words(report(model_report(reference=REFERENCE)))
    assert "a reference, not a prediction." in text
    assert "a reference" not in words(report(model_report()))


def test_a_finding_says_what_where_why_and_what_to_do() -> None:
    places = [place(12, scales=16), place(None, "image")]
    assert (
        "warning Weights quantized per channel ×2 "
        "CONV_2D at 12 has 16 weight scales; the DLPU is at its best with one "
        "Index Operator Tensor 12 CONV_2D Conv2D_1 weight scales 16 – – image "
        "The DLPU computes each channel apart. Latency rises. "
        "Cure Convert with _experimental_disable_per_channel = True. "
        "documented: ARTPEC-8 supported operators, read 2026-11-20 · artpec8/per-channel-weights "
    ) in words(report(model_report(findings=[finding(locations=places)])))


def test_findings_of_one_rule_share_its_reason_and_cure() -> None:
    other = finding(cause="depthwise", message="DEPTHWISE_CONV_2D has 32", locations=())
    ignored = finding(cause="fc", message="FULLY_CONNECTED has 10", suppressed="known")
    page = write(report(model_report(findings=[finding(locations=()), other, ignored])))
    shown = Page(page).words
    assert page.count("<article") == 2
    assert (
        "×2 CONV_2D at 12 has 16 weight scales; the DLPU is at its best with one "
        "DEPTHWISE_CONV_2D has 32 The DLPU computes each channel apart. "
    ) in shown
    assert (
        "ignored Weights quantized per channel FULLY_CONNECTED has 10 Index Operator Tensor "
        "12 CONV_2D Conv2D_1 Ignored known The DLPU computes each channel apart. "
    ) in shown


def located(count: int) -> str:
    """A page with a finding about so many operators, each of which writes a tensor of its own."""
    places = [place(number, tensor=f"tensor-{number}") for number in range(count)]
    where = placement([placed(number) for number in range(count)])
    return write(report(model_report(findings=[finding(locations=places)], where=where)))


def test_of_many_locations_twelve_are_rows_and_the_rest_are_links() -> None:
    assert 'class="further"' not in located(12)
    page = located(14)
    assert page.count("<td class=n>") == 12
    (further,) = re.findall(r'<p class="further">(.*?)</p>', page, re.DOTALL)
    assert words(further) == "12 CONV_2D, 13 CONV_2D"
    assert Page(further).links == ["#m1g1o12", "#m1g1o13"]


def test_a_finding_of_several_targets_stands_once_and_names_them() -> None:
    page = write(
        report(
            model_report(findings=[finding()]),
            model_report(target="artpec9", findings=[finding(rule="artpec9/per-channel-weights")]),
        )
    )
    (article,) = Page(page).all("article")
    assert article["data-on"] == "1 2"
    shown = words(page)
    assert "warning Weights quantized per channel artpec8 artpec9 CONV_2D at 12" in shown
    assert "· artpec8/per-channel-weights, artpec9/per-channel-weights" in shown


def test_a_finding_of_one_target_of_several_is_hidden_by_style_on_the_other() -> None:
    page = write(report(model_report(findings=[finding()]), model_report(target="artpec9")))
    assert [article["data-on"] for article in Page(page).all("article")] == ["1"]
    assert '.model[data-target="2"] .finding:not([data-on~="2"]){display:none}' in page


def test_findings_of_a_preview_have_one_heading_and_nothing_of_the_file_below_it() -> None:
    after = replace(finding("mine/after", title="Later"), preview=True)
    ignored = finding("mine/ignored", title="Ignored on the file", suppressed="known")
    quiet = replace(finding("mine/quiet", title="Ignored", suppressed="known"), preview=True)
    page = write(report(model_report(findings=[after, quiet, finding(), ignored])))
    titles = re.findall(r'<h4 class="preview">(.*?)</h4>|class="what"[^>]*>(.*?)<', page)
    assert ["".join(title) for title in titles] == [
        "Weights quantized per channel",
        "Ignored on the file",
        "After conversion to TFLite (preview)",
        "Later",
        "Ignored",
    ]


def test_every_link_in_the_page_leads_somewhere() -> None:
    places = [place(0), place(1), place(99)]
    softmax = finding("artpec8/softmax", locations=places)
    page = Page(write(report(drawn(findings=(finding(), softmax)), drawn(target="artpec9"))))
    within = {link[1:] for link in page.links if link.startswith("#")}
    assert {"m1", "m1-2", "m1f2", "m1g1o1", "verdicts"} <= within
    assert within <= set(page.ids)


def test_the_script_is_the_only_one_that_the_policy_lets_run() -> None:
    page = write(hostile())
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert f'content="{policy}"'.replace("'", "&#39;") in page.replace("'", "&#39;")
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert way not in script


def test_of_many_places_the_first_are_told() -> None:
    shown = words(located(1_001))
    assert "998 CONV_2D, 999 CONV_2D These are the first 1,000. The list of operators has" in shown
    assert "These are the first" not in words(located(1_000))


def test_an_unreadable_file_says_why() -> None:
    linted = report(unreadable(error="a Git LFS pointer: run `git lfs pull`"))
    assert "models/broken.tflite unreadable a Git LFS pointer: run git lfs pull" in words(linted)


def test_cannot_tell_and_ignored_are_worded() -> None:
    unsure = finding(level=Severity.NOTE, answer=Answer.UNKNOWN)
    ignored = finding(suppressed="the camera is idle")
    shown = words(report(model_report(findings=[unsure, ignored])))
    assert "unknown Weights quantized per channel" in shown
    assert "ignored Weights quantized per channel" in shown
    assert "Ignored the camera is idle" in shown


@pytest.mark.parametrize(
    ("where", "text"),
    [
        (
            placement(best=PartitionCount(1, 0), worst=PartitionCount(8, 9), limit=16),
            "1 to 17 (as the unknown operators turn out), perhaps more than the 16 allowed",
        ),
        (
            placement(best=PartitionCount(8, 8), worst=PartitionCount(8, 8), limit=16),
            "16 (8 on the DLPU, 8 on the CPU), at most 16 allowed",
        ),
        (
            placement(best=PartitionCount(8, 9), worst=PartitionCount(8, 9), limit=16),
            "17 (8 on the DLPU, 9 on the CPU), more than the 16 allowed",
        ),
        (
            placement(best=PartitionCount(2, 1), worst=PartitionCount(0, 1), limit=None),
            "1 to 3 (as the unknown operators turn out) MACs on the DLPU 50 %",
        ),
        (
            placement(partitioning=Partitioning.WHOLE, limit=None),
            "the toolchain compiles the whole graph or nothing MACs on the DLPU 50 %",
        ),
    ],
)
def test_partitions_are_told_against_their_limit(where: PlacementSummary, text: str) -> None:
    assert f"Partitions {text}" in words(report(model_report(where=where)))


@pytest.mark.parametrize(
    ("where", "text", "over"),
    [
        (placement(), "Partitions 2, at most 16", False),
        (placement(worst=PartitionCount(8, 9)), "Partitions 2 to 17, at most 16", False),
        (
            placement(best=PartitionCount(8, 9), worst=PartitionCount(9, 9)),
            "Partitions 17 to 18, at most 16",
            True,
        ),
        (placement(limit=None), "Partitions 2", False),
        (placement(partitioning=Partitioning.WHOLE), None, False),
    ],
)
def test_the_figures_that_decide_are_told_for_the_bar(
    where: PlacementSummary, text: str | None, over: bool
) -> None:
    page = write(report(model_report(where=where)))
    (key,) = re.findall(r'<dl class="key">(.*?)</dl>', page, re.DOTALL)
    whole = "MACs on the DLPU 50 % Operators on the DLPU 1 of 3"
    assert words(key) == (whole if text is None else f"{whole} {text}")
    assert ('class="over"' in key) is over


def test_a_backend_with_a_name_of_its_own_is_called_by_it() -> None:
    linted = replace(model_report(target="cpu", where=placement([placed(0)])), backend="CPU")
    shown = words(report(linted))
    assert "models/mobilenet.tflite slow 100 % CPU " in shown
    assert "The model runs on the CPU, slower than it could." in shown
    assert "Operators 100 % on the CPU (1 of 1)" in shown


def test_unknown_operators_and_subgraphs_are_told() -> None:
    where = placement(
        [
            placed(0, macs=None),
            placed(1, "GELU", Device.UNKNOWN, direct=True, because=("x/gelu",)),
            placed(0, "ADD", Device.CPU, direct=True, subgraph=1, tensor=""),
        ]
    )
    shown = words(report(model_report(where=where)))
    assert "Operators 33.3 % on the DLPU (1 of 3; 1 unknown)" in shown
    assert (
        "0 CONV_2D MACs unknown artpec8 DLPU output out "
        "1 GELU 1 M MACs artpec8 unknown x/gelu output out "
        "1:0 ADD 1 M MACs artpec8 CPU output (unnamed)"
    ) in shown


def test_what_to_change_and_what_cuts_is_told_in_sentences() -> None:
    logistic = placed(12, "LOGISTIC", Device.CPU, direct=True)
    before = PlacementFigures(1, DeviceMacs(1, 9, 0), PartitionCount(1, 1), PartitionCount(1, 1))
    after = PlacementFigures(3, DeviceMacs(10, 0, 0), PartitionCount(1, 0), PartitionCount(1, 0))
    where = replace(
        placement(partitioning=Partitioning.FIRST_CUT),
        steps=(StepSummary((logistic,), ("x",), before, after),),
        cut=CutSummary(logistic, 2, 1_000_000),
    )
    shown = words(report(model_report(where=where)))
    assert (
        "The DLPU partition ends before LOGISTIC #12; because of it, 2 of 3 operators and 50 %"
        in shown
    )
    assert (
        "Changes with the largest gain With LOGISTIC #12 changed, 100 % of the MACs run on the "
        "DLPU (now 10 %)."
    ) in shown


def test_what_integers_stand_for_and_how_to_try_the_model_is_told() -> None:
    seen = model()
    seen = replace(seen, inputs=(replace(seen.inputs[0], range=(-1.0, 0.9921875)),))
    linted = replace(model_report(summary=seen), try_on_camera="larod-client -g 'a b' -i ''")
    assert "scale 0.0078125, zero point 128 -1 to 0.992 150,528" in words(report(linted))
    assert "Try it on a camera: larod-client -g 'a b' -i ''" in words(report(linted))


def test_what_to_run_next_is_told_and_escaped() -> None:
    step = NextStep(("compile -m '<b>.onnx'", "pack"), ("Use `im:…` for the mean.",))
    shown = write(report(replace(model_report(), next_step=step)))
    assert "Next, in the file's folder: compile -m '<b>.onnx' pack Use im:… for the mean." in (
        words(report(replace(model_report(), next_step=step)))
    )
    assert "<b>.onnx" not in shown
    refused = words(report(replace(model_report(), next_step=NextStep((), ("Rename it.",)))))
    assert "Rename it." in refused
    assert "Next, in" not in refused


def test_a_what_if_is_marked_at_the_top_and_beside_the_model() -> None:
    plain = model_report()
    supposed = replace(plain, as_if="int8-per-tensor", notices=("Scales are <not> known.",))
    shown = words(report(supposed))
    assert shown.count("Assumed:") == 2
    assert "float models are quantized, int8-per-tensor. The files are not." in shown
    assert "Scales are <not> known." in shown
    assert "Assumed:" not in words(report(plain))


def test_stated_input_shapes_are_marked_at_the_top_and_beside_the_model() -> None:
    shown = words(report(replace(model_report(), input_shapes=(InputShape("<x>", (1, 3)),))))
    assert "Assumed: an open input has the shape <x>=1x3." in shown
    assert "Assumed: open inputs have the shape <x>=1x3." in shown


def test_blockers_are_told() -> None:
    where = placement(blockers=[BlockerSummary(((0, 1), (0, 2)), "artpec8/softmax/beta", 5_000, 1)])
    assert (
        "Cause Operators MACs gained without it Partitions then artpec8/softmax/beta 2 5 k 1"
    ) in words(report(model_report(where=where)))


def test_what_is_always_true_of_a_target_comes_last() -> None:
    assert words(several()).endswith(
        "About Axis ARTPEC8 DLPU The DLPU is shared. "
        "Written by dlpulint 0.1.0; rules: artpec8 2026.1, cv25 2026.1."
    )


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0 B"), (999, "999 B"), (1_000, "1 kB"), (999_499, "999 kB"), (999_500, "1 MB")],
)
def test_sizes_have_three_digits(amount: int, text: str) -> None:
    summary = replace(model(), bytes=amount)
    assert f"Size {text} Operators" in words(report(model_report(summary=summary)))


@pytest.mark.parametrize(
    ("part", "text"), [(0, "0 %"), (1, "0.1 %"), (50_000, "50 %"), (99_999, "99.9 %")]
)
def test_all_and_nothing_are_said_of_all_and_nothing_only(part: int, text: str) -> None:
    where = placement([placed(0, macs=part), placed(1, device=Device.CPU, macs=100_000 - part)])
    assert f"MACs {text} on the DLPU" in words(report(model_report(where=where)))


def test_no_findings_are_said_to_be_none() -> None:
    assert "No findings." in words(report(model_report()))


@pytest.mark.parametrize("effect", Effect)
@pytest.mark.parametrize("level", Severity)
def test_every_level_and_verdict_has_its_word_and_colour(effect: Effect, level: Severity) -> None:
    verdict = Verdict.CLEAN if effect is Effect.ADVICE else Verdict(effect.value)
    linted = model_report(verdict=verdict, findings=[finding(effect=effect, level=level)])
    page = write(report(linted))
    assert f'<span class="chip {verdict}">{verdict}</span>' in page
    assert f'<span class="chip {level}">{level}</span>' in page


@pytest.mark.parametrize("sample", [several, hostile, report])
def test_the_page_needs_nothing_else(sample: type[Report]) -> None:
    page = Page(write(sample()))
    assert len(page.ids) == len(set(page.ids))
    assert page.all("script") == [{}, {"type": "application/json", "id": "bench"}]
    for tag, attributes in page.elements:
        assert tag not in {"img", "iframe", "link", "object", "base", "form", "image", "use"}
        assert not {name for name in attributes if name.startswith("on")}
        assert "src" not in attributes
    for link in page.links:
        assert link.startswith(("#", "https://example.org/"))


def test_names_are_shown_as_they_stand() -> None:
    shown = Page(write(hostile())).text
    for name in HOSTILE[:4]:
        assert name in shown
    assert "{{ 7 * 7 }}{0}" in shown


def test_letters_that_turn_or_hide_text_are_replaced() -> None:
    page = write(hostile())
    assert "a\N{REPLACEMENT CHARACTER}etilft.b" in page
    assert not {"\u202e", "\x1b", "\udcff"} & set(page)
    page.encode("utf-8")


def test_a_long_name_shows_its_ends() -> None:
    name = "first/" + "n" * 100_000 + "/last"
    page = write(report(model_report(name)))
    assert "first/<wbr>nnn" in page
    assert "n/<wbr>last</code>" in page
    assert f'title="{name[:999]}…"' in page
    assert len(page) < len(write(report(model_report("short")))) + 5_000


def test_only_web_addresses_become_links() -> None:
    source = Source(title="a note", url="javascript:alert(1)", read=date(2026, 1, 2))
    page = Page(write(report(model_report(findings=[finding("mine/rule", source=source)]))))
    assert "documented: a note, read 2026-01-02" in page.words
    assert not [link for link in page.links if not link.startswith("#")]


@pytest.mark.parametrize("sample", [several, hostile, report])
def test_the_same_report_gives_the_same_bytes(sample: type[Report]) -> None:
    assert write(sample()) == write(sample())
    assert write(sample()).startswith("<!doctype html>\n")
    assert write(sample()).endswith("</html>\n")


def test_a_card_tells_what_to_do_first() -> None:
    page = write(report(model_report(findings=[finding()])))
    (first,) = re.findall(r'<p class="first">(.*?)</p>', page, re.DOTALL)
    assert words(first) == "First Convert with _experimental_disable_per_channel = True."
