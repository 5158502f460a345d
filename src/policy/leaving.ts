import type { Leaving } from '../domain/decision.ts';
import { durationInWords, durationMs } from '../domain/duration.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { EffectiveDeactivation } from './effective-policy.ts';

/** One way of leaving: what it means, in words too, and the lines of the policy behind it. */
export interface WayOfLeaving {
  leaving: Leaving;
  /** `14 days`; null unless the mode is read_only. */
  readOnlyFor: string | null;
  /** `30 days`; null: the data are never purged. */
  purgedAfter: string | null;
  /** JSON pointers: how access ends, and how long the data stay. */
  at: { access: string; data: string };
}

/** Every way of leaving that a policy has: of the exceptions, in their order, and of everyone else. */
export interface WaysOfLeaving {
  exceptions: readonly WayOfLeaving[];
  otherwise: WayOfLeaving;
}

/** Throws `policy_invalid` where a mode lacks its section: the linter refuses that, and a guess would cost data. */
export function compileLeaving(deactivation: EffectiveDeactivation): WaysOfLeaving {
  return {
    exceptions: deactivation.exceptions.map(({ mode }, i) =>
      wayOf(mode, `/deactivation/exceptions/${i}/mode`, deactivation),
    ),
    otherwise: wayOf(deactivation.mode, '/deactivation/mode', deactivation),
  };
}

function wayOf(
  mode: Leaving['mode'],
  at: string,
  { grace, read_only, retain_data }: EffectiveDeactivation,
): WayOfLeaving {
  if (mode === 'grace') {
    if (!grace) refuse(at, 'grace needs deactivation.grace');
    return {
      leaving: { mode, readOnlyForMs: null, purgeAfterMs: durationMs(grace.delete_after) },
      readOnlyFor: null,
      purgedAfter: durationInWords(grace.delete_after),
      at: { access: at, data: '/deactivation/grace/delete_after' },
    };
  }
  const data = '/deactivation/retain_data';
  const isForever = retain_data === 'forever';
  const purgeAfterMs = isForever ? null : durationMs(retain_data);
  const purgedAfter = isForever ? null : durationInWords(retain_data);
  if (mode === 'immediate') {
    const leaving = { mode, readOnlyForMs: null, purgeAfterMs };
    return { leaving, readOnlyFor: null, purgedAfter, at: { access: at, data } };
  }
  if (!read_only) refuse(at, 'read_only needs deactivation.read_only');
  return {
    leaving: { mode, readOnlyForMs: durationMs(read_only.for), purgeAfterMs },
    readOnlyFor: durationInWords(read_only.for),
    purgedAfter,
    at: { access: '/deactivation/read_only/for', data },
  };
}

function refuse(at: string, what: string): never {
  throw new RollcallError('policy_invalid', `The mode ${what} (${at}).`, { details: { at } });
}
