// Passkeys: signing in, confirming who one is, adding one. The server's options and answers are JSON with base64url.
(() => {
  'use strict';
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  const listed = rows => (rows ?? []).map(row => ({ ...row, id: bytes(row.id) }));

  function written(credential) {
    const { response } = credential;
    const said = {};
    for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
      if (response[name]) said[name] = text(response[name]);
    }
    if (response.getTransports) said.transports = response.getTransports();
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response: said,
      clientExtensionResults: credential.getClientExtensionResults(),
      authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    });
  }

  function get(options) {
    return navigator.credentials.get({
      publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: listed(options.allowCredentials) },
    });
  }

  function create(options) {
    // Kept on the device and opened by it (finger, face, code): that is what makes a key a passkey.
    const selection = { ...options.authenticatorSelection, residentKey: 'required', requireResidentKey: true, userVerification: 'required' };
    return navigator.credentials.create({
      publicKey: {
        ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: listed(options.excludeCredentials), authenticatorSelection: selection,
      },
    });
  }

  async function asked(form) {
    const given = document.getElementById('passkey-data');
    if (given) return JSON.parse(given.textContent);
    const answer = await fetch(form.action, { headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.json();
  }

  async function run(form) {
    const error = form.querySelector('[data-passkey-error]');
    error.textContent = '';
    try {
      const data = await asked(form);
      const made = form.dataset.passkey === 'create'
        ? await create(data.creation_options.publicKey) : await get(data.request_options.publicKey);
      form.elements.credential.value = written(made);
      form.submit();
    } catch {
      error.textContent = error.dataset.text;
    }
  }

  if (!window.PublicKeyCredential) {
    for (const form of document.querySelectorAll('form[data-passkey]')) {
      const error = form.querySelector('[data-passkey-error]');
      if (error.dataset.none) { error.textContent = error.dataset.none; form.querySelector('button').hidden = true; }
    }
    return;
  }
  for (const form of document.querySelectorAll('form[data-passkey]')) form.hidden = false;
  document.addEventListener('submit', event => {
    if (!event.target.matches('form[data-passkey]')) return;
    event.preventDefault();
    run(event.target);
  });
})();
