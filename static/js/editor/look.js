// How the editor looks, from the same tokens as the rest: custom properties reach into the shadow.
import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--accent)" },
  { tag: tags.string, color: "var(--ok)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--info)" },
  { tag: tags.invalid, color: "var(--danger)" },
]);

const wavy = (colour) => ({
  backgroundImage: "none",
  textDecoration: `underline wavy var(${colour}) 1px`,
  textUnderlineOffset: "3px",
});
const marker = (colour) => ({
  content: "''",
  inlineSize: "8px",
  blockSize: "8px",
  margin: "6px 1px",
  border: `2px solid var(${colour})`,
  borderRadius: "50%",
});

export const look = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", backgroundColor: "var(--surface)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: "var(--mono)",
    fontSize: "var(--size-1)",
    fontVariantLigatures: "none",
    lineHeight: "1.25rem",
    overflow: "auto",
  },
  ".cm-content": { caretColor: "var(--text)" },
  ".cm-cursor": { borderInlineStartColor: "var(--text)" },
  ".cm-gutters": {
    backgroundColor: "var(--sunken)",
    color: "var(--text-3)",
    border: "0",
  },
  ".cm-shown": { backgroundColor: "color-mix(in srgb, var(--accent-soft) 55%, transparent)" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--accent-soft) 40%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--accent-soft)", color: "var(--text)" },
  "& .cm-selectionBackground, &.cm-focused .cm-scroller .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 30%, transparent)",
  },
  ".cm-selectionMatch": { backgroundColor: "var(--warn-soft)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-soft)", outline: "1px solid" },
  ".cm-panels": { backgroundColor: "var(--sunken)", color: "var(--text)" },
  ".cm-textfield, .cm-button": {
    border: "1px solid var(--border-strong)",
    borderRadius: "4px",
    background: "var(--surface)",
    color: "inherit",
    fontSize: "inherit",
  },
  ".cm-tooltip": {
    border: "1px solid var(--border-strong)",
    borderRadius: "6px",
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    fontFamily: "var(--ui)",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--accent-soft)",
    color: "var(--text)",
  },
  ".cm-foldPlaceholder": {
    border: "1px solid var(--border)",
    backgroundColor: "var(--sunken)",
    color: "var(--text-3)",
  },
  ".cm-lintRange-error": wavy("--danger"),
  ".cm-lintRange-warning": wavy("--warn"),
  ".cm-lintRange-info, .cm-lintRange-hint": wavy("--info"),
  ".cm-lintRange-active": { backgroundColor: "var(--warn-soft)" },
  ".cm-lint-marker-error": marker("--danger"),
  ".cm-lint-marker-warning": marker("--warn"),
  ".cm-lint-marker-info, .cm-lint-marker-hint": marker("--info"),
  ".cm-diagnostic": { border: "0", borderInlineStart: "3px solid var(--info)" },
  ".cm-diagnostic-error": { borderColor: "var(--danger)" },
  ".cm-diagnostic-warning": { borderColor: "var(--warn)" },
});
