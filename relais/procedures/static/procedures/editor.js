// The editor of a procedure without waiting for the server: add, remove, move steps (buttons, Alt+arrows, drag), and keep
// what is typed on this device until it is saved. Without this script every button asks the server, and nothing is lost either.

const form = document.querySelector("form[data-editor]");
const list = form?.querySelector("[data-rows]");
const fill = (text, values) => Object.entries(values).reduce((told, [name, value]) => told.replace(`{${name}}`, value), text);
const rows = () => [...list.children];
const level = (row) => Number(row.querySelector("[name=step_level]").value);
const said = document.createElement("p");
said.className = "visually-hidden";
said.setAttribute("role", "status");

/** A row with the deeper rows below it. */
function block(row) {
  const found = [row];
  for (let next = row.nextElementSibling; next && level(next) > level(row); next = next.nextElementSibling) found.push(next);
  return found;
}

function move(row, way) {
  const moving = block(row);
  if (way < 0) {
    let to = row.previousElementSibling;
    while (to?.previousElementSibling && level(to) > level(row)) to = to.previousElementSibling;
    if (!to) return;
    to.before(...moving);
  } else {
    const next = moving.at(-1).nextElementSibling;
    if (!next) return;
    (level(next) >= level(row) ? block(next).at(-1) : next).after(...moving);
  }
  renumber();
  said.textContent = fill(form.dataset.moved, { number: rows().indexOf(row) + 1 });
}

function renumber() {
  rows().forEach((row, index) => {
    const number = index + 1;
    row.querySelector("[data-place]").textContent = fill(form.dataset.step, { number });
    row.querySelector("[data-place]").parentElement.id = `step-${number}`;
    row.className = row.className.replace(/\blevel-\d+/, `level-${level(row)}`);
    row.querySelectorAll("button[data-act]").forEach((button) => {
      button.value = `${button.dataset.act}-${number}`;
      const label = button.getAttribute("aria-label");
      if (label) button.setAttribute("aria-label", label.replace(/\d+/, number));
    });
  });
  keep();
}

function blank(after) {
  const row = rows()[0].cloneNode(true);
  row.removeAttribute("id");
  row.classList.remove("to-correct", "wrong");
  row.querySelectorAll(".notice, .doubt").forEach((line) => line.remove());
  row.querySelectorAll("input, textarea").forEach((control) => { control.value = ""; control.removeAttribute("aria-invalid"); });
  row.querySelector("[name=step_level]").value = after ? level(after) : 0;
  const role = row.querySelector("[name=step_role]");
  if (role) role.value = "step";
  return row;
}

function add(after, focus = true) {
  const row = blank(after);
  if (after) after.after(row); else list.append(row);
  renumber();
  if (focus) row.querySelector("[name=step_title]").focus();
  return row;
}

function remove(row) {
  const next = row.nextElementSibling;
  const line = document.createElement("p");
  line.className = "notice row between";
  line.textContent = form.dataset.removed;
  const back = document.createElement("button");
  back.type = "button";
  back.className = "button";
  back.textContent = form.dataset.putback;
  back.addEventListener("click", () => {
    next?.isConnected ? next.before(row) : list.append(row);
    line.remove();
    renumber();
    row.querySelector("[name=step_title]").focus();
  });
  line.append(back);
  form.querySelectorAll("[data-undo]").forEach((older) => older.remove());
  line.dataset.undo = "";
  list.before(line);
  if (rows().length === 1) add(null, false);
  row.remove();
  renumber();
  back.focus();
}

// --- what is typed survives a closed tab ------------------------------------------------------------------------------

const SHELF = `relais-editor:${location.pathname}`;
const keeps = form && !("noDraft" in form.dataset);
const COLUMNS = ["title", "body", "expected", "level", "origin"];
const FIELDS = ["title", "introduction", "afterword", "change"];

function typed() {
  return {
    stamp: form.elements.stamp.value,
    fields: Object.fromEntries(FIELDS.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value])),
    rows: rows().map((row) => Object.fromEntries(COLUMNS.map((name) => [name, row.querySelector(`[name=step_${name}]`).value]))),
  };
}

let timer = 0;
let first = "";
function keep() {
  if (!keeps) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    const now = JSON.stringify(typed());
    try { now === first ? localStorage.removeItem(SHELF) : localStorage.setItem(SHELF, now); } catch { /* full: the page still holds it */ }
  }, 600);
}

function bringBack(kept) {
  for (const [name, value] of Object.entries(kept.fields)) if (form.elements[name]) form.elements[name].value = value;
  const wanted = kept.rows.length || 1;
  while (rows().length < wanted) add(null, false);
  rows().slice(wanted).forEach((row) => row.remove());
  kept.rows.forEach((values, index) => COLUMNS.forEach((name) => { rows()[index].querySelector(`[name=step_${name}]`).value = values[name]; }));
  renumber();
}

function offer() {
  first = JSON.stringify(typed());
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(SHELF)); } catch { return; }
  if ("saved" in form.dataset || !kept || JSON.stringify(kept) === first) { localStorage.removeItem(SHELF); return; }
  const line = document.createElement("p");
  line.className = "notice row";
  line.textContent = form.dataset.restore;
  for (const [label, act] of [[form.dataset.restoreYes, () => bringBack(kept)], [form.dataset.restoreNo, () => localStorage.removeItem(SHELF)]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = label;
    button.addEventListener("click", () => { line.remove(); act(); });
    line.append(button);
  }
  form.querySelector(".stack").prepend(line);
}

// --- hands ------------------------------------------------------------------------------------------------------------

function pressed(event) {
  const button = event.target.closest("button[data-act]");
  if (!button) return;
  event.preventDefault();
  const row = button.closest("[data-row]");
  if (button.dataset.act === "append") add(null);
  else if (button.dataset.act === "add") add(row);
  else if (button.dataset.act === "remove") remove(row);
  else { move(row, button.dataset.act === "up" ? -1 : 1); button.focus(); }
}

function keyed(event) {
  const row = event.target.closest("[data-row]");
  if (!row) return;
  if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    move(row, event.key === "ArrowUp" ? -1 : 1);
    event.target.focus();
  } else if (event.key === "Enter" && event.target.name === "step_title" && !event.isComposing) {
    event.preventDefault();
    add(row);
  }
}

let dragged = null;
function drags() {
  list.addEventListener("pointerover", (event) => {
    const place = event.target.closest("[data-place]");
    if (place) place.draggable = true;
  });
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-row]");
    dragged?.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-row]");
    if (!dragged || !over) return;
    event.preventDefault();
    rows().forEach((row) => row.classList.toggle("over", row === over));
  });
  list.addEventListener("drop", (event) => {
    const over = event.target.closest("[data-row]");
    if (!dragged || !over) return;
    event.preventDefault();
    const moving = block(dragged);
    if (!moving.includes(over)) over.before(...moving);
  });
  list.addEventListener("dragend", () => {
    rows().forEach((row) => row.classList.remove("over", "dragged"));
    dragged = null;
    renumber();
  });
}

if (list) {
  form.append(said);
  form.addEventListener("click", pressed);
  form.addEventListener("keydown", keyed);
  form.addEventListener("input", keep);
  form.addEventListener("change", (event) => { if (event.target.name === "step_level") renumber(); });
  drags();
  if (keeps) offer();
}
