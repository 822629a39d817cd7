// One drawn graph: its boxes, the panel beside it, and the ways between them.
class Graph {
  constructor(sheet) {
    this.sheet = sheet;
    this.root = sheet.querySelector(".graph");
    this.canvas = new Canvas(this.root.querySelector(".canvas"));
    this.panel = this.root.querySelector(".panel");
    this.list = sheet.querySelector(".entries");
    this.boxes = new Map();
    for (const box of this.canvas.element.querySelectorAll("a")) {
      // One stop of the tabulator for the graph; arrow keys go on from there.
      box.tabIndex = this.boxes.size ? -1 : 0;
      this.boxes.set(box.getAttribute("href").slice(1), box);
    }
    this.ids = [...this.boxes.keys()].sort((a, b) => place(a) - place(b));
    this.chosen = null;
    this.canvas.element.tabIndex = -1;
    this.search = new Search(this);
    this.root.addEventListener("click", (event) => this.press(event));
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.canvas.fit(0.45);
  }

  press(event) {
    const button = event.target.closest("button[data-do]");
    if (button) this[button.dataset.do]();
  }

  in() { this.canvas.zoom(this.canvas.scale * 1.25); }
  out() { this.canvas.zoom(this.canvas.scale / 1.25); }
  fit() { this.canvas.fit(); }
  fold() { this.foldAll(false); }
  unfold() { this.foldAll(true); }

  foldAll(open) {
    for (const block of this.canvas.element.querySelectorAll("details")) block.open = open;
  }

  close() {
    const box = this.chosen && this.boxes.get(this.chosen);
    this.mark(null);
    this.panel.hidden = true;
    if (box) box.focus({ preventScroll: true });
  }

  // Show what is known of an operator, in the panel.
  open(id) {
    const entry = document.getElementById(id);
    if (!entry) return;
    this.mark(id);
    const told = this.panel.querySelector(".about");
    told.replaceChildren(...entry.cloneNode(true).childNodes);
    this.panel.hidden = false;
    this.panel.scrollTop = 0;
  }

  mark(id) {
    for (const marked of this.root.querySelectorAll(".at, path.in, path.out"))
      marked.classList.remove("at", "in", "out");
    this.chosen = id;
    if (id === null) return;
    this.stop(this.boxes.get(id));
    this.boxes.get(id).classList.add("at");
    for (const line of this.lines("s", id)) line.classList.add("out");
    for (const line of this.lines("r", id))
      for (const stretch of line.closest("summary") ? [line] : way(line)) stretch.classList.add("in");
  }

  // The box that the tabulator stops at.
  stop(box) {
    for (const other of this.canvas.element.querySelectorAll('a[tabindex="0"]')) other.tabIndex = -1;
    box.tabIndex = 0;
  }

  // Lines that an operator writes (s) or reads (r).
  lines(end, id) {
    return this.canvas.element.querySelectorAll(`path[data-${end}="${place(id)}"]`);
  }

  // Bring an operator into view, wherever it was asked for.
  fly(id) {
    const box = this.boxes.get(id);
    if (!box) return false;
    const block = box.closest("details");
    if (block) block.open = true;
    this.open(id);
    this.root.scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
    this.canvas.centre(box);
    box.classList.remove("flash");
    requestAnimationFrame(() => box.classList.add("flash"));
    box.focus({ preventScroll: true });
    return true;
  }

  // To who writes what the chosen operator reads, to who reads what it writes, or along the list.
  walk(step) {
    const at = this.ids.indexOf(this.chosen);
    const ends = { ArrowUp: ["r", "s"], ArrowDown: ["s", "r"] }[step];
    let next = this.ids[at + (step === "ArrowRight" ? 1 : -1)];
    if (ends) {
      const places = [...this.lines(ends[0], this.chosen)]
        .map((line) => Number(line.dataset[ends[1]])).filter((other) => !Number.isNaN(other));
      next = places.length ? idOf(this.chosen, Math.min(...places)) : undefined;
    }
    if (next && this.boxes.has(next)) this.visit(next);
  }

  visit(id) {
    const box = this.boxes.get(id);
    const block = box.closest("details");
    if (block) block.open = true;
    this.open(id);
    this.canvas.centre(box);
    box.focus({ preventScroll: true });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && !this.panel.hidden) return void this.close();
    if (event.target.closest("input, button, summary")) return;
    const act = { "+": "in", "=": "in", "-": "out", 0: "fit" }[event.key];
    if (act) this[act]();
    else if (!event.key.startsWith("Arrow") || event.target.closest(".panel")) return;
    else {
      const box = event.target.closest(".canvas a");
      if (box) this.chosen = box.getAttribute("href").slice(1);
      if (!this.chosen) return;
      this.walk(event.key);
    }
    event.preventDefault();
  }
}

// Entries are called by their graph and their place in it: m1g1o12.
const place = (id) => Number(id.slice(id.lastIndexOf("o") + 1));
const graphOf = (id) => id.slice(0, id.lastIndexOf("o"));
const idOf = (like, at) => `${graphOf(like)}o${at}`;
