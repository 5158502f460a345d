import type { AuditRecord } from '../../generated/api.ts';
import { providerOf } from '../parts/identity-provider.ts';
import { strings } from '../strings/strings.ts';

/** The kind of a record in words; of a kind that has none yet, its name. */
export function actionInWords(action: string): string {
  return strings.activity.actions[action] ?? action.replaceAll(/[._]/g, ' ');
}

/** Who or what caused it, such as "Okta" and "Operator". */
export function actorInWords({ actor, idp, source }: Pick<AuditRecord, 'actor' | 'idp' | 'source'>): string {
  const { actors, sources } = strings.activity;
  if (actor.kind === 'directory') {
    const provider = providerOf({ idp });
    if (provider !== null) return provider;
    if (source !== null) return sources[source];
  }
  return actors[actor.kind] ?? actor.kind.replaceAll('_', ' ');
}
