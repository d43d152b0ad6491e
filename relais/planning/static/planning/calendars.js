// A calendar is read while the page waits: say so, and let the button act once. Without it the browser shows that it waits.
const said = document.querySelector('[data-wait-said]');
for (const form of document.querySelectorAll('form[data-waiting]')) {
  form.addEventListener('submit', event => {
    if (form.getAttribute('aria-busy') === 'true') { event.preventDefault(); return; }
    form.setAttribute('aria-busy', 'true');
    said.textContent = said.dataset.text;
  });
}
// Back from the page that followed: the form may act again.
addEventListener('pageshow', event => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll('form[aria-busy]')) form.removeAttribute('aria-busy');
  said.textContent = '';
});
