// A button at the edge of a graph that points at what is selected, once that has left the view.
class Beacon {
  constructor(view) {
    this.view = view;
    this.root = element("button", "beacon", "➤");
    this.root.type = "button";
    this.root.hidden = true;
    this.root.addEventListener("click", () => view.show([view.scene.selected]));
  }

  // Where what is selected lies, once it has left the view.
  place() {
    const box = this.view.selectedBox();
    const away = box && !this.view.overlaps(box);
    this.root.hidden = !away;
    if (!away) return;
    const [x, y] = this.view.screen(box.x + box.width / 2, box.y + box.height / 2);
    const inset = 18;
    const left = Math.min(this.view.width - inset, Math.max(inset, x));
    const top = Math.min(this.view.height - inset, Math.max(inset, y));
    this.root.style.left = `${left}px`;
    this.root.style.top = `${top}px`;
    this.root.style.rotate = `${Math.atan2(y - top, x - left)}rad`;
    this.root.ariaLabel = `Back to ${box.texts[0]?.[0] ?? "the selected operator"}`;
    this.root.title = this.root.ariaLabel;
  }
}
