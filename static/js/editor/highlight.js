// The lines of what somebody looks at in the form.
import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";

const setPlace = StateEffect.define();
const line = Decoration.line({ class: "cm-shown" });

export const highlighting = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setPlace)) return linesOf(transaction.state, effect.value);
    }
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

function linesOf({ doc }, place) {
  if (!place) return Decoration.none;
  const first = doc.lineAt(Math.min(place.offset, doc.length)).number;
  const last = doc.lineAt(Math.min(place.end, doc.length)).number;
  const all = Array.from({ length: last - first + 1 }, (_, at) => line.range(doc.line(first + at).from));
  return Decoration.set(all);
}

export function highlight(view, place) {
  view.dispatch({ effects: setPlace.of(place) });
}
