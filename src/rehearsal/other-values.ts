import type { Catalog } from '../generated/catalog.ts';
import type { PolicyDocument } from '../generated/policy.ts';
import { durationMs } from '../domain/duration.ts';
import { rolesOfGroups, toPointer, type Path } from './decidable.ts';

export interface FlipContext {
  document: PolicyDocument;
  catalog: Catalog;
}

export interface OtherValue {
  value: unknown;
  /** What has to be there for it to mean anything. */
  also?: readonly { path: Path; value: unknown }[];
}

/** Of each choice another one that changes what happens. */
const CHOICES: readonly [place: RegExp, others: Readonly<Record<string, string>>][] = [
  [/^\/identity\/existing_accounts$/, { link: 'never', hold: 'link', never: 'link' }],
  [/^\/identity\/email_change$/, { follow: 'ignore', ignore: 'follow' }],
  [/^\/attributes\/map\/[^/]+\/apply$/, { on_create: 'always', always: 'on_create' }],
  [/^\/filters\/out_of_scope$/, { deactivate: 'leave_alone', leave_alone: 'deactivate' }],
  [/^\/groups\/match_by$/, { id: 'name', name: 'id' }],
  [/^\/groups\/precedence$/, { strongest: 'hold', listed: 'strongest', hold: 'strongest' }],
  [/^\/groups\/manual_roles$/, { keep: 'replace', replace: 'keep' }],
  [/^\/rules\/\d+\/status$/, { active: 'retired' }],
  [
    /^\/deactivation\/(?:mode|exceptions\/\d+\/mode)$/,
    { immediate: 'read_only', grace: 'read_only', read_only: 'immediate' },
  ],
  [/^\/deactivation\/if_reactivated$/, { restore: 'start_fresh', start_fresh: 'restore' }],
  [/^\/deactivation\/retain_data$/, { forever: '365d' }],
  [/^\/sole_admin\/action$/, { block: 'allow', promote: 'block', allow: 'block' }],
  [/^\/sole_admin\/if_unanswered\/action$/, { promote: 'allow', allow: 'promote' }],
  [/^\/guards\/unanswered\/action$/, { reject: 'approve', approve: 'reject' }],
];

const ROLE = /^\/groups\/map\/\d+\/role$|^\/rules\/\d+\/then\/(?:cap_role|grant_role)$/;
const WORKSPACE_ROLE = /\/(?:workspaces|add_workspaces)\/\d+\/role$/;
const OPERAND =
  /\/(?:equals|not_equals|starts_with|ends_with|contains|matches|greater_than|less_than|member_of|(?:in|not_in)\/\d+)$/;
/** Names that lead nowhere once they are another one. */
const NAME =
  /^\/groups\/map\/\d+\/(?:id|name)$|\/(?:workspaces|add_workspaces)\/\d+\/key$|^\/attributes\/map\/[^/]+\/(?:values\/[^/]+|if_missing)$/;

/** What could stand at a place instead; nothing where its list or its condition is flipped as a whole. */
export function otherValues(value: unknown, path: Path, context: FlipContext): OtherValue[] {
  const at = toPointer(path);
  // A list that goes by strength is the same as the strongest, whatever groups somebody is in.
  if (at === '/groups/precedence' && value === 'listed' && isListedByStrength(context)) {
    return [{ value: 'hold' }];
  }
  const [, choices] = CHOICES.find(([place]) => place.test(at)) ?? [];
  if (choices && typeof value === 'string' && Object.hasOwn(choices, value)) {
    return [withSection(choices[value], path, context)];
  }
  if (at === '/groups/default_role') {
    const weakest = context.catalog.roles.at(-1)?.key;
    return [{ value: value === 'no_access' ? weakest : 'no_access' }];
  }
  // Nothing in a policy gives a role that it forbids; what a test can notice is another one that is forbidden.
  if (/^\/groups\/never_grant\/\d+$/.test(at)) {
    return neighbour(
      value,
      context.catalog.roles.map(({ key }) => key),
    );
  }
  if (ROLE.test(at)) return neighbour(value, grantable(context));
  if (WORKSPACE_ROLE.test(at))
    return neighbour(
      value,
      (context.catalog.workspace_roles ?? []).map(({ key }) => key),
    );
  if (/^\/attributes\/map\/[^/]+\/from$/.test(at)) {
    return [{ value: value === 'nickName' ? 'profileUrl' : 'nickName' }];
  }
  if (at === '/notifications' || typeof value === 'object') return [];
  if (OPERAND.test(at)) return otherOperand(value, path, context);
  if (NAME.test(at)) return otherName(value, path, context);
  if (typeof value === 'boolean') return /\/(?:present|absent)$/.test(at) ? [] : [{ value: !value }];
  if (typeof value === 'number') return [{ value: value + 1 }, ...(value > 1 ? [{ value: value - 1 }] : [])];
  if (typeof value === 'string' && isDuration(value)) return otherDurations(value);
  return [];
}

