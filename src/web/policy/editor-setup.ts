import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  type CompletionSource,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintGutter, nextDiagnostic, previousDiagnostic } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  type HoverTooltipSource,
  hoverTooltip,
} from '@codemirror/view';
import { strings } from '../strings/strings.ts';
import { editorHighlight, editorTheme } from './editor-theme.ts';

/** What an editor offers while one writes, and says of what is under the pointer. */
export interface EditorLanguage {
  complete: CompletionSource;
  hover: HoverTooltipSource;
}

interface Setup {
  label: string;
  describedBy: string;
  language: EditorLanguage | undefined;
  lineEnd: string;
}

/** Everything that the editor of YAML is made of. */
export function yamlEditor({ label, describedBy, language, lineEnd }: Setup): Extension[] {
  return [
    EditorState.lineSeparator.of(lineEnd),
    EditorState.tabSize.of(2),
    indentUnit.of('  '),
    EditorView.lineWrapping,
    EditorState.phrases.of(strings.policy.editor.phrases),
    EditorView.contentAttributes.of({
      'aria-label': label,
      'aria-describedby': describedBy,
      spellcheck: 'false',
      // Keys reach it without: this says so to what looks whether a scrolling place can be reached.
      tabindex: '0',
    }),
    lineNumbers(),
    lintGutter(),
    foldGutter({ openText: '▾', closedText: '▸' }),
    highlightSpecialChars(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    drawSelection(),
    history(),
    bracketMatching(),
    closeBrackets(),
    search({ top: true }),
    yaml(),
    syntaxHighlighting(editorHighlight),
    editorTheme,
    autocompletion({
      icons: false,
      ...(language === undefined ? { activateOnTyping: false } : { override: [language.complete] }),
    }),
    ...(language === undefined ? [] : [hoverTooltip(language.hover)]),
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      { key: 'F8', run: nextDiagnostic },
      { key: 'Shift-F8', run: previousDiagnostic },
      ...defaultKeymap,
      // Escape, then Tab, leaves the editor: the page says so below it.
      indentWithTab,
    ]),
  ];
}
