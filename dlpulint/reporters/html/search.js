// Finds operators by their names and those of the tensors that they write or alone read.
const NAMES = ".h code, .own code, ul :not(a) > code";

class Search {
  constructor(graph) {
    this.graph = graph;
    this.field = graph.root.querySelector(".find");
    this.count = graph.root.querySelector(".found");
    this.found = [];
    this.at = -1;
    this.field.addEventListener("input", () => this.look());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.go(event.shiftKey ? -1 : 1);
      else if (event.key === "Escape") this.clear();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  // Read once, when somebody searches: names stand in the list of operators.
  get names() {
    this.index ??= this.graph.ids.map((id) => {
      const codes = document.getElementById(id)?.querySelectorAll(NAMES) ?? [];
      return [...codes].map((code) => code.title || code.textContent).join("\n").toLowerCase();
    });
    return this.index;
  }

  look() {
    for (const id of this.found) this.graph.boxes.get(id).classList.remove("hit");
    const wanted = this.field.value.trim().toLowerCase();
    this.found = wanted ? this.graph.ids.filter((_, at) => this.names[at].includes(wanted)) : [];
    for (const id of this.found) this.graph.boxes.get(id).classList.add("hit");
    this.at = -1;
    this.tell();
  }

  go(step) {
    if (!this.found.length) return;
    const from = this.at < 0 && step < 0 ? 0 : this.at;
    this.at = (from + step + this.found.length) % this.found.length;
    const box = this.graph.boxes.get(this.found[this.at]);
    const block = box.closest("details");
    if (block) block.open = true;
    this.graph.open(this.found[this.at]);
    this.graph.canvas.centre(box);
    this.tell();
  }

  tell() {
    const { length } = this.found;
    if (!this.field.value.trim()) this.count.textContent = "";
    else if (!length) this.count.textContent = "none";
    else this.count.textContent = this.at < 0 ? `${length} found` : `${this.at + 1} of ${length}`;
  }

  clear() {
    this.field.value = "";
    this.look();
    this.field.blur();
  }
}
