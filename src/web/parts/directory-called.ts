import type { Directory } from '../../generated/api.ts';
import { strings } from '../strings/strings.ts';
import { providerOf } from './identity-provider.ts';
import { visibleName } from './visible-name.ts';

type Named = Pick<Directory, 'name' | 'idp' | 'source'> & Partial<Pick<Directory, 'profile'>>;

/** What a directory is called: by its own name, else by its identity provider. */
export function directoryCalled(directory: Named): string {
  const { name, source } = directory;
  return visibleName(name)?.trim() ?? providerOf(directory) ?? strings.directories.unnamed[source];
}
