// The list on the left: findings of the chosen target, the worst open, filtered by level.
const TONES = ["error", "warning", "note", "unknown", "ignored"];

class Findings {
  constructor() {
    this.hidden = new Set();
  }

  // section: a model's; the page's style hides findings of other targets.
  of(section, number) {
    this.section = section;
    this.all = [...section.querySelectorAll(".findings > .finding")]
      .filter((finding) => finding.dataset.on.split(" ").includes(`${number}`));
    const none = section.querySelector(".findings > .none");
    if (none) none.hidden = this.all.length > 0;
    this.filter();
    this.open(this.all[0]);
  }

  filter() {
    const root = this.section.querySelector(".filter");
    if (!root) return;
    const counts = new Map(TONES.map((tone) => [tone, this.all.filter((one) => one.classList.contains(tone)).length]));
    root.hidden = this.all.length < 2;
    root.replaceChildren(...TONES.filter((tone) => counts.get(tone)).map((tone) => {
      const button = element("button", `chip ${tone}`, `${counts.get(tone)} ${tone}${/[rge]$/.test(tone) && counts.get(tone) > 1 && tone !== "ignored" ? "s" : ""}`);
      button.type = "button";
      button.setAttribute("aria-pressed", `${!this.hidden.has(tone)}`);
      button.addEventListener("click", () => {
        if (!this.hidden.delete(tone)) this.hidden.add(tone);
        button.setAttribute("aria-pressed", `${!this.hidden.has(tone)}`);
        this.apply();
      });
      return button;
    }));
    this.apply();
  }

  apply() {
    for (const finding of this.all)
      finding.classList.toggle("out", TONES.some((tone) => this.hidden.has(tone) && finding.classList.contains(tone)));
  }

  // The one finding that is shown with its cure.
  open(finding) {
    for (const other of this.section.querySelectorAll(".finding.open")) other.classList.remove("open");
    finding?.classList.add("open");
  }

  choose(id) {
    for (const other of document.querySelectorAll(".finding.chosen")) other.classList.remove("chosen");
    const finding = id && document.getElementById(id);
    if (!finding) return;
    this.open(finding);
    finding.classList.remove("out");
    finding.classList.add("chosen");
    finding.scrollIntoView({ block: "nearest" });
  }

  // The id of the finding before or after one, of those that are shown.
  next(id, step) {
    const shown = this.all.filter((finding) => !finding.classList.contains("out"));
    const at = shown.findIndex((finding) => finding.id === id);
    const next = at < 0 ? (step > 0 ? 0 : shown.length - 1) : at + step;
    return shown[next]?.id ?? null;
  }
}
