// Tables that are sorted by the column whose heading is pressed: numbers begin with the largest.
document.addEventListener("DOMContentLoaded", () => {
  for (const heading of document.querySelectorAll(".ledger thead th")) {
    const button = element("button", "sort");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
  }
});

function sortBy(heading) {
  const table = heading.closest("table"), column = heading.cellIndex;
  const numeric = heading.classList.contains("n");
  const before = heading.getAttribute("aria-sort");
  const rising = before ? before === "descending" : !numeric;
  for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", rising ? "ascending" : "descending");
  const valueOf = ({ cells }) => numeric ? Number(cells[column].dataset.value) : cells[column].textContent;
  const order = (one, other) => numeric ? valueOf(one) - valueOf(other) :
    valueOf(one).localeCompare(valueOf(other), "en", { numeric: true });
  const rows = [...table.tBodies[0].rows].sort((one, other) => rising ? order(one, other) : order(other, one));
  table.tBodies[0].append(...rows);
}

// The panel of details shows copies of the tables.
document.addEventListener("click", (event) => {
  const heading = event.target.closest(".ledger button.sort")?.parentElement;
  if (heading) sortBy(heading);
});
