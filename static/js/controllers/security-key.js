// Asks the browser for a security key when its form is sent, and sends the key's answer along.
// data-kind says whether a key is set up (create) or shown (get), data-options what is asked of it.
// A form that the browser cannot serve gives way to the element after it, which says so.

export function securityKey(form) {
  const kinds = {
    create: { parse: "parseCreationOptionsFromJSON", ask: "create" },
    get: { parse: "parseRequestOptionsFromJSON", ask: "get" },
  };
  const { parse, ask } = kinds[form.dataset.kind];
  if (!globalThis.PublicKeyCredential?.[parse]) {
    form.hidden = true;
    form.nextElementSibling.hidden = false;
    return;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failure = form.querySelector("[data-failure]");
    failure.hidden = true;
    try {
      const publicKey = PublicKeyCredential[parse](JSON.parse(form.dataset.options));
      const answer = await navigator.credentials[ask]({ publicKey });
      form.elements.credential.value = JSON.stringify(answer.toJSON());
      form.submit();
    } catch {
      failure.hidden = false;
    }
  });
}
