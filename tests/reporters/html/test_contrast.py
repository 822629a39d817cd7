"""Measured contrast of the page's colours in both schemes, after WCAG 2.2: text and graphics."""

import re
from importlib import resources
from itertools import product

import pytest

from dlpulint.reporters.html.kind_groups import GROUPS

FILES = resources.files("dlpulint.reporters.html")
STYLES = ("page.css", "graph.css", "bench.css", "stage.css", "phone.css", "print.css")

TEXT, GRAPHIC = 4.5, 3.0
"""Least ratios: of text (1.4.3), and of what has to be seen to understand a drawing (1.4.11)."""

DEVICES = ("dlpu", "cpu", "unsure")
CHIPS = ("red", "plum", "orange", "yellow", "grey", "green")


def tokens() -> dict[str, dict[str, str]]:
    """Colours by name, of each scheme."""
    light, dark = FILES.joinpath("style/tokens.css").read_text("utf-8").split("@media")
    schemes = {"light": light, "dark": dark}
    return {
        scheme: dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})\b", text))
        for scheme, text in schemes.items()
    }


SCHEMES = tokens()


def channels(colour: str) -> tuple[float, ...]:
    digits = colour[1:]
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    return tuple(int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))


def luminance(colour: tuple[float, ...]) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in colour
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def over(upper: str, lower: str, opacity: float) -> tuple[float, ...]:
    """A colour painted over another."""
    return tuple(
        opacity * a + (1 - opacity) * b
        for a, b in zip(channels(upper), channels(lower), strict=True)
    )


def ratio(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Contrast of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_ratio_is_that_of_the_standard() -> None:
    assert ratio(channels("#fff"), channels("#000000")) == pytest.approx(21)
    assert ratio(channels("#777777"), channels("#ffffff")) == pytest.approx(4.48, abs=0.005)


TEXTS = {
    # Running text, links and what is said of them.
    *product(("ink", "muted", "link", "red"), ("paper", "soft")),
    # Chips, and the notice of what is assumed.
    *((tone, f"{tone}-bg") for tone in CHIPS),
    # A filter's chip that is pressed or not, and the button of a target.
    *((tone, "paper") for tone in CHIPS),
    ("paper", "ink"),
    # The arrow to what is selected.
    ("paper", "link"),
    # Titles of boxes, their other lines, and names in regions of partitions.
    *(("ink", f"k-{group}") for group in GROUPS),
    *(("ink", f"{device}-{part}") for device in DEVICES for part in ("box", "zone")),
}
"""Text and its ground."""

GRAPHICS = {
    # Outlines of boxes, marks in lists and strips, and edges of regions on both sides.
    *product(DEVICES, ("paper", "soft")),
    *((device, f"{device}-{part}") for device in DEVICES for part in ("box", "zone")),
    # Boxes as marks, from so far that they have no outline.
    *((f"{device}-far", "paper") for device in DEVICES),
    # Bars of shares.
    *((device, "grey-bg") for device in DEVICES),
    # Lines between boxes, over the paper and over regions; what is selected, found or moved.
    *product(("edge-line", "link", "plum", "ink"), ("paper", *(f"{d}-zone" for d in DEVICES))),
    # Edges of findings, the mark of a cut.
    *product(("red", "cpu", "unsure"), ("paper", "soft")),
    ("muted", "paper"),
}
"""Shapes and what they lie on."""


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), sorted(TEXTS))
def test_text_can_be_read(scheme: str, text: str, ground: str) -> None:
    colours = SCHEMES[scheme]
    assert ratio(channels(colours[text]), channels(colours[ground])) >= TEXT


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("shape", "ground"), sorted(GRAPHICS))
def test_shapes_can_be_seen(scheme: str, shape: str, ground: str) -> None:
    colours = SCHEMES[scheme]
    assert ratio(channels(colours[shape]), channels(colours[ground])) >= GRAPHIC


def opacity(before: str) -> float:
    """The opacity that the script sets last before some text."""
    texts = [file.read_text("utf-8") for file in FILES.joinpath("script").iterdir()]
    (text,) = (text for text in texts if before in text)
    return float(re.findall(r"globalAlpha = ([\d.]+)", text.partition(before)[0])[-1])


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("device", "stroke"), [("cpu", "draw.lineWidth = 1.6"), ("unsure", "draw.arc(3, 3")]
)
def test_text_over_a_pattern_can_be_read(scheme: str, device: str, stroke: str) -> None:
    colours = SCHEMES[scheme]
    pattern = over(colours[device], colours[f"{device}-box"], opacity(stroke))
    assert ratio(channels(colours["ink"]), pattern) >= TEXT


@pytest.mark.parametrize("scheme", SCHEMES)
def test_names_over_boxes_can_be_read(scheme: str) -> None:
    """Names of blocks and partitions have a ground that lets little through."""
    colours = SCHEMES[scheme]
    alpha = opacity("draw.roundRect(...spot, 3)")
    for name, below in colours.items():
        ground = over(colours["paper"], below, alpha)
        assert ratio(channels(colours["ink"]), ground) >= TEXT, name


def test_both_schemes_have_the_same_colours() -> None:
    assert list(SCHEMES["light"]) == list(SCHEMES["dark"])
    assert len(SCHEMES["light"]) > 35


def test_all_colours_are_stated_once() -> None:
    for name in STYLES:
        text = FILES.joinpath(f"style/{name}").read_text("utf-8")
        assert re.findall(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", text) == []
    known = set(SCHEMES["light"])
    for file in FILES.joinpath("script").iterdir():
        text = file.read_text("utf-8")
        assert re.findall(r"""["'`]#(?:[0-9a-f]{6}|[0-9a-f]{3})["'`]""", text) == []
    palette = FILES.joinpath("script/palette.js").read_text("utf-8")
    (listed,) = re.findall(r"const COLORS = \[(.*?)\];", palette, re.DOTALL)
    assert set(re.findall(r'"([a-z-]+)"', listed)) <= known


@pytest.mark.parametrize("name", STYLES)
def test_every_text_colour_is_measured_on_its_ground(name: str) -> None:
    """A rule that states both has to be among the pairs above."""
    text = FILES.joinpath(f"style/{name}").read_text("utf-8")
    for body in re.findall(r"\{([^{}]*)\}", text):
        colour = re.search(r"(?<![-\w])color: var\(--([a-z-]+)\)", body)
        ground = re.search(r"background(?:-color)?: var\(--([a-z-]+)\)", body)
        if colour and ground:
            assert (colour[1], ground[1]) in TEXTS


def test_every_text_colour_is_measured() -> None:
    measured = {text for text, _ in TEXTS}
    for name in STYLES:
        text = FILES.joinpath(f"style/{name}").read_text("utf-8")
        used = set(re.findall(r"(?<![-\w])color: var\(--([a-z-]+)\)", text))
        assert used <= measured, name
