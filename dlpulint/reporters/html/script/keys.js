// Keys work wherever the focus is, but for fields in which one types.
const STEPS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "back", ArrowRight: "on" };

function listenToKeys(bench) {
  const { search } = bench;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target === search.field;
    const act = typing ? typed(event) : pressed(event);
    if (!act) return;
    event.preventDefault();
    act();
  });

  function typed(event) {
    if (event.key === "Enter" || STEPS[event.key] === "down" || STEPS[event.key] === "up")
      return () => search.go(event.shiftKey || event.key === "ArrowUp" ? -1 : 1);
    if (event.key === "Escape") return () => {
      search.clear();
      bench.view?.links.focus(bench.view.scene.selected);
      if (document.activeElement === search.field) search.field.blur();
    };
    return null;
  }

  function pressed(event) {
    const step = STEPS[event.key];
    if (step) return event.shiftKey || event.target.closest("select") ? null : () => bench.walk(step);
    return {
      "/": () => {
        search.field.focus();
        search.field.select();
      },
      "+": () => bench.do("in"), "=": () => bench.do("in"), "-": () => bench.do("out"), 0: () => bench.do("fit"),
      f: () => bench.fold(), n: () => bench.nextFinding(1), p: () => bench.nextFinding(-1),
      Escape: () => bench.close(),
    }[event.key];
  }
}
