"""The drawn graph: boxes that link to entries, lines that know their ends, blocks that fold."""

from msgspec.structs import replace

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


def lines_of(page: Page) -> list[dict[str, str | None]]:
    """Lines between boxes; the grounds of titles are paths, too."""
    return [path for path in page.all("path") if "data-s" in path]


def test_each_operator_is_a_box_that_links_to_its_entry() -> None:
    page = shown(outline())
    assert sorted(page.links) == ["#m1g1o0", "#m1g1o1"]
    assert "CONV_2D 3×3 /2 4×3×3×3 0 · 1×8×8×4" in page.words
    assert "SOFTMAX 1 · 1×8×8×4" in page.words


def test_a_box_has_up_to_three_lines_of_text_below_each_other() -> None:
    page = shown(outline())
    _, conv, *_ = page.all("rect")
    top, height = int(conv["y"] or ""), int(conv["height"] or "")
    downs = [int(text["y"] or "") - top for text in page.all("text")]
    assert [down for down in downs if 0 < down < height] == [13, 31, 45]


def test_texts_of_a_box_are_cut_to_its_width() -> None:
    network = outline()
    (first, second) = network.operators
    page = shown(replace(network, operators=(replace(first, op="N" * 200), second)))
    boxes = {box["x"]: int(box["width"] or "") for box in page.all("rect")}
    assert max(boxes.values()) < 400
    assert "N" * 200 not in page.words
    assert "…" in page.words


def test_inputs_and_outputs_of_the_graph_are_drawn() -> None:
    page = shown(outline())
    ends = page.all("g", **{"class": "io"})
    tensors = [tensor.name for tensor in outline().tensors]
    assert [tensors[int(end["data-t"] or "")] for end in ends] == ["x", "b"]
    assert "x x uint8 1×8×8×3" in page.words


def test_a_box_is_marked_by_target() -> None:
    network = outline()
    boxes = {box["href"]: box.get("class") for box in shown(network, network).all("a")}
    assert boxes == {"#m1g1o0": "conv", "#m1g1o1": "activation c1 x1 c2 x2"}


def test_lines_know_what_flows_from_where_to_where() -> None:
    lines = {(line["data-s"], line["data-r"]) for line in lines_of(shown(outline()))}
    assert lines == {("i", "0"), ("0", "1"), ("1", "o")}


def test_blocks_that_repeat_fold_and_say_what_they_hold() -> None:
    network = outline(BLOCKS + "\noutput t4")
    page = shown(network)
    blocks = page.all("details")
    assert len(blocks) == 4
    assert all("open" in block for block in blocks)
    assert [f"Block {number} of 4" in page.words for number in range(1, 6)] == [True] * 4 + [False]
    assert len(page.all("g", **{"class": "k c1 x1"})) == 4
    assert "Block 1 of 4 4 operators CONV_2D, DEPTHWISE_CONV_2D, ADD" in page.words


def test_subgraphs_have_their_names() -> None:
    sketch = NETWORK + "subgraph body\ninput v: int8[1]\nrelu w: int8[1] <- v\noutput w"
    page = shown(outline(sketch))
    assert "Subgraph 1 body" in page.words
    assert "v v int8 1 RELU 1:0 · 1 w w int8 1" in page.words


def test_no_name_becomes_markup() -> None:
    for name in HOSTILE:
        page = shown(hostile_outline(name))
        assert {tag for tag, _ in page.elements} <= {
            "div", "svg", "path", "g", "a", "title", "rect", "text", "p", "details", "summary",
            "span",
        }  # fmt: skip
        for _, attributes in page.elements:
            assert not {key for key in attributes if key.startswith("on")}
