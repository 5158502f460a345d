import type { ListedDirectory } from '../list-directories.ts';
import { readText } from '../read-text.ts';
import type { WorkosAnswer, WorkosApi } from '../workos-api.ts';

/** Whether a directory can be read just now. Sentences say what happened and what to do. */
export type Readiness =
  /** `answeredAt`: by WorkOS's clock, if it said so. */
  | { kind: 'ready'; answeredAt: Date | null }
  /** What it has is not what there is: nobody may be taken for gone because of it. */
  | { kind: 'unreadable'; because: string }
  /** It is no more, and nothing is to be read of it ever again. */
  | { kind: 'deleted'; because: string }
  /** Later it may be. */
  | { kind: 'not_yet'; because: string; retryAfterMs: number | null };

export interface AskedDirectory {
  readiness: Readiness;
  /** The directory as WorkOS has it, and when it said so; null: it did not say. */
  seen: { directory: ListedDirectory; answeredAt: Date | null } | null;
}

/** Asks WorkOS how the connection does, before anything of the directory is believed. */
export async function askForDirectory(
  api: WorkosApi,
  directoryKey: string,
  signal?: AbortSignal,
): Promise<AskedDirectory> {
  const answer = await api.get(`/directories/${encodeURIComponent(directoryKey)}`, signal);
  if (answer.kind !== 'ok') return { readiness: whyNot(answer), seen: null };
  const { record, answeredAt } = answer.value;
  if (record.id !== directoryKey) {
    const because = 'WorkOS answered with another directory. Nothing was changed.';
    return { readiness: { kind: 'unreadable', because }, seen: null };
  }
  const directory = {
    id: directoryKey,
    state: readText(record.state) ?? 'unknown',
    organizationId: readText(record.organization_id) ?? null,
    type: readText(record.type) ?? '',
    name: readText(record.name) ?? '',
  };
  return { readiness: readinessOf(directory.state, answeredAt), seen: { directory, answeredAt } };
}

function readinessOf(state: string, answeredAt: Date | null): Readiness {
  switch (state) {
    case 'linked':
    case 'active':
      return { kind: 'ready', answeredAt };
    case 'validating':
      return {
        kind: 'not_yet',
        because: 'WorkOS still validates the connection; reading goes on once that is done.',
        retryAfterMs: null,
      };
    case 'invalid_credentials':
      return unreadable(
        "The identity provider refuses the connection's credentials, so WorkOS does not know who works there now. An administrator of the customer must renew them.",
      );
    case 'unlinked':
    case 'inactive':
      return unreadable(
        'The connection is switched off at WorkOS. Switch it on, or disconnect the directory.',
      );
    case 'deleting':
    case 'deleted':
      return {
        kind: 'deleted',
        because:
          'The directory was deleted at WorkOS. Connect it anew, or disconnect it here. Nobody was taken for gone.',
      };
    default:
      return unreadable('WorkOS says of the connection what is not known here.');
  }
}

/** Why an answer is none, as far as it concerns a whole directory. */
export function whyNot(answer: Exclude<WorkosAnswer<never>, { kind: 'ok' }>): Readiness {
  switch (answer.kind) {
    case 'rate_limited':
      return notYet('WorkOS wants fewer requests; reading goes on later.', answer.retryAfterMs);
    case 'unauthorized':
      return notYet('WorkOS refuses WORKOS_API_KEY. Set the key of the right environment.');
    case 'refused':
      return answer.status === 404
        ? unreadable('WorkOS does not know the directory. Is WORKOS_API_KEY that of the right environment?')
        : notYet(`WorkOS refuses to be asked for the directory (status ${answer.status}).`);
    case 'unavailable':
      return notYet(
        {
          no_answer: 'WorkOS does not answer; reading goes on later.',
          server_error: 'WorkOS has a fault; reading goes on later.',
          unreadable: 'WorkOS answered what cannot be read; reading goes on later.',
        }[answer.because],
      );
  }
}

function unreadable(because: string): Readiness {
  return { kind: 'unreadable', because: `${because} Nobody was taken for gone.` };
}

function notYet(because: string, retryAfterMs: number | null = null): Readiness {
  return { kind: 'not_yet', because, retryAfterMs };
}