/** A mode needs its section. */
function withSection(value: unknown, path: Path, { document }: FlipContext): OtherValue {
  const needs = value === 'read_only' && path[0] === 'deactivation' && !document.deactivation?.read_only;
  return needs
    ? { value, also: [{ path: ['deactivation', 'read_only'], value: { for: '30d' } }] }
    : { value };
}

function grantable({ document, catalog }: FlipContext): string[] {
  const never: readonly string[] = document.groups?.never_grant ?? [];
  return catalog.roles.map(({ key }) => key).filter((key) => !never.includes(key));
}

function isListedByStrength({ document, catalog }: FlipContext): boolean {
  const order = catalog.roles.map(({ key }) => key);
  const places = rolesOfGroups(document).map((role) => order.indexOf(role));
  return places.every((place, i) => place >= (places[i - 1] ?? 0));
}

/** The next weaker one, else the next stronger. */
function neighbour(value: unknown, order: readonly string[]): OtherValue[] {
  const place = order.indexOf(value as string);
  const other = order[place + 1] ?? order[place - 1];
  return place === -1 || other === undefined ? [] : [{ value: other }];
}

function otherOperand(value: unknown, path: Path, context: FlipContext): OtherValue[] {
  const isListed = /^\d+$/.test(path.at(-1) ?? '');
  const condition = valueAt(context.document, path.slice(0, isListed ? -2 : -1));
  // Of several, each is left out once.
  if (isListed && (valueAt(context.document, path.slice(0, -1)) as unknown[]).length > 1) return [];
  if (typeof value === 'boolean') return [{ value: !value }];
  if (typeof value === 'number') return [{ value: value + 1 }, { value: value - 1 }];
  const { attribute, fact } = condition as { attribute?: string; fact?: string };
  if (fact === 'role')
    return neighbour(
      value,
      context.catalog.roles.map(({ key }) => key),
    );
  return [{ value: another(value, attribute, context) }];
}

function otherName(value: unknown, path: Path, context: FlipContext): OtherValue[] {
  const attribute = path[0] === 'attributes' ? path[2] : undefined;
  return typeof value === 'string' ? [{ value: another(value, attribute, context) }] : [];
}

/** Another of the values that an attribute can have, or one that nothing has. */
function another(value: unknown, attribute: string | undefined, { catalog }: FlipContext): unknown {
  const values = attribute === undefined ? undefined : catalog.attributes?.[attribute]?.values;
  return values?.find((each) => each !== value) ?? `${String(value)}-other`;
}

function valueAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
}

function isDuration(text: string): boolean {
  return /^\d{1,6}[smhd]$/.test(text);
}

/** Twice as long, and half as long. */
function otherDurations(written: string): OtherValue[] {
  const ms = durationMs(written);
  if (ms === 0) return [{ value: '1h' }];
  return [ms * 2, ms / 2].flatMap((changed) => {
    const shownAs = asDuration(changed);
    return shownAs === null ? [] : [{ value: shownAs }];
  });
}

/** In the largest unit that is whole; null where none is, or where there is no room for it. */
function asDuration(ms: number): string | null {
  for (const [unit, size] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1_000],
  ] as const) {
    const count = ms / size;
    if (Number.isInteger(count) && count <= 999_999) return `${String(count)}${unit}`;
  }
  return null;
}
