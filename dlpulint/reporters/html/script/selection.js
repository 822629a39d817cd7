// What of a model is chosen, an operator, finding, tensor or partition, and the ways to the next.
// The workbench (bench.js) has the model, the target, the graph and the panels that it tells.
class Selection {
  choose(kind, at) {
    this.chosen = { kind, at };
    const { scene } = this.view;
    const part = kind === "about" ? "" : `/${kind}/${at}`;
    const from = location.hash;
    clearTimeout(this.telling);
    // A link that was followed meanwhile is not undone: the page is about to open it.
    this.telling = setTimeout(() => location.hash === from && history.replaceState(null, "", this.address), 60);
    this.address = `#${this.model.id}/${encodeURIComponent(this.target.name)}${part}`;
    this.details.root.classList.toggle("chosen", kind !== "about");
    this.findings.choose(kind === "finding" ? `${this.model.id}f${at}` : null);
    if (!scene) return;
    scene.tensor = kind === "tensor" ? at : null;
    scene.select(kind === "op" ? at : this.mode === "partitions" && kind === "partition" ? at - 1 : null);
    scene.lit = new Set(this.litBy(kind, at));
    scene.partition = kind === "partition" ? at - 1 : null;
    for (const region of scene.regions) region.chosen = region.number === scene.partition;
    this.view.links.stopAt(scene.selected);
    this.beside.select(kind === "op" ? at : null);
    this.view.repaint();
  }

  litBy(kind, at) {
    if (this.mode === "partitions") return [];
    if (kind === "finding") return this.concerned(`${this.model.id}f${at}`);
    if (kind === "partition") return expanded(this.target.partitions).flatMap((number, op) => number === at - 1 ? [op] : []);
    return [];
  }

  // Operators of the graph on the screen that a finding is about.
  concerned(id) {
    return isOn(id, this.target) ? this.model.findings[id] ?? [] : [];
  }

  select(op, { fly = false, focus = true } = {}) {
    if (op !== null && !this.view.scene) return void this.list(op);
    if (op === null || !this.view.scene?.layout?.byOp.has(op)) return void this.close();
    const band = this.view.scene.drawing.bandOf.get(op);
    if (band.fold && !band.open) {
      band.open = true;
      this.view.lay();
    }
    this.choose("op", op);
    this.details.operator(this.idOf(op));
    this.openDetails();
    if (fly) this.view.reveal(op);
    const typing = document.activeElement === this.search.field;
    if (focus && !typing) this.view.links.focus(op);
  }

  // An operator of a graph that is not drawn, as far as it is listed.
  list(op) {
    const entry = this.section.querySelector(`.entries > li[id$="o${op}"]`);
    if (!entry) return void this.close();
    this.choose("op", op);
    this.details.operator(entry.id);
    this.openDetails();
  }

  light(id) {
    const at = Number(id.slice(id.lastIndexOf("f") + 1));
    this.choose("finding", at);
    this.details.finding(id);
    this.openDetails();
    const ops = this.concerned(id);
    if (ops.length && this.view.scene && this.mode !== "partitions") this.view.show(ops);
  }

  part(number) {
    this.choose("partition", number);
    const drawn = Boolean(this.view.scene);
    this.details.partition(`${this.target.id}p${number}`, drawn && (() => {
      if (this.mode === "partitions") this.setMode("operators");
      this.view.show([...this.view.scene.lit]);
    }));
    this.openDetails();
    if (!drawn) return;
    if (this.mode === "partitions") this.view.reveal(number - 1);
    else this.view.show([...this.view.scene.lit]);
  }

  tensor(tensor) {
    const found = this.tensorOf(tensor);
    if (!found) return;
    this.choose("tensor", tensor);
    this.details.tensor(found);
    this.openDetails();
  }

  // Name, type, writer and readers of a tensor of the graph on the screen.
  tensorOf(tensor) {
    if (!this.view.scene) return null;
    const { drawing } = this.view.scene;
    const sheet = document.getElementById(this.target.sheet);
    const told = sheet.querySelector(`.entries [data-t="${tensor}"]`);
    const text = told ? told.textContent.replace(/^output\s*/, "") :
      [...sheet.querySelectorAll(`.io[data-t="${tensor}"] title`)][0]?.parentElement.textContent ?? "";
    const readers = drawing.ops.filter((op) => drawing.reads.get(op)?.has(tensor));
    const writer = told?.closest(".entries > li").id ?? null;
    return text ? { text, writer, readers: readers.map((op) => drawing.ids.get(op)) } : null;
  }

  openDetails() {
    this.panels.toggle("right", true);
  }

  // Nothing is chosen any more: the panel tells of the model.
  close() {
    const op = this.chosen.kind === "op" ? this.chosen.at : null;
    this.choose("about", null);
    this.details.about(this.section, this.target);
    if (op !== null && this.view.scene) this.view.links.focus(op);
  }

  // Along tensors to a neighbour, or along the list of operators.
  walk(step) {
    const { scene } = this.view;
    if (!scene?.layout) return;
    const { drawing } = scene;
    const parts = this.mode === "partitions";
    const from = scene.selected ?? [...scene.lit][0] ?? this.focused();
    const at = drawing.ops.indexOf(from);
    let next = at < 0 ? drawing.ops[0] : drawing.ops[at + (step === "on" ? 1 : -1)];
    if (at >= 0 && (step === "up" || step === "down")) {
      const ends = step === "up" ? [...(drawing.reads.get(from) ?? new Map()).values()] : [...drawing.writes.get(from) ?? []];
      const real = ends.filter((op) => op !== NOBODY);
      next = real.length ? Math.min(...real) : undefined;
    }
    if (at >= 0 && scene.selected === null) next = from;
    if (next === undefined) return;
    if (parts) this.part(next + 1);
    else this.select(next, { fly: true });
  }

  focused() {
    const link = document.activeElement?.closest(".links a");
    return link ? opOf(link.hash.slice(1)) : -1;
  }

  nextFinding(step) {
    const { kind, at } = this.chosen;
    const id = this.findings.next(kind === "finding" ? `${this.model.id}f${at}` : null, step);
    if (id) this.light(id);
  }
}
