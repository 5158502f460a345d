import type { WhyNotChange } from '../generated/api.ts';
import { listed, quoted } from '../policy/finding.ts';
import type { Move, NamedGroup } from '../policy/why-not/move.ts';
import type { ShowPlace } from './policy-places.ts';
import type { Masks } from './why-masks.ts';

/** One change as a clause: `joining saas-admins`, `employee_type being employee instead of contractor`. */
export function shownChange({ change, at }: Move, show: ShowPlace, masks: Masks): WhyNotChange {
  return { kind: change.kind, says: clauseOf(change, masks), policy: at === null ? null : show(at) };
}

function clauseOf(change: Move['change'], masks: Masks): string {
  switch (change.kind) {
    case 'become_active':
      return 'becoming active in the directory';
    case 'join_group':
      return `joining ${listed([change.group, ...change.others].map(nameOf), 'or')}`;
    case 'leave_group':
      return `leaving ${nameOf(change.group)}`;
    case 'attribute':
      return attributeClause(change, masks);
    case 'set_role':
      return `setting the role ${change.role} by hand`;
    case 'withdraw_role':
      return `taking back the role ${change.role} that was set by hand`;
    case 'policy':
      return change.says;
  }
}

function attributeClause(
  { attribute, is, how, becomes }: Extract<Move['change'], { kind: 'attribute' }>,
  masks: Masks,
): string {
  const had = is === null || masks.hides(attribute) ? null : shown(is);
  const instead = had === null ? (is === null ? ', where there is none now' : '') : ` instead of ${had}`;
  switch (how) {
    case 'be':
      return `${attribute} being ${shown(becomes)}${instead}`;
    case 'be_like':
      return `${attribute} being such as ${shown(becomes)}${instead}`;
    case 'be_other':
      return had === null ? `${attribute} being another one` : `${attribute} being anything but ${had}`;
    case 'be_missing':
      return `having no ${attribute}`;
  }
}

function shown(value: unknown): string {
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  return /^[\w.@-]{1,60}$/.test(text) ? text : quoted(text);
}

function nameOf({ id, name }: NamedGroup): string {
  return shown(name ?? id);
}
