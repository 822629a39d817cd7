// The bar on top: the model, its verdict on each target, and the figures that decide.
class Bar {
  constructor(root, bench) {
    this.root = root;
    this.bench = bench;
    this.model = element("p", "shown");
    this.tabs = element("nav", "tabs");
    this.tabs.ariaLabel = "Targets";
    this.figures = element("dl", "key");
    root.append(this.model, this.tabs, this.figures);
    this.shorten([...document.querySelectorAll(".matrix tbody th a")], [...bench.models.values()]);
  }

  // Paths in the list of models, without the folder that all of them are in.
  shorten(links, models) {
    const paths = models.map(({ name }) => name);
    let shared = paths[0]?.slice(0, paths[0].lastIndexOf("/") + 1) ?? "";
    while (shared && !paths.every((path) => path.startsWith(shared))) shared = shared.slice(0, shared.lastIndexOf("/", shared.length - 2) + 1);
    links.forEach((link, at) => {
      link.title = paths[at];
      link.replaceChildren(...link.querySelectorAll(".when"), element("code", "", paths[at].slice(shared.length)));
    });
  }

  of(model, target) {
    const section = document.getElementById(model.id);
    this.model.textContent = model.name.slice(model.name.lastIndexOf("/") + 1);
    this.model.title = model.name;
    this.tabs.replaceChildren(...model.targets.map((one) => this.tab(section, one, one === target)));
    this.tabs.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    const figures = document.getElementById(target.id)?.querySelector(".key");
    this.figures.replaceChildren(...[...figures?.children ?? []].map((figure) => figure.cloneNode(true)));
    document.title = `${model.name} on ${target.name} – dlpulint`;
    for (const row of document.querySelectorAll(".matrix [data-model]"))
      row.classList.toggle("shown", row.dataset.model === model.id);
  }

  tab(section, target, chosen) {
    const link = element("a", "", target.name);
    link.href = `#${target.id}`;
    if (chosen) link.setAttribute("aria-current", "true");
    const chip = document.getElementById(target.id)?.querySelector("h3 .chip") ?? section.querySelector(".about .chip");
    if (chip) link.append(" ", chip.cloneNode(true));
    return link;
  }
}
