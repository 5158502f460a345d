import type { PolicyPlace, Why, WhyEvent } from '../generated/api.ts';
import { alignedTable, printable } from './aligned-table.ts';
import { factLines } from './fact-lines.ts';
import { userFacts } from './users.ts';

/** From event to attribute to group to policy to account, in paragraphs; what is asked for comes first. */
export function whyInWords(why: Why, tenant: string): string {
  const events = new Map(why.events.map((event) => [event.id, event]));
  const paragraphs = [
    momentLines(why),
    whyNotLines(why),
    personLines(why),
    decisionLines(why, events),
    agreementLines(why),
    holdLines(why, tenant),
    section(
      'What time will bring',
      why.pending.map(({ due_at, says }) => `${due_at}  ${says}`),
    ),
    section('Attributes', attributeLines(why)),
    section(
      'Groups',
      why.groups.map(
        ({ name, source_id, since, event_id, policy }) =>
          `${name ?? source_id}, since ${since} (${event_id})${placeInWords(policy)}`,
      ),
    ),
    section(
      'Events behind this',
      why.events.map(({ occurred_at, type, id, says }) => `${occurred_at}  ${type} (${id}): ${says}`),
    ),
    section('The role', roleLines(why)),
    section('Last changes', changeTable(why).split('\n')),
    section('What could not be known', why.caveats),
  ];
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function momentLines({ is_past, at }: Why): string[] {
  return is_past ? [`As of ${at}:`] : [];
}

function whyNotLines({ why_not }: Why): string[] {
  if (why_not === null) return [];
  // A way a line: the first sentence says why not.
  return why_not.says.split(/ (?=(?:It would take|Or): )/).map((line) => printable(line));
}

function personLines({ user, person, is_past }: Why): string[] {
  if (user !== null) return factLines(userFacts(user));
  const none = is_past ? 'There was no account then.' : 'There is no account.';
  if (person === null) return [none];
  return [
    none,
    ...factLines([
      ['Directory user', person.id],
      ['External id', person.external_id],
      ['Directory', person.directory_id],
      ['Active there', person.active ? 'yes' : 'no'],
    ]),
  ];
}

function decisionLines(why: Why, events: ReadonlyMap<string, WhyEvent>): string[] {
  const { decision, policy_version, steps, person, user } = why;
  if (decision === null) {
    if (person !== null) return ['Nothing is known of this person but that somebody is called so.'];
    return user === null ? [] : ['No directory knows this account, so nothing is decided about it.'];
  }
  const role = decision.role === null ? '' : `, role ${decision.role}`;
  return [
    printable(
      `By policy version ${policy_version}: ${outcomes[decision.outcome]}${role}, because this person ${decision.because}.`,
    ),
    ...steps.flatMap(({ step, says, policy, attributes, event_ids }, index) => [
      printable(`  ${index + 1}. ${step.replaceAll('_', ' ')}: ${says}${placeInWords(policy)}`),
      ...(policy?.text == null ? [] : [printable(`       ${policy.text}`)]),
      ...attributes.map((name) => printable(`       by ${attributeInWords(why, name)}`)),
      ...event_ids.map((id) => {
        const event = events.get(id);
        return printable(`       by ${event ? `${event.type} ${event.occurred_at} ` : ''}(${id})`);
      }),
    ]),
  ];
}

const outcomes: Record<NonNullable<Why['decision']>['outcome'], string> = {
  active: 'active',
  no_access: 'no access',
  leave_alone: 'left alone',
  undecided: 'undecided',
};

function placeInWords(policy: PolicyPlace | null): string {
  if (policy === null) return '';
  const line = policy.line === null ? '' : `:${policy.line}`;
  return ` [${policy.file}${line}, ${policy.pointer}]`;
}

function attributeInWords({ attributes }: Why, name: string): string {
  const attribute = attributes.find((each) => each.name === name);
  if (!attribute) return name;
  const { value, masked, from } = attribute;
  const shown = masked ? '[masked]' : value === null ? 'missing' : JSON.stringify(value);
  return `${name} ${shown}, from ${from}`;
}

function attributeLines(why: Why): string[] {
  return why.attributes.map(
    ({ name, event_id, policy }) =>
      `${attributeInWords(why, name)}${event_id === null ? '' : ` (${event_id})`}${placeInWords(policy)}`,
  );
}

/** Only where there is something to say: that all is as it should be is what everybody takes for granted. */
function agreementLines({ agreement, is_past }: Why): string[] {
  return agreement === null || (agreement.agrees && !is_past) ? [] : [printable(agreement.says)];
}

function roleLines({ role_record }: Why): string[] {
  if (role_record === null) return [];
  const { at, reason, actor, event_ids, id } = role_record;
  const events = event_ids.length === 0 ? '' : `, by ${event_ids.join(', ')}`;
  return [`${at}  ${reason}`, `by ${actor.kind}${events} (audit record ${id})`];
}

function holdLines({ hold }: Why, tenant: string): string[] {
  if (hold === null) return [];
  const { id, kind, status, reason, since } = hold;
  const heading =
    status === 'open'
      ? `Waits in a hold (${kind}) since ${since}:`
      : `Stays as it is, because a hold (${kind}) was rejected, until the directory says something new:`;
  return [heading, printable(`  ${reason}`), `  rollcall holds show ${id} --tenant ${tenant}`];
}

function changeTable({ last_changes }: Why): string {
  if (last_changes.length === 0) return '';
  return alignedTable(
    ['AT', 'ACTION', 'BY', 'WHY'],
    last_changes.map(({ at, action, actor, reason }) => [at, action, actor.kind, reason]),
  );
}

function section(heading: string, lines: readonly string[]): string[] {
  const shown = lines.filter((line) => line !== '');
  return shown.length === 0 ? [] : [`${heading}:`, ...shown.map((line) => `  ${printable(line)}`)];
}
