import type { Differs, ShadowEffect } from '../domain/shadow-difference.ts';
import { listed } from '../policy/finding.ts';

/** What would become of each of several people, such as "become admin"; of one, with `who: 'one'`, "becomes admin". */
export function effectInWords(
  effect: ShadowEffect,
  role: string | null,
  who: 'each' | 'one' = 'each',
): string {
  const verb = (plural: string, singular: string): string => (who === 'one' ? singular : plural);
  switch (effect) {
    case 'loses_access':
      return verb('lose access', 'loses access');
    case 'gains_access':
      return `${verb('gain', 'gains')} access as ${role ?? 'nobody'}`;
    case 'left_alone':
      return verb('are left as they are', 'is left as they are');
    case 'undecided':
      return verb('wait for somebody to decide', 'waits for somebody to decide');
    case 'role':
      return `${verb('become', 'becomes')} ${role ?? 'nobody'}`;
    case 'workspaces':
      return verb('get other workspaces', 'gets other workspaces');
    case 'role_origin':
      return `${verb('stay', 'stays')} ${role ?? 'as they are'}, for another reason`;
    case 'attributes':
      return verb('get other attributes', 'gets other attributes');
    case 'leaving':
      return verb('leave in another way', 'leaves in another way');
  }
}

/** Everything that differs for one person, in a clause: "role: member → admin; engineering: none → member". */
export function differsInWords({
  outcome,
  role,
  workspaces,
  role_origin,
  attributes,
  ...ends
}: Differs): string {
  const pair = (what: string, now: string | null, proposed: string | null): string =>
    `${what}: ${now ?? 'none'} → ${proposed ?? 'none'}`;
  const clauses = [
    ...(outcome ? [pair('outcome', outcome.now, outcome.proposed)] : []),
    ...(role ? [pair('role', role.now, role.proposed)] : []),
    ...(role_origin ? [pair('origin of the role', role_origin.now, role_origin.proposed)] : []),
    ...(workspaces ?? []).map(({ key, now, proposed }) => pair(`workspace ${key}`, now, proposed)),
    ...(attributes ? [`another ${listed(attributes, 'and')}`] : []),
    ...(ends.leaving ? [pair('leaving', ends.leaving.now.mode, ends.leaving.proposed.mode)] : []),
    ...(ends.revoke
      ? [pair('revoked', ends.revoke.now.join(', ') || null, ends.revoke.proposed.join(', ') || null)]
      : []),
  ];
  return clauses.join('; ');
}
