import pytest
from msgspec.structs import replace

from dlpulint.basics.terms import Effect, Severity, Verdict
from dlpulint.report.latency import Latency
from dlpulint.reporters.difference import text
from dlpulint.reporters.text.style import Style
from tests.compare.samples import (
    compare,
    endpoint,
    finding,
    model,
    operators,
    placement,
    report,
    run,
)
from tests.reporters.reading import read_text
from tests.reporters.samples import HOSTILE
from tests.reporters.test_latency_line import NETWORK, TAIL


def test_one_model_that_was_retrained() -> None:
    old = report("a.tflite", finding(), verdict=Verdict.WRONG, where=placement(operators("ADD!")))
    new = report(
        "a.tflite",
        finding("artpec8/y", count=3),
        of=model("b" * 64, inputs=[endpoint(dtype="int8")]),
        where=placement(operators("ADD"), dlpu=2_000, partitions=2),
    )
    assert text.write(compare(run(old), run(new))) == (
        "OLD  old.json, a report of dlpulint 0.1.0\n"
        "NEW  new.json, a report of dlpulint 0.1.0\n"
        "\n"
        "The report has changed, with news that fails the run.\n"
        "\n"
        "wrong → slow  a.tflite on artpec8\n"
        "  The model changed (sha256 aaaaaaaaaaaa → bbbbbbbbbbbb).\n"
        "\n"
        "  new     error artpec8/y\n"
        "          CONV_2D at 3 is wrong\n"
        "  gone    error artpec8/x\n"
        "\n"
        "  Moved   ADD (0) from the CPU to the DLPU: artpec8/unlisted\n"
        "  MACs    1 k → 2 k; 100 % → 100 % on the DLPU\n"
        "  Pieces  1 partition → 2 partitions (at most 16)\n"
        "  Input   image: dtype uint8 → int8\n"
    )


def test_an_upgrade_is_a_table_and_a_cause() -> None:
    old = run(*(report(f"m/{n}.tflite") for n in range(9)))
    new = run(
        *(
            report(f"m/{n}.tflite", *([finding()] if n < 7 else []), pack_version="2026.2")
            for n in range(9)
        )
    )
    assert text.write(compare(old, new)) == (
        "OLD  old.json, a report of dlpulint 0.1.0\n"
        "NEW  new.json, a report of dlpulint 0.1.0\n"
        "\n"
        "7 of 9 reports changed; 7 have news that fails the run. The rules are others:\n"
        "artpec8 2026.1 → 2026.2.\n"
        "\n"
        "model                                            target  verdict new  gone moved\n"
        + "".join(
            f"m/{n}.tflite                                       artpec8 slow    1\n"
            for n in range(7)
        )
        + "\n"
        "7 of 9 models on artpec8: the rules changed (artpec8 2026.1 → 2026.2) and the\n"
        "  model did not. New or more: artpec8/x (7).\n"
        "\n"
        "See each model's findings and operators with --full.\n"
    )


def test_the_table_names_what_else_changed() -> None:
    preview = placement(operators("CONV_2D", "ADD"), dlpu=2_000, preview=True)
    old = run(report("a.onnx", where=placement(preview=True)), report("b.onnx"))
    new = run(report("a.onnx", where=preview), report("b.onnx"))
    written = text.write(compare(old, new))
    assert (
        "model                                 target  verdict new  gone moved also\n"
        "a.onnx                                artpec8 slow                    Preview +2\n"
    ) in written
    assert (
        "  Preview the operators below are those of the conversion\n"
        "  Graph   1 → 2: ADD 0 → 1\n"
        "  MACs    1 k → 2 k; 100 % → 100 % on the DLPU\n"
    ) in written


def test_an_effect_that_changed_at_the_same_level_is_shown() -> None:
    worse = replace(finding(level=Severity.WARNING), effect=Effect.WRONG)
    old = run(report("a.tflite", finding(level=Severity.WARNING)))
    written = text.write(compare(old, run(report("a.tflite", worse))))
    assert "  louder  warning, slow → wrong artpec8/x\n" in written


def test_two_builds_of_one_version_are_told_apart() -> None:
    old = run(report(pack_build="1" * 16), build="a" * 16)
    new = run(report("models/a.tflite", finding(), pack_build="2" * 16), build="b" * 16)
    assert (
        "  The rules changed (artpec8 2026.1, build 11111111 → 22222222), dlpulint\n"
        "  changed (0.1.0, build aaaaaaaa → bbbbbbbb) and the model did not.\n"
    ) in text.write(compare(old, new))


def test_a_config_is_the_cause_where_all_builds_are_the_same() -> None:
    old = run(report(pack_build="1" * 16), build="a" * 16)
    new = run(report("models/a.tflite", finding(), pack_build="1" * 16), build="a" * 16)
    assert (
        "  Model, rules and dlpulint are the same, so a config changed, or an installed\n"
        "  library.\n"
    ) in text.write(compare(old, new))


