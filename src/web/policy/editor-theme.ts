import { HighlightStyle } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The editor's colours are the page's, by name, so that it follows light and dark by itself. */
export const editorTheme = EditorView.theme({
  '&': {
    backgroundColor: 'var(--rc-surface)',
    color: 'var(--rc-text)',
    fontSize: '0.8125rem',
    height: '100%',
  },
  // The frame around it shows that it has the keys.
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--rc-code)',
    fontVariantLigatures: 'none',
    lineHeight: '1.6',
    overflow: 'auto',
  },
  '.cm-content': { caretColor: 'var(--rc-text)', paddingBlock: '0.6rem' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--rc-text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, .cm-content ::selection':
    { backgroundColor: 'var(--rc-editor-selection)' },
  '.cm-gutters': {
    backgroundColor: 'var(--rc-surface)',
    borderRight: '1px solid var(--rc-line)',
    color: 'var(--rc-text-soft)',
  },
  '.cm-activeLine': { backgroundColor: 'var(--rc-editor-line)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--rc-hover)', color: 'var(--rc-text)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--rc-accent-soft)' },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--rc-accent-soft)',
    outline: '1px solid var(--rc-accent)',
  },
  '.cm-searchMatch': {
    backgroundColor: 'var(--rc-attention-soft)',
    outline: '1px solid var(--rc-attention)',
  },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--rc-accent-soft)' },
  '.cm-specialChar': { color: 'var(--rc-problem)', fontWeight: '700' },
  '.cm-foldPlaceholder': {
    backgroundColor: 'var(--rc-off-soft)',
    border: 'none',
    color: 'var(--rc-text-soft)',
    padding: '0 0.4em',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--rc-surface-raised)',
    border: '1px solid var(--rc-line-strong)',
    borderRadius: 'var(--mantine-radius-md)',
    boxShadow: '0 6px 20px rgb(10 25 32 / 16%)',
    color: 'var(--rc-text)',
    maxWidth: 'min(32rem, 90vw)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--rc-code)',
    fontSize: '0.8125rem',
    maxHeight: '16rem',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '0.2rem 0.6rem' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--rc-accent-soft)',
    color: 'var(--rc-text)',
  },
  // A name that is written from right to left turns nothing around it.
  '.cm-completionLabel, .cm-completionDetail': { unicodeBidi: 'isolate' },
  '.cm-completionMatchedText': { color: 'var(--rc-accent)', fontWeight: '700', textDecoration: 'none' },
  '.cm-completionDetail': { color: 'var(--rc-text-soft)', fontStyle: 'normal', marginLeft: '1em' },
  '.cm-tooltip.cm-completionInfo, .cm-rc-help': {
    fontFamily: 'var(--mantine-font-family)',
    fontSize: '0.8125rem',
    lineHeight: '1.45',
    padding: '0.5rem 0.7rem',
  },
  '.cm-rc-help p, .cm-completionInfo p': { margin: '0 0 0.3rem' },
  '.cm-tooltip-lint': { fontFamily: 'var(--mantine-font-family)', fontSize: '0.8125rem' },
  '.cm-diagnostic': { padding: '0.4rem 0.7rem', whiteSpace: 'normal' },
  '.cm-diagnostic-error': { borderLeft: '4px solid var(--rc-problem)' },
  '.cm-diagnostic-warning': { borderLeft: '4px solid var(--rc-attention)' },
  '.cm-lintRange-error, .cm-lintRange-warning': {
    backgroundImage: 'none',
    paddingBottom: '0',
    textDecorationLine: 'underline',
    textDecorationStyle: 'wavy',
    textDecorationThickness: '1px',
    textUnderlineOffset: '3px',
  },
  '.cm-lintRange-error': {
    backgroundColor: 'var(--rc-problem-soft)',
    textDecorationColor: 'var(--rc-problem)',
  },
  '.cm-lintRange-warning': {
    backgroundColor: 'var(--rc-attention-soft)',
    textDecorationColor: 'var(--rc-attention)',
  },
  '.cm-panels': { backgroundColor: 'var(--rc-surface-raised)', color: 'var(--rc-text)' },
  '.cm-panels-top': { borderBottom: '1px solid var(--rc-line)' },
  '.cm-panel.cm-search': { padding: '0.4rem 2.4rem 0.4rem 0.6rem' },
  '.cm-panel.cm-search input, .cm-panel.cm-search button, .cm-panel.cm-search label': {
    fontFamily: 'var(--mantine-font-family)',
    fontSize: 'var(--mantine-font-size-sm)',
    margin: '0.15rem 0.5rem 0.15rem 0',
  },
  '.cm-panel.cm-search .cm-textfield, .cm-panel.cm-search button': {
    borderRadius: 'var(--mantine-radius-sm)',
    minHeight: '1.75rem',
    padding: '0.1rem 0.5rem',
  },
  '.cm-panel.cm-search label': { alignItems: 'center', display: 'inline-flex', minHeight: '1.75rem' },
  '.cm-panel.cm-search input[type=checkbox]': { height: '1rem', margin: '0 0.35rem 0 0', width: '1rem' },
  '.cm-panel.cm-search [name=close]': {
    color: 'var(--rc-text)',
    cursor: 'pointer',
    fontSize: '1.1rem',
    margin: '0',
    minWidth: '1.75rem',
    right: '0.4rem',
    top: '0.4rem',
  },
  '.cm-textfield': {
    backgroundColor: 'var(--rc-surface)',
    border: '1px solid var(--rc-line-strong)',
    color: 'var(--rc-text)',
  },
  '.cm-button': {
    backgroundColor: 'var(--rc-hover)',
    backgroundImage: 'none',
    border: '1px solid var(--rc-line-strong)',
    color: 'var(--rc-text)',
  },
});

/** Keys, values and comments are told apart by weight and slant as well as by colour. */
export const editorHighlight = HighlightStyle.define([
  {
    tag: [tags.definition(tags.propertyName), tags.propertyName],
    color: 'var(--rc-accent)',
    fontWeight: '600',
  },
  { tag: [tags.comment, tags.lineComment], color: 'var(--rc-text-soft)', fontStyle: 'italic' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--rc-ok)' },
  { tag: [tags.keyword, tags.typeName, tags.labelName], color: 'var(--rc-info)' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--rc-text-soft)' },
]);
