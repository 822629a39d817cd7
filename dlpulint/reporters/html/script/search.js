// Finds operators by name, tensor, kind, or the findings and rules that concern them.
const NAMED = ".h code, .own code, ul :not(a) > code";

class Search {
  // on: { hits(set), go(op), count of operators }.
  constructor(root, on) {
    this.on = on;
    this.field = root.querySelector(".find");
    this.count = root.querySelector(".found");
    this.index = new Map();
    this.found = [];
    this.at = -1;
    this.field.addEventListener("input", () => this.look());
  }

  // The texts of each operator of a drawing, read once, when somebody searches.
  textsOf(drawing) {
    if (!this.index.has(drawing.id)) this.index.set(drawing.id, drawing.ops.map((op) => {
      const entry = document.getElementById(drawing.ids.get(op));
      const codes = entry?.querySelectorAll(NAMED) ?? [];
      return [...codes].map(({ textContent }) => textContent).join("\n").toLowerCase();
    }));
    return this.index.get(drawing.id);
  }

  look() {
    const wanted = this.field.value.trim().toLowerCase();
    this.found = wanted ? this.matching(wanted) : [];
    this.at = -1;
    this.on.hits(new Set(this.found));
    this.tell();
  }

  matching(wanted) {
    const drawing = this.on.drawing();
    if (!drawing) return [];
    const texts = this.textsOf(drawing);
    const kinds = this.on.kinds();
    const concerned = new Set(this.on.findings().filter(({ text }) => text.includes(wanted)).flatMap(({ ops }) => ops));
    return drawing.ops.filter((op, at) => texts[at].includes(wanted) || kinds.get(op) === wanted || concerned.has(op));
  }

  go(step) {
    if (!this.found.length) return;
    const from = this.at < 0 && step < 0 ? 0 : this.at;
    this.at = (from + step + this.found.length) % this.found.length;
    this.tell();
    this.on.go(this.found[this.at]);
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
  }
}
