"""Which terminals are taken to make links, by what their environment says."""

import pytest

from dlpulint.cli.terminal.hyperlinks import shows_links


@pytest.mark.parametrize(
    "environment",
    [
        {"TERM": "xterm-256color", "VTE_VERSION": "7603"},
        {"VTE_VERSION": "5001"},
        {"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.1.0"},
        {"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "4"},
        {"TERM_PROGRAM": "vscode", "TERM_PROGRAM_VERSION": "1.72.2"},
        {"TERM_PROGRAM": "WezTerm"},
        {"TERM_PROGRAM": "ghostty"},
        {"WT_SESSION": "a1b2"},
        {"KONSOLE_VERSION": "220401"},
        {"TERM": "xterm-kitty"},
        {"TERM": "alacritty"},
        {"TERM": "foot"},
        {"TERM": "dumb", "CI": "1", "FORCE_HYPERLINK": "1"},
    ],
    ids=str,
)
def test_a_terminal_that_is_known_gets_links(environment: dict[str, str]) -> None:
    assert shows_links(environment, terminal=True)


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"TERM": "xterm-256color"},
        {"VTE_VERSION": "5000"},
        {"VTE_VERSION": "new"},
        {"VTE_VERSION": "\u0667\u0667\u0667\u0667"},
        {"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.0.9"},
        {"TERM_PROGRAM": "iTerm.app"},
        {"TERM_PROGRAM": "vscode", "TERM_PROGRAM_VERSION": "1.71.9"},
        {"TERM_PROGRAM": "Apple_Terminal", "TERM_PROGRAM_VERSION": "453"},
        {"KONSOLE_VERSION": "201199"},
        {"TERM": "xterm-kitty", "CI": "true"},
        {"TERM": "dumb", "VTE_VERSION": "7603"},
        {"TERM": "tmux-256color", "VTE_VERSION": "7603"},
        {"TERM": "screen", "TERM_PROGRAM": "WezTerm"},
        {"TERM": "xterm-kitty", "FORCE_HYPERLINK": "0"},
    ],
    ids=str,
)
def test_any_other_gets_none(environment: dict[str, str]) -> None:
    assert not shows_links(environment, terminal=True)


def test_a_pipe_gets_links_only_where_they_are_forced() -> None:
    assert not shows_links({"TERM": "xterm-kitty"}, terminal=False)
    assert shows_links({"FORCE_HYPERLINK": "1"}, terminal=False)


def test_colours_have_nothing_to_do_with_it() -> None:
    assert shows_links({"TERM": "xterm-kitty", "NO_COLOR": "1"}, terminal=True)
