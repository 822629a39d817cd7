"""The drawn graph: boxes that link to entries, lines that know their ends, blocks that fold."""

from dlpulint.drawing import pictures
from dlpulint.outline import Outline
from dlpulint.reporters.html.graphs import graph
from tests.reporters.html.reading import NETWORK, Page, drawn, hostile_outline, outline, section
from tests.reporters.samples import HOSTILE

BLOCKS = "input t0: int8[1,8,8,4]\n" + "\n".join(
    f"conv a{n}: int8[1,8,8,4] <- t{n}, weights: int8[4,3,3,4] {{stride=1 padding=same}}\n"
    f"logistic b{n}: int8[1,8,8,4] <- a{n}\n"
    f"mul c{n}: int8[1,8,8,4] <- a{n}, b{n}\n"
    f"add t{n + 1}: int8[1,8,8,4] <- c{n}, t{n}"
    for n in range(4)
)


def shown(*outlines: Outline) -> Page:
    told = section(*(drawn(one, target=f"artpec{8 + n}") for n, one in enumerate(outlines)))
    return Page(graph(told.sheets[0], told.judging(told.sheets[0])))


def test_each_operator_is_a_box_that_links_to_its_entry() -> None:
    page = shown(outline())
    assert sorted(page.links) == ["#m1g1o0", "#m1g1o1"]
    assert "a CONV_2D 0 · 1×8×8×4" in page.words
    assert "b SOFTMAX 1 · 1×8×8×4" in page.words


def test_inputs_and_outputs_of_the_graph_are_drawn() -> None:
    page = shown(outline())
    ends = page.all("g", **{"class": "io"})
    tensors = [tensor.name for tensor in outline().tensors]
    assert [tensors[int(end["data-t"] or "")] for end in ends] == ["x", "b"]
    assert "x x uint8 1×8×8×3" in page.words


def test_a_box_is_marked_by_target() -> None:
    one = outline()
    boxes = {box["href"]: box.get("class") for box in shown(one, one).all("a")}
    assert boxes == {"#m1g1o0": None, "#m1g1o1": "c1 x1 c2 x2"}


def test_lines_know_what_flows_from_where_to_where() -> None:
    lines = {(line["data-s"], line["data-r"]) for line in shown(outline()).all("path")}
    assert lines == {("i", "0"), ("0", "1"), ("1", "o")}


def test_blocks_that_repeat_fold_and_say_what_they_hold() -> None:
    one = outline(BLOCKS + "\noutput t4")
    folds = [band.fold for picture in pictures(one) for band in picture.bands if band.fold]
    assert folds
    page = shown(one)
    assert len(page.all("details")) == len(folds)
    assert all("open" in block for block in page.all("details"))
    first = page.all("summary")[0]["title"] or ""
    assert first.startswith(f"Block 1 of {folds[0].of}: ")
    assert len(page.all("g")) == len(folds) + 2


def test_subgraphs_have_their_names() -> None:
    sketch = NETWORK + "subgraph body\ninput v: int8[1]\nrelu w: int8[1] <- v\noutput w"
    page = shown(outline(sketch))
    assert "Subgraph 1 body" in page.words
    assert "w RELU 1:0 · 1" in page.words


def test_no_name_becomes_markup() -> None:
    for name in HOSTILE:
        page = shown(hostile_outline(name))
        assert {tag for tag, _ in page.elements} <= {
            "div", "svg", "path", "g", "a", "title", "rect", "text", "p", "details", "summary",
            "span",
        }  # fmt: skip
        for _, attributes in page.elements:
            assert not {key for key in attributes if key.startswith("on")}
