// One graph on the screen: a canvas that is painted, links over its boxes, pan and zoom.
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const STEP = 1.3;
const LEAST_SCALE = 0.005, MOST_SCALE = 3;

class View {
  // on: { open(id, event), unfold(band), tensor(number), moved() }.
  constructor(host, on) {
    this.on = on;
    this.root = element("div", "view");
    this.canvas = element("canvas", "paper");
    this.canvas.setAttribute("aria-hidden", "true");
    this.links = new Links(this);
    this.tip = element("div", "tip");
    this.tip.hidden = true;
    this.beacon = new Beacon(this);
    this.root.append(this.canvas, this.links.root, this.beacon.root, this.tip);
    host.append(this.root);
    this.at = { x: 0, y: 0, scale: 1 };
    this.measure();
    this.scene = null;
    this.minimap = new Minimap(this);
    this.pan = Panzoom(this.links.root, {
      canvas: true, cursor: "grab", maxScale: MOST_SCALE, minScale: LEAST_SCALE, origin: "0 0",
      handleStartEvent: () => {},
      setTransform: (_, { x, y, scale }) => {
        this.at = { x, y, scale };
        this.repaint();
      },
    });
    // The library goes to its own start in a moment: what was asked for meanwhile holds.
    setTimeout(() => this.goal && this.set(this.goal));
    this.pointer = new Pointer(this);
    new ResizeObserver(() => this.resized()).observe(this.root);
  }

  // What lies at a point of the window stays there; without one, what is selected, else the middle.
  zoom(factor, clientX, clientY) {
    this.stop();
    const frame = this.root.getBoundingClientRect();
    if (clientX === undefined) {
      const chosen = this.selectedBox();
      const [x, y] = chosen && this.sees(chosen) ?
        this.screen(chosen.x + chosen.width / 2, chosen.y + chosen.height / 2) : [frame.width / 2, frame.height / 2];
      [clientX, clientY] = [frame.left + x, frame.top + y];
    }
    this.pan.zoomToPoint(this.pan.getScale() * factor, { clientX, clientY });
  }

  set({ x, y, scale }) {
    this.pan.zoom(scale, { force: true });
    this.pan.pan(x, y, { force: true });
    this.at = this.goal = { x, y, scale };
    this.repaint();
  }

  // Goes to a place in a moment, or at once where motion is not wanted.
  go(to) {
    this.stop();
    if (calm.matches || !this.seen) return void this.set(to);
    const from = { ...this.at };
    const begun = performance.now(), moving = this.moving = {};
    const step = (now) => {
      if (this.moving !== moving) return;
      const part = Math.min(1, Math.max(16, now - begun) / 180), eased = part * (2 - part);
      // The middle of the view moves in a straight line while the scale changes evenly.
      const scale = from.scale * (to.scale / from.scale) ** eased;
      const middle = (axis, half) => {
        const [start, end] = [half / from.scale - from[axis], half / to.scale - to[axis]];
        return half / scale - (start + (end - start) * eased);
      };
      this.set(part === 1 ? to : { x: middle("x", this.width / 2), y: middle("y", this.height / 2), scale });
      if (part < 1) requestAnimationFrame(step);
      else this.moving = null;
    };
    requestAnimationFrame(step);
  }

  stop() {
    this.moving = null;
  }

  get room() { return { width: this.width, height: this.height }; }

  // Asked once for each change: asking the page makes it lay out itself.
  measure() {
    this.width = this.root.clientWidth;
    this.height = this.root.clientHeight;
  }

  // A drawing with what is to be seen of it.
  take(scene) {
    this.scene = scene;
    this.lay();
    this.fit(true);
  }

  lay() {
    if (!this.width) return;
    this.scene.lay(new Layout(this.scene.drawing, this.room));
    this.laid = this.room;
    this.minimap.draw();
    this.repaint();
  }

  whole() {
    const { width, height } = this.scene.layout;
    const scale = Math.min(this.width / width, this.height / height, 1.25);
    return { scale, x: (this.width / scale - width) / 2, y: (this.height / scale - height) / 2 };
  }

