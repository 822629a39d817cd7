// Zoom and pan of one graph's canvas. Sizes follow from the style property --z.
const calm = matchMedia("(prefers-reduced-motion: reduce)");

class Canvas {
  constructor(element) {
    this.element = element;
    this.scale = 1;
    this.dragged = false;
    element.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.zoom(this.scale * Math.exp(-event.deltaY / 400), event.clientX, event.clientY);
    }, { passive: false });
    element.addEventListener("dragstart", (event) => event.preventDefault());
    element.addEventListener("pointerdown", (event) => this.hold(event));
  }

  // What lies at (x, y) of the window stays there; without a point, what is in the middle.
  zoom(scale, x, y) {
    const frame = this.element.getBoundingClientRect();
    const left = x === undefined ? frame.width / 2 : x - frame.left;
    const top = y === undefined ? frame.height / 2 : y - frame.top;
    const old = this.scale;
    this.scale = Math.min(3, Math.max(0.1, scale));
    const grown = this.scale / old;
    const { scrollLeft, scrollTop } = this.element;
    this.element.style.setProperty("--z", this.scale);
    this.element.scrollLeft = (scrollLeft + left) * grown - left;
    this.element.scrollTop = (scrollTop + top) * grown - top;
  }

  // The widest picture as wide as the canvas.
  fit(least = 0.1) {
    const widths = [...this.element.querySelectorAll(".pic")].map((picture) =>
      Number(picture.style.getPropertyValue("--w")));
    const gutter = this.element.querySelector(".folding") ? 100 : 0;
    const room = this.element.clientWidth - 36 - gutter;
    this.zoom(Math.max(least, Math.min(1, room / Math.max(...widths))));
  }

  // Mouse only: fingers scroll by themselves.
  hold(down) {
    if (down.pointerType !== "mouse" || down.button !== 0) return;
    const { scrollLeft, scrollTop } = this.element;
    this.dragged = false;
    const move = (event) => {
      const [x, y] = [event.clientX - down.clientX, event.clientY - down.clientY];
      if (!this.dragged && Math.hypot(x, y) < 5) return;
      this.dragged = true;
      this.element.classList.add("held");
      this.element.scrollLeft = scrollLeft - x;
      this.element.scrollTop = scrollTop - y;
    };
    const drop = () => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", drop);
      this.element.classList.remove("held");
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", drop);
  }

  // Told as a place, not as a way from here: the canvas may be on its way to another.
  centre(thing) {
    const frame = this.element.getBoundingClientRect();
    const box = thing.getBoundingClientRect();
    const { scrollLeft, scrollTop } = this.element;
    this.element.scrollTo({
      left: scrollLeft + box.left + box.width / 2 - frame.left - frame.width / 2,
      top: scrollTop + box.top + box.height / 2 - frame.top - frame.height / 2,
      behavior: calm.matches ? "auto" : "smooth",
    });
  }
}
