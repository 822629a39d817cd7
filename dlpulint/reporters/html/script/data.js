// The graphs of the page, read from what stands on it: pictures of bands with boxes and lines.
document.documentElement.classList.add("bench");

const NOBODY = -1;  // Stands for the graph's own input or output at the end of a line.

// A line's points as x, y, x, y: its path has straight pieces only.
function pointsOf(path) {
  const points = [];
  let x = 0, y = 0;
  for (const [, kind, first, second] of path.matchAll(/([MLHV])(-?\d+)(?:,(-?\d+))?/g)) {
    if (kind !== "V") x = Number(first);
    if (kind !== "H") y = Number(kind === "V" ? first : second);
    points.push(x, y);
  }
  return points;
}

const endOf = (text) => text === "i" || text === "o" ? NOBODY : Number(text);

function lineOf(path) {
  const { t, s, r } = path.dataset;
  return { points: pointsOf(path.getAttribute("d")), tensor: Number(t), source: endOf(s), reader: endOf(r) };
}

// Texts are [text, distance from the top, small].
function boxOf(element) {
  const box = { op: null, tensor: null, texts: [], group: "", id: null, block: null };
  for (const part of element.children) {
    if (part.tagName === "rect")
      for (const key of ["x", "y", "width", "height"]) box[key] = Number(part.getAttribute(key));
    else if (part.tagName === "text")
      box.texts.push([part.textContent, Number(part.getAttribute("y")), part.classList.contains("s")]);
  }
  for (const text of box.texts) text[1] -= box.y;
  if (element.tagName === "a") {
    box.id = element.getAttribute("href").slice(1);
    box.group = element.classList[0];
    box.op = opOf(box.id);
  } else if (element.dataset.t !== undefined) box.tensor = Number(element.dataset.t);
  return box;
}

// m1g1o57 is operator 57 of a graph, m1-2p3 the third partition on a target: box 2 of its picture.
const opOf = (id) => {
  const [, kind, at] = id.match(/([op])(\d+)$/);
  return kind === "o" ? Number(at) : Number(at) - 1;
};

function bandOf(element) {
  const style = element.style;
  const svg = element.querySelector(":scope > svg");
  const band = {
    height: Number(style.getPropertyValue("--h")), low: 0, label: "", open: true, fold: null,
    boxes: [...svg.querySelectorAll(":scope > a, :scope > g")].map(boxOf),
    lines: [...svg.querySelectorAll(":scope > path")].map(lineOf),
  };
  const summary = element.querySelector(":scope > summary");
  if (!summary) return band;
  band.low = Number(style.getPropertyValue("--f"));
  band.label = summary.querySelector("span").textContent;
  band.fold = boxOf(summary.querySelector("g"));
  band.fold.lines = [...summary.querySelectorAll("path")].map(lineOf);
  return band;
}

// A drawn graph: that of a file, or that of its partitions on a target.
class Drawing {
  constructor(id) {
    this.id = id;
    const root = document.getElementById(id);
    this.pictures = [...root.querySelectorAll(":scope > .pics .pic, :scope > .graph:not(.parted) > .pics .pic")]
      .map((element) => ({
        width: Number(element.style.getPropertyValue("--w")),
        title: element.previousElementSibling?.matches(".sub") ? element.previousElementSibling.textContent : "",
        bands: [...element.children].map(bandOf),
      }));
    this.bandOf = new Map();
    for (const picture of this.pictures)
      for (const band of picture.bands)
        for (const box of band.boxes) if (box.op !== null) this.bandOf.set(box.op, band);
    this.ops = [...this.bandOf.keys()].sort((a, b) => a - b);
    this.ids = new Map();
    for (const band of this.bands()) for (const box of band.boxes) if (box.id) this.ids.set(box.op, box.id);
    this.writes = new Map();
    this.reads = new Map();
    for (const band of this.bands()) for (const line of band.lines) this.join(line);
  }

  *bands() {
    for (const picture of this.pictures) yield* picture.bands;
  }

  // Who writes what an operator reads, and who reads what it writes.
  join({ source, reader, tensor }) {
    if (reader === NOBODY) return;
    const from = this.reads.get(reader) ?? this.reads.set(reader, new Map()).get(reader);
    from.set(tensor, source);
    if (source === NOBODY) return;
    const to = this.writes.get(source) ?? this.writes.set(source, new Set()).get(source);
    to.add(reader);
  }

  get foldable() {
    return [...this.bands()].some((band) => band.fold);
  }

  foldAll(folded) {
    for (const band of this.bands()) if (band.fold) band.open = !folded;
  }
}

const drawings = new Map();
const drawingOf = (id) => drawings.get(id) ?? drawings.set(id, new Drawing(id)).get(id);
