"use strict";
// The script of the report: volcano plot, table and dossier of each contrast, of the data that stand
// in the page. All text goes in as text, never as markup. No library: it is small enough to be read.
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const MOST_ROWS = 300; // shown at a time
  const NEAR = 24; // pixels from a point at which it counts as pointed at
  const LABELS = 14; // of points, besides that of the miRNA that is kept
  const CUTS = [1e-6, 1e-4, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1];
  const ACTIVE = ["up", "down", "changed"];

  function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") node.addEventListener(name, value);
      else if (value !== null && value !== undefined) node.setAttribute(name, value);
    }
    node.append(...children);
    return node;
  }
  const make = (name, attributes = {}, ...children) =>
    fill(document.createElement(name), attributes, children);
  const draw = (name, attributes = {}, ...children) =>
    fill(document.createElementNS(SVG, name), attributes, children);

  const raised = (power) => String(power).replace(/./g, (sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]);
  const minus = (text) => text.replace("-", "−");

  // A number as people read it; columns of probabilities by powers of ten where they are small.
  function tell(value, unit) {
    if (value === null || value === "") return "";
    if (typeof value === "string") return minus(value.replace("Infinity", "∞"));
    if (unit === "share") return `${+(100 * value).toPrecision(2)} %`;
    if (value !== 0 && Math.abs(value) < 0.001) {
      const [digits, power] = value.toExponential(1).split("e");
      return `${minus(digits)} × 10${raised(+power)}`;
    }
    if (unit === "log2") return minus(value.toFixed(2));
    if (Math.abs(value) >= 1000) return minus(Math.round(value).toLocaleString("en"));
    return minus(String(+value.toPrecision(3)));
  }

  // Round steps of an axis.
  function ticks(low, high, about) {
    const rough = (high - low) / about || 1;
    const unit = 10 ** Math.floor(Math.log10(rough));
    const step = unit * [1, 2, 5, 10].find((times) => times * unit >= rough);
    const found = [];
    for (let at = Math.ceil(low / step) * step; at <= high + step / 1e6; at += step) found.push(+at.toFixed(9));
    return found;
  }

  class Explorer {
    constructor(root) {
      this.root = root;
      this.data = JSON.parse(document.getElementById(root.dataset.source).textContent);
      this.columns = Object.fromEntries(this.data.columns.map((column) => [column.name, unpack(column, this.data)]));
      this.size = this.columns.mirna.cells.length;
      this.tested = this.range((row) => this.at("padj", row) !== null);
      this.drawn = this.tested.filter((row) => typeof this.at("log2FoldChange", row) === "number");
      this.state = { find: "", status: "", tier: "", sort: "rank", down: false, shown: MOST_ROWS, kept: null, over: null };
      this.part = (selector) => root.querySelector(selector);
      this.prepareControls();
      this.prepareTable();
      this.recount();
      this.choose();
      this.show();
      new ResizeObserver(() => this.plot()).observe(this.part(".volcano"));
    }

    at(column, row) { return this.columns[column].cells[row]; }
    told(column, row) {
      const { kind, unit } = this.columns[column];
      return kind === "text" ? this.at(column, row) || "" : tell(this.at(column, row), unit);
    }
    range(test) { return [...Array(this.size).keys()].filter(test); }
    // What the run itself says; "up" with the level in which it is.
    statusOf(row) {
      const status = this.at("status", row);
      const reason = this.at("reason", row);
      return (this.data.labels[status] || status) + (reason ? `: ${reason}` : "");
    }

    prepareControls() {
      const choices = (selector, column, first) => {
        const select = this.part(selector);
        const found = [...new Set(this.columns[column].cells)].filter(Boolean).sort();
        select.append(make("option", { value: "" }, first), ...found.map((value) =>
          make("option", { value }, this.data.labels[value] || value)));
        select.addEventListener("change", () => this.choose({ [column]: select.value }));
      };
      choices(".of-status", "status", "all");
      choices(".of-tier", "tier", "all");
      this.part(".find").addEventListener("input", (event) => this.choose({ find: event.target.value }));
      this.cuts = [...new Set([...CUTS, this.data.alpha])].sort((a, b) => a - b);
      const largest = Math.max(1, ...this.drawn.map((row) => Math.abs(this.at("log2FoldChange", row))));
      fill(this.part("input.padj"), { min: 0, max: this.cuts.length - 1, step: 1, input: () => this.recount() }, []);
      fill(this.part("input.change"), { min: 0, max: Math.ceil(largest), step: 0.1, input: () => this.recount() }, []);
      this.part("input.padj").value = this.cuts.indexOf(this.data.alpha);
      this.part("input.change").value = 0;
      this.part(".more").addEventListener("click", () => { this.state.shown += MOST_ROWS; this.list(); });
      this.part(".csv").addEventListener("click", () => this.download());
      this.root.addEventListener("keydown", (event) => { if (event.key === "Escape") this.keep(null); });
    }

    // Which tested miRNAs pass the two sliders; the run's own calls are not touched by them.
    recount() {
      this.padj = this.cuts[+this.part("input.padj").value];
      this.change = +this.part("input.change").value;
      this.pass = new Map(this.tested.map((row) => [row, this.wayOf(row)]));
      const count = (way) => [...this.pass.values()].filter((found) => found === way).length;
      for (const [name, value] of [["padj", tell(this.padj)], ["change", tell(this.change)]]) {
        this.part(`input.${name}`).setAttribute("aria-valuetext", value);
        this.part(`input.${name}`).nextElementSibling.value = value;
      }
      const ways = ACTIVE.filter((way) => way !== "changed" || count(way));
      const own = `${tell(this.data.alpha)}${this.data.threshold ? `, against a change of ${tell(this.data.threshold)}` : ""}`;
      this.part(".recount").textContent =
        `With an adjusted p below ${tell(this.padj)} and a change of at least ${tell(this.change)}: ` +
        `${ways.map((way) => `${count(way)} ${this.data.labels[way] || way}`).join(", ")} of ${this.tested.length.toLocaleString("en")} tested. ` +
        `The run's own threshold is an adjusted p below ${own}: status, tiers and lists are by that, whatever the sliders say.`;
      this.plot();
    }
    wayOf(row) {
      const change = this.at("log2FoldChange", row);
      if (!(this.at("padj", row) < this.padj) || this.at("padj", row) === null || Math.abs(change) < this.change) return "";
      if (this.at("status", row) === "changed" || this.columns.status.cells.includes("changed")) return "changed";
      return change > 0 ? "up" : "down";
    }

    // The rows that the fields ask for, in the order of the column that is sorted by.
    choose(asked = {}) {
      Object.assign(this.state, asked, { shown: MOST_ROWS });
      const { find, status, tier, sort, down } = this.state;
      const words = find.trim().toLowerCase();
      const sequence = /^[acgut]{6,}$/.test(words) ? words.replace(/t/g, "u") : null;
      const matches = (row) => this.at("mirna", row).toLowerCase().includes(words)
        || (this.at("accession", row) || "").toLowerCase().includes(words)
        || (sequence && (this.at("sequence", row) || "").toLowerCase().includes(sequence));
      const cells = this.columns[sort].cells;
      const empty = (value) => value === null || value === "";
      // A name that goes on in a digit or letter is another miRNA: miR-21 before miR-210.
      const other = (row) => words && /^[a-z0-9]/.test(this.at("mirna", row).toLowerCase().split(words)[1] || "");
      this.rows = this.range((row) => (!words || matches(row)) && (!status || this.at("status", row) === status)
        && (!tier || this.at("tier", row) === tier)).sort((a, b) => {
        const near = other(a) - other(b);
        if (near) return near;
        const [left, right] = [cells[a], cells[b]];
        if (empty(left) || empty(right)) return empty(left) - empty(right) || a - b;
        const way = typeof left === "number" && typeof right === "number"
          ? left - right : String(left).localeCompare(String(right), "en", { numeric: true });
        return (down ? -way : way) || a - b;
      });
      this.visible = new Set(this.rows);
      this.list();
      this.plot();
    }

    prepareTable() {
      const names = Object.entries(this.data.shown);
      this.heads = new Map(names.map(([name, words]) => [name, make("th", { scope: "col", title: this.columns[name].sentence,
        class: this.columns[name].kind === "number" ? "number" : null },
      make("button", { type: "button", click: () => this.choose({ sort: name, down: this.state.sort === name && !this.state.down }) }, words))]));
      this.body = make("tbody");
      this.part(".rows").append(make("table", {}, make("caption", {}, `miRNAs of ${this.data.title}`),
        make("thead", {}, make("tr", {}, ...this.heads.values())), this.body));
    }
    list() {
      for (const [name, head] of this.heads) {
        const mine = this.state.sort === name;
        head.setAttribute("aria-sort", mine ? (this.state.down ? "descending" : "ascending") : "none");
        const words = this.data.shown[name];
        head.firstChild.textContent = mine ? `${words} ${this.state.down ? "↓" : "↑"}` : words;
      }
      const shown = this.rows.slice(0, this.state.shown);
      this.body.replaceChildren(...shown.map((row) => this.line(row)));
      this.part(".more").hidden = shown.length === this.rows.length;
      this.part(".said").textContent = this.rows.length
        ? `${this.rows.length.toLocaleString("en")} of ${this.size.toLocaleString("en")} miRNAs, ${shown.length} shown.`
        : "No miRNA of this reference is called like that. Try a part of its name, or its accession.";
    }
    line(row) {
      const kept = this.state.kept === row;
      const cells = Object.keys(this.data.shown).slice(1).map((name) => make("td",
        { class: this.columns[name].kind === "number" ? "number" : name === "status" ? this.at(name, row) : null },
        name === "status" ? this.statusOf(row) : this.told(name, row)));
      return make("tr", { class: kept ? "pinned" : null }, make("th", { scope: "row" }, make("button",
        { type: "button", class: "mirna", "aria-pressed": kept, "data-row": row, click: () => this.keep(kept ? null : row) },
        this.at("mirna", row))), ...cells);
    }

    // Keep the dossier of a miRNA in view, or let go of it.
    keep(row, { jump = false } = {}) {
      const focused = this.body.contains(document.activeElement) ? document.activeElement.dataset.row : null;
      this.state.kept = row;
      this.state.over = null;
      this.list();
      this.show();
      this.plot();
      if (focused !== null) this.body.querySelector(`[data-row="${focused}"]`)?.focus({ preventScroll: true });
      if (row === null) return;
      this.part(".said").textContent = `${this.at("mirna", row)}: ${this.statusOf(row)}. Its dossier is beside the volcano plot.`;
      const narrow = matchMedia("(max-width: 50rem)").matches;
      this.part(jump && !narrow ? ".controls" : ".dossier").scrollIntoView({ block: jump ? "start" : "nearest" });
    }
    // For the field at the top of the page, and for names in other sections.
    find(words, exact) {
      this.part(".find").value = words;
      for (const selector of [".of-status", ".of-tier"]) this.part(selector).value = "";
      this.choose({ find: words, status: "", tier: "", sort: "rank", down: false });
      const same = this.rows.filter((row) => this.at("mirna", row) === words);
      const row = exact && same.length ? same[0] : this.rows[0];
      this.keep(row === undefined ? null : row, { jump: true });
      if (row === undefined) this.part(".controls").scrollIntoView({ block: "start" });
    }

    show() {
      const pane = this.part(".dossier");
      const row = this.state.over ?? this.state.kept;
      if (row === null) {
        pane.replaceChildren(make("p", {}, "No miRNA is chosen. Point at one in the plot, or choose its name in the table."));
        return;
      }
      const untested = this.at("status", row) === "not testable";
      const parts = Object.entries(this.data.dossier).map(([title, names]) => {
        const filled = Object.entries(names).filter(([name]) => this.told(name, row) !== "");
        return filled.length ? [make("h5", {}, title), make("dl", {}, ...filled.map(([name, words]) =>
          make("div", { title: this.columns[name].sentence }, make("dt", {}, words), make("dd", {}, this.told(name, row)))))] : [];
      });
      const letGo = this.state.kept === row ? [make("button", { type: "button", click: () => this.keep(null) }, "Unpin")] : [];
      pane.replaceChildren(make("h4", {}, this.at("mirna", row)), make("p", {}, `${this.at("accession", row) || ""} `,
        make("strong", {}, this.statusOf(row)), untested ? ". The data cannot answer for it; that is no evidence against it." : ""),
      ...letGo, ...this.strip(row), ...parts.flat());
    }
    // Each sample as a point, and the median of each group as a line.
    strip(row) {
      const { samples, levels, names, values } = this.data.strips;
      const mine = values[this.at("mirna", row)];
      if (!mine) return [];
      const [width, high, left] = [340, 34, 90];
      const [low, top] = [Math.min(...mine), Math.max(...mine)];
      const place = (value) => left + 8 + (width - left - 16) * (top > low ? (value - low) / (top - low) : 0.5);
      const groups = names.map((name, group) => {
        const own = mine.filter((_, sample) => levels[sample] === group).sort((a, b) => a - b);
        const middle = own.length ? (own[(own.length - 1) >> 1] + own[own.length >> 1]) / 2 : low;
        const y = group * high + high / 2;
        return draw("g", {}, draw("text", { x: 0, y: y + 4 }, name.length > 14 ? `${name.slice(0, 13)}…` : name),
          draw("line", { x1: place(middle), x2: place(middle), y1: y - 12, y2: y + 12 }),
          ...mine.map((value, sample) => [value, sample]).filter(([, sample]) => levels[sample] === group).map(([value, sample]) =>
            draw("circle", { cx: place(value), cy: y + ((sample * 7) % 11) - 5, r: 3.5, class: group ? "tested" : "reference" },
              draw("title", {}, `${samples[sample]}: ${tell(value)}`))));
      });
      const foot = names.length * high + 14;
      const words = "log2 of normalised counts, by sample; the line is the median";
      return [draw("svg", { class: "strip", viewBox: `0 0 ${width} ${foot + 20}`, role: "img", "aria-label": words }, ...groups,
        draw("text", { x: left, y: foot }, tell(low)), draw("text", { x: width, y: foot, "text-anchor": "end" }, tell(top)),
        draw("text", { x: 0, y: foot + 14 }, words))];
    }

    plot() {
      const figure = this.part(".volcano");
      if (!this.visible || !figure.clientWidth || this.drawing) return;
      this.drawing = true;
      requestAnimationFrame(() => { this.drawing = false; this.plotNow(figure); });
    }
    plotNow(figure) {
      const width = figure.clientWidth;
      const height = Math.round(Math.min(560, Math.max(320, 0.9 * width)));
      const [left, right, top, foot] = [46, width - 8, 12, height - 40];
      const heights = new Map(this.drawn.map((row) => [row, -Math.log10(Math.max(this.at("pvalue", row), 1e-300))]));
      const widest = 1.15 * Math.max(0.5, ...this.drawn.map((row) => Math.abs(this.at("log2FoldChange", row))));
      const highest = 1.08 * Math.max(1, ...heights.values());
      const x = (value) => left + (right - left) * (value + widest) / (2 * widest);
      const y = (value) => foot - (foot - top) * value / highest;
      const svg = draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img",
        "aria-label": `Volcano plot of ${this.data.title}: ${this.drawn.length} tested miRNAs. The table below holds the same.` });
      for (const at of ticks(-widest, widest, width / 90)) svg.append(draw("line", { x1: x(at), x2: x(at), y1: top, y2: foot }),
        draw("text", { class: "axis", x: x(at), y: foot + 16, "text-anchor": "middle" }, tell(at)));
      for (const at of ticks(0, highest, 6)) svg.append(draw("line", { x1: left, x2: right, y1: y(at), y2: y(at) }),
        draw("text", { class: "axis", x: left - 6, y: y(at) + 4, "text-anchor": "end" }, tell(at)));
      svg.append(draw("text", { x: (left + right) / 2, y: height - 6, "text-anchor": "middle" }, this.data.axis),
        draw("text", { transform: `translate(12 ${(top + foot) / 2}) rotate(-90)`, "text-anchor": "middle" }, "−log₁₀ p-value"));
      const cut = (attributes) => svg.append(draw("line", { class: "cut", ...attributes }));
      const passing = this.drawn.filter((row) => this.at("padj", row) < this.padj);
      const others = this.drawn.filter((row) => !(this.at("padj", row) < this.padj));
      if (passing.length && others.length) {
        // Between the last that passes and the first that does not.
        const line = (Math.min(...passing.map((row) => heights.get(row))) + Math.max(...others.map((row) => heights.get(row)))) / 2;
        cut({ x1: left, x2: right, y1: y(line), y2: y(line) });
      }
      if (this.change) for (const at of [-this.change, this.change]) cut({ x1: x(at), x2: x(at), y1: top, y2: foot });
      this.points = this.drawn.map((row) => ({ row, x: x(this.at("log2FoldChange", row)), y: y(heights.get(row)), way: this.pass.get(row) }));
      const sorted = [...this.points].sort((a, b) => (a.way !== "") - (b.way !== ""));
      svg.append(...sorted.map((point) => draw("circle", { cx: point.x.toFixed(1), cy: point.y.toFixed(1), r: 3.6,
        class: `${point.way} ${this.visible.has(point.row) ? "" : "away"}` })));
      this.label(svg, right);
      this.ring = draw("circle", { class: "ring", r: 7, cx: -99, cy: -99 });
      svg.append(this.ring);
      svg.addEventListener("pointermove", (event) => this.over(this.nearest(svg, event)));
      svg.addEventListener("pointerleave", () => this.over(null));
      svg.addEventListener("click", (event) => {
        const row = this.nearest(svg, event);
        this.keep(row === this.state.kept ? null : row);
      });
      const keys = ["", ...ACTIVE.filter((way) => this.points.some((point) => point.way === way))];
      figure.replaceChildren(svg, make("figcaption", {}, ...keys.flatMap((way) => [make("span", { class: `key ${way}`, "aria-hidden": "true" }, "● "),
        `${way ? this.data.labels[way] || way : "does not pass"}\u2003`])));
      this.encircle();
    }
    // Names beside points, the smallest p-values first, where there is room.
    label(svg, right) {
      const taken = [];
      const wanted = this.points.filter((point) => (point.way && this.visible.has(point.row)) || point.row === this.state.kept)
        .sort((a, b) => (b.row === this.state.kept) - (a.row === this.state.kept) || a.y - b.y);
      for (const point of wanted) {
        const name = this.at("mirna", point.row).split("/")[0].replace(/^[a-z]{3}-/, "");
        const size = 6.6 * name.length;
        const before = point.x + 8 + size > right;
        const box = [before ? point.x - 8 - size : point.x + 8, point.y - 7];
        if (taken.length > LABELS || taken.some(([a, b, wide]) => Math.abs(b - box[1]) < 14 && a < box[0] + size && box[0] < a + wide)) continue;
        taken.push([...box, size]);
        svg.append(draw("text", { x: before ? point.x - 7 : point.x + 7, y: point.y + 4, "text-anchor": before ? "end" : "start" }, name));
      }
    }
    nearest(svg, event) {
      const frame = svg.getBoundingClientRect();
      const scale = svg.viewBox.baseVal.width / frame.width;
      const [x, y] = [(event.clientX - frame.left) * scale, (event.clientY - frame.top) * scale];
      let best = null;
      let least = NEAR;
      for (const point of this.points) {
        const distance = Math.hypot(point.x - x, point.y - y);
        if (this.visible.has(point.row) && distance < least) [best, least] = [point.row, distance];
      }
      return best;
    }
    over(row) {
      if (this.state.over === row) return;
      this.state.over = row;
      this.encircle();
      this.show();
    }
    encircle() {
      const row = this.state.over ?? this.state.kept;
      const point = this.points.find((found) => found.row === row) || { x: -99, y: -99 };
      fill(this.ring, { cx: point.x, cy: point.y }, []);
    }

    // The rows that are chosen, all columns, as they stand in the file of dossiers.
    download() {
      const cell = (value) => {
        // Not to be taken for a formula by a spreadsheet.
        const text = typeof value === "string" && /^[=+@\t-]/.test(value) && !/^-Infinity$/.test(value) ? `'${value}` : String(value ?? "");
        return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
      };
      const names = Object.keys(this.columns);
      const lines = [names, ...this.rows.map((row) => names.map((name) => this.at(name, row)))];
      const text = `\ufeff${lines.map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
      const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
      make("a", { href: address, download: `${this.data.name}.csv` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 1000);
    }
  }

  // A column with a cell for each row, where only those that are filled are given, or numbers of words.
  function unpack(column, data) {
    if (column.words) return { ...column, cells: column.cells.map((place) => column.words[place]) };
    if (!column.at) return column;
    const cells = Array(data.columns[0].cells.length).fill(column.kind === "text" ? "" : null);
    column.at.forEach((row, place) => { cells[row] = column.cells[place]; });
    return { ...column, cells };
  }

  const contrastOf = (node) => node.closest("[data-contrast]").dataset.contrast;
  const explorers = new Map([...document.querySelectorAll(".explorer")].map((root) => [contrastOf(root), new Explorer(root)]));

  document.querySelector(".lookup").addEventListener("submit", (event) => {
    event.preventDefault();
    const words = document.getElementById("lookup").value.trim();
    if (words) for (const explorer of [...explorers.values()].reverse()) explorer.find(words, true);
  });
  for (const button of document.querySelectorAll("[data-mirna]")) {
    button.addEventListener("click", () => explorers.get(contrastOf(button)).find(button.dataset.mirna, true));
  }
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy);
      getSelection().selectAllChildren(text);
      const said = button.nextElementSibling;
      try {
        await navigator.clipboard.writeText(text.innerText);
        said.textContent = "Copied.";
      } catch {
        said.textContent = "It is selected: copy it with Ctrl+C.";
      }
    });
  }
  // Contents are folded on a phone.
  if (matchMedia("(max-width: 70rem)").matches) document.querySelector("nav details").open = false;
})();
