import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { EditorView, Tooltip } from '@codemirror/view';
import policySchema from '../../../schemas/policy.schema.json' with { type: 'json' };
import type { PolicyVocabulary } from '../../generated/api.ts';
import { plainText } from '../parts/plain-text.ts';
import { strings } from '../strings/strings.ts';
import { completePolicy } from './complete-policy.ts';
import type { EditorLanguage } from './editor-setup.ts';
import { helpAt, type PolicyHelp } from './policy-help.ts';
import type { SchemaPart } from './schema-parts.ts';
import { safeElement } from './safe-element.ts';

const schema = policySchema as unknown as SchemaPart;
/** Of a name in the list that is chosen from, in characters. */
const MOST_OF_A_NAME = 60;

/** Completion and help for policies, with what the tenant knows as of when it is asked for. */
export function policyLanguage(words: () => PolicyVocabulary | undefined): EditorLanguage {
  return {
    complete: (context) => complete(context, words()),
    hover: (view, at) => hover(view, at),
  };
}

/** Help for the place of the cursor, outside of the editor. */
export function policyHelpAt(text: string, offset: number): PolicyHelp | null {
  return helpAt(text, offset, schema);
}

function complete(context: CompletionContext, words: PolicyVocabulary | undefined): CompletionResult | null {
  const typed = context.matchBefore(/[\w-]+/);
  // After a colon, a dash or a bracket there is something to choose from; at the end of a sentence there is not.
  const isAtStart = /(?:^|[:\-[{,]\s)\s*["']?$/.test(
    context.state.sliceDoc(context.state.doc.lineAt(context.pos).from, context.pos),
  );
  if (!context.explicit && typed === null && !isAtStart) return null;
  if (!context.explicit && context.state.doc.lineAt(context.pos).text.trim() === '') return null;
  const found = completePolicy(context.state.doc.toString(), context.pos, schema, words);
  if (found === null) return null;
  return {
    from: found.from,
    options: found.offers.map(({ label, insert, detail, says, kind }, at) => {
      // Names come from directories: what they hide is shown, and what is long is cut.
      const shown = plainText(label, MOST_OF_A_NAME);
      const beside = kind === 'example' ? strings.policy.help.exampleOffer : detail;
      return {
        label,
        ...(shown === label ? {} : { displayLabel: shown }),
        apply: insert,
        type: kind === 'key' ? 'property' : 'enum',
        // In the order of the schema, which is that of the documentation.
        boost: -Math.min(at, 90),
        ...(beside === null ? {} : { detail: plainText(beside, MOST_OF_A_NAME) }),
        ...(says === null ? {} : { info: () => safeElement('p', says) }),
      };
    }),
    validFor: /^[\w.@-]*$/,
  };
}

function hover(view: EditorView, at: number): Tooltip | null {
  const help = policyHelpAt(view.state.doc.toString(), at);
  if (help === null || help.to <= help.from) return null;
  return { pos: help.from, end: help.to, above: true, create: () => ({ dom: helpElement(help) }) };
}

function helpElement({ name, says, values, unwritten }: PolicyHelp): HTMLElement {
  const { help: words } = strings.policy;
  const element = document.createElement('div');
  element.className = 'cm-rc-help';
  const title = safeElement('p', name);
  title.style.fontWeight = '600';
  element.append(title, safeElement('p', says));
  if (values.length > 0)
    element.append(safeElement('p', `${words.values}: ${values.map(({ value }) => value).join(', ')}`));
  if (unwritten !== null) element.append(safeElement('p', words.unwritten(unwritten)));
  return element;
}
