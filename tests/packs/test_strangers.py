"""A stranger's pack: what it may read, how large it may be, and what its texts may hold."""

from pathlib import Path

import pytest

from dlpulint.basics.errors import PackError, UsageError
from dlpulint.packs.library import Folders
from dlpulint.packs.load import load_pack
from tests.pack_files import SOURCE, header, limit, load, row, rule
from tests.packs.test_load import mistakes

ALL = "forbidden-operators"
TOOLCHAIN = '[toolchain]\nsource = "lab"\nformats = ["onnx"]\n'


def pack_text(name: str, *extends: str) -> str:
    parents = ", ".join(f'"{parent}"' for parent in extends)
    return (
        f'schema = 1\ntarget = "{name}"\ntitle = "T"\nversion = "1"\nabstract = true\n'
        f"extends = [{parents}]\n{SOURCE}"
    )


# Which packs it extends.


def test_packs_that_extend_two_each_are_read_once(tmp_path: Path) -> None:
    depth = 9
    for level in range(depth):
        for side in "ab":
            parents = [f"{next_side}{level + 1}" for next_side in "ab"] if level < depth - 1 else []
            name = f"{side}{level}"
            (tmp_path / f"{name}.toml").write_text(pack_text(name, *parents), "utf-8")
    (tmp_path / "mine.toml").write_text(pack_text("mine", "a0", "b0"), "utf-8")
    reads: list[str] = []

    class Counted(Folders, frozen=True):
        def text(self, name: str) -> tuple[str, str] | None:
            reads.append(name)
            return super().text(name)

    load_pack("mine", Counted((tmp_path,)))
    assert len(reads) == 1 + 2 * depth


def test_packs_are_extended_in_the_order_in_which_they_are_first_named(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(pack_text("base") + rule("base/a", ALL), "utf-8")
    for name in ("one", "two"):
        text = pack_text(name, "base") + rule(f"{name}/a", ALL)
        (tmp_path / f"{name}.toml").write_text(text, "utf-8")
    (tmp_path / "mine.toml").write_text(pack_text("mine", "one", "two", "base"), "utf-8")
    pack = load_pack("mine", Folders((tmp_path,)))
    assert [found.id for found in pack.rules] == ["base/a", "one/a", "two/a"]


def test_a_long_row_of_packs_is_refused(tmp_path: Path) -> None:
    for number in range(40):
        text = pack_text(f"p{number}", f"p{number + 1}")
        (tmp_path / f"p{number}.toml").write_text(text, "utf-8")
    with pytest.raises(PackError, match="extends: more than 20 packs in all"):
        load_pack("p0", Folders((tmp_path,)))


@pytest.mark.parametrize(
    "name", ["../outside", "a/../../outside", "/outside", ".hidden", "a" * 300]
)
def test_a_name_leads_nowhere_outside_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "packs" / "a").mkdir(parents=True)
    (tmp_path / "outside.toml").write_text(pack_text("outside"), "utf-8")
    (tmp_path / "packs" / ".hidden.toml").write_text(pack_text("hidden"), "utf-8")
    (mistake,) = mistakes(tmp_path / "packs", header(f'extends = ["{name}"]'))
    assert mistake.startswith(f"mine.toml: extends: no pack '{name}'")
    with pytest.raises(UsageError, match="no target"):
        load_pack(name, Folders((tmp_path / "packs",)))


def test_a_pack_has_a_largest_size(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "#" * (1 << 20), header()) == [
        "mine.toml: larger than 1 MiB, the most that is read"
    ]


