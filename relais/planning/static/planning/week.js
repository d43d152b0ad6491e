// The week's pieces moved by drag and by arrow keys. Without it each piece leads to a page with a form, to which this posts too.
const QUARTER = 15;
const PULL = 6; // pixels before a press becomes a drag
const main = document.getElementById('main');
let moving = null; // { piece, from, to }

const board = () => document.querySelector('[data-week]');
const isGrid = () => getComputedStyle(board()).display === 'grid';
const minuteOf = text => Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16));
const clock = minute => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');

// --- what is said -----------------------------------------------------------------------------------------------------

function say(key, place, piece, why = '') {
  const list = place && columnOf(place.day);
  const text = fill(board().dataset[key], { title: piece.dataset.title, day: list?.dataset.name, time: place && clock(place.minute), why });
  const said = document.querySelector('[data-week-said]');
  said.textContent = '';
  requestAnimationFrame(() => { said.textContent = text; });
  return text;
}

function complain(text) {
  document.querySelector('[data-week-refused]').textContent = text;
}

// --- where things are ---------------------------------------------------------------------------------------------------

const columns = () => [...board().querySelectorAll('ol[data-day]')];
const columnOf = day => columns().find(list => list.dataset.day === day);

// Hours are not equally high: an hour in which much is written takes more room. So a height is read off the labels.
function hours() {
  return [...board().querySelectorAll('.hours > span')].map(span => ({ box: span.getBoundingClientRect(), minute: Number.parseInt(span.textContent, 10) * 60 }));
}

function minuteAt(y) {
  const all = hours();
  const hour = all.findLast(({ box }) => box.top <= y) ?? all[0];
  const share = (y - hour.box.top) / hour.box.height;
  return hour.minute + Math.max(0, Math.min(60, share * 60));
}

function heightAt(minute) {
  const all = hours();
  const hour = all.findLast(one => one.minute <= minute) ?? all[0];
  return hour.box.top + (minute - hour.minute) / 60 * hour.box.height;
}

const rounded = minute => Math.round(minute / QUARTER) * QUARTER;

function within(minute, length) {
  const all = hours();
  const last = all.at(-1).minute + 60 - Math.min(length, 60);
  return Math.max(all[0].minute, Math.min(last, minute));
}

// --- a move: begun, shown, done or given up -------------------------------------------------------------------------------

function begin(piece) {
  if (moving?.piece === piece) return moving;
  cancel();
  const place = { day: piece.dataset.start.slice(0, 10), minute: minuteOf(piece.dataset.start) };
  moving = { piece, from: place, to: place };
  piece.parentElement.classList.add('moving');
  complain('');
  return moving;
}

function show() {
  const { piece, from, to } = moving;
  const [here, there] = [columnOf(from.day), columnOf(to.day)].map(list => list.getBoundingClientRect());
  piece.parentElement.style.translate = `${there.left - here.left}px ${heightAt(to.minute) - heightAt(from.minute)}px`;
  piece.querySelector('.hours-of').textContent = `${clock(to.minute)}–${clock(to.minute + Number(piece.dataset.minutes))}`;
}

function cancel() {
  if (!moving) return;
  const { piece, from } = moving;
  moving = null;
  piece.parentElement.classList.remove('moving');
  piece.parentElement.style.translate = '';
  const start = minuteOf(piece.dataset.start);
  piece.querySelector('.hours-of').textContent = `${clock(start)}–${clock(start + Number(piece.dataset.minutes))}`;
  return from;
}

async function commit() {
  const { piece, from, to } = moving;
  if (from.day === to.day && from.minute === to.minute) { cancel(); return; }
  const body = new URLSearchParams({
    csrfmiddlewaretoken: document.querySelector('[name=csrfmiddlewaretoken]').value,
    key: crypto.randomUUID().replaceAll('-', ''), on: to.day, starts: clock(to.minute), minutes: piece.dataset.minutes,
  });
  let answer, page;
  try {
    answer = await fetch(piece.href, { method: 'POST', body, headers: { 'X-Relais-Part': 'week' } });
    page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  } catch {
    const text = say('lost', to, piece);
    cancel();
    complain(text);
    return;
  }
  const fresh = page.querySelector('[data-week]') && page.getElementById('main');
  if (!answer.ok || !fresh) {
    const why = (page.querySelector('#errors li') ?? page.querySelector('main .notice, main p'))?.textContent.trim() ?? '';
    const text = say('refused', to, piece, why);
    cancel();
    complain(text);
    piece.focus();
    return;
  }
  const done = fill(board().dataset.done, { title: piece.dataset.title, day: columnOf(to.day).dataset.name, time: clock(to.minute) });
  const [task, start] = [piece.dataset.task, `${to.day}T${clock(to.minute)}`];
  moving = null;
  main.replaceChildren(...fresh.childNodes);
  board().toggleAttribute('data-movable', true);
  const placed = board().querySelector(`[data-piece][data-task="${task}"][data-start="${start}"]`);
  placed?.focus({ preventScroll: true });
  // The plan may have changed in another window meanwhile: then the week says so instead.
  const text = placed ? done : main.querySelector('.messages')?.textContent.trim() ?? '';
  requestAnimationFrame(() => { document.querySelector('[data-week-said]').textContent = text; });
}

