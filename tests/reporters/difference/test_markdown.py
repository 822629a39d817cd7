import pytest

from dlpulint.reporters.difference import markdown
from tests.compare.samples import compare, endpoint, finding, model, report, run
from tests.reporters.reading import markdown_rows, read_markdown
from tests.reporters.samples import HOSTILE


def test_one_model_is_folded_open_where_it_fails_the_run() -> None:
    written = markdown.write(
        compare(run(report("a_b.tflite")), run(report("a_b.tflite", finding())))
    )
    assert written == (
        "## What changed for the DLPU\n"
        "\n"
        "- OLD: old.json, a report of dlpulint 0.1.0\n"
        "- NEW: new.json, a report of dlpulint 0.1.0\n"
        "\n"
        "**The report has changed, with news that fails the run.**\n"
        "\n"
        "<details open><summary><code>a_b.tflite</code>: <b>slow</b> on artpec8</summary>\n"
        "\n"
        "Neither the model nor a version changed, so a config did, or a pack that kept its "
        "version.\n"
        "\n"
        "- **new** error artpec8/x: CONV\\_2D at 3 is wrong\n"
        "\n"
        "</details>\n"
    )


def test_many_models_have_a_table_and_their_causes() -> None:
    old = run(report("a.tflite"), report("b.tflite"))
    new = run(report("a.tflite", finding(), pack_version="2026.2"), report("b.tflite"))
    lines = markdown.write(compare(old, new)).splitlines()
    assert "| a.tflite | artpec8 | slow | 1 | 0 | 0 |  |" in lines
    assert (
        "- 1 of 2 models on artpec8: the rules changed (artpec8 2026.1 → 2026.2) and the model did "
        "not. New or more: artpec8/x (1)." in lines
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_foreign_names_are_only_letters(name: str) -> None:
    old = run(report(name), report("b.tflite"))
    new = run(
        report(
            name,
            finding(name, message=f"{name} is wrong"),
            of=model("b" * 64, inputs=[endpoint(name, dtype="int8")]),
        ),
        report("b.tflite"),
    )
    written = markdown.write(compare(old, new))
    read_markdown(written, {"ul", "li"})
    assert len(markdown_rows(written)) == 2


def test_it_stays_within_what_a_comment_takes() -> None:
    long = "n" * 900
    old = run(*(report(f"{n}.tflite") for n in range(200)))
    new = run(*(report(f"{n}.tflite", finding(message=long)) for n in range(200)))
    written = markdown.write(compare(old, new))
    assert len(written) < 65_536
    left = 200 - written.count("<details open>")
    assert written.endswith(f"{left} more that changed are left out.\n")