def test_a_pipe_is_no_pack(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").symlink_to("/dev/zero")
    with pytest.raises(UsageError, match="no target 'mine'"):
        load_pack("mine", Folders((tmp_path,)))


def test_bombs_of_tables_are_refused_in_one_line(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "a" + ".b" * 20_000 + " = 1") == [
        "mine.toml: a key of more than 10 parts with dots between them"
    ]
    assert mistakes(tmp_path, "about = " + "[" * 9_999) == [
        "mine.toml: tables and lists more than 16 deep within each other"
    ]
    assert mistakes(tmp_path, header('about = ["\\u001b[31m"]')) == [
        "mine.toml: about: U+001B, a character that does not print"
    ]


def test_of_thousands_of_mistakes_the_first_are_listed(tmp_path: Path) -> None:
    unknown = "\n".join(f"key{number} = 1" for number in range(20_000))
    (tmp_path / "mine.toml").write_text(unknown + header(), "utf-8")
    with pytest.raises(PackError) as raised:
        load_pack("mine", Folders((tmp_path,)))
    lines = str(raised.value).splitlines()
    assert len(lines) == 51
    assert lines[-1] == "more than 50 mistakes: the others are not listed"


def test_of_thousands_of_unknown_checks_the_first_are_listed(tmp_path: Path) -> None:
    rules = "".join(rule(f"mine/r{number}", f"check-{number}") for number in range(3_000))
    (tmp_path / "mine.toml").write_text(header() + rules, "utf-8")
    with pytest.raises(PackError) as raised:
        load_pack("mine", Folders((tmp_path,)))
    assert len(str(raised.value).splitlines()) == 51


# Slots of its texts.


@pytest.mark.parametrize("slot", ["{name:>1500000000}", "{name!r}", "{name:{width}}"])
def test_a_command_has_plain_slots_only(tmp_path: Path, slot: str) -> None:
    text = TOOLCHAIN + f'commands = ["make {slot}"]\n'
    assert mistakes(tmp_path, header(), text) == [
        "mine.toml: toolchain.commands[0]: write {name} alone: slots have no format options"
    ]


@pytest.mark.parametrize("key", ["each_input", "each_output"])
def test_so_have_its_options(tmp_path: Path, key: str) -> None:
    text = TOOLCHAIN + f'commands = ["make"]\n{key} = "{{tensor:>1500000000}}"\n'
    assert mistakes(tmp_path, header(), text) == [
        f"mine.toml: toolchain.{key}: write {{tensor}} alone: slots have no format options"
    ]


@pytest.mark.parametrize("slot", ["{name.__class__}", "{name[0]}"])
def test_a_slot_reaches_into_nothing(tmp_path: Path, slot: str) -> None:
    text = TOOLCHAIN + f'commands = ["make {slot}"]\n'
    (mistake,) = mistakes(tmp_path, header(), text)
    assert mistake.startswith(f"mine.toml: toolchain.commands[0]: nothing fills {slot}")


@pytest.mark.parametrize("key", ["note", "fix"])
def test_texts_of_rows_have_plain_slots_only(tmp_path: Path, key: str) -> None:
    bomb = "{subject:>1500000000}"
    assert mistakes(tmp_path, header(), row("conv", **{key: bomb})) == [
        f"mine.toml: operator conv.{key}: write {{subject}} alone: slots have no format options"
    ]
    assert mistakes(tmp_path, header(), row("conv", **{key: "{"})) == [
        f"mine.toml: operator conv.{key}: not a message: Single '{{' encountered in format string"
    ]


@pytest.mark.parametrize("key", ["unlisted_why", "unlisted_fix"])
def test_texts_on_unlisted_operators_have_plain_slots_only(tmp_path: Path, key: str) -> None:
    load(tmp_path, header(f'{key} = "{{native}} {{number}} {{subject}} {{count}}"'))
    assert mistakes(tmp_path, header(f'{key} = "{{count:>1500000000}}"')) == [
        f"mine.toml: {key}: write {{count}} alone: slots have no format options"
    ]
    (mistake,) = mistakes(tmp_path, header(f'{key} = "{{nativ}}"'))
    assert mistake.startswith(f"mine.toml: {key}: an operator outside the table gives no {{nativ}}")


def test_the_name_of_the_backend_is_part_of_messages_and_has_no_slot(tmp_path: Path) -> None:
    assert mistakes(tmp_path, header('backend = "{count:>1500000000}"')) == [
        "mine.toml: backend: a name without braces is needed"
    ]


# Its numbers.


@pytest.mark.parametrize(
    ("check", "params", "mistake"),
    [
        ("attribute-limits", "{ groups = { multiple = 0 } }", "groups.multiple: expected int >= 1"),
        (
            "size-limit",
            "{ max = 1, product = { height = 0 } }",
            "product.height: expected int >= 1",
        ),
        ("size-limit", "{ max = -1 }", "max: expected int >= 0"),
        ("scale-ratio", '{ numerator = "input", min = -0.5 }', "min: expected float >= 0.0"),
    ],
)
def test_a_number_that_sizes_are_divided_by_is_positive(
    tmp_path: Path, check: str, params: str, mistake: str
) -> None:
    found = mistakes(tmp_path, header(), row("conv"), limit(check, f"params = {params}"))
    assert any(f"operator conv.{check}.params.{mistake}, found " in line for line in found)


def test_shares_are_percents_and_groups_have_a_size(tmp_path: Path) -> None:
    params = 'params = { operators = ["conv"], multiple = 0, min_percent = 101 }'
    assert mistakes(tmp_path, header(), rule("mine/a", "channel-padding", params)) == [
        "mine.toml: rule mine/a.params.multiple: expected int >= 1, found 0",
        "mine.toml: rule mine/a.params.min_percent: expected float <= 100.0, found 101",
    ]


@pytest.mark.parametrize(
    ("check", "params", "most"),
    [
        ("rank-limits", "max = 9000000000", 64),
        ("leading-ones", "innermost = 9000000000", 64),
        ("operand-count", 'role = "input", max = 9000000000', 1000),
    ],
)
def test_numbers_of_dimensions_and_operands_are_bounded_for_the_proof_makes_so_many(
    tmp_path: Path, check: str, params: str, most: int
) -> None:
    texts = (row("concatenation"), limit(check, f"params = {{ {params} }}"))
    (mistake,) = mistakes(tmp_path, header(), *texts)
    assert mistake.endswith(f": expected int <= {most}, found 9000000000")


def test_limits_of_all_kinds_together_are_bounded(tmp_path: Path) -> None:
    kinds = [f"custom:k{number}" for number in range(200)]
    limits = [limit("rank-limits", id=f"l{number}") for number in range(100)]
    found = mistakes(tmp_path, header(), row(*kinds), *limits)
    assert found[-1] == "mine.toml: operator: more than 10,000 limits of kinds in all"


def test_a_kept_dimension_is_counted_from_the_first(tmp_path: Path) -> None:
    texts = (row("transpose"), limit("permutation-limits", f"params = {{ keep = [{-(2**63)}] }}"))
    (mistake,) = mistakes(tmp_path, header(), *texts)
    assert "keep" in mistake
    assert "expected int >= 0" in mistake


@pytest.mark.parametrize("name", ["[]", "{}", "1"])
def test_a_constant_has_a_name(tmp_path: Path, name: str) -> None:
    text = limit("rank-limits", f"params = {{ max = {{ constant = {name} }} }}")
    found = mistakes(tmp_path, header(), row("conv"), text)
    assert found[0].startswith("mine.toml: operator conv.rank-limits.params.max: no constant ")


# Its names and short texts.


@pytest.mark.parametrize("key", ["version", "device", "backend", "camera_file", "compiled"])
def test_short_texts_are_one_line(tmp_path: Path, key: str) -> None:
    text = header().replace('version = "1"\n', "") if key == "version" else header()
    assert mistakes(tmp_path, f'{key} = "a\\n::error::b"\n' + text) == [
        f"mine.toml: {key}: expected one line"
    ]


def test_so_are_titles_messages_and_sentences(tmp_path: Path) -> None:
    two = "a\\nb"
    texts = (
        header(f'about = ["{two}"]').replace("Our lab", two),
        rule("mine/a", ALL, title=two, message=two),
        row("conv"),
        limit("attribute-limits", message=two, id="b"),
    )
    assert mistakes(tmp_path, *texts) == [
        "mine.toml: sources.lab.title: expected one line",
        "mine.toml: about[0]: expected one line",
        "mine.toml: operator conv.b.message: expected one line",
        "mine.toml: rule mine/a.title: expected one line",
        "mine.toml: rule mine/a.message: expected one line",
    ]


@pytest.mark.parametrize("name", ["<img src=x>", "a|b", "a b", "../x", "", "a`b"])
def test_names_and_ids_are_plain_words(tmp_path: Path, name: str) -> None:
    assert mistakes(tmp_path, header().replace('"mine"', f'"{name}"')) == [
        f"mine.toml: target: expected letters, digits, `.`, `_` and `-`, found {name!r}"
    ]
    (mistake,) = mistakes(tmp_path, header(), rule(f"mine/{name}", ALL))
    assert mistake.endswith(f": expected an id such as mine/odd-width, found 'mine/{name}'")


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "https://x.org/ onclick=", "https://x.org/<b>", "x.org", ""),
        *("file:///etc/passwd", "file:../kit.log", "file:"),
    ],
)
def test_a_source_has_an_address(tmp_path: Path, address: str) -> None:
    text = header(source=SOURCE.replace("https://example.org/lab", address))
    assert mistakes(tmp_path, text) == [
        f"mine.toml: sources.lab.url: expected a web address or file:NAME, found {address!r}"
    ]


def test_an_entry_has_a_bounded_number_of_cures(tmp_path: Path) -> None:
    cure = '{ text = "Do.", family = ["YOLOv5"] }'
    cures = f"fix_for = [{', '.join([cure] * 2_000)}]"
    assert mistakes(tmp_path, header(), rule("mine/a", ALL, cures)) == [
        "mine.toml: rule mine/a.fix_for: more than 50 cures"
    ]
