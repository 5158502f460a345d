import {
  retryAfterOf,
  workosFaultOf,
  workosSdk,
  type WorkosFault,
  type WorkosSdkOptions,
} from './workos-sdk.ts';

/** A directory as WorkOS lists it. */
export interface ListedDirectory {
  id: string;
  /** As events say it: active, validating, invalid_credentials, inactive, deleting. */
  state: string;
  organizationId: string | null;
  /** WorkOS's word for the identity provider, such as okta scim v2.0. */
  type: string;
  name: string;
}

export type DirectoryPage =
  /** `answeredAt`: by WorkOS's clock, in whole seconds; null where it did not say so. */
  | { kind: 'ok'; directories: ListedDirectory[]; after: string | null; answeredAt: Date | null }
  | { kind: 'faulty'; because: WorkosFault; retryAfterMs: number | null };

/** One page of every directory of an environment, behind `after`; null: the first. */
export type ListDirectories = (after: string | null) => Promise<DirectoryPage>;

/** The most that WorkOS gives at once. */
export const directoriesAtOnce = 100;

/** Whether a listed directory may be claimed by itself. */
export function isConnected(state: string): boolean {
  return state !== 'deleting' && state !== 'inactive';
}

/** Reads the directories of an environment through the SDK. Never rejects. */
export function directoryLister(options: WorkosSdkOptions): ListDirectories {
  // The SDK gives no headers away. One page is asked for after the other.
  let answeredAt: Date | null = null;
  const sdk = workosSdk({
    ...options,
    onAnswer: ({ headers }) => (answeredAt = timeOf(headers.get('date'))),
  });
  return async (after) => {
    try {
      const { directorySync } = await sdk();
      const { data, listMetadata } = await directorySync.listDirectories({
        limit: directoriesAtOnce,
        order: 'asc',
        ...(after === null ? {} : { after }),
      });
      const directories = data.map((directory) => ({
        id: directory.id,
        state: directory.state,
        organizationId: directory.organizationId ?? null,
        type: directory.type,
        name: directory.name,
      }));
      return { kind: 'ok', directories, after: listMetadata.after ?? null, answeredAt };
    } catch (fault) {
      return { kind: 'faulty', because: workosFaultOf(fault), retryAfterMs: retryAfterOf(fault) };
    }
  };
}

function timeOf(date: string | null): Date | null {
  const time = new Date(date ?? '');
  return Number.isNaN(time.getTime()) ? null : time;
}
