// CodeMirror in a shadow root: there its style sheet is constructed, which a strict policy allows.
import { autocompletion, closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { highlighting } from "./highlight.js";
import { colours, look } from "./look.js";

const READING = [
  lineNumbers(),
  foldGutter(),
  highlightSpecialChars(),
  bracketMatching(),
  highlightSelectionMatches(),
  search({ top: true }),
  json(),
  syntaxHighlighting(colours),
  look,
];
const WRITING = [
  history(),
  drawSelection(),
  indentOnInput(),
  indentUnit.of("  "),
  closeBrackets(),
  autocompletion(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  lintGutter(),
  highlighting,
];
const KEYS = keymap.of([
  ...closeBracketsKeymap,
  ...defaultKeymap,
  ...searchKeymap,
  ...historyKeymap,
  ...foldKeymap,
  ...lintKeymap,
  indentWithTab,
]);

export function createView(host, field, { label, onChange, onMove }) {
  const root = host.attachShadow({ mode: "open" });
  const state = EditorState.create({
    doc: field.value,
    extensions: [
      READING,
      field.readOnly ? EditorState.readOnly.of(true) : WRITING,
      KEYS,
      EditorState.lineSeparator.of("\n"),
      EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange();
        if (update.selectionSet) onMove(update.state.selection.main.head);
      }),
    ],
  });
  return new EditorView({ state, parent: root, root });
}
