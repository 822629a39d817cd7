"""Reports on mended copies, in every format, with names of malice in the file and around it."""

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tomli
from msgspec.structs import replace

from dlpulint.report.commands import NextStep
from dlpulint.report.latency import Latency
from dlpulint.report.mended import MendedEdit, MendedFile, Mending, NewEnd, RefusedEdit
from dlpulint.reporters.formats import FORMATS, Output, rendered
from dlpulint.reporters.text.style import Style
from tests.mending.files import DETECTOR, PLANAR, given
from tests.mending.models import Builder
from tests.places import SCHEMA
from tests.reporters.reading import READERS, log_commands, read_markdown
from tests.reporters.samples import HOSTILE, finding, model_report, report
from tests.reporters.test_latency_line import NETWORK, REFUSED, WHOLE
from tests.running import run

pytestmark = pytest.mark.usefixtures("without_litert")

NAMES = [name.encode("utf-8", "surrogateescape") for name in HOSTILE]


def hostile_model() -> bytes:
    """A planar input, a detector's ends, and nothing but names that are more than letters."""
    b = Builder()
    names = iter(NAMES * 20)
    image = b.tensor(1, 3, 8, 6)
    inner = b.tensor(1, 8, 6, 3)
    b.operator("TRANSPOSE", [image, b.numbers(0, 2, 3, 1)], inner, "TransposeOptions", version=2)
    layer = b.conv(inner, 8)
    scores = b.tensor(1, 8, 6, 8, scale=1 / 256, zero_point=-128)
    b.operator("LOGISTIC", [layer], scores)
    for tensor in b.tensors:
        tensor["name"] = next(names)
    return b.file([image], [scores])


