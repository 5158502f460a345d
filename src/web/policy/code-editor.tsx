import { setDiagnostics } from '@codemirror/lint';
import { Transaction } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useEffectEvent, useImperativeHandle, useRef, type ReactNode, type Ref } from 'react';
import type { Diagnostic } from '../../generated/api.ts';
import { styleNonce } from '../theme/style-nonce.ts';
import './code-face.ts';
import classes from './code-editor.module.css';
import { yamlEditor, type EditorLanguage } from './editor-setup.ts';
import { diagnosticsIn, offsetIn } from './show-diagnostics.ts';
import { changeBetween, linesOf } from './text-change.ts';

/** What the page can tell the editor to do. */
export interface EditorReach {
  /** Puts the cursor there, shows it, and takes the keys. Both count from 1. */
  goTo: (line: number, column: number) => void;
}

interface CodeEditorProps {
  value: string;
  onChange: (value: string) => void;
  label: string;
  /** The id of a text about its keys. */
  describedBy: string;
  diagnostics?: readonly Diagnostic[];
  /** Completion and help; plain YAML without it. It has to stay the same object. */
  language?: EditorLanguage | undefined;
  /** Told where the cursor is, in the text. */
  onCursor?: (offset: number) => void;
  /** Takes little room. */
  small?: boolean;
  ref?: Ref<EditorReach>;
}

/** YAML in CodeMirror. Fetched once a page needs it: import it lazily. */
export function CodeEditor(props: CodeEditorProps): ReactNode {
  // Every line of a text ends in the same way; another text may end in another.
  const isOfWindows = props.value.includes('\r\n');
  return <Editor key={String(isOfWindows)} lineEnd={isOfWindows ? '\r\n' : '\n'} {...props} />;
}

function Editor(props: CodeEditorProps & { lineEnd: string }): ReactNode {
  const {
    value,
    onChange,
    label,
    describedBy,
    diagnostics,
    language,
    onCursor,
    small = false,
    lineEnd,
    ref,
  } = props;
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const firstValue = useEffectEvent(() => value);
  const tell = useEffectEvent((text: string) => {
    onChange(text);
  });
  const tellCursor = useEffectEvent((offset: number) => {
    onCursor?.(offset);
  });

  useEffect(() => {
    if (place.current === null) return undefined;
    const listening = EditorView.updateListener.of((update) => {
      const isOurs = update.transactions.some((each) => each.annotation(Transaction.remote) === true);
      if (update.docChanged && !isOurs) tell(update.state.sliceDoc());
      if (update.docChanged || update.selectionSet) tellCursor(update.state.selection.main.head);
    });
    const nonce = styleNonce(document);
    const made = new EditorView({
      doc: firstValue(),
      parent: place.current,
      extensions: [
        ...(nonce === undefined ? [] : [EditorView.cspNonce.of(nonce)]),
        ...yamlEditor({ label, describedBy, language, lineEnd }),
        listening,
      ],
    });
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, [label, describedBy, language, lineEnd]);

  useEffect(() => {
    const shown = view.current;
    if (shown === null) return;
    // What is written from elsewhere (a form, a mend) leaves the cursor and what can be undone.
    const changes = changeBetween(shown.state.doc.toString(), linesOf(value));
    if (changes === null) return;
    shown.dispatch({
      changes: { ...changes, insert: shown.state.toText(changes.insert.replaceAll('\n', lineEnd)) },
      annotations: Transaction.remote.of(true),
    });
  }, [value, lineEnd]);

  useEffect(() => {
    const shown = view.current;
    if (shown === null) return;
    shown.dispatch(setDiagnostics(shown.state, diagnosticsIn(shown.state.doc, diagnostics ?? [])));
  }, [diagnostics, lineEnd]);

  useImperativeHandle(ref, () => ({
    goTo: (line, column) => {
      const shown = view.current;
      if (shown === null) return;
      const at = offsetIn(shown.state.doc, line, column);
      shown.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
      shown.focus();
    },
  }));

  return <div ref={place} className={classes.editor} data-small={small || undefined} />;
}
