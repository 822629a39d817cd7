// A second graph beside the first: the model before or after a change, moved operators marked.
class Beside {
  constructor(bench, host) {
    this.bench = bench;
    this.host = host;
    this.view = null;
  }

  // pair: { old, new, targets: { name: { moved: [[old operator, new operator], …], all } } }.
  pairOf(model) {
    return this.bench.pairs.find((pair) => pair.old === model.id || pair.new === model.id) ?? null;
  }

  show(model, target) {
    const pair = this.pairOf(model);
    const other = pair && this.bench.models.get(pair.old === model.id ? pair.new : pair.old);
    const there = other?.targets.find(({ name }) => name === target.name);
    if (!there?.sheet || !target.sheet) return void this.hide();
    const first = pair.old === model.id;
    this.moves = (pair.targets[target.name] ?? { moved: [] }).moved.map(([before, after]) => first ? [before, after] : [after, before]);
    this.view ??= new View(this.host, {
      open: (id) => this.open(id), unfold: (band) => this.unfold(band), moved: () => {},
      tensor: () => {}, tensorText: () => "",
    });
    this.host.classList.add("two");
    this.host.classList.toggle("reversed", !first);
    const scene = new Scene(drawingOf(there.sheet));
    scene.aim(there);
    scene.moved = new Set(this.moves.map(([, theirs]) => theirs));
    this.view.take(scene);
    this.view.name.textContent = `${first ? "After" : "Before"}: ${other.name}`;
    this.bench.view.name.textContent = `${first ? "Before" : "After"}: ${model.name}`;
    this.other = other;
    this.bench.view.scene.moved = new Set(this.moves.map(([ours]) => ours));
  }

  hide() {
    this.host.classList.remove("two", "reversed");
    this.view?.root.remove();
    this.view = null;
    this.moves = [];
    if (this.bench.view) this.bench.view.name.textContent = "";
  }

  // A box of the other graph: the bench turns to its model.
  open(id) {
    if (id) this.bench.open(id);
  }

  unfold(band) {
    band.open = true;
    this.view.refold();
  }

  // What is selected on one side is selected on the other, if it moved.
  select(op) {
    if (!this.view) return;
    const theirs = this.moves.find(([ours]) => ours === op)?.[1] ?? null;
    this.view.scene.select(theirs);
    if (theirs !== null) this.view.reveal(theirs);
    this.view.repaint();
  }
}
