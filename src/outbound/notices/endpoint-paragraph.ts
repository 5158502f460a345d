import type { Paragraph } from './notice-paragraphs.ts';
import { plainLine } from './plain-line.ts';

/** An endpoint of webhooks that was disabled: which, since when, what waits, as it was then, and what to do now. */
export function endpointParagraph(
  { id, says }: { id: string; says: string },
  states: ReadonlyMap<string, 'active' | 'disabled'>,
  publicUrl: string,
): Paragraph {
  const state = states.get(id);
  const isDisabled = state === 'disabled';
  const since =
    state === undefined
      ? 'The endpoint was deleted since.'
      : 'It is enabled again since, and what waited for it is delivered.';
  return {
    title: 'A webhook endpoint was disabled',
    groups: [{ says: plainLine(says, 1_000), people: [], more: 0 }],
    advice: [
      isDisabled
        ? 'Nothing is sent to it any more. What is for it waits, and is delivered in order once it is enabled. See that it answers, then enable it.'
        : since,
    ],
    commands: isDisabled ? [`rollcall webhook test ${id}`, `rollcall webhook enable ${id}`] : [],
    links:
      state === undefined
        ? []
        : [{ says: 'The endpoint', url: `${publicUrl}/api/v1/webhook-endpoints/${id}` }],
  };
}
