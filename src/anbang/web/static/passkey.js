// A passkey is made or used; what the browser answers goes into the form.
(() => {
  const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const textOf = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (key) => ({ ...key, id: bytesOf(key.id) });

  const making = (told) => ({
    ...told,
    challenge: bytesOf(told.challenge),
    user: { ...told.user, id: bytesOf(told.user.id) },
    excludeCredentials: (told.excludeCredentials || []).map(named),
  });
  const using = (told) => ({
    ...told,
    challenge: bytesOf(told.challenge),
    allowCredentials: (told.allowCredentials || []).map(named),
  });
  const answered = (key) => {
    const { response } = key;
    const told = { clientDataJSON: textOf(response.clientDataJSON) };
    if (response.attestationObject) {
      told.attestationObject = textOf(response.attestationObject);
      told.transports = response.getTransports ? response.getTransports() : [];
    } else {
      told.authenticatorData = textOf(response.authenticatorData);
      told.signature = textOf(response.signature);
      told.userHandle = response.userHandle ? textOf(response.userHandle) : null;
    }
    return { id: key.id, rawId: textOf(key.rawId), type: key.type, response: told, clientExtensionResults: key.getClientExtensionResults() };
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => form.addEventListener("submit", async (event) => {
    const filled = form.elements.namedItem("credential");
    if (filled.value) return;
    event.preventDefault();
    event.stopPropagation();
    const failed = form.querySelector("[data-failed]");
    failed.hidden = true;
    try {
      const { publicKey } = JSON.parse(form.dataset.options);
      const key = form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: making(publicKey) })
        : await navigator.credentials.get({ publicKey: using(publicKey) });
      filled.value = JSON.stringify(answered(key));
      form.requestSubmit();
    } catch { failed.hidden = false; }
  }));
})();
