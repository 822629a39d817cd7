"""A pack as it stands for the versions that a user states."""

from pathlib import Path

import pytest

from dlpulint.basics.errors import PackError
from dlpulint.basics.version import UNSTATED, Version, stated_versions
from dlpulint.checks.versions import MinimumRuntime
from dlpulint.packs.applying import pack_for
from dlpulint.packs.pack import Pack
from tests.pack_files import header, limit, load, row, rule

NEW = 'since = { edgetpu_runtime = "13" }'
OLD = 'until = { edgetpu_runtime = "12" }'
NO_STRIDE = ("attribute-limits", "params = { stride_height = [1] }")
RUNTIME = 'params = { enough = "2.3.1" }'


def kinds(pack: Pack) -> list[str]:
    return sorted(pack.rows)


def limits(pack: Pack) -> list[str]:
    return [one.id for one in pack.every_limit()]


def test_a_row_holds_from_its_version_on(tmp_path: Path) -> None:
    text = row("relu") + row("pack") + NEW
    pack = load(tmp_path, header(), text)
    assert kinds(pack) == ["pack", "relu"]
    assert kinds(pack_for(pack, UNSTATED)) == ["pack", "relu"]
    assert kinds(pack_for(pack, stated_versions(edgetpu_runtime="13"))) == ["pack", "relu"]
    assert kinds(pack_for(pack, stated_versions(edgetpu_runtime="12"))) == ["relu"]


def test_of_two_rows_of_a_kind_the_version_chooses(tmp_path: Path) -> None:
    text = row("pack") + NEW + row("pack", status="cpu") + OLD
    pack = load(tmp_path, header(), text)
    chosen = pack_for(pack, stated_versions(edgetpu_runtime="12"))
    assert [one.status for one in chosen.rows_for("pack")] == ["cpu"]
    assert len(pack_for(pack, UNSTATED).rows_for("pack")) == 2


def test_limits_of_rows_and_of_all_operators_hold_for_their_versions(tmp_path: Path) -> None:
    wide = ["[[limit]]", 'check = "rank-limits"', "params = { max = 4 }", 'message = "no"']
    wide += ['source = "lab"', 'evidence = "measured"', OLD]
    text = row("conv") + limit(*NO_STRIDE, OLD, id="stride") + "\n".join(wide)
    pack = load(tmp_path, header(), text)
    assert limits(pack_for(pack, UNSTATED)) == ["mine/rank-limits", "mine/conv/stride"]
    assert limits(pack_for(pack, stated_versions(edgetpu_runtime="13"))) == []


def test_a_rule_that_wants_a_stated_version_is_left_out_without_it(tmp_path: Path) -> None:
    text = rule("mine/x", "minimum-runtime", RUNTIME, if_stated="runtime", stated_as="enough")
    pack = load(tmp_path, header(), text)
    assert len(pack.rules) == 1
    assert pack_for(pack, UNSTATED).rules == ()


def test_a_stated_version_takes_the_place_of_the_parameter(tmp_path: Path) -> None:
    text = rule("mine/x", "minimum-runtime", RUNTIME, if_stated="runtime", stated_as="enough")
    pack = pack_for(load(tmp_path, header(), text), stated_versions(runtime="2.14"))
    assert pack.rules[0].params == MinimumRuntime(enough=Version((2, 14)))


def test_a_rule_without_such_a_parameter_keeps_its_own(tmp_path: Path) -> None:
    text = rule("mine/x", "minimum-runtime", RUNTIME, if_stated="runtime")
    pack = pack_for(load(tmp_path, header(), text), stated_versions(runtime="2.14"))
    assert pack.rules[0].params == MinimumRuntime(enough=Version((2, 3, 1)))


KNOWN = '[[runtime]]\naxis_os = "10.6"\nruntime = "2.3.1"\nsource = "lab"\n'


@pytest.mark.parametrize(
    ("axis_os", "runtime", "enough"),
    [
        ("10.6", None, "2.3.1"),
        ("10.6.2", None, "2.3.1"),
        ("10.6.2", "2.4", "2.4"),
        ("10.60", None, None),
        ("12.11", None, None),
    ],
)
def test_a_pack_may_know_the_runtime_of_an_axis_os(
    tmp_path: Path, axis_os: str, runtime: str | None, enough: str | None
) -> None:
    text = rule("mine/x", "minimum-runtime", RUNTIME, if_stated="runtime", stated_as="enough")
    pack = load(tmp_path, header(), text, KNOWN)
    chosen = pack_for(pack, stated_versions(axis_os=axis_os, runtime=runtime))
    assert [str(one.params.enough) for one in chosen.rules] == ([enough] if enough else [])


def test_runtimes_are_inherited(tmp_path: Path) -> None:
    load(tmp_path, header("abstract = true"), KNOWN)
    text = header('extends = ["mine"]').replace('target = "mine"', 'target = "yours"')
    pack = load(tmp_path, text, name="yours")
    assert pack.runtimes == ((Version((10, 6)), Version((2, 3, 1))),)


def mistakes(folder: Path, *parts: str) -> list[str]:
    with pytest.raises(PackError) as raised:
        load(folder, header(), *parts)
    return [mistake.split("mine.toml: ")[1] for mistake in raised.value.mistakes]


def test_mistakes_about_versions_are_told(tmp_path: Path) -> None:
    wrong = rule("mine/x", "leading-transpose", 'since = { axis_os = "twelve", firmware = "1" }')
    assert mistakes(tmp_path, wrong) == [
        "rule mine/x.since.axis_os: expected a version such as \"2.3.1\", found 'twelve'",
        "rule mine/x.since.firmware: unknown key; expected one of axis_os, compiler, "
        "edgetpu_runtime, runtime",
    ]
    number = rule("mine/x", "leading-transpose", "until = { axis_os = 12.1 }")
    assert mistakes(tmp_path, number) == [
        'rule mine/x.until.axis_os: expected a version such as "2.3.1", found 12.1'
    ]


def test_a_stated_version_needs_its_parameter_and_its_kind(tmp_path: Path) -> None:
    no_kind = rule("mine/x", "minimum-runtime", RUNTIME, stated_as="enough")
    assert mistakes(tmp_path, no_kind) == [
        "rule mine/x.stated_as: it goes with `if_stated`, which names a version"
    ]
    no_parameter = rule(
        "mine/x", "minimum-runtime", RUNTIME, if_stated="runtime", stated_as="exempt"
    )
    assert mistakes(tmp_path, no_parameter) == [
        "rule mine/x.stated_as: no version 'exempt' in the params"
    ]


def test_a_known_runtime_needs_a_source(tmp_path: Path) -> None:
    assert mistakes(tmp_path, KNOWN.replace('"lab"', '"bla"')) == [
        "runtime 10.6.source: no source 'bla' in [sources]; did you mean 'lab'?"
    ]
