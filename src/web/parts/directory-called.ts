import type { Directory } from '../../generated/api.ts';
import { strings } from '../strings/strings.ts';

/** What a directory is called: by its name, or else by its identity provider or source. */
export function directoryCalled({ name, idp, source }: Pick<Directory, 'name' | 'idp' | 'source'>): string {
  const { idps, sources } = strings.activity;
  return name ?? (idp === null ? sources[source] : (idps[idp] ?? idp));
}
