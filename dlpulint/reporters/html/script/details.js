// The panel on the right: all that is known of the operator, finding, tensor or partition chosen.
class Details {
  constructor(root, onClose) {
    this.root = root;
    this.head = element("div", "head");
    this.title = element("h2", "");
    const close = element("button", "close", "×");
    close.type = "button";
    close.ariaLabel = "Close details";
    close.addEventListener("click", onClose);
    this.head.append(this.title, close);
    this.body = element("div", "about");
    this.body.tabIndex = 0;
    this.body.setAttribute("role", "region");
    this.body.ariaLabel = "Details of what is selected";
    root.replaceChildren(this.head, this.body);
  }

  // Copies of what stands on the page, without ids: those stay with the originals.
  show(title, ...parts) {
    this.title.textContent = title;
    this.body.replaceChildren(...parts.flat().filter(Boolean));
    for (const heading of this.body.querySelectorAll("h2, h4")) {
      const level = element("h3", heading.className);
      level.append(...heading.childNodes);
      heading.replaceWith(level);
    }
    for (const marked of this.body.querySelectorAll("[id], [aria-labelledby]")) {
      marked.removeAttribute("id");
      marked.removeAttribute("aria-labelledby");
    }
    this.body.scrollTop = 0;
  }

  about(section, target) {
    const rest = target && document.getElementById(target.id)?.querySelector(".rest");
    this.show("About the model", copy(section.querySelector(".about")), rest && copy(rest));
  }

  operator(id) {
    const entry = document.getElementById(id);
    if (!entry) return void this.show("Operator", element("p", "muted", "It is not listed on this page."));
    this.show("Operator", copy(entry, "entry"));
  }

  finding(id) {
    const finding = copy(document.getElementById(id));
    finding.classList.remove("open", "chosen", "out");
    this.show("Finding", finding);
  }

  // Without a graph there is nothing to show.
  partition(id, onShow) {
    const entry = document.getElementById(id);
    const button = onShow && element("button", "act", "Show its operators");
    if (button) {
      button.type = "button";
      button.addEventListener("click", onShow);
    }
    this.show("Partition", entry && copy(entry, "entry"), button);
  }

  // tensor: { text, writer, readers }, the operators by the ids of their entries.
  tensor({ text, writer, readers }) {
    const list = element("ul", "ends");
    const item = (role, id) => {
      const row = element("li", "");
      const link = element("a", "", headOf(id));
      link.href = `#${id}`;
      row.append(element("i", "", role), " ", link);
      return row;
    };
    list.append(...(writer ? [item("written by", writer)] : []), ...readers.map((id) => item("read by", id)));
    this.show("Tensor", element("p", "tensor-text", text), list);
  }
}

function copy(original, className) {
  const made = className ? element("div", className) : element(original.tagName, original.className);
  made.append(...original.cloneNode(true).childNodes);
  if (original.dataset.on) made.dataset.on = original.dataset.on;
  return made;
}

// `57 CONV_2D`: how an operator's entry begins.
function headOf(id) {
  const head = document.getElementById(id)?.querySelector(".h");
  return head ? [...head.querySelectorAll("a, code")].map(({ textContent }) => textContent).join(" ") : id;
}
