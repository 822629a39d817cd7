// The panels beside the graph: as wide as they are dragged, and closed by buttons in the bar.
const SIDES = { models: [120, 480, 210], left: [240, 720, 350], right: [240, 720, 350] };

class Panels {
  constructor(bar) {
    this.body = document.body;
    this.buttons = element("div", "panels");
    bar.append(this.buttons);
    for (const [side, label] of [["models", "Models"], ["left", "Findings"], ["right", "Details"]]) this.make(side, label);
  }

  make(side, label) {
    const button = element("button", `toggle ${side}`, label);
    button.type = "button";
    button.setAttribute("aria-pressed", "true");
    button.addEventListener("click", () => this.toggle(side));
    this.buttons.append(button);
    const split = element("div", `split ${side}`);
    split.tabIndex = 0;
    split.setAttribute("role", "separator");
    split.setAttribute("aria-orientation", "vertical");
    split.ariaLabel = `Width of ${label.toLowerCase()}: Shift with arrow keys`;
    const [least, most, width] = SIDES[side];
    split.setAttribute("aria-valuemin", least);
    split.setAttribute("aria-valuemax", most);
    document.querySelector("main").append(split);
    const set = (pixels) => {
      const wide = Math.round(Math.min(most, innerWidth * 0.45, Math.max(least, pixels)));
      this.body.style.setProperty(`--${side}`, `${wide}px`);
      split.setAttribute("aria-valuenow", wide);
    };
    split.setAttribute("aria-valuenow", width);
    split.addEventListener("pointerdown", (event) => {
      split.setPointerCapture(event.pointerId);
      const begun = event.clientX, wide = Number(split.getAttribute("aria-valuenow"));
      const drag = ({ clientX }) => set(wide + (clientX - begun) * (side === "right" ? -1 : 1));
      split.addEventListener("pointermove", drag);
      split.addEventListener("lostpointercapture", () => split.removeEventListener("pointermove", drag), { once: true });
      event.preventDefault();
    });
    split.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -24, ArrowRight: 24 }[event.key];
      if (!event.shiftKey || !step) return;
      set(Number(split.getAttribute("aria-valuenow")) + step * (side === "right" ? -1 : 1));
      event.preventDefault();
      event.stopPropagation();
    });
  }

  toggle(side, open = this.body.classList.contains(`no-${side}`)) {
    this.body.classList.toggle(`no-${side}`, !open);
    this.buttons.querySelector(`.${side}`).setAttribute("aria-pressed", `${open}`);
  }
}
