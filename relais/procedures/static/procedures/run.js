// A run on a phone: ticks are sent in the background; without network they are kept here and sent later, in order, each
// under its own key so that it counts once. Without this script every button is an ordinary form.

const TIMEOUT = 12_000;
const RETRY = 15_000;
const SHELF = "relais-ticks";

const read = () => {
  try { return JSON.parse(localStorage.getItem(SHELF)) || []; } catch { return []; }
};
const write = (ticks) => {
  try { ticks.length ? localStorage.setItem(SHELF, JSON.stringify(ticks)) : localStorage.removeItem(SHELF); return true; } catch { return false; }
};
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
const fill = (text, values) => Object.entries(values).reduce((told, [name, value]) => told.replace(`{${name}}`, value), text);
const clock = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
const freshKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

let since = null;
let sending = false;

/** Send one tick. Gives the response, or null when the network (or the server behind it) is not there. */
async function send(tick) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", token());
  for (const name of ["key", "outcome", "note", "at"]) body.set(name, tick[name]);
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), TIMEOUT);
  try {
    const response = await fetch(tick.action, { method: "POST", body, credentials: "same-origin", signal: patience.signal });
    // Sent to the sign-in page: the tick was not taken. It waits here until one is signed in again.
    if (response.ok && !response.url.includes("/runs/")) { location.reload(); return null; }
    return response.status >= 500 ? null : { status: response.status, url: response.url, html: await response.text() };
  } catch { return null; } finally { clearTimeout(timer); }
}

const run = () => document.querySelector("[data-run]");

function tell() {
  const line = run()?.querySelector("[data-offline]");
  if (!line) return;
  const waiting = read().length;
  const { offlineSince, waitingOne, waitingMany } = run().dataset;
  line.hidden = !since && !waiting;
  if (line.hidden) { line.textContent = ""; return; }
  const parts = since ? [fill(offlineSince, { time: clock(since) })] : [];
  if (waiting) parts.push(waiting === 1 ? waitingOne : fill(waitingMany, { count: waiting }));
  line.textContent = parts.join(" ");
}

/** Show the page that came back in place of this one: no second request for it. */
function show({ html, url }) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const main = page.querySelector("main");
  if (!main?.querySelector("[data-run]")) { location.reload(); return; }
  document.querySelector("main").replaceWith(main);
  document.title = page.title;
  if (!url.includes("/tick/")) history.replaceState(null, "", url);
  (main.querySelector("#errors") || main.querySelector("h1")).setAttribute("tabindex", "-1");
  (main.querySelector("#errors") || main.querySelector("h1")).focus({ preventScroll: true });
  scrollTo(0, 0);
  tell();
}

/** Without network: on to the next step, which the page brought along. */
function goOn(form) {
  const next = form.parentElement.querySelector("template[data-ahead]");
  const progress = document.querySelector("[data-progress]");
  if (progress) progress.value = Math.min(progress.max, progress.value + 1);
  if (!next) {
    form.querySelector("[data-card]").replaceChildren(run().dataset.allGone);
    form.querySelectorAll("button, textarea").forEach((control) => { control.disabled = true; });
    return;
  }
  form.querySelector("[data-card]").replaceChildren(next.content);
  document.querySelector("[data-heading]").textContent = next.dataset.thenHeading;
  form.querySelector("[data-label]").textContent = next.dataset.thenLabel;
  form.action = next.dataset.action;
  form.dataset.position = next.dataset.ahead;
  form.elements.key.value = freshKey();
  form.elements.note.value = "";
  form.querySelector("[data-note]").open = false;
  next.remove();
  scrollTo(0, 0);
}

function refuse(tick) {
  const place = run()?.querySelector("[data-refusals]");
  if (!place) return;
  const line = document.createElement("p");
  line.className = "notice warn row between";
  line.textContent = fill(run().dataset.refused, { position: tick.position, note: tick.note || "–" });
  const seen = document.createElement("button");
  seen.type = "button";
  seen.className = "button";
  seen.textContent = run().dataset.forget;
  seen.addEventListener("click", () => line.remove());
  line.append(seen);
  place.append(line);
}

/** Send what waits, oldest first. */
async function flush() {
  if (sending || !read().length) return;
  sending = true;
  const refused = [];
  let last = null;
  try {
    for (let [tick] = read(); tick; [tick] = read()) {
      const answer = await send(tick);
      if (!answer || [403, 429].includes(answer.status)) { since ||= Date.now(); break; }
      since = null;
      write(read().slice(1));
      if (answer.status >= 400) refused.push(tick); else if (tick.run === run()?.dataset.run) last = answer;
    }
  } finally { sending = false; }
  if (last && !read().length) show(last);
  refused.forEach(refuse);
  tell();
}

async function submit(event) {
  const form = event.target;
  if (!form.matches("form[data-tick]")) return;
  // Every page sends a form again when the network is back; a tick has a queue of its own, and must go only once.
  event.stopImmediatePropagation();
  const outcome = event.submitter?.value || "done";
  const note = form.elements.note.value;
  if (outcome === "failed" && !note.trim()) {
    // The server would ask for the note: ask for it here, network or not.
    event.preventDefault();
    form.querySelector("[data-note]").open = true;
    form.elements.note.focus();
    return;
  }
  event.preventDefault();
  const tick = {
    action: form.action, key: form.elements.key.value, outcome, note, at: new Date().toISOString(),
    position: form.dataset.position, run: run().dataset.run,
  };
  form.querySelectorAll("button").forEach((button) => { button.disabled = true; });
  const answer = read().length ? null : await send(tick);
  form.querySelectorAll("button").forEach((button) => { button.disabled = false; });
  if (answer) { since = null; show(answer); return; }
  if (!write([...read(), tick])) { HTMLFormElement.prototype.submit.call(form); return; }
  if (!navigator.onLine || !since) since ||= Date.now();
  goOn(form);
  tell();
  flush();
}

addEventListener("submit", submit, true);
tell();
flush();
addEventListener("online", flush);
addEventListener("offline", () => { since ||= Date.now(); tell(); });
setInterval(flush, RETRY);