def read(format: str, path: Path) -> None:
    """Reads a report as the format's readers do; in Markdown, copies are described in lists."""
    text = path.read_bytes().decode("utf-8")
    if format == "markdown":
        read_markdown(text, further=("ul", "li"))
    else:
        READERS[format](text)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model under names of malice."""
    folder = tmp_path_factory.mktemp("hostile")
    for name in NAMES:
        if len(name) < 200 and b"\xff" not in name:
            path = bytes(folder) + b"/" + name.replace(b"/", b"%") + b".tflite"
            Path(os.fsdecode(path)).write_bytes(hostile_model())
    return folder


@pytest.mark.parametrize("format", FORMATS)
def test_names_stay_names_in_every_format(format: str, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "report"
    copies = tmp_path / "copies"
    done = run(
        *(".", "-t", "artpec8", "--isolated", "--fix", "--fix-to", copies, "--fix-tail-python"),
        *("-q", "-f", f"{format}={file}"),
        cwd=folder,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    written = [path for path in tmp_path.iterdir() if path != copies]
    assert written
    for path in written:
        read(format, path)
        assert path.stat().st_size < 3_000_000
    assert len(list(copies.glob("*.fix.json"))) == len(list(folder.iterdir()))


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_takes_copies_and_their_absence(format: str, tmp_path: Path) -> None:
    given(tmp_path, PLANAR, DETECTOR, "mobilenet_int8_per_tensor.tflite")
    (tmp_path / "broken.tflite").write_bytes(b"no model")
    file = tmp_path / "report"
    done = run(
        *(".", "-t", "artpec8", "--isolated", "--fix", "-q", "-f", f"{format}={file}"),
        cwd=tmp_path,
    )
    assert done.returncode == 2
    for path in tmp_path.glob("report*"):
        read(format, path)


def test_the_text_has_no_commands_for_a_log(folder: Path, tmp_path: Path) -> None:
    for full in ((), ("--full",)):
        arguments = (".", "-t", "artpec8", "--isolated", "--fix", "--fix-to", tmp_path, *full)
        text = run(*arguments, cwd=folder).stdout.decode("utf-8")
        READERS["text"](text)
        assert log_commands(text) == []


def test_certificates_and_decode_files_hold_names_as_text(folder: Path, tmp_path: Path) -> None:
    run(
        *(".", "-t", "artpec8", "--isolated", "--fix", "-q", "--fix-to", tmp_path),
        "--fix-tail-python",
        cwd=folder,
    )
    schema = json.loads((SCHEMA.parent / "fix.schema.json").read_text("utf-8"))
    for path in tmp_path.glob("*.fix.json"):
        jsonschema.validate(json.loads(path.read_bytes()), schema)
    for path in tmp_path.glob("*_decode.py"):
        compile(path.read_bytes(), "decode", "exec")


def mended(**values: Any) -> Mending:
    """A result of `--fix` made by hand."""
    file = {
        "path": "m.artpec8.tflite",
        "certificate": "m.artpec8.fix.json",
        "tail": None,
        "edits": (MendedEdit(edit="cut-tail", description="Cut", application=("Read",)),),
        "inputs": (),
        "outputs": (
            NewEnd(
                name="o", dtype="int8", shape=(1, None), scale=0.5, zero_point=3, meaning="rows"
            ),
        ),
        "proof": "Both ran",
        "compared": True,
        "report": model_report("m.artpec8.tflite"),
    }
    return Mending(file=MendedFile(**{**file, **values}))


def text_of(mending: Mending, *, full: bool = True) -> str:
    """The end of the text report on a model."""
    whole = report(replace(model_report("m.tflite"), mending=mending))
    text = rendered(whole, Output("text", None), Style(full=full, width=80))
    return text[text.index("  Fix") :]


def test_the_text_names_what_was_done_and_what_is_left_to_do() -> None:
    text = text_of(mended(decoding=("Sigmoid.",)))
    assert [line for line in text.splitlines() if line[2:9].strip()] == [
        "  Fixed   m.artpec8.tflite: slow as before",
        "  Before  1 of 3 operators (33.3 %) and 50 % of 2 M MACs on the DLPU, the rest",
        "  After   1 of 3 operators (33.3 %) and 50 % of 2 M MACs on the DLPU, the rest",
        "  Edits   Cut (cut-tail).",
        "  Change  Read.",
        "  Output  o: int8 1x?, scale 0.5, zero point 3; rows.",
        "  Decode  Sigmoid.",
        "  Proof   Both ran.",
        "  Files   m.artpec8.fix.json (certificate, for --verify-fix)",
        "  Config  Append to dlpulint.toml, if a hook or CI lints the folder:",
        "  Compare dlpulint --diff m.tflite m.artpec8.tflite --target artpec8",
    ]


def test_the_time_of_a_cut_copy_alone_leaves_out_the_operators_cut_off() -> None:
    after = replace(WHOLE, low=15.343, likely=19.178, high=23.973, parts=(NETWORK,))
    copy = replace(model_report("m.artpec8.tflite"), latency=after)
    mending = mended(report=copy, tail="m.artpec8.tail.tflite")
    found = replace(model_report("m.tflite"), latency=REFUSED, mending=mending)
    text = rendered(report(found), Output("text", None), Style(full=True, width=200))
    line = "no estimate → 15 to 24 ms plus the operators cut off, on the CPU; estimated, on a Q1656"
    assert f"  Time    {line}.\n" in text


@pytest.mark.parametrize(
    ("after", "line"),
    [
        (
            replace(WHOLE, low=15.343, likely=19.178, high=23.973, parts=(NETWORK,)),
            "44 to 70 ms (36 of it the decode tail) → 15 to 24 ms plus the tail on the CPU; "
            "estimated, on a Q1656",
        ),
        (
            replace(WHOLE, low=39.0, high=60.0),
            "44 to 70 ms → 39 to 60 ms; estimated, on a Q1656",
        ),
    ],
)
def test_the_time_of_a_copy_leaves_out_the_tail_and_says_so(after: Latency, line: str) -> None:
    copy = replace(model_report("m.artpec8.tflite"), latency=after)
    found = replace(model_report("m.tflite"), latency=WHOLE, mending=mended(report=copy))
    text = rendered(report(found), Output("text", None), Style(full=True, width=200))
    assert f"  Time    {line}.\n" in text
    unknown = replace(found, latency=REFUSED, mending=mended(report=copy))
    text = rendered(report(unknown), Output("text", None), Style(full=True, width=200))
    assert f"  Time    no estimate → {line.split(' → ')[1].split(' ms')[0]} ms; estimated" in text
    unchanged = replace(found, mending=mended(report=replace(copy, latency=WHOLE)))
    text = rendered(report(unchanged), Output("text", None), Style(full=True, width=200))
    assert "estimated" not in text


def test_the_text_says_why_a_file_is_missing() -> None:
    text = text_of(mended(tail_reason="a state", decode_reason="nothing was cut off"))
    assert "          No tail file: a state.\n" in text
    assert "          No Python file for the part that was cut off: nothing was cut off.\n" in text


def test_a_tail_has_its_command_and_its_target() -> None:
    tail = {"tail": "m.artpec8.tail.tflite", "tail_command": "larod-client -g m.tail -i '' -i ''"}
    lines = text_of(mended(**tail)).splitlines()
    assert "  Try     larod-client -g m.tail -i '' -i ''" in lines
    start = next(n for n, line in enumerate(lines) if line.startswith("  Config")) + 1
    end = next(n for n, line in enumerate(lines) if line.startswith("  Compare"))
    groups = tomli.loads("\n".join(lines[start:end]))["models"]
    assert groups == [
        {"files": "**/*.artpec8.tflite", "targets": ["artpec8"]},
        {"files": "**/*.tail.tflite", "targets": ["cpu"]},
    ]
    copy = replace(model_report("m.artpec8.tflite"), try_on_camera="larod-client -g m")
    lines = text_of(mended(**tail, report=copy)).splitlines()
    assert lines[-2:] == [
        "  Try     larod-client -g m",
        "          larod-client -g m.tail -i '' -i ''",
    ]


def test_the_text_says_why_nothing_was_written() -> None:
    refused = (RefusedEdit(edit="fold-pad", reason="one row too many"),)
    assert text_of(Mending(file=None, reason="It is clean", not_made=refused)) == (
        "  Fix     Nothing was written. It is clean.\n  Refused fold-pad: one row too many\n"
    )


def test_commands_are_those_for_the_copy_alone() -> None:
    def commands(name: str) -> dict[str, Any]:
        step = NextStep((f"edgetpu_compiler {name}",), ())
        return {"next_step": step, "try_on_camera": f"larod-client -g {name}"}

    copy = replace(model_report("m.artpec7.tflite"), **commands("m.artpec7.tflite"))
    found = model_report("m.tflite", findings=(finding(),))
    first = replace(found, **commands("m.tflite"), mending=mended(report=copy))
    text = rendered(report(first), Output("text", None), Style(full=True, width=80))
    assert text.endswith(
        "  Next    edgetpu_compiler m.artpec7.tflite\n  Try     larod-client -g m.artpec7.tflite\n"
    )
    assert "edgetpu_compiler m.tflite" not in text
    unmended = replace(first, mending=None)
    text = rendered(report(unmended), Output("text", None), Style(full=True, width=80))
    assert "edgetpu_compiler m.tflite" in text
