// The keyboard: n, c, /, j, k and g t, g l, g d, g p, g r; ? lists them. Never while one types, and each reader can turn them off.
(() => {
  'use strict';
  const OFF = 'relais:no-keys';
  const go = letter => document.querySelector(`[data-go="${letter}"]`);
  const composer = () => document.querySelector('.composer textarea, .composer input[type=text]');
  let waiting = 0;

  function isTyping(target) {
    return target.closest?.('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]') !== null;
  }

  function newLine() {
    const here = composer();
    if (here) here.focus();
    else if (go('l')) location.href = `${go('l').href}#composer`;
  }

  const acts = {
    n: newLine,
    c: () => document.getElementById('capture')?.focus(),
    '/': () => {
      const box = document.querySelector('main input[type=search]');
      if (box) { box.focus(); box.select(); } else go('/')?.click();
    },
    j: () => document.querySelector('main a[rel=next]')?.click(),
    k: () => document.querySelector('main a[rel=prev]')?.click(),
    '?': () => document.getElementById('keys')?.showModal(),
  };

  document.addEventListener('keydown', event => {
    if (event.key === 'Escape') closeMenus();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (document.querySelector('dialog[open]') || localStorage.getItem(OFF)) return;
    const soon = Date.now() < waiting;
    waiting = 0;
    if (soon && 'tldpr'.includes(event.key)) { event.preventDefault(); go(event.key)?.click(); return; }
    if (event.key === 'g') { waiting = Date.now() + 1500; return; }
    if (!acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  });

  function closeMenus(except) {
    for (const menu of document.querySelectorAll('.bar details[open], .rail details[open]')) {
      if (menu !== except) menu.open = false;
    }
  }
  document.addEventListener('click', event => closeMenus(event.target.closest?.('details')));

  // After the browser went to the fragment, which takes the focus away.
  addEventListener('load', () => {
    if (location.hash === '#composer') setTimeout(() => composer()?.focus(), 50);
  });

  document.addEventListener('DOMContentLoaded', () => {
    const box = document.querySelector('[data-keys]');
    if (!box) return;
    box.checked = !localStorage.getItem(OFF);
    box.addEventListener('change', () => {
      if (box.checked) localStorage.removeItem(OFF); else localStorage.setItem(OFF, '1');
    });
  });
})();
