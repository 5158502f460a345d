import type { DirectoryEvent, GroupRecord, Malformed, PersonKey } from '../generated/directory-event.ts';
import type { DirectoryUserResource } from '../generated/directory-user.ts';
import type { EffectiveAttributes } from './effective-policy.ts';
import { redactTree, storable, type RedactionRules } from './redact-tree.ts';
import { compileSensitiveNames, quotes } from './sensitive-names.ts';
import { containsSensitive, maskSensitive, type SensitiveKind } from './sensitive-values.ts';

/**
 * What a policy keeps out: the last step before anything is stored, logged, forwarded or echoed.
 * Every result is a new value, fit for PostgreSQL's jsonb (no NUL, no lone surrogate), bounded in depth and size.
 */
export interface Redaction {
  redactResource: (resource: DirectoryUserResource) => DirectoryUserResource;
  /** The event with the same meaning: an identity that holds a sensitive value becomes `withheld-` and its digest. */
  redactEvent: (event: DirectoryEvent) => DirectoryEvent;
  /** An identifier as it may be stored: itself, or where it holds a sensitive value `withheld-` and its digest. */
  redactIdentity(id: string): string;
  /** For material of any form, such as a body that could not be read. Undefined if all of it has to go. */
  redactUnknown: (raw: unknown) => unknown;
  /** Attributes of the directory user that are stored but never logged, as the policy lists them. */
  maskInLogs: readonly string[];
}

/**
 * Compiles `attributes.sensitive` of an effective policy.
 * @param identityDigest a keyed digest made by the caller, the same for the same value as long as the tenant lives,
 *   so that a person whose id is withheld stays one person.
 */
export function compileRedaction(
  sensitive: EffectiveAttributes['sensitive'],
  identityDigest: (value: string) => string,
): Redaction {
  const kinds: ReadonlySet<SensitiveKind> = new Set(sensitive.drop_values_like);
  const known = rulesFor(sensitive.drop, kinds, false);
  const unknown = rulesFor(sensitive.drop, kinds, true);
  const parts: Parts = {
    identity: (value) => {
      const id = storable(value);
      return containsSensitive(id, kinds) ? `withheld-${identityDigest(id)}` : id;
    },
    text: (value) => (quotes(value, unknown.names) ? '[withheld]' : maskSensitive(storable(value), kinds)),
    time: (value) => (RFC_3339.test(value) ? value : maskSensitive(storable(value), kinds)),
    name: (value) => {
      const name = storable(value);
      return containsSensitive(name, kinds) ? undefined : name;
    },
    resource: (resource) => (redactTree(resource, known) ?? {}) as DirectoryUserResource,
    raw: (raw) => redactTree(raw, unknown),
  };
  return {
    redactResource: parts.resource,
    redactEvent: (event) => redactEvent(event, parts),
    redactIdentity: parts.identity,
    redactUnknown: parts.raw,
    maskInLogs: sensitive.mask_in_logs,
  };
}

function rulesFor(drop: string[], kinds: ReadonlySet<SensitiveKind>, formUnknown: boolean): RedactionRules {
  return { names: compileSensitiveNames(drop, formUnknown), kinds, formUnknown, verdicts: new Map() };
}

/** How each kind of place in an event is treated. */
interface Parts {
  identity: (value: string) => string;
  text: (value: string) => string;
  time: (value: string) => string;
  name: (value: string) => string | undefined;
  resource: (resource: DirectoryUserResource) => DirectoryUserResource;
  raw: (raw: unknown) => unknown;
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/i;

function redactEvent(event: DirectoryEvent, parts: Parts): DirectoryEvent {
  return {
    id: parts.identity(event.id),
    source: event.source,
    type: parts.text(event.type),
    occurredAt: parts.time(event.occurredAt),
    news: redactNews(event.news, parts),
  };
}

function redactNews(news: DirectoryEvent['news'], parts: Parts): DirectoryEvent['news'] {
  switch (news.kind) {
    case 'user_seen':
      return {
        kind: news.kind,
        person: redactPerson(news.person, parts),
        active: news.active,
        resource: parts.resource(news.resource),
        ...(news.groups === undefined
          ? {}
          : { groups: news.groups.map((group) => redactGroup(group, parts)) }),
      };
    case 'user_gone':
      return { kind: news.kind, person: redactPerson(news.person, parts) };
    case 'group_seen':
    case 'group_gone':
      return { kind: news.kind, group: redactGroup(news.group, parts) };
    case 'joined':
    case 'left':
      return {
        kind: news.kind,
        person: redactPerson(news.person, parts),
        group: redactGroup(news.group, parts),
      };
    case 'group_changed':
      return {
        kind: news.kind,
        group: redactGroup(news.group, parts),
        joined: news.joined.map(parts.identity),
        left: news.left.map(parts.identity),
      };
    case 'directory_changed': {
      const name = news.name === undefined ? undefined : parts.name(news.name);
      return {
        kind: news.kind,
        upstreamState: parts.text(news.upstreamState),
        ...(news.idp === undefined ? {} : { idp: parts.text(news.idp) }),
        ...(name === undefined ? {} : { name }),
        ...(news.organizationId === undefined ? {} : { organizationId: parts.identity(news.organizationId) }),
      };
    }
    case 'ignored':
      return { kind: news.kind, because: parts.text(news.because) };
    case 'malformed':
      return { kind: news.kind, problem: parts.text(news.problem), raw: redactRaw(news.raw, parts) };
  }
}

function redactPerson(person: PersonKey, parts: Parts): PersonKey {
  return {
    sourceId: parts.identity(person.sourceId),
    ...(person.externalId === undefined ? {} : { externalId: parts.identity(person.externalId) }),
  };
}

function redactGroup(group: GroupRecord, parts: Parts): GroupRecord {
  const name = group.name === undefined ? undefined : parts.name(group.name);
  return {
    sourceId: parts.identity(group.sourceId),
    ...(group.externalId === undefined ? {} : { externalId: parts.identity(group.externalId) }),
    ...(name === undefined ? {} : { name }),
    ...(group.recordedAt === undefined ? {} : { recordedAt: parts.time(group.recordedAt) }),
    ...(group.resource === undefined ? {} : { resource: parts.resource(group.resource) }),
  };
}

/** `raw` holds whatever arrived: the schema says nothing of its form, though its generated type is an object. */
function redactRaw(raw: unknown, parts: Parts): Malformed['raw'] {
  return (parts.raw(raw) ?? {}) as Malformed['raw'];
}
