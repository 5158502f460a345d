import type { Decision } from '../domain/decision.ts';
import { fold } from '../policy/fold.ts';
import { compileRedaction } from '../policy/redact.ts';
import type { Bench } from './bench.ts';
import { toPointer } from './decidable.ts';
import type { StagedPerson } from './stage.ts';

/** The places of the policy that a decision went by: those of its trace, and those that no step names. */
export function* linesBehind(decision: Decision): Generator<string> {
  const isByException = decision.trace.some(({ at }) => at?.startsWith('/deactivation/exceptions/') === true);
  for (const { at } of decision.trace) {
    if (at === null) continue;
    yield at;
    if (at === '/deactivation/read_only/for' && !isByException) yield '/deactivation/mode';
    if (at.startsWith('/groups/map/')) yield '/groups/match_by';
  }
  // Each role that is given was held against it.
  if (decision.outcome === 'active' && decision.roleOrigin !== 'manual') yield '/groups/never_grant';
  if (decision.outcome !== 'no_access') return;
  if (decision.cause === 'filtered_out') yield '/filters/out_of_scope';
  if (decision.leaving.purgeAfterMs === null) yield '/deactivation/retain_data';
}

/** The mappings of attributes that something was read by, whatever came of the person. */
export function* linesOfAttributes({ effective, policy }: Bench, { row }: StagedPerson): Generator<string> {
  for (const [name, value] of policy.attributes.read(row.resource ?? {}, null).today) {
    const mapping = effective.attributes.map[name];
    yield toPointer(['attributes', 'map', name, 'from']);
    if (mapping?.apply === 'always') yield toPointer(['attributes', 'map', name, 'apply']);
    for (const [from, to] of Object.entries(mapping?.values ?? {})) {
      if (String(to) === String(value)) yield toPointer(['attributes', 'map', name, 'values', from]);
    }
  }
}

/** What of `sensitive` dropped something of what the directory sent. */
export function* linesOfDropping({ effective }: Bench, { sent, row }: StagedPerson): Generator<string> {
  const arrived = JSON.stringify(row.resource);
  if (arrived === JSON.stringify(sent)) return;
  const { sensitive } = effective.attributes;
  const drops = (only: Partial<typeof sensitive>): boolean => {
    const none = { drop: [], drop_values_like: [], mask_in_logs: [] };
    return (
      JSON.stringify(compileRedaction({ ...none, ...only }, fold).redactResource(sent)) !==
      JSON.stringify(sent)
    );
  };
  for (const [i, name] of sensitive.drop.entries()) {
    if (drops({ drop: [name] })) yield `/attributes/sensitive/drop/${String(i)}`;
  }
  for (const [i, kind] of sensitive.drop_values_like.entries()) {
    if (drops({ drop_values_like: [kind] })) yield `/attributes/sensitive/drop_values_like/${String(i)}`;
  }
}
