"""What a change of dlpulint moves, and whether the changelog names it."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from benchmarks.builds import Running, base, revision, stage, tolerant
from benchmarks.changed_verdicts import HEADING, rows
from benchmarks.ecosystem import lines, missing_rows, unnamed
from dlpulint.basics.terms import Verdict
from dlpulint.report.contract import WrittenRun
from tests.compare.samples import compare, finding, report, run
from tests.places import FIXTURES, ROOT

HEAD = (
    f"# Changelog\n\n## 0.2\n\n{HEADING}\n\n| rule | before | after | source |\n|---|---|---|---|\n"
)


def changed(rule: str = "tflite/bias-scale", target: str = "cpu") -> tuple[WrittenRun, WrittenRun]:
    old = report("m/a.tflite", target=target, verdict=Verdict.CLEAN)
    new = report("m/a.tflite", finding(rule), target=target, verdict=Verdict.REJECTED)
    return run(old, build="a" * 16), run(new, build="b" * 16)


@pytest.mark.parametrize(
    "row",
    [
        "| tflite/bias-scale | clean | rejected | LiteRT |",
        "| artpec8/x, `tflite/bias-scale` | any | rejected, with the reason | LiteRT |",
        "| tflite/* | clean or slow | rejected | LiteRT |",
        "| cpu | clean | rejected | LiteRT |",
        "| * | any | any | LiteRT |",
    ],
)
def test_a_row_names_a_changed_verdict(row: str) -> None:
    assert unnamed(compare(*changed()), rows(f"{HEAD}{row}\n")) == ()


def test_a_row_names_a_verdict_with_a_hyphen() -> None:
    old = report("m/a.tflite", target="artpec8", verdict=Verdict.FALLBACK)
    new = report("m/a.tflite", target="artpec8", verdict=Verdict.CPU_ONLY)
    found = compare(run(old), run(new, build="b" * 16))
    row = "| artpec8 | fallback | cpu-only | a source |"
    assert unnamed(found, rows(f"{HEAD}{row}\n")) == ()
    assert unnamed(found, rows(f"{HEAD}{row.replace('cpu-only', 'slow')}\n")) == found.changes
    assert found.changes


@pytest.mark.parametrize(
    "row",
    [
        "| tflite/bias | clean | rejected | LiteRT |",
        "| artpec8 | clean | rejected | LiteRT |",
        "| tflite/bias-scale | rejected | clean | LiteRT |",
        "| tflite/bias-scale | slow or unknown | rejected | LiteRT |",
        "\n## 0.1\n\n| tflite/bias-scale | clean | rejected | of an earlier release |",
    ],
)
def test_a_row_about_something_else_names_nothing(row: str) -> None:
    found = compare(*changed())
    left = unnamed(found, rows(f"{HEAD}{row}\n"))
    assert left == found.changes
    assert list(missing_rows(left)) == [
        "| tflite/bias-scale | clean | rejected | … |   m/a.tflite on cpu"
    ]


@pytest.mark.parametrize(
    "row", ["| a/b | clean | rejected |", "| a/b | clean | rejected | |", "| a/b | c | slow | s |"]
)
def test_a_row_that_cannot_be_read_is_refused(row: str) -> None:
    with pytest.raises(ValueError, match="a/b"):
        rows(f"{HEAD}{row}\n")


def test_the_changelog_can_be_read() -> None:
    assert rows((ROOT / "CHANGELOG.md").read_text("utf-8"))


def test_what_moved_is_grouped_by_rule_with_the_reason() -> None:
    assert list(lines(compare(*changed()))) == [
        "1 of 1 reports changed from old.json to new.json: 1 verdicts, 0 placements",
        "",
        "tflite/bias-scale: 1 reports",
        "  because  dlpulint changed (0.1.0, build aaaaaaaa → bbbbbbbb) and the model did not (1)",
        "  verdict  clean → rejected (1): m/a.tflite on cpu",
        "  finding  new (1)",
    ]


def test_a_report_that_lacks_newer_keys_is_read() -> None:
    text = (ROOT / "tests" / "golden" / "report.json").read_bytes()
    raw = json.loads(text)
    del raw["tool"]["build"], raw["remarks"]
    for one in raw["reports"]:
        del one["pack_build"], one["next_step"], one["findings"][0]["preview"]
        del one["placement"]["steps"], one["placement"]["counts"]
    found, whole = tolerant(json.dumps(raw).encode()), tolerant(text)
    assert [r.verdict for r in found.reports] == [r.verdict for r in whole.reports]
    assert found.reports[0].placement is not None
    assert (found.remarks, found.reports[0].placement.steps) == ((), ())


def commit(repository: Path, name: str) -> str:
    """The id of a new commit that has another file."""
    (repository / name).write_text(name)
    git(repository, "add", ".")
    git(repository, "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-q", "-m", name)
    return git(repository, "rev-parse", "HEAD")


def git(repository: Path, *words: str) -> str:
    # Variables of a git that runs these tests, as a hook does, would lead to its repository.
    bare = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    asked = ["git", "-C", f"{repository}", *words]
    done = subprocess.run(asked, check=True, capture_output=True, text=True, env=bare)
    return done.stdout.strip()


def test_the_base_is_the_newest_commit_on_the_main_of_origin(tmp_path: Path) -> None:
    top, clone = tmp_path / "top", tmp_path / "clone"
    top.mkdir()
    git(top, "init", "-q", "-b", "main")
    first = commit(top, "one")
    assert base(top) is None
    second = commit(top, "two")
    assert base(top) == first
    git(tmp_path, "clone", "-q", f"{top}", f"{clone}")
    assert base(clone) == first, "origin's main is the commit that is checked out"
    commit(clone, "three")
    assert base(clone) == second
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{top}", f"{shallow}")
    assert base(shallow) is None
    assert revision("nobody", shallow) is None


@pytest.mark.slow
def test_a_staged_build_runs_its_own_code_and_packs(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    fixture = FIXTURES / "mobilenet_int8_per_channel.tflite"
    (tmp_path / "files" / fixture.name).symlink_to(fixture)
    staged = [stage(tmp_path / name, None) for name in ("old", "new")]
    pack = staged[1] / "dlpulint" / "rules" / "cpu.toml"
    pack.write_text(pack.read_text("utf-8") + "# Edited.\n", "utf-8")
    (staged[1] / "dlpulint" / "api.py").write_text("")
    old, new = (Running(build, tmp_path, ["files"]).read() for build in staged)
    assert old.tool.build != new.tool.build
    apart = [
        after.target
        for before, after in zip(old.reports, new.reports, strict=True)
        if before.pack_build != after.pack_build
    ]
    assert apart == ["artpec9-cpu", "cpu"], "one extends the other"
