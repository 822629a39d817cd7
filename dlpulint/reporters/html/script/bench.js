// The page as a workbench: one model on one target, and what of it is chosen.
class Bench extends Selection {
  constructor() {
    super();
    const data = JSON.parse(document.getElementById("bench").textContent);
    this.models = new Map(data.models.map((model) => [model.id, model]));
    this.pairs = data.pairs;
    this.first = this.models.get(data.first);
    this.stage = document.querySelector(".stage");
    this.bar = new Bar(document.querySelector("header.top"), this);
    this.panels = new Panels(this.bar.root);
    this.findings = new Findings();
    this.details = new Details(document.querySelector("aside.details"), () => this.close());
    this.mode = "operators";
    this.chosen = { kind: "about", at: null };
    this.view = new View(this.stage.querySelector(".views"), {
      open: (id) => this.open(id, { still: true }), unfold: (band) => this.unfold(band),
      tensor: (tensor) => this.tensor(tensor), tensorText: (tensor) => this.tensorOf(tensor)?.text ?? "",
      moved: () => this.scrub.draw(),
    });
    this.scrub = new Scrub(this.stage.querySelector(".scrub"), (op, end) => this.scrubTo(op, end));
    this.beside = new Beside(this, this.stage.querySelector(".views"));
    this.search = new Search(this.stage, {
      hits: (hits) => this.mark("hits", hits), go: (op) => this.select(op, { fly: true }),
      drawing: () => this.mode === "partitions" ? null : this.view.scene?.drawing, kinds: () => this.kinds(),
      findings: () => this.texts(),
    });
    this.listen();
  }

  listen() {
    this.stage.querySelector(".tools").addEventListener("click", (event) => {
      const { mode, do: what } = event.target.closest("button")?.dataset ?? {};
      if (mode) this.setMode(mode);
      else if (what) this.do(what);
    });
    document.addEventListener("click", (event) => {
      const finding = event.target.closest(".findings > .finding");
      const link = event.target.closest('a[href^="#"]') ??
        (!event.target.closest("a, button, pre, code, summary") && !getSelection().toString() ? finding?.querySelector(".what") : null);
      if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const id = link.getAttribute("href").slice(1);
      if (!addressed(id, this.models)) return;
      event.preventDefault();
      this.open(id);
    });
    addEventListener("hashchange", () => this.open(location.hash.slice(1)));
    listenToKeys(this);
  }

  start() {
    if (!this.open(location.hash.slice(1)) && this.first) this.turnTo(this.first);
  }

  // Goes to what an address or id means; false where it means nothing.
  open(address, { still = false } = {}) {
    if (address === null) return void this.close();
    const wanted = addressed(address, this.models);
    if (!wanted) return false;
    const { model, kind, at } = wanted;
    const target = this.fitting(wanted);
    if (kind === "op" && this.mode === "partitions") this.setMode("operators");
    const stays = model === this.model && target === this.target;
    if (!stays) this.turnTo(model, target);
    if (kind === "op") this.select(at, { fly: !still });
    else if (kind === "finding") this.light(`${model.id}f${at}`);
    else if (kind === "partition") this.part(at);
    else if (kind === "tensor") this.tensor(at);
    else if (stays) this.close();
    return true;
  }

  // The target on which an address is shown: the chosen one where it fits, as all do for a model.
  fitting({ model, fits, kind, at }) {
    const holds = (target) => kind !== "finding" || isOn(`${model.id}f${at}`, target);
    const stays = model === this.model && fits(this.target) && holds(this.target);
    if (stays) return this.target;
    const all = model.targets.filter(fits);
    if (kind === null && all.length === model.targets.length) return this.worst(model);
    return all.find(holds) ?? model.targets.find(holds) ?? this.worst(model);
  }

  // The target with the worst verdict, which the page names.
  worst(model) {
    const number = document.getElementById(model.id).dataset.target;
    return model.targets.find(({ id }) => id === `${model.id}-${number}`) ?? model.targets[0];
  }

  // Shows a model on a target; what is selected stays selected where the other graph has it.
  turnTo(model, target = this.worst(model)) {
    const keep = this.chosen.kind === "op" && model === this.model ? this.placeOf(this.chosen.at) : null;
    const kept = model === this.model ? this.chosen : { kind: "about", at: null };
    this.model = model;
    this.section = document.getElementById(model.id);
    this.target = target;
    this.section.dataset.target = this.target.id.split("-")[1];
    for (const other of document.querySelectorAll(".current")) other.classList.remove("current");
    this.section.classList.add("current");
    document.getElementById(this.target.id)?.classList.add("current");
    // What scrolls has to be reached by keys.
    const card = document.querySelector(`#${CSS.escape(this.target.id)} .card`);
    if (card) Object.assign(card, { tabIndex: 0, role: "group", ariaLabel: "Verdict and first step" });
    this.findings.of(this.section, this.section.dataset.target);
    this.bar.of(model, this.target);
    this.draw();
    this.chosen = { kind: "about", at: null };
    if (keep && this.view.scene) this.select(this.operatorAt(keep), { fly: true });
    else if (kept.kind === "finding" && isOn(`${model.id}f${kept.at}`, this.target)) this.light(`${model.id}f${kept.at}`);
    else this.close();
  }

  // Where an operator stands in its file, as its entry has it: two graphs of a file share it.
  placeOf(op) {
    return document.getElementById(this.idOf(op))?.querySelector(".h a").textContent ?? null;
  }

