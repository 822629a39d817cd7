"""The summary as a page."""

from tests.places import GOLDEN


def test_the_page_runs_and_loads_nothing() -> None:
    page = (GOLDEN / "summary.html").read_text("utf-8")
    assert (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
    ) in page
    assert "<script" not in page
