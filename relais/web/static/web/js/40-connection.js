// The line is lost: say so, keep what was written, send it again. Each form has a key, so sending twice does it once.
(() => {
  'use strict';
  const WAITS = [2, 4, 8, 15, 30];
  let lost = false;

  function say(isLost) {
    const line = document.querySelector('[data-connection]');
    if (!line || lost === isLost) return;
    lost = isLost;
    line.textContent = isLost ? line.dataset.lost : line.dataset.back;
    if (!isLost) setTimeout(() => { if (!lost) line.textContent = ''; }, 4000);
  }

  // Runs `act` until it does not throw; resolves with its result.
  async function until(act) {
    for (let turn = 0; ; turn += 1) {
      try {
        const result = await act();
        say(false);
        return result;
      } catch {
        say(true);
        const seconds = WAITS[Math.min(turn, WAITS.length - 1)];
        await new Promise(resolve => {
          const timer = setTimeout(resolve, seconds * 1000);
          addEventListener('online', () => { clearTimeout(timer); resolve(); }, { once: true });
        });
      }
    }
  }

  document.addEventListener('submit', event => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== 'post' || navigator.onLine) return;
    event.preventDefault();
    say(true);
    addEventListener('online', () => { say(false); form.requestSubmit(event.submitter); }, { once: true });
  }, true);

  document.addEventListener('htmx:sendError', event => {
    say(true);
    const form = event.detail.elt;
    if (!form.matches('form')) return;
    const turn = Number(form.dataset.turn ?? 0);
    form.dataset.turn = turn + 1;
    setTimeout(() => { if (form.isConnected) form.requestSubmit(); }, WAITS[Math.min(turn, WAITS.length - 1)] * 1000);
  });
  document.addEventListener('htmx:afterOnLoad', event => { say(false); delete event.detail.elt.dataset?.turn; });
  addEventListener('offline', () => say(true));
  addEventListener('online', () => say(false));

  function newKey() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
  }

  // The capture line: kept without leaving the page. What is not a plain yes is sent as any form is, and answers with a page.
  document.addEventListener('submit', async event => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches('form[data-capture]')) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = '1';
    const input = form.elements.text;
    const body = new URLSearchParams(new FormData(form));
    const answer = await until(() => fetch(form.action, { method: 'POST', body, redirect: 'manual', headers: { 'X-Requested-With': 'fetch' } }));
    delete form.dataset.busy;
    if (answer.type !== 'opaqueredirect' && !answer.ok) { form.submit(); return; }
    if (input.value === body.get('text')) input.value = '';
    form.elements.key.value = newKey();
    const read = answer.status === 200 ? await answer.text() : '';
    const place = document.querySelector('[data-captured]');
    // How the line was read, from our own server: chips to correct, and one tap to a task.
    place.replaceChildren(document.createRange().createContextualFragment(read));
    if (read) htmx.process(place);
    const status = form.querySelector('[role=status]');
    status.textContent = form.dataset.done;
    setTimeout(() => { status.textContent = ''; }, 4000);
  });
})();
