// What is being written survives a closed tab: kept on this device, gone once it was sent, after two weeks, or at sign-out.
(() => {
  'use strict';
  const PREFIX = 'relais:draft:';
  const SENT = 'relais:sent';
  const LASTS = 14 * 24 * 3600 * 1000;
  const fields = root => root.querySelectorAll('textarea[data-draft], input[type=text][data-draft]');
  const keyOf = field => `${PREFIX}${field.dataset.draft || location.pathname}:${field.name}`;

  function read(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  }

  function forget(test) {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX) && test(key)) localStorage.removeItem(key);
  }

  function keep(field) {
    const text = field.value;
    try {
      if (text.trim()) localStorage.setItem(keyOf(field), JSON.stringify({ text, at: Date.now() }));
      else localStorage.removeItem(keyOf(field));
    } catch { /* the device has no room: the page still works */ }
  }

  function offer(field) {
    const kept = read(keyOf(field));
    if (!kept || field.value.trim()) return;
    field.value = kept.text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    const said = document.querySelector('[data-connection]').dataset;
    const line = document.createElement('p');
    line.className = 'help-text';
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'button quiet', textContent: said.discard });
    button.addEventListener('click', () => { field.value = ''; localStorage.removeItem(keyOf(field)); line.remove(); field.focus(); });
    line.append(`${said.draftKept} `, button);
    field.after(line);
  }

  // Sent and answered: the page we come to was reached by the redirect that only a done act makes.
  function settle() {
    const sent = JSON.parse(sessionStorage.getItem(SENT) ?? '[]');
    sessionStorage.removeItem(SENT);
    const [visit] = performance.getEntriesByType('navigation');
    const done = visit?.type === 'navigate' && visit.redirectCount > 0 && document.querySelector('.shell');
    if (done) for (const key of sent) localStorage.removeItem(key);
  }

  let timer;
  let leaving = false;
  document.addEventListener('input', event => {
    if (!event.target.matches?.('[data-draft]')) return;
    clearTimeout(timer);
    timer = setTimeout(keep, 250, event.target);
  });
  addEventListener('pagehide', () => {
    if (!leaving) fields(document).forEach(field => { if (field.value !== field.defaultValue) keep(field); });
  });
  document.addEventListener('submit', event => {
    if (event.target.matches('[data-signs-out]')) {
      leaving = true;
      clearTimeout(timer);
      forget(() => true);
      return;
    }
    const keys = [...fields(event.target)].map(keyOf);
    if (keys.length && !event.defaultPrevented) sessionStorage.setItem(SENT, JSON.stringify(keys));
  });
  document.addEventListener('htmx:afterRequest', event => {
    if (event.detail.successful && event.target.matches('form')) fields(event.target).forEach(field => localStorage.removeItem(keyOf(field)));
  });
  document.addEventListener('DOMContentLoaded', () => {
    settle();
    forget(key => Date.now() - (read(key)?.at ?? 0) > LASTS);
    fields(document).forEach(offer);
  });
})();
