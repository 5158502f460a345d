import type { AuditRecord, UserDetail } from '../generated/api.ts';
import { pathOf } from '../policy/attribute-path.ts';
import type { EffectivePolicy } from '../policy/effective-policy.ts';
import { bareName, compileSensitiveNames, isDroppedName } from '../policy/sensitive-names.ts';

/** What stands for a value that the policy does not let be seen. */
const MASK = '[masked]';

/** Which values an explanation does not show: what the policy drops, and what it keeps out of logs. */
export interface Masks {
  /** Whether the attribute of this name is masked. */
  hides(attribute: string): boolean;
  user(user: UserDetail): UserDetail;
  record(record: AuditRecord): AuditRecord;
  /** A step of the decision may quote what a directory has written. */
  sentence(says: string, attributes: readonly string[]): string;
}

/** Where every directory has what every account shows. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  email: ['emails'],
  user_name: ['userName'],
  display_name: ['displayName', 'name.formatted'],
  given_name: ['name.givenName'],
  family_name: ['name.familyName'],
  external_id: ['externalId'],
};

/** @param policies of the moment that is explained, and of today: what either hides is not shown */
export function masksOf(policies: readonly EffectivePolicy[]): Masks {
  const names = policies.flatMap(({ attributes: { sensitive } }) => [
    ...sensitive.mask_in_logs,
    ...sensitive.drop,
  ]);
  const hidden = compileSensitiveNames(names, false);
  const isHiddenPath = (written: string): boolean => {
    const path = pathOf(written);
    const bare = path.map(bareName);
    return (
      path.some((name) => isDroppedName(name, hidden)) ||
      hidden.paths.some((each) => each.every((name, i) => bare[i] === name))
    );
  };
  const hides = (attribute: string): boolean => {
    const mapped = policies.flatMap(({ attributes }) =>
      Object.hasOwn(attributes.map, attribute) ? (attributes.map[attribute]?.from ?? []) : [],
    );
    const own = Object.hasOwn(PATHS, attribute) ? (PATHS[attribute] ?? []) : [];
    return [...mapped, ...own].some(isHiddenPath);
  };
  const fields = <Shown extends object>(shown: Shown): Shown =>
    Object.fromEntries(
      Object.entries(shown).map(([name, value]: [string, unknown]) => {
        if (name === 'attributes' && typeof value === 'object' && value !== null)
          return [name, fields(value)];
        return [name, value !== null && hides(name) ? MASK : value];
      }),
    ) as Shown;
  return {
    hides,
    user: fields,
    record: (record) => ({
      ...record,
      before: record.before && fields(record.before),
      after: record.after && fields(record.after),
    }),
    sentence: (says, attributes) =>
      attributes.some(hides) ? says.replace(/ says ".*", which is /s, ` says ${MASK}, which is `) : says,
  };
}
