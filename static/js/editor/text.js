// The editor's text as the form needs it: read, changed by edits, shown. Line ends count as one.
import { isolateHistory, redo, undo } from "@codemirror/commands";
import { EditorSelection, Text } from "@codemirror/state";
import { highlight } from "./highlight.js";

export function textOf(view, show) {
  return {
    text: () => view.state.doc.sliceString(0, view.state.doc.length, "\n"),
    state: () => view.state,
    lineAt: (offset) => view.state.doc.lineAt(Math.min(offset, view.state.doc.length)).number,
    undo: () => undo(view),
    redo: () => redo(view),
    highlight: (place) => highlight(view, place),
    apply(edits) {
      const changes = edits.map(({ offset, length, content }) => ({
        from: offset,
        to: offset + length,
        insert: Text.of(content.split("\n")),
      }));
      view.dispatch({ changes, userEvent: "input.form", annotations: isolateHistory.of("full") });
    },
    show({ offset, length }) {
      show();
      const end = Math.min(offset + length, view.state.doc.length);
      const selection = EditorSelection.single(Math.min(offset, end), end);
      view.dispatch({ selection, scrollIntoView: true });
      view.focus();
    },
  };
}
