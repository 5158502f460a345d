import type {
  AttributeMapping,
  Deactivation,
  FirstSync,
  Filters,
  Groups,
  EmptiedGroupGuard,
  AdminGrantsGuard,
  DeactivationsGuard,
  GuardUnanswered,
  Guards,
  Identity,
  NotificationChannel,
  Notifications,
  Pause,
  PolicyDocument,
  Rule,
  Sensitive,
  Promote,
  SoleAdmin,
  SoleAdminUnanswered,
} from '../generated/policy.ts';

/**
 * What is in force for a tenant: its own sections, else the default policy's, with every key of a section filled.
 * Where a section or a key has no default, it is null.
 */
export interface EffectivePolicy {
  version: 'rollcall/v1';
  tenant: string;
  about: string | null;
  identity: Required<Identity>;
  attributes: EffectiveAttributes;
  filters: Required<Filters>;
  groups: Required<Groups>;
  rules: EffectiveRule[];
  deactivation: EffectiveDeactivation;
  sole_admin: EffectiveSoleAdmin;
  /** Null: nothing is held back. */
  guards: EffectiveGuards | null;
  /** Null: a new directory is active at once, as with `plan_first: false`. */
  first_sync: FirstSync | null;
  /** Null: as with `deactivations: continue`. */
  pause: Pause | null;
  /** The channels by name; often none. */
  notifications: Record<string, EffectiveChannel>;
}

export interface EffectiveAttributes {
  map: Record<string, EffectiveAttributeMapping>;
  /** `drop` always holds password. */
  sensitive: Required<Sensitive>;
}

export type EffectiveAttributeMapping = AttributeMapping & Required<Pick<AttributeMapping, 'apply'>>;
export type EffectiveRule = Rule & Required<Pick<Rule, 'status'>>;
export type EffectiveDeactivation = Deactivation &
  Required<Pick<Deactivation, 'mode' | 'revoke' | 'exceptions' | 'if_reactivated' | 'retain_data'>>;

export interface EffectiveSoleAdmin extends Required<Pick<SoleAdmin, 'action' | 'revoke_sessions'>> {
  promote: Promote | null;
  if_unanswered: SoleAdminUnanswered | null;
}

export interface EffectiveGuards extends Required<Pick<Guards, 'approvers'>> {
  deactivations: DeactivationsGuard | null;
  admin_grants: AdminGrantsGuard | null;
  emptied_group: EmptiedGroupGuard | null;
  /** Null: what is held waits for as long as it takes. */
  unanswered: GuardUnanswered | null;
}

export type EffectiveChannel = Required<NotificationChannel>;

/** The sections of a policy, in the order in which documents show them. */
export const SECTIONS = [
  'identity',
  'attributes',
  'filters',
  'groups',
  'rules',
  'deactivation',
  'sole_admin',
  'guards',
  'first_sync',
  'pause',
  'notifications',
] as const satisfies readonly (keyof PolicyDocument)[];

export type Section = (typeof SECTIONS)[number];
/** `tenant`: the tenant's own file. `default`: default.policy.yaml. `built_in`: neither has the section. */
export type SectionOrigin = 'tenant' | 'default' | 'built_in';

/**
 * Joins a tenant's document with the default. A section that is present replaces the default's whole;
 * a key that is missing in a section gets the `default` that the schema documents for it.
 */
export function mergeWithDefault(
  tenantDocument: PolicyDocument,
  defaultDocument: PolicyDocument,
): EffectivePolicy {
  const section = <S extends Section>(name: S): PolicyDocument[S] =>
    tenantDocument[name] ?? defaultDocument[name];
  return {
    version: 'rollcall/v1',
    tenant: tenantDocument.tenant ?? '',
    about: tenantDocument.about ?? null,
    identity: {
      match_by: ['external_id', 'email'],
      verified_domains: [],
      existing_accounts: 'link',
      email_change: 'follow',
      ...section('identity'),
    },
    attributes: fillAttributes(section('attributes') ?? {}),
    filters: { include: [], exclude: [], out_of_scope: 'deactivate', ...section('filters') },
    groups: {
      match_by: 'id',
      precedence: 'strongest',
      default_role: 'no_access',
      never_grant: [],
      manual_roles: 'keep',
      settle: '0s',
      map: [],
      ...section('groups'),
    },
    rules: (section('rules') ?? []).map((rule) => ({ ...rule, status: rule.status ?? 'active' })),
    deactivation: {
      mode: 'immediate',
      revoke: ['sessions', 'api_keys'],
      exceptions: [],
      if_reactivated: 'restore',
      retain_data: 'forever',
      ...section('deactivation'),
    },
    sole_admin: {
      action: 'block',
      promote: null,
      if_unanswered: null,
      revoke_sessions: true,
      ...section('sole_admin'),
    },
    guards: fillGuards(section('guards')),
    first_sync: section('first_sync') ?? null,
    pause: section('pause') ?? null,
    notifications: fillChannels(section('notifications') ?? {}),
  };
}

/**
 * A policy that was stored by an earlier Rollcall, with the keys that the language has had since: each with the
 * default that stands for how it was before.
 */
export function completeStored(stored: EffectivePolicy): EffectivePolicy {
  return mergeWithDefault(stored as unknown as PolicyDocument, { version: 'rollcall/v1' });
}

/** Where each section of the effective policy comes from. */
export function sectionOrigins(
  tenantDocument: PolicyDocument,
  defaultDocument: PolicyDocument,
): Record<Section, SectionOrigin> {
  const originOf = (name: Section): SectionOrigin => {
    if (tenantDocument[name] !== undefined) return 'tenant';
    return defaultDocument[name] === undefined ? 'built_in' : 'default';
  };
  return Object.fromEntries(SECTIONS.map((name) => [name, originOf(name)])) as Record<Section, SectionOrigin>;
}

function fillAttributes(written: NonNullable<PolicyDocument['attributes']>): EffectiveAttributes {
  const map: Record<string, EffectiveAttributeMapping> = {};
  for (const [name, mapping] of Object.entries(written.map ?? {})) {
    if (mapping !== undefined) map[name] = { ...mapping, apply: mapping.apply ?? 'always' };
  }
  const sensitive = {
    drop: ['password'],
    drop_values_like: ['us_ssn', 'credit_card', 'iban'] satisfies Sensitive['drop_values_like'],
    mask_in_logs: [],
    ...written.sensitive,
  };
  // A password is nobody's business here, so a policy that lists other names cannot let it in by forgetting it.
  const drop = sensitive.drop.includes('password') ? sensitive.drop : ['password', ...sensitive.drop];
  return { map, sensitive: { ...sensitive, drop } };
}

function fillGuards(written: Guards | undefined): EffectiveGuards | null {
  if (!written) return null;
  return {
    deactivations: null,
    admin_grants: null,
    emptied_group: null,
    approvers: ['tenant_admin', 'operator'],
    unanswered: null,
    ...written,
  };
}

function fillChannels(written: Notifications): Record<string, EffectiveChannel> {
  const channels: Record<string, EffectiveChannel> = {};
  for (const [name, channel] of Object.entries(written)) {
    if (channel !== undefined) channels[name] = { on: [], to: [], ...channel };
  }
  return channels;
}
