// One graph on the screen: a canvas that is painted, links over its boxes, pan and zoom.
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const STEP = 1.3;
const LEAST_SCALE = 0.005, MOST_SCALE = 3;
const LABEL = "600 11px system-ui, sans-serif";
const MOST_LINKS = 800;
const FEW = 12;  // Partitions that are named at every scale.
const NEAR_LINE = 5;  // Pixels beside a line that are meant, too.

class View {
  // on: { open(id, event), unfold(band), tensor(number), moved() }.
  constructor(host, on) {
    this.on = on;
    this.root = element("div", "view");
    this.canvas = element("canvas", "paper");
    this.canvas.setAttribute("aria-hidden", "true");
    this.links = element("div", "links");
    this.tip = element("div", "tip");
    this.tip.hidden = true;
    this.beacon = element("button", "beacon");
    this.beacon.type = "button";
    this.beacon.hidden = true;
    this.beacon.addEventListener("click", () => this.show([this.scene.selected]));
    this.name = element("p", "whose");
    this.root.append(this.canvas, this.links, this.name, this.beacon, this.tip);
    host.append(this.root);
    this.at = { x: 0, y: 0, scale: 1 };
    this.measure();
    this.scene = null;
    this.minimap = new Minimap(this);
    this.pan = Panzoom(this.links, {
      canvas: true, cursor: "grab", maxScale: MOST_SCALE, minScale: LEAST_SCALE, origin: "0 0",
      handleStartEvent: () => {},
      setTransform: (_, { x, y, scale }) => {
        this.at = { x, y, scale };
        this.repaint();
      },
    });
    // The library goes to its own start in a moment: what was asked for meanwhile holds.
    setTimeout(() => this.goal && this.set(this.goal));
    this.listen();
    new ResizeObserver(() => this.resized()).observe(this.root);
  }

