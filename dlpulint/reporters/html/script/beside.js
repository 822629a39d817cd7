// A second graph beside the first: the model before or after a change. Operators that run on
// another device are marked, and what is selected in one graph is selected in the other.
class Beside {
  constructor(bench, host) {
    this.bench = bench;
    this.host = host;
    this.button = bench.stage.querySelector('[data-do="beside"]');
    this.names = element("div", "names");
    host.before(this.names);
    this.view = null;
    this.wanted = null;  // Whether the user wants both graphs; null before he has said so.
    this.same = new Map();
    this.moved = new Map();
  }

  // pair: { old, new, shown, targets: { name: runs } }; runs: before, after, length, and on.
  pairOf(model) {
    return this.bench.pairs.find((pair) => pair.old === model.id || pair.new === model.id) ?? null;
  }

  // The bench draws a model: where its graph is the second one, the two change their parts and stay
  // where they are.
  turn(target) {
    this.anew = this.bench.refolded;
    this.tell(this.bench.model);
    const id = this.view?.scene?.drawing.id;
    if (!id || id !== target.sheet && id !== `${target.id}p`) return;
    const { view } = this, main = this.bench.view;
    [view.on, main.on] = [main.on, view.on];
    [this.bench.view, this.view] = [view, main];
  }

  // In a comparison the bar tells which of the two is shown.
  tell(model) {
    const bar = this.bench.bar.model, pair = this.pairOf(model);
    bar.querySelector(".when")?.remove();
    if (!pair?.shown) return;
    bar.prepend(element("span", "when", pair.old === model.id ? "Before " : "After "));
    // The list has one row for both.
    document.querySelector(`.matrix [data-model="${pair.new}"]`).classList.add("shown");
  }

  show(model, target) {
    const pair = this.pairOf(model);
    const first = pair?.old === model.id;
    const other = pair && this.bench.models.get(first ? pair.new : pair.old);
    const there = other?.targets.find(({ name }) => name === target.name) ?? null;
    this.find(pair, target, there, first);
    const both = Boolean(there?.sheet && target.sheet);
    const on = both && (this.wanted ?? pair.shown);
    this.button.hidden = !both;
    this.button.setAttribute("aria-pressed", `${on}`);
    const words = first ? ["Before", "After"] : ["After", "Before"];
    const parts = this.bench.mode === "partitions";
    const marked = pair && (on || pair.shown) && !parts;
    this.mark(this.bench.view.scene, marked ? target : null, this.same);
    const name = element("p", "");
    if (marked || on) this.name(name, words[0], model, this.bench.view.scene);
    this.names.replaceChildren(name);
    if (!on) return void this.close();
    this.address = `${other.id}/${encodeURIComponent(there.name)}`;
    this.sheet = there.sheet;
    this.draw(there, parts);
    this.mark(this.view.scene, marked ? there : null, new Map([...this.same].map(([ours, theirs]) => [theirs, ours])));
    const link = this.link = element("a", "");
    link.href = `#${this.address}`;
    this.name(link, words[1], other, this.view.scene);
    if (first) this.names.append(link);
    else this.names.prepend(link);
    this.host.classList.toggle("reversed", (this.host.firstElementChild === this.bench.view.root) !== first);
  }

  // Which operators are the same in both graphs, and which of them run on another device.
  find(pair, target, there, first) {
    this.same = new Map();
    const runs = there && pair.targets[target.name] || [];
    for (let at = 0; at < runs.length; at += 3)
      for (let step = 0; step < runs[at + 2]; step++) {
        const [before, after] = [runs[at] + step, runs[at + 1] + step];
        this.same.set(first ? before : after, first ? after : before);
      }
    this.moved = new Map([...this.same].filter(([ours, theirs]) => target.devices[ours] !== there.devices[theirs]));
  }

  // Marks what has moved, and what the other graph has not got; nothing without a target.
  mark(scene, target, same) {
    const moved = same === this.same ? this.moved.keys() : this.moved.values();
    scene.moved = new Set(target ? moved : []);
    scene.alone = new Set(target && same.size ? [...target.devices].flatMap((_, op) => same.has(op) ? [] : [op]) : []);
  }

  // `Before: model.tflite 12 moved 3 removed`, the counts marked as the boxes are.
  name(root, word, { name }, { moved, alone }) {
    root.append(`${word}: ${name.slice(name.lastIndexOf("/") + 1)}`);
    if (moved.size) root.append(" ", element("span", "count moved", `${moved.size} moved`));
    if (alone.size) root.append(" ", element("span", "count", `${alone.size} ${word === "Before" ? "removed" : "added"}`));
    root.title = root.textContent;
  }

  draw(there, parts) {
    const id = parts && document.getElementById(`${there.id}p`) ? `${there.id}p` : there.sheet;
    const drawing = drawingOf(id);
    if (id === there.sheet) drawing.foldAll(this.bench.mode === "blocks");
    this.view ??= new View(this.host, {
      open: (box) => this.open(box), unfold: (band) => this.unfold(band), moved: () => {},
      tensor: (tensor) => this.go(`${this.address}/tensor/${tensor}`), tensorText: (tensor) => this.tensorText(tensor),
    });
    const before = this.view.scene;
    const scene = new Scene(drawing);
    scene.aim(id === there.sheet ? there : partsOf(there));
    if (before?.drawing === drawing && before.layout && !this.anew) {
      scene.lay(before.layout);
      this.view.scene = scene;
      this.view.minimap.draw();
      this.view.repaint();
    } else this.view.take(scene);
  }

  // No second graph.
  close() {
    this.host.classList.remove("reversed");
    this.view?.root.remove();
    this.view = null;
  }

  hide() {
    this.close();
    this.button.hidden = true;
    this.same = new Map();
    this.names.replaceChildren();
  }

  toggle() {
    this.wanted = !this.view;
    const { model, target, chosen, view } = this.bench;
    if (!view.scene) return;
    this.show(model, target);
    view.repaint();
    this.select(chosen.kind === "op" ? chosen.at : null);
  }

  // A box of the other graph: the bench turns to its model, on the same target.
  open(id) {
    if (!id) return void this.bench.close();
    const [, kind, at] = id.match(/([op])(\d+)$/);
    this.go(`${this.address}/${kind === "o" ? "op" : "partition"}/${at}`);
  }

  go(address) {
    this.bench.open(address, { still: true });
  }

  unfold(band) {
    band.open = true;
    this.view.refold();
  }

  tensorText(tensor) {
    const told = document.getElementById(this.sheet).querySelector(`.entries [data-t="${tensor}"]`);
    return told?.textContent.replace(/^output\s*/, "") ?? "";
  }

  // What is selected on one side is selected on the other; of an operator that the other graph has
  // not got, the nearest one that it has is brought into view.
  select(op) {
    if (!this.view?.scene?.layout) return;
    const parts = this.bench.mode === "partitions";
    const theirs = parts || op === null ? null : this.same.get(op) ?? null;
    this.view.scene.select(theirs);
    this.view.links.stopAt(theirs);
    this.link.href = `#${this.address}${theirs === null ? "" : `/op/${theirs}`}`;
    const near = theirs ?? (parts || op === null ? null : this.near(op));
    if (near !== null) {
      const band = this.view.scene.drawing.bandOf.get(near);
      if (theirs !== null && band?.fold && !band.open) this.unfold(band);
      this.view.reveal(near);
    }
    this.view.repaint();
  }

  near(op) {
    for (let away = 1; away < 200; away++)
      for (const other of [op - away, op + away]) if (this.same.has(other)) return this.same.get(other);
    return null;
  }
}
