"""The drawn graph: boxes that link to entries, lines that know their ends, blocks that fold."""

from dlpulint.model.outline import Outline
from dlpulint.reporters.html.graphs import graph
from tests.reporters.html.reading import NETWORK, Page, drawn, hostile_outline, outline, section
from tests.reporters.samples import HOSTILE

WEIGHTS = "weights: int8[4,3,3,4] {stride=1 padding=same}"
BLOCKS = "input t0: int8[1,8,8,4]\n" + "\n".join(
    f"conv a{n}: int8[1,8,8,4] <- t{n}, {WEIGHTS}\n"
    f"depthwise-conv b{n}: int8[1,8,8,4] <- a{n}, {WEIGHTS}\n"
    f"conv c{n}: int8[1,8,8,4] <- b{n}, {WEIGHTS}\n"
    f"add t{n + 1}: int8[1,8,8,4] <- c{n}, t{n}"
    for n in range(4)
)


def shown(*outlines: Outline) -> Page:
    whole = section(
        *(drawn(network, target=f"artpec{8 + n}") for n, network in enumerate(outlines))
    )
    return Page(graph(whole.sheets[0], whole.judging(whole.sheets[0])))


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
    network = outline()
    boxes = {box["href"]: box.get("class") for box in shown(network, network).all("a")}
    assert boxes == {"#m1g1o0": None, "#m1g1o1": "c1 x1 c2 x2"}


def test_lines_know_what_flows_from_where_to_where() -> None:
    lines = {(line["data-s"], line["data-r"]) for line in shown(outline()).all("path")}
    assert lines == {("i", "0"), ("0", "1"), ("1", "o")}


def test_blocks_that_repeat_fold_and_say_what_they_hold() -> None:
    network = outline(BLOCKS + "\noutput t4")
    page = shown(network)
    blocks = page.all("details")
    assert len(blocks) == 4
    assert all("open" in block for block in blocks)
    assert [summary["title"] for summary in page.all("summary")] == [
        f"Block {number} of 4: CONV_2D, DEPTHWISE_CONV_2D, CONV_2D, ADD" for number in range(1, 5)
    ]
    assert len(page.all("g", **{"class": "k c1 x1"})) == 4
    assert "Block 1 of 4: 4 operators CONV_2D, DEP" in page.words


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
