import type { AuditRecord } from '../../generated/api.ts';
import { providerOf } from '../parts/identity-provider.ts';
import { visibleName } from '../parts/visible-name.ts';
import { strings } from '../strings/strings.ts';

type Told = Pick<AuditRecord, 'action' | 'user_name' | 'before' | 'after' | 'idp'>;

/** Whom or what a record is about: a person, what was held, a directory, a link; null where the sentence says it. */
export function subjectOf(record: Told): string | null {
  const { action, user_name: name, idp } = record;
  if (name != null) return visibleName(name) ?? strings.people.someone;
  if (action.startsWith('hold.')) return heldOf(record);
  if (action.startsWith('portal_link.')) return textOf(record, 'label');
  if (action.startsWith('directory.')) return providerOf({ idp });
  return null;
}

/** The hold that a record is about; null: none. */
export function holdOf(record: Pick<AuditRecord, 'action' | 'before' | 'after'>): string | null {
  return record.action.startsWith('hold.') ? textOf(record, 'hold') : null;
}

function heldOf(record: Told): string | null {
  const kinds: Readonly<Record<string, string>> = strings.approvals.kinds;
  const kind = textOf(record, 'kind');
  const says = kind === null || !Object.hasOwn(kinds, kind) ? null : (kinds[kind] ?? null);
  const people = record.after?.['people'];
  return says === null || typeof people !== 'number' ? says : strings.activity.held(says, people);
}

function textOf({ before, after }: Pick<Told, 'before' | 'after'>, member: string): string | null {
  const found = after?.[member] ?? before?.[member];
  return typeof found === 'string' ? found : null;
}
