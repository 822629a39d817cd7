"""The page's script and style: that what is left out of the files changes nothing they mean."""

import re
from importlib import resources
from importlib.resources.abc import Traversable

import pytest

from dlpulint.reporters.html.page import _LIBRARY, _LICENCE, _SCRIPTS, _STYLES, _compact, write
from tests.reporters.samples import report

FILES = resources.files("dlpulint.reporters.html")


def files(folder: str, suffix: str) -> dict[str, str]:
    """Texts of a folder's files by name."""
    found: list[Traversable] = [
        file for file in FILES.joinpath(folder).iterdir() if file.name.endswith(suffix)
    ]
    return {file.name: file.read_text("utf-8") for file in found}


SCRIPTS = files("script", ".js")
STYLES = files("style", ".css")

TEXTS = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"""
    r"""|(?<=[(,=:\[!&|?{};\n])\s*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*""",
    re.DOTALL,
)
"""Comments, texts and regular expressions of a script, each as a whole."""


def test_every_script_and_style_is_on_the_page() -> None:
    assert sorted(_SCRIPTS) == sorted(SCRIPTS)
    assert sorted(_STYLES) == sorted(STYLES)


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_text_of_a_script_spans_lines(name: str) -> None:
    """Lines lose their indentation, and those that begin with `//` are left out: in a text that
    would change what it says."""
    spanning = [
        part for part in TEXTS.findall(SCRIPTS[name]) if "\n" in part.strip() and part[0] in "`\"'"
    ]
    assert spanning == []
    ticks = re.sub(TEXTS, "", SCRIPTS[name]).count("`")
    assert ticks == 0


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_line_of_a_script_goes_on_with_slashes(name: str) -> None:
    """A line that begins with `//` is a comment of its own, never the rest of an expression."""
    assert "/*" not in re.sub(TEXTS, "", SCRIPTS[name])
    comments = [part for part in TEXTS.findall(SCRIPTS[name]) if part.startswith("//")]
    lines = [line.strip() for line in SCRIPTS[name].splitlines()]
    for line in lines:
        if line.startswith("//"):
            assert line in comments


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_compact_script_has_the_same_statements(name: str) -> None:
    def statements(text: str) -> list[str]:
        kept = TEXTS.sub(lambda part: "" if part[0].startswith(("//", "/*")) else part[0], text)
        return [line.strip() for line in kept.splitlines() if line.strip()]

    assert statements(_compact(SCRIPTS[name])) == statements(SCRIPTS[name])


@pytest.mark.parametrize("name", STYLES)
def test_a_compact_style_has_the_same_rules(name: str) -> None:
    def rules(text: str) -> str:
        return " ".join(re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).split())

    assert rules(_compact(STYLES[name])) == rules(STYLES[name])
    assert "/*" not in _compact(STYLES[name])


def test_what_is_left_out_is_indentation_empty_lines_and_comments() -> None:
    assert _compact("/* a */\na {\n\n  b: c;  /* d */\n}\n  // e\nf(); // g\n") == (
        "a {\nb: c;  /* d */\n}\nf(); // g\n"
    )


def test_nothing_in_a_script_ends_its_element_or_a_template() -> None:
    for text in (*SCRIPTS.values(), FILES.joinpath(_LIBRARY).read_text("utf-8")):
        assert "</script" not in text.lower()
        assert "<!--" not in text
        assert "sourceMappingURL" not in text


def test_the_library_and_its_licence_stand_in_the_script_as_published() -> None:
    library = FILES.joinpath(_LIBRARY).read_text("utf-8")
    page = write(report())
    assert library.rstrip() in page
    assert library.startswith("/**\n* Panzoom ")
    licence = FILES.joinpath(_LICENCE).read_text("utf-8")
    assert "Permission is hereby granted, free of charge" in licence
    assert "*/" not in licence
    assert licence.rstrip() in page


def test_scripts_ask_for_nothing_from_outside() -> None:
    for text in (*SCRIPTS.values(), FILES.joinpath(_LIBRARY).read_text("utf-8")):
        for way in ("fetch(", "XMLHttpRequest", "WebSocket", "import(", "sendBeacon", "new Image"):
            assert way not in text