  // The whole graph, cut into columns anew where the room has changed.
  fit(atOnce = false) {
    if (!this.scene || !this.width) return;
    if (this.laid.width !== this.width || this.laid.height !== this.height) this.lay();
    if (atOnce) this.set(this.whole());
    else this.go(this.whole());
    this.fitted = true;
  }

  resized() {
    this.measure();
    if (!this.scene || !this.width) return;
    const first = !this.laid || !this.seen;
    if (!this.scene.layout) this.lay();
    if (first || this.fitted) this.fit(true);
    this.repaint();
  }

  // Some operators, with what is around them; far ones are brought near, near ones stay.
  show(ops, near = 0.75) {
    const boxes = [...new Set(ops.map((op) => this.scene.layout.byOp.get(op)).filter(Boolean))];
    if (!boxes.length) return;
    const left = Math.min(...boxes.map(({ x }) => x)), top = Math.min(...boxes.map(({ y }) => y));
    const right = Math.max(...boxes.map((box) => box.x + box.width));
    const bottom = Math.max(...boxes.map((box) => box.y + box.height));
    const room = Math.min(this.width / (right - left + 60), this.height / (bottom - top + 60));
    const scale = boxes.length === 1 ? Math.min(room, Math.max(this.at.scale, near)) : Math.min(room, 1);
    this.fitted = false;
    this.go({ scale, x: this.width / scale / 2 - (left + right) / 2, y: this.height / scale / 2 - (top + bottom) / 2 });
  }

  // An operator, without moving where it is well seen already.
  reveal(op) {
    const box = this.scene.layout.byOp.get(op);
    if (box && !(this.at.scale >= READABLE && this.sees(box, 12))) this.show([op]);
  }

  screen(x, y) {
    return [(x + this.at.x) * this.at.scale, (y + this.at.y) * this.at.scale];
  }

  sees({ x, y, width, height }, margin = 0) {
    const [left, top] = this.screen(x, y), [right, bottom] = this.screen(x + width, y + height);
    return left >= margin && top >= margin && right <= this.width - margin && bottom <= this.height - margin;
  }

  selectedBox() {
    const { selected, layout } = this.scene;
    return selected === null ? null : layout.byOp.get(selected);
  }

  // Keeps what is selected where it is on the screen while blocks fold.
  refold() {
    const before = this.selectedBox();
    const spot = before && this.screen(before.x, before.y);
    const { scale } = this.at;
    this.lay();
    const after = this.selectedBox();
    if (!after) return void this.fit();
    if (this.fitted) return void this.fit();
    this.set({ scale, x: spot[0] / scale - after.x, y: spot[1] / scale - after.y });
    if (!this.sees(after)) this.show([this.scene.selected]);
  }

  repaint() {
    this.due ??= requestAnimationFrame(() => {
      this.due = null;
      this.paint();
    });
  }

  paint() {
    if (!this.scene?.layout || !this.width) return;
    const sharp = devicePixelRatio || 1;
    const [width, height] = [Math.round(this.width * sharp), Math.round(this.height * sharp)];
    if (this.canvas.width !== width || this.canvas.height !== height)
      [this.canvas.width, this.canvas.height] = [width, height];
    const draw = this.canvas.getContext("2d");
    const { x, y, scale } = this.at;
    draw.setTransform(1, 0, 0, 1, 0, 0);
    draw.clearRect(0, 0, width, height);
    draw.setTransform(sharp * scale, 0, 0, sharp * scale, sharp * scale * x, sharp * scale * y);
    const view = { scale, left: -x, top: -y, right: this.width / scale - x, bottom: this.height / scale - y };
    paint(draw, this.scene, view);
    draw.setTransform(sharp, 0, 0, sharp, 0, 0);
    paintLabels(draw, this);
    this.links.place(this.at);
    this.seen = true;
    this.minimap.place();
    this.beacon.place();
    this.on.moved(this);
  }

  overlaps({ x, y, width, height }) {
    const [left, top] = this.screen(x, y), [right, bottom] = this.screen(x + width, y + height);
    return right > 0 && bottom > 0 && left < this.width && top < this.height;
  }
}
