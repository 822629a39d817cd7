// The strip of devices above the graph: operators from first to last; dragging moves the graph.
class Scrub {
  constructor(root, on) {
    this.root = root;
    this.canvas = root.querySelector("canvas");
    this.view = null;
    const move = (event) => {
      if (!this.view?.scene.devices) return;
      const frame = this.canvas.getBoundingClientRect();
      const count = this.view.scene.devices.length;
      const at = Math.floor(count * (event.clientX - frame.left) / frame.width);
      on(Math.min(count - 1, Math.max(0, at)), event.type === "pointerup");
    };
    root.addEventListener("pointerdown", (event) => {
      root.setPointerCapture(event.pointerId);
      move(event);
    });
    root.addEventListener("pointermove", (event) => { if (event.buttons) move(event); });
    root.addEventListener("pointerup", move);
    new ResizeObserver(() => {
      ({ width: this.width, height: this.height } = this.canvas.getBoundingClientRect());
      this.draw();
    }).observe(root);
  }

  // The graph whose operators are shown.
  of(view) {
    this.view = view;
    this.root.hidden = !view.scene.devices;
    this.draw();
  }

  draw() {
    if (!this.view?.scene?.layout || this.root.hidden) return;
    const sharp = devicePixelRatio || 1;
    const { width, height } = this;
    if (!width) return;
    const draw = this.canvas.getContext("2d");
    draw.setTransform(1, 0, 0, 1, 0, 0);
    draw.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const { devices } = this.view.scene;
    const key = `${devices} ${width} ${sharp} ${colors().dlpu}`;
    if (this.key !== key) {
      this.key = key;
      this.strip = document.createElement("canvas");
      this.canvas.width = this.strip.width = Math.round(width * sharp);
      this.canvas.height = this.strip.height = Math.round(height * sharp);
      const once = this.strip.getContext("2d");
      once.scale(sharp, sharp);
      this.runs(once, width, height);
    }
    draw.drawImage(this.strip, 0, 0);
    draw.scale(sharp, sharp);
    this.marks(draw, width, height);
  }

  runs(draw, width, height) {
    const { devices } = this.view.scene;
    const shades = colors();
    const step = width / devices.length;
    // The CPU stands lower, so that it is told apart without colour.
    const rows = { d: [5, 10], u: [8, 8], c: [11, 10] };
    for (const device of "duc") {
      const [top, tall] = rows[device];
      draw.fillStyle = shades[NAMES[device]];
      for (let at = 0; at < devices.length; at++) {
        if (devices[at] !== device) continue;
        let end = at + 1;
        while (devices[end] === device) end++;
        draw.fillRect(at * step, top, Math.max(1.5, (end - at) * step), tall);
        at = end;
      }
    }
    draw.fillStyle = shades.line;
    draw.fillRect(0, height - 3, width, 1);
  }

  // What is seen of the graph below a line; lit operators and the selected one as ticks.
  marks(draw, width, height) {
    const { scene } = this.view;
    const shades = colors();
    const step = width / scene.devices.length;
    const tick = (op, color, wide) => {
      draw.fillStyle = color;
      draw.fillRect((op + 0.5) * step - wide / 2, 0, wide, height - 3);
    };
    for (const op of scene.lit) tick(op, shades.ink, 1);
    for (const op of scene.hits) tick(op, shades.plum, 1);
    if (scene.selected !== null) tick(scene.selected, shades.link, 3);
    draw.fillStyle = shades.link;
    for (const box of scene.layout.boxes)
      if (box.ops.length && this.view.overlaps(box))
        draw.fillRect(box.ops[0] * step, height - 3, Math.max(1, step * box.ops.length), 2);
  }
}