  operatorAt(place) {
    const { drawing } = this.view.scene;
    return drawing.ops.find((op) => document.getElementById(drawing.ids.get(op))?.querySelector(".h a").textContent === place) ?? null;
  }

  idOf(op) {
    return this.view.scene?.drawing.ids.get(op);
  }

  // The graph of the chosen target in the chosen mode.
  draw() {
    const { target } = this;
    this.beside.turn(target);
    const parted = document.getElementById(`${target.id}p`);
    if (this.mode === "partitions" && !parted) this.mode = "operators";
    this.stage.classList.toggle("empty", !target.sheet);
    this.tellMode(Boolean(parted));
    if (!target.sheet) {
      const reason = this.section.querySelector(".sheet > p.muted")?.textContent;
      this.stage.querySelector(".nothing").textContent = reason ?? "There is no graph to draw.";
      this.beside.hide();
      this.view.scene = null;
      return;
    }
    const parts = this.mode === "partitions";
    const drawing = drawingOf(parts ? `${target.id}p` : target.sheet);
    if (!parts) drawing.foldAll(this.mode === "blocks");
    const before = this.view.scene;
    const scene = new Scene(drawing);
    scene.aim(parts ? partsOf(target) : target);
    if (before?.drawing === drawing && before.layout && !this.refolded) {
      scene.lay(before.layout);
      this.view.scene = scene;
      this.view.minimap.draw();
      this.view.repaint();
    } else this.view.take(scene);
    this.refolded = false;
    this.beside.show(this.model, target);
    this.scrub.of(this.view);
    if (this.search.field.value) this.search.look();
  }

  tellMode(parted) {
    const { sheet } = this.target;
    for (const button of this.stage.querySelectorAll(".modes button")) {
      const { mode } = button.dataset;
      button.hidden = mode === "partitions" ? !parted : mode === "blocks" && !(sheet && drawingOf(sheet).foldable);
      button.setAttribute("aria-pressed", `${mode === this.mode}`);
    }
  }

  setMode(mode) {
    if (mode === this.mode) return;
    const { kind, at } = this.chosen;
    this.mode = mode;
    this.refolded = true;
    this.draw();
    if (kind === "op" && mode !== "partitions") this.select(at, { fly: true });
    else if (kind === "op") this.part(this.partitionOf(at) + 1);
    else if (kind === "finding") this.light(`${this.model.id}f${at}`);
    else if (kind === "partition" && mode !== "partitions") this.part(at);
  }

  partitionOf(op) {
    return expanded(this.target.partitions)[op];
  }

  // Folds or unfolds the block of what is selected; without one, all blocks.
  fold() {
    const { scene } = this.view;
    if (!scene || this.mode === "partitions") return;
    const band = scene.selected === null ? null : scene.drawing.bandOf.get(scene.selected);
    if (!band?.fold) return void this.setMode(this.mode === "blocks" ? "operators" : "blocks");
    band.open = !band.open;
    this.view.refold();
  }

  unfold(band) {
    band.open = true;
    this.view.refold();
  }

  do(what) {
    if (what === "beside") return void this.beside.toggle();
    if (what === "next" || what === "previous") return void this.search.go(what === "next" ? 1 : -1);
    for (const view of [this.view, this.beside.view]) {
      if (!view?.scene) continue;
      if (what === "fit") view.fit();
      else view.zoom(what === "in" ? STEP : 1 / STEP);
      if (what !== "fit") view.fitted = false;
    }
  }

  scrubTo(op, end) {
    const parts = this.mode === "partitions";
    this.view.fitted = false;
    const box = this.view.scene.layout.byOp.get(op);
    if (!box) return;
    if (end) return void (parts ? this.part(op + 1) : this.select(op, { fly: true, focus: false }));
    const scale = Math.max(this.view.at.scale, READABLE);
    this.view.set({
      scale, x: this.view.width / scale / 2 - box.x - box.width / 2, y: this.view.height / scale / 2 - box.y - box.height / 2,
    });
  }

  mark(what, ops) {
    if (!this.view.scene) return;
    this.view.scene[what] = ops;
    this.view.repaint();
  }

  kinds() {
    const kinds = new Map();
    for (const band of this.view.scene.drawing.bands()) for (const box of band.boxes) if (box.op !== null) kinds.set(box.op, box.group);
    return kinds;
  }

  // Titles and rules of the findings on the target, with the operators they are about.
  texts() {
    return this.findings.all.map((finding) => ({
      text: [finding.querySelector(".what"), ...finding.querySelectorAll(".source code")]
        .map((part) => part?.textContent ?? "").join("\n").toLowerCase(),
      ops: this.model.findings[finding.id] ?? [],
    }));
  }

  repaint() {
    for (const view of [this.view, this.beside.view]) {
      if (!view?.scene?.layout) continue;
      view.minimap.draw();
      view.repaint();
    }
  }
}

// A target as its partitions see it: one letter for each.
function partsOf(target) {
  const devices = [];
  expanded(target.partitions).forEach((number, op) => {
    if (number < 0) return;
    const order = "cud", here = target.devices[op], worst = devices[number] ?? "d";
    devices[number] = order.indexOf(here) < order.indexOf(worst) ? here : worst;
  });
  return { devices: devices.join("") };
}

let bench = null;
document.addEventListener("DOMContentLoaded", () => {
  bench = new Bench();
  bench.start();
});
