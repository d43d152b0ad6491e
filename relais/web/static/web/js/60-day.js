// Time that runs: told anew each half minute, and after an hour and a half a break is proposed, quietly, where one looks.
(() => {
  'use strict';
  const BREAK = 90;
  const french = document.documentElement.lang === 'fr';

  function told(minutes) {
    const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
    if (!hours) return `${rest}\u00a0min`;
    if (!rest) return `${hours}\u00a0h`;
    return french ? `${hours}\u00a0h\u00a0${String(rest).padStart(2, '0')}` : `${hours}\u00a0h\u00a0${rest}\u00a0min`;
  }

  function tick() {
    for (const place of document.querySelectorAll('[data-running]')) {
      const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(place.dataset.running)) / 60000));
      place.textContent = told(minutes);
      if (minutes >= BREAK) for (const line of document.querySelectorAll('[data-break]')) line.hidden = false;
    }
  }
  setInterval(tick, 30000);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) tick(); });
})();