// --- by keyboard --------------------------------------------------------------------------------------------------------

const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

main.addEventListener('keydown', event => {
  const piece = event.target.closest?.('[data-piece]');
  if (!piece || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !isGrid()) return;
  if (STEPS[event.key]) {
    event.preventDefault();
    const [days, quarters] = STEPS[event.key];
    const { to } = begin(piece);
    const all = columns();
    const at = all.findIndex(list => list.dataset.day === to.day);
    const day = all[Math.max(0, Math.min(all.length - 1, at + days))].dataset.day;
    // A start between two quarters goes to the next one in the direction of the arrow.
    const snapped = quarters > 0 ? Math.floor(to.minute / QUARTER) : Math.ceil(to.minute / QUARTER);
    const minute = quarters ? within((snapped + quarters) * QUARTER, Number(piece.dataset.minutes)) : to.minute;
    moving.to = { day, minute };
    show();
    say('placed', moving.to, piece);
  } else if (moving && event.key === 'Enter') {
    event.preventDefault();
    commit();
  } else if (moving && event.key === 'Escape') {
    event.preventDefault();
    event.stopPropagation();
    cancel();
    say('back', null, piece);
  }
});

// Who goes elsewhere with the focus leaves the piece where it was: a place is taken on purpose.
main.addEventListener('focusout', event => {
  if (moving && !press && event.target === moving.piece) {
    say('back', null, moving.piece);
    cancel();
  }
});

// --- by drag: a mouse and a pen pull at once, a finger after it has rested, so that it can still scroll ------------------

const REST = 400; // milliseconds
const EDGE = 48; // pixels from the edge of the screen within which a pull scrolls the page
let press = null; // { piece, x, y, grip, pulled, resting, isTouch }

main.addEventListener('pointerdown', event => {
  const piece = event.target.closest?.('[data-piece]');
  if (!piece || event.button !== 0 || !event.isPrimary || !isGrid()) return;
  const top = piece.parentElement.getBoundingClientRect().top;
  press = { piece, x: event.clientX, y: event.clientY, grip: event.clientY - top, pulled: false, isTouch: event.pointerType === 'touch' };
  if (press.isTouch) press.resting = setTimeout(lift, REST);
});

function lift() {
  press.pulled = true;
  begin(press.piece);
  navigator.vibrate?.(15);
}

function leave() {
  clearTimeout(press?.resting);
  press = null;
}

addEventListener('pointermove', event => {
  if (!press || !event.isPrimary) return;
  if (!press.pulled) {
    if (Math.hypot(event.clientX - press.x, event.clientY - press.y) < PULL) return;
    if (press.isTouch) { leave(); return; } // it scrolls
    lift();
  }
  [press.x, press.y] = [event.clientX, event.clientY];
  pull();
  scrollAtEdge();
});

function pull() {
  const list = columns().find(one => {
    const box = one.getBoundingClientRect();
    return press.x >= box.left && press.x < box.right;
  });
  const minute = within(rounded(minuteAt(press.y - press.grip)), Number(press.piece.dataset.minutes));
  moving.to = { day: list?.dataset.day ?? moving.to.day, minute };
  show();
}

function scrollAtEdge() {
  const pace = press.y < EDGE ? -8 : press.y > innerHeight - EDGE ? 8 : 0;
  if (!pace || press.scrolling) return;
  press.scrolling = requestAnimationFrame(() => {
    if (!press?.pulled) return;
    press.scrolling = 0;
    scrollBy(0, pace);
    pull();
    scrollAtEdge();
  });
}

addEventListener('pointerup', event => {
  if (!press || !event.isPrimary) return;
  const { piece, pulled } = press;
  leave();
  if (!pulled) return;
  // The click that may follow a drag is no wish to open the page of the piece.
  const stay = click => click.preventDefault();
  piece.addEventListener('click', stay, { capture: true, once: true });
  setTimeout(() => piece.removeEventListener('click', stay, { capture: true }), 100);
  commit();
});
addEventListener('pointercancel', () => { leave(); cancel(); });
addEventListener('keydown', event => {
  if (event.key === 'Escape' && press?.pulled) { leave(); cancel(); }
});
// What is pulled by a finger does not scroll the page, and a long press opens no menu.
main.addEventListener('touchmove', event => { if (press?.pulled) event.preventDefault(); }, { passive: false });
main.addEventListener('contextmenu', event => { if (press?.isTouch) event.preventDefault(); });
main.addEventListener('dragstart', event => {
  if (event.target.closest?.('[data-piece]')) event.preventDefault();
});

board()?.toggleAttribute('data-movable', true);
