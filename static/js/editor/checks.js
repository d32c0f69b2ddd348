// Asks the server what it makes of the text, a moment after the last change. Syntax is judged
// here at once; a late answer about an older text is dropped.
import { syntaxFindings } from "./syntax.js";

const PAUSE = 350;

export function startChecks(box, field, show) {
  const { validate } = box.dataset;
  let timer;
  let current = field.value;

  const ask = async (text) => {
    const found = await fetchFindings(validate, box, text);
    if (found && text === current) show(found);
  };
  const changed = (text) => {
    current = text;
    clearTimeout(timer);
    const syntax = syntaxFindings(text, box.dataset);
    if (syntax.length) show(syntax);
    else if (validate) timer = setTimeout(ask, PAUSE, text);
    else show([]);
  };
  if (!field.readOnly && validate) timer = setTimeout(ask, 0, current);
  return { changed };
}

async function fetchFindings(url, box, text) {
  const form = new FormData();
  form.set("document", text);
  form.set("csrfmiddlewaretoken", box.closest("form")?.elements.csrfmiddlewaretoken?.value ?? "");
  if (box.dataset.kind) form.set("kind", box.dataset.kind);
  if (box.dataset.limit) form.set("limit", box.dataset.limit);
  try {
    const answer = await fetch(url, { method: "POST", body: form });
    return answer.ok ? (await answer.json()).findings : null;
  } catch {
    return null;
  }
}
