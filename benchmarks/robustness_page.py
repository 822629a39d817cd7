"""docs/robustness.md, a page of sections, each of which is written anew by a command of its own.

A section stands between `<!-- NAME -->` and `<!-- end of NAME -->`; to add one, write its two
markers into the page where it belongs. What stands outside of sections is written by hand.
"""

from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "robustness.md"


def with_section(page: str, name: str, text: str) -> str:
    """The page with another text between the markers of a section.

    Raises:
        ValueError: If the page does not have the two markers, once each and in order.
    """
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    before, begins, rest = page.partition(begin)
    _, ends, after = rest.partition(end)
    if not begins or not ends or begin in after or end in after:
        raise ValueError(f"the page needs {begin.strip()} and {end.strip()}, once each")
    return f"{before}{begin}{text.strip()}\n{end}{after}"


def write_section(name: str, text: str) -> None:
    """Replace the text of a section of the page."""
    PAGE.write_text(with_section(PAGE.read_text("utf-8"), name, text), "utf-8")