  listen() {
    const { root } = this;
    root.addEventListener("wheel", (event) => {
      event.preventDefault();
      const pixels = event.deltaY * [1, 24, 400][event.deltaMode];
      const most = event.ctrlKey ? 1.2 : 1.5;
      const factor = Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.002));
      this.zoom(Math.min(most, Math.max(1 / most, factor)), event.clientX, event.clientY);
    }, { passive: false });
    root.addEventListener("pointerdown", (event) => {
      if (event.button) return void event.stopImmediatePropagation();
      this.pressed = [event.clientX, event.clientY];
      this.stop();
    }, { capture: true });
    this.fingers = new Map();
    for (const kind of ["pointerdown", "pointermove", "pointerup", "pointercancel"])
      document.addEventListener(kind, (event) => this.pinch(event), { capture: true });
    root.addEventListener("dragstart", (event) => event.preventDefault());
    root.addEventListener("dblclick", (event) => {
      if (!event.target.closest("a")) this.zoom(STEP * STEP, event.clientX, event.clientY);
    });
    root.addEventListener("click", (event) => this.click(event));
    root.addEventListener("pointermove", (event) => this.hover(event));
    root.addEventListener("pointerleave", () => { this.tip.hidden = true; });
  }

  // The library zooms by so much for each pixel that two fingers part: as they part, so it is.
  pinch(event) {
    if (event.type === "pointerdown" ? !this.root.contains(event.target) : !this.fingers.has(event.pointerId)) return;
    if (event.type === "pointerup" || event.type === "pointercancel") return void this.fingers.delete(event.pointerId);
    this.fingers.set(event.pointerId, [event.clientX, event.clientY]);
    if (event.type !== "pointerdown" || this.fingers.size !== 2) return;
    const [[ax, ay], [bx, by]] = this.fingers.values();
    this.pan.setOptions({ step: 80 * this.pan.getScale() / Math.max(20, Math.hypot(ax - bx, ay - by)) });
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
      if (line) this.on.tensor(line.tensor);
      else this.on.open(null);
    } else if (box.band) this.on.unfold(box.band);
    else if (box.ops.length) this.on.open(box.id);
    else if (box.tensor !== null) this.on.tensor(box.tensor);
  }

  hover(event) {
    const free = !event.buttons && !event.target.closest(".map, button");
    const box = free ? this.boxAt(event) : null;
    const line = free && !box ? this.lineAt(event) : null;
    this.root.classList.toggle("over", Boolean(box));
    const text = line ? this.on.tensorText(line.tensor) : box && this.at.scale < READABLE ? labelOf(box) : "";
    this.tip.hidden = !text;
    if (!text) return;
    this.tip.textContent = text;
    const frame = this.root.getBoundingClientRect();
    this.tip.style.left = `${Math.min(event.clientX - frame.left + 14, frame.width - this.tip.offsetWidth - 6)}px`;
    this.tip.style.top = `${Math.min(event.clientY - frame.top + 16, frame.height - this.tip.offsetHeight - 6)}px`;
  }

  boxAt(event) {
    const { x, y } = this.pointAt(event);
    return this.scene?.layout.boxes.find((box) =>
      x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height) ?? null;
  }

  // The point of the graph under a point of the window.
  pointAt({ clientX, clientY }) {
    const frame = this.root.getBoundingClientRect();
    const { x, y, scale } = this.at;
    return { x: (clientX - frame.left) / scale - x, y: (clientY - frame.top) / scale - y };
  }

  lineAt(event) {
    if (this.at.scale < 0.08) return null;
    const { x, y } = this.pointAt(event);
    const near = NEAR_LINE / this.at.scale;
    let best = null, least = near;
    for (const line of [...this.scene.layout.lines, ...this.scene.layout.joints]) {
      if (x < line.left - near || x > line.right + near || y < line.top - near || y > line.bottom + near) continue;
      const distance = away(line.points, x, y);
      if (distance < least) [best, least] = [line, distance];
    }
    return best;
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

  // Moves by pixels of the screen.
  shift(right, down) {
    const { x, y } = this.pan.getPan(), scale = this.pan.getScale();
    this.pan.pan(x + right / scale, y + down / scale, { force: true });
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

  // Links over the boxes that are seen, for keys and for those who do not see the canvas; where
  // thousands are seen, over none but the one that the tabulator stops at.
  linkUp() {
    clearTimeout(this.linking);
    const { layout, drawing } = this.scene;
    const seen = layout.boxes.filter((box) => box.ops.length && this.overlaps(box));
    const stop = layout.byOp.get(this.stopped) ?? layout.boxes.find((box) => box.ops.length);
    const boxes = seen.length > MOST_LINKS ? [] : seen;
    if (stop && !boxes.includes(stop)) boxes.push(stop);
    const held = document.activeElement?.closest(".links a")?.box;
    this.linkOf = new Map();
    const made = boxes.map((box) => {
      const old = box.link;
      const link = old ?? document.createElement("a");
      if (!old) {
        link.box = box;
        box.link = link;
        link.style.cssText = `left:${box.x}px;top:${box.y}px;width:${box.width}px;height:${box.height}px`;
        link.href = `#${box.band ? drawing.ids.get(box.ops[0]) : box.id}`;
        link.ariaLabel = labelOf(box);
      }
      link.tabIndex = box === stop ? 0 : -1;
      for (const op of box.ops) this.linkOf.set(op, link);
      return link;
    });
    this.links.replaceChildren(...made);
    if (held?.link?.isConnected && this.root.contains(held.link)) held.link.focus({ preventScroll: true });
  }

  // One stop of the tabulator for the graph: what is selected, else the first box.
  stopAt(op) {
    this.stopped = op;
    if (this.scene.layout) this.linkUp();
  }

  focus(op) {
    if (!this.linkOf?.has(op)) this.stopAt(op);
    this.linkOf.get(op)?.focus({ preventScroll: true });
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
    this.paintLabels(draw);
    this.links.style.transform = `scale(${scale}) translate(${x}px, ${y}px)`;
    this.seen = true;
    this.minimap.place();
    this.placeBeacon();
    this.on.moved(this);
    clearTimeout(this.linking);
    this.linking = setTimeout(() => this.linkUp(), 120);
  }

  // Names of partitions and blocks, of one size at every scale, none over another.
  paintLabels(draw) {
    const { regions, labels, layout } = this.scene;
    const { scale } = this.at;
    const taken = [];
    draw.font = LABEL;
    const write = (text, left, top, room, color) => {
      if (left > this.width || top > this.height || left + room < 0 || top < -15) return;
      const shown = fitting(text, room - 10);
      const spot = [left, top, lengthOf(shown) + 10, 15];
      if (taken.some((other) => overlap(other, spot))) return;
      taken.push(spot);
      const shades = colors();
      draw.fillStyle = shades.paper;
      draw.globalAlpha = 0.92;
      draw.beginPath();
      draw.roundRect(...spot, 3);
      draw.fill();
      draw.globalAlpha = 1;
      draw.fillStyle = shades.ink;
      draw.fillText(shown, left + (color ? 7 : 5), top + 11);
      if (!color) return;
      draw.fillStyle = shades[color];
      draw.fillRect(left, top, 3, 15);
    };
    for (const region of regions) {
      const [x, y, width] = region.areas[0];
      const wide = width * scale;
      if (!region.chosen && regions.length > FEW && (wide < 70 || region.device === "d" && scale < 0.75)) continue;
      const [left, top] = this.screen(x, y);
      write(labels[region.number] ?? `${region.number + 1}`, left, top - 15, Math.max(wide, region.chosen ? 260 : 150), NAMES[region.device]);
    }
    // A block's name lies over its boxes while these are too small to be read.
    for (const { band, left, top, right, bottom } of layout.blocks) {
      if ((bottom - top) * scale < 26) continue;
      const [x, y] = this.screen(left, top);
      const wide = Math.max((right - left) * scale, 160);
      if (scale >= READABLE) write(band.label, x, y - 16, 200, null);
      else write(band.label, x, y + ((bottom - top) * scale - 15) / 2, wide, null);
    }
  }

  // Where what is selected lies, once it has left the view.
  placeBeacon() {
    const box = this.selectedBox();
    const away = box && !this.overlaps(box);
    this.beacon.hidden = !away;
    if (!away) return;
    const [x, y] = this.screen(box.x + box.width / 2, box.y + box.height / 2);
    const inset = 18;
    const left = Math.min(this.width - inset, Math.max(inset, x));
    const top = Math.min(this.height - inset, Math.max(inset, y));
    this.beacon.style.left = `${left}px`;
    this.beacon.style.top = `${top}px`;
    this.beacon.style.rotate = `${Math.atan2(y - top, x - left)}rad`;
    this.beacon.textContent = "➤";
    this.beacon.ariaLabel = `Back to ${box.texts[0]?.[0] ?? "the selected operator"}`;
    this.beacon.title = this.beacon.ariaLabel;
  }

  overlaps({ x, y, width, height }) {
    const [left, top] = this.screen(x, y), [right, bottom] = this.screen(x + width, y + height);
    return right > 0 && bottom > 0 && left < this.width && top < this.height;
  }
}

const labelOf = (box) => box.texts.map(([text]) => text).join(", ");

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

const overlap = ([x, y, width, height], [left, top, wide, high]) =>
  x < left + wide && left < x + width && y < top + high && top < y + height;

const lengths = new Map();
const ruler = document.createElement("canvas").getContext("2d");

// Width of a label's text, measured once.
function lengthOf(text) {
  if (!lengths.has(text)) {
    ruler.font = LABEL;
    lengths.set(text, ruler.measureText(text).width);
  }
  return lengths.get(text);
}

function fitting(text, room) {
  if (lengthOf(text) <= room) return text;
  const kept = Math.max(1, Math.floor(text.length * (room - 10) / lengthOf(text)));
  return `${text.slice(0, kept)}…`;
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
