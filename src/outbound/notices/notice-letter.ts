import type { NoticeItem, NoticeKind, NoticeSend } from '../../domain/notice.ts';
import { noticeKinds, operatorChannel, peopleNamed } from '../../domain/notice.ts';
import type { NamedHold, NamedPerson } from '../../store/notice-people.ts';
import { endpointParagraph } from './endpoint-paragraph.ts';
import { holdParagraph, noticeParagraph, type Paragraph } from './notice-paragraphs.ts';
import { plainLine } from './plain-line.ts';
import { policyParagraph } from './policy-paragraph.ts';
import { problemParagraph } from './problem-paragraph.ts';

/** What a mail about notices says, before it is text or HTML. */
export interface Letter {
  subject: string;
  paragraphs: Paragraph[];
  /** Why the reader gets it. */
  because: string;
}

export interface LetterContents {
  /** The tenant's slug. */
  tenant: string;
  channel: string;
  /** `daily` where all of it is of a digest. */
  send: NoticeSend;
  /** Gathered: one for each reason. */
  items: readonly NoticeItem[];
  /** As they are called now. */
  people: ReadonlyMap<string, NamedPerson>;
  /** As they are now. */
  holds: ReadonlyMap<string, NamedHold>;
  /** How endpoints do now, by their ids; who is not there is deleted. */
  endpoints: ReadonlyMap<string, 'active' | 'disabled'>;
  /** Where others reach this service, without a slash at the end. */
  publicUrl: string;
}

/** How many clauses a subject has. */
const clauses = 2;

/** Says in plain words what happened, to whom, why, and what to do. Pure. */
export function writeLetter(contents: LetterContents): Letter {
  const { channel, send, items } = contents;
  const areOfNoTenant =
    items.length > 0 &&
    items.every(
      ({ endpoint, problem }) => endpoint?.of_every_tenant === true || problem?.directory_id === null,
    );
  const tenant = areOfNoTenant ? 'Rollcall' : contents.tenant;
  const paragraphs = noticeKinds.flatMap((kind) => paragraphsOf(kind, contents));
  const shown = paragraphs.slice(0, clauses).map(({ title }) => lowerFirst(title));
  const more = paragraphs.length - shown.length;
  return {
    subject: plainLine(
      `${tenant}${send === 'daily' ? ', daily digest' : ''}: ${shown.join(', ')}${more > 0 ? `, and ${more} more` : ''}`,
    ),
    paragraphs,
    because:
      channel === operatorChannel
        ? `This address is in ${operatorChannel}, the setting that lists those who run this Rollcall.`
        : `This address is in the channel ${channel} of the policy of ${tenant}. ` +
          'Who is told about what is the section notifications of that policy.',
  };
}

/** A hold, an endpoint and a problem have a paragraph of their own each; everything else is put together by its kind. */
function paragraphsOf(
  kind: NoticeKind,
  { items, people, holds, endpoints, ...place }: LetterContents,
): Paragraph[] {
  const ofKind = items.filter((item) => item.kind === kind);
  if (kind === 'policy_mismatch') {
    return ofKind.length === 0
      ? []
      : [
          policyParagraph(
            ofKind.map(({ says }) => says),
            place,
          ),
        ];
  }
  if (kind === 'directory_failing' || kind === 'directory_silent' || kind === 'token_expiring') {
    return ofKind.flatMap(({ says, problem }) =>
      problem === undefined ? [] : [problemParagraph(says, problem, place)],
    );
  }
  const held = ofKind.flatMap(({ hold_id, people: count, says, hold_kind }) => {
    if (hold_id === null || hold_kind === null) return [];
    const gone = {
      id: hold_id,
      kind: hold_kind,
      status: 'gone',
      revision: 0,
      cause: says,
      reason: says,
      people: count,
      named: [],
    };
    return [holdParagraph(holds.get(hold_id) ?? gone, place)];
  });
  const disabled = ofKind.flatMap(({ endpoint, says }) =>
    endpoint === undefined ? [] : [endpointParagraph({ id: endpoint.id, says }, endpoints, place.publicUrl)],
  );
  const others = ofKind.filter(({ hold_id, endpoint }) => hold_id === null && endpoint === undefined);
  if (others.length === 0) return [...held, ...disabled];
  const groups = others.map((item) => ({
    says: item.says,
    count: item.people,
    people: item.user_ids.map((id) => people.get(id) ?? nobody(id)),
  }));
  return [...held, ...disabled, noticeParagraph(kind, groups, place, peopleNamed)];
}

function nobody(id: string): NamedPerson {
  return { user_id: id, name: null, email: null, purged: true };
}

/** "The last administrator ..." within a sentence; names do not begin titles. */
function lowerFirst(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}
