// Links over the boxes of a graph: for keys, for those who do not see the canvas, and for tests.
const MOST_LINKS = 800;

class Links {
  constructor(view) {
    this.view = view;
    this.root = element("div", "links");
    this.stopped = null;
  }

  // Once the graph stands still.
  later() {
    clearTimeout(this.linking);
    this.linking = setTimeout(() => this.up(), 120);
  }

  place({ x, y, scale }) {
    this.root.style.transform = `scale(${scale}) translate(${x}px, ${y}px)`;
    this.later();
  }

  // Links over the boxes that are seen, for keys and for those who do not see the canvas; where
  // thousands are seen, over none but the one that the tabulator stops at.
  up() {
    clearTimeout(this.linking);
    const { layout, drawing } = this.view.scene;
    const seen = layout.boxes.filter((box) => box.ops.length && this.view.overlaps(box));
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
    this.root.replaceChildren(...made);
    if (held?.link?.isConnected && this.root.contains(held.link)) held.link.focus({ preventScroll: true });
  }

  // One stop of the tabulator for the graph: what is selected, else the first box.
  stopAt(op) {
    this.stopped = op;
    if (this.view.scene.layout) this.up();
  }

  focus(op) {
    if (!this.linkOf?.has(op)) this.stopAt(op);
    this.linkOf.get(op)?.focus({ preventScroll: true });
  }
}
