"""Whether a terminal makes links of OSC 8 sequences: others may print them as rubbish."""

from collections.abc import Mapping

_PROGRAMS = ("WezTerm", "ghostty", "zed", "rio", "Hyper", "Tabby", "WarpTerminal")
"""Values of TERM_PROGRAM of terminals that always had links, or have had them for years."""

_TERMS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour", "rio")
"""What TERM begins with in such terminals."""

_SINCE = {"iTerm.app": (3, 1), "vscode": (1, 72)}
"""TERM_PROGRAM_VERSION from which a program has links."""

_FIRST_VTE = 5001
"""VTE 0.50.1 (GNOME Terminal and its kin): 0.50.0 falls over links."""

_FIRST_KONSOLE = 201200
"""Konsole 20.12."""


def shows_links(environment: Mapping[str, str], *, terminal: bool) -> bool:
    """Whether links are to be written, by what the environment says of the terminal.

    `FORCE_HYPERLINK` decides where it is set: 0 is no, anything else yes, also into a pipe.
    """
    forced = environment.get("FORCE_HYPERLINK")
    if forced is not None:
        return forced != "0"
    term = environment.get("TERM", "")
    # Terminals within terminals inherit the environment of the outer one and drop its links.
    if not terminal or "CI" in environment or term == "dumb" or term.startswith(("tmux", "screen")):
        return False
    program = environment.get("TERM_PROGRAM", "")
    if program in _SINCE:
        return _version(environment.get("TERM_PROGRAM_VERSION", "")) >= _SINCE[program]
    return (
        program in _PROGRAMS
        or term.startswith(_TERMS)
        or "WT_SESSION" in environment
        or "DOMTERM" in environment
        or _number(environment.get("VTE_VERSION", "")) >= _FIRST_VTE
        or _number(environment.get("KONSOLE_VERSION", "")) >= _FIRST_KONSOLE
    )


def _version(text: str) -> tuple[int, ...]:
    return tuple(_number(part) for part in text.split(".")[:2])


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
