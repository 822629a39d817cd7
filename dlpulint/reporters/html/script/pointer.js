// What mouse, fingers and pen do on a graph: pan, zoom where they are, open, and point at.
const NEAR_LINE = 5;  // Pixels beside a line that are meant, too.
const labelOf = (box) => box.texts.map(([text]) => text).join(", ");

class Pointer {
  constructor(view) {
    this.view = view;
    this.listen();
  }

  listen() {
    const { root } = this.view;
    root.addEventListener("wheel", (event) => {
      event.preventDefault();
      const pixels = event.deltaY * [1, 24, 400][event.deltaMode];
      const most = event.ctrlKey ? 1.2 : 1.5;
      const factor = Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.002));
      this.view.zoom(Math.min(most, Math.max(1 / most, factor)), event.clientX, event.clientY);
    }, { passive: false });
    root.addEventListener("pointerdown", (event) => {
      if (event.button) return void event.stopImmediatePropagation();
      this.pressed = [event.clientX, event.clientY];
      this.view.stop();
    }, { capture: true });
    this.fingers = new Map();
    for (const kind of ["pointerdown", "pointermove", "pointerup", "pointercancel"])
      document.addEventListener(kind, (event) => this.pinch(event), { capture: true });
    root.addEventListener("dragstart", (event) => event.preventDefault());
    root.addEventListener("dblclick", (event) => {
      if (!event.target.closest("a")) this.view.zoom(STEP * STEP, event.clientX, event.clientY);
    });
    root.addEventListener("click", (event) => this.click(event));
    root.addEventListener("pointermove", (event) => this.hover(event));
    root.addEventListener("pointerleave", () => { this.view.tip.hidden = true; });
  }

  // The library zooms by so much for each pixel that two fingers part: as they part, so it is.
  pinch(event) {
    if (event.type === "pointerdown" ? !this.view.root.contains(event.target) : !this.fingers.has(event.pointerId)) return;
    if (event.type === "pointerup" || event.type === "pointercancel") return void this.fingers.delete(event.pointerId);
    this.fingers.set(event.pointerId, [event.clientX, event.clientY]);
    if (event.type !== "pointerdown" || this.fingers.size !== 2) return;
    const [[ax, ay], [bx, by]] = this.fingers.values();
    this.view.pan.setOptions({ step: 80 * this.view.pan.getScale() / Math.max(20, Math.hypot(ax - bx, ay - by)) });
  }

  // Whether the pointer was dragged since it was pressed: then a click is none.
  dragged(event) {
    return event.detail > 0 && this.pressed &&
      Math.hypot(event.clientX - this.pressed[0], event.clientY - this.pressed[1]) > 4;
  }

  click(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("button, .map")) return;
    event.preventDefault();
    if (this.dragged(event)) return;
    const link = event.target.closest(".links a");
    const box = event.detail === 0 && link ? link.box : this.boxAt(event);
    if (!box) {
      const line = this.lineAt(event);
      if (line) this.view.on.tensor(line.tensor);
      else this.view.on.open(null);
    } else if (box.band) this.view.on.unfold(box.band);
    else if (box.ops.length) this.view.on.open(box.id);
    else if (box.tensor !== null) this.view.on.tensor(box.tensor);
  }

  hover(event) {
    const free = !event.buttons && !event.target.closest(".map, button");
    const box = free ? this.boxAt(event) : null;
    const line = free && !box ? this.lineAt(event) : null;
    this.view.root.classList.toggle("over", Boolean(box));
    const text = line ? this.view.on.tensorText(line.tensor) : box && this.view.at.scale < READABLE ? labelOf(box) : "";
    this.view.tip.hidden = !text;
    if (!text) return;
    this.view.tip.textContent = text;
    const frame = this.view.root.getBoundingClientRect();
    this.view.tip.style.left = `${Math.min(event.clientX - frame.left + 14, frame.width - this.view.tip.offsetWidth - 6)}px`;
    this.view.tip.style.top = `${Math.min(event.clientY - frame.top + 16, frame.height - this.view.tip.offsetHeight - 6)}px`;
  }

  boxAt(event) {
    const { x, y } = this.pointAt(event);
    return this.view.scene?.layout.boxes.find((box) =>
      x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height) ?? null;
  }

  // The point of the graph under a point of the window.
  pointAt({ clientX, clientY }) {
    const frame = this.view.root.getBoundingClientRect();
    const { x, y, scale } = this.view.at;
    return { x: (clientX - frame.left) / scale - x, y: (clientY - frame.top) / scale - y };
  }

  lineAt(event) {
    if (this.view.at.scale < 0.08) return null;
    const { x, y } = this.pointAt(event);
    const near = NEAR_LINE / this.view.at.scale;
    let best = null, least = near;
    for (const line of [...this.view.scene.layout.lines, ...this.view.scene.layout.joints]) {
      if (x < line.left - near || x > line.right + near || y < line.top - near || y > line.bottom + near) continue;
      const distance = away(line.points, x, y);
      if (distance < least) [best, least] = [line, distance];
    }
    return best;
  }
}

// Distance of a point from a line of straight pieces.
function away(points, x, y) {
  let least = Infinity;
  for (let at = 2; at < points.length; at += 2) {
    const [ax, ay, bx, by] = [points[at - 2], points[at - 1], points[at], points[at + 1]];
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const part = length ? Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) : 0;
    least = Math.min(least, Math.hypot(x - ax - part * (bx - ax), y - ay - part * (by - ay)));
  }
  return least;
}
