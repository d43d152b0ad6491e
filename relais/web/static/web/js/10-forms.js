// Forms: sent once, errors shown first, files weighed before they travel, the time zone guessed. All of it works without.
(() => {
  'use strict';
  const texts = () => document.querySelector('[data-connection]')?.dataset ?? {};

  const buttonsOf = form => form.querySelectorAll('button:not([type=button]), input[type=submit]');

  function mark(form, sent) {
    form.toggleAttribute('data-sent', sent);
    for (const button of buttonsOf(form)) sent ? button.setAttribute('aria-disabled', 'true') : button.removeAttribute('aria-disabled');
  }

  document.addEventListener('submit', event => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== 'post' || form.hasAttribute('data-again')) return;
    if (form.hasAttribute('data-sent')) { event.preventDefault(); return; }
    // The clicked button still has to be counted in: mark after the browser has read the form.
    setTimeout(() => { if (!event.defaultPrevented) mark(form, true); });
    setTimeout(() => mark(form, false), 15000);
  });
  addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(form => mark(form, false)));
  document.addEventListener('htmx:beforeRequest', event => { if (event.target.matches('form')) mark(event.target, true); });
  document.addEventListener('htmx:afterRequest', event => { if (event.target.matches('form')) mark(event.target, false); });

  function weigh(input) {
    const limit = Number(input.dataset.limit);
    const heavy = [...input.files].find(file => file.size > limit);
    const text = (input.dataset.tooLarge ?? texts().tooLarge ?? '').replace('{name}', heavy?.name ?? '');
    input.setCustomValidity(heavy ? text : '');
    if (heavy) input.reportValidity();
  }
  document.addEventListener('change', event => {
    if (event.target.matches?.('input[type=file][data-limit]')) weigh(event.target);
  });

  function ready(root) {
    root.querySelector?.('[data-focus]')?.focus();
    for (const select of root.querySelectorAll?.('select[data-detect=timezone]') ?? []) {
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      if ([...select.options].some(option => option.value === zone)) select.value = zone;
    }
  }
  document.addEventListener('DOMContentLoaded', () => ready(document));
  document.addEventListener('htmx:load', event => { if (event.detail.elt !== document.body) ready(event.detail.elt); });
})();