def test_the_same_on_both_sides_is_said_in_a_line() -> None:
    written = text.write(compare(run(report()), run(report())))
    assert written.splitlines()[3:] == ["The report is the same."]


def test_a_file_that_cannot_be_read_is_said_to_be_so() -> None:
    written = text.write(
        compare(run(report("a.tflite")), run(report("a.tflite", error="empty file")))
    )
    assert "slow → unreadable  a.tflite on artpec8\n" in written
    assert "  NEW     cannot be read: empty file\n" in written


def test_a_model_of_one_side_says_so() -> None:
    old = run(report("a"), report("b", of=model("b" * 64)))
    new = run(report("a"), report("c", finding(), of=model("c" * 64)))
    written = text.write(compare(old, new))
    assert (
        "The report is the same; 1 has news that fails the run; 1 only in NEW; 1 only in\n"
        "OLD.\n" in written
    )
    assert "none → slow  c on artpec8\n  Only in NEW.\n" in written
    assert "slow → none  b on artpec8\n  Only in OLD.\n" in written


@pytest.mark.parametrize(
    "name", [*HOSTILE[:-1], pytest.param(HOSTILE[-1], marks=pytest.mark.slow)], ids=range(9)
)
def test_lines_stay_within_the_width_whatever_the_names(name: str) -> None:
    old = run(report(name, finding(name, message=name)), report("other"))
    new = run(
        report(
            name,
            finding(f"{name}2", message=name),
            of=model("b" * 64, inputs=[endpoint(name, dtype="int8")]),
            where=placement(operators(f"{name}!")),
        ),
        report("other"),
    )
    for style in (Style(), Style(full=True)):
        written = text.write(compare(old, new), style)
        assert max(map(len, written.splitlines())) <= 80
        read_text(written)
        assert len(written) < 1_500_000


def test_many_rows_end_with_how_many_more_there_are() -> None:
    old = run(*(report(f"{n}.tflite") for n in range(100)))
    new = run(*(report(f"{n}.tflite", finding()) for n in range(100)))
    assert "… and 40 more; see them with --full.\n" in text.write(compare(old, new))
    assert text.write(compare(old, new), Style(full=True)).count("\nslow  ") == 100


def test_endless_names_are_cut_unless_everything_is_asked_for() -> None:
    name = (
        "model/tf_detect/tf_conv2d_2/conv2d_59/BiasAdd;model/tf_detect/tf_conv2d/conv2d_57/Conv2D"
    )
    old = report("a.tflite", of=model(inputs=[endpoint("image")]))
    new = report("a.tflite", of=model("b" * 64, inputs=[endpoint(name)]))
    shown = text.write(compare(run(old), run(new)), Style(width=200))
    short = "model/tf_detect/tf_conv2d_2/conv2d_59/B…"
    assert f"  Input   {short}: name image → {short}\n" in shown
    whole = text.write(compare(run(old), run(new)), Style(width=300, full=True))
    assert f"  Input   {name}: name image → {name}\n" in whole


def test_another_estimated_time_is_a_change() -> None:
    slow = Latency(camera="Q1656", low=44.474, likely=55.592, high=69.49, inside=True)
    fast = Latency(camera="Q1656", low=15.343, likely=19.178, high=23.973, inside=True)
    old, new = (replace(report("a.tflite"), latency=one) for one in (slow, fast))
    shown = text.write(compare(run(old), run(new)))
    assert "  Time    44 to 70 ms → 15 to 24 ms (estimated)\n" in shown
    assert "Time" not in text.write(compare(run(old), run(old)))


def test_a_time_without_the_tail_of_the_other_side_says_so() -> None:
    whole = Latency(low=44.474, likely=55.592, high=69.49, parts=(NETWORK, TAIL))
    layers = Latency(low=15.343, likely=19.178, high=23.973, parts=(NETWORK,))
    old, new = (replace(report("a.tflite"), latency=one) for one in (whole, layers))
    lacks = "lacks it: add what the application computes instead"
    wide = Style(width=200)
    assert (
        "  Time    44 to 70 ms → 15 to 24 ms (estimated); OLD: 36 of it the decode tail; NEW "
        f"{lacks}\n"
    ) in text.write(compare(run(old), run(new)), wide)
    assert (
        "  Time    15 to 24 ms → 44 to 70 ms (estimated); NEW: 36 of it the decode tail; OLD "
        f"{lacks}\n"
    ) in text.write(compare(run(new), run(old)), wide)


def test_a_side_without_an_estimate_is_no_change() -> None:
    fast = Latency(camera="Q1656", low=15.343, likely=19.178, high=23.973, inside=True)
    new = replace(report("a.tflite"), latency=fast)
    shown = text.write(compare(run(report("a.tflite")), run(new)))
    assert "Time" not in shown
    assert "has changed" not in shown
