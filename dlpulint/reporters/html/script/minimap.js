// The whole graph in a corner, with the part that is seen; there once a part is all that is seen.
const MAP = { width: 168, height: 120 };

class Minimap {
  constructor(view) {
    this.view = view;
    this.root = element("div", "map");
    this.root.hidden = true;
    this.canvas = element("canvas", "");
    this.canvas.setAttribute("aria-hidden", "true");
    this.frame = element("div", "frame");
    this.root.append(this.canvas, this.frame);
    view.root.append(this.root);
    const move = (event) => {
      const box = this.canvas.getBoundingClientRect();
      const [x, y] = [(event.clientX - box.left) / this.scale, (event.clientY - box.top) / this.scale];
      const { scale } = view.at;
      view.fitted = false;
      view.set({ scale, x: view.width / scale / 2 - x, y: view.height / scale / 2 - y });
    };
    this.root.addEventListener("pointerdown", (event) => {
      event.stopPropagation();
      this.root.setPointerCapture(event.pointerId);
      move(event);
    });
    this.root.addEventListener("pointermove", (event) => {
      event.stopPropagation();
      if (event.buttons) move(event);
    });
  }

  draw() {
    const { layout } = this.view.scene;
    this.scale = Math.min(MAP.width / layout.width, MAP.height / layout.height);
    const sharp = devicePixelRatio || 1;
    const [width, height] = [layout.width * this.scale, layout.height * this.scale];
    this.canvas.width = Math.ceil(width * sharp);
    this.canvas.height = Math.ceil(height * sharp);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    const draw = this.canvas.getContext("2d");
    draw.setTransform(sharp * this.scale, 0, 0, sharp * this.scale, 0, 0);
    const shades = colors();
    for (const box of layout.boxes) {
      const name = NAMES[this.view.scene.look(box)];
      draw.fillStyle = name ? shades[name] : shades["edge-line"];
      draw.fillRect(box.x, box.y, box.width, Math.max(box.height, 1 / this.scale));
    }
  }

  place() {
    const { view } = this;
    const { layout } = view.scene;
    const { x, y, scale } = view.at;
    const [left, top] = [Math.max(0, -x), Math.max(0, -y)];
    const right = Math.min(layout.width, view.width / scale - x), bottom = Math.min(layout.height, view.height / scale - y);
    const all = right - left > 0.97 * layout.width && bottom - top > 0.97 * layout.height;
    this.root.hidden = all || view.width < 420 || view.height < 300;
    if (this.root.hidden) return;
    Object.assign(this.frame.style, {
      left: `${left * this.scale}px`, top: `${top * this.scale}px`,
      width: `${Math.max(4, (right - left) * this.scale)}px`, height: `${Math.max(4, (bottom - top) * this.scale)}px`,
    });
  }
}
