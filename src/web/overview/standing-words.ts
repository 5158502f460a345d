import type { Directory } from '../../generated/api.ts';
import { directoryCalled } from '../parts/directory-called.ts';
import { strings } from '../strings/strings.ts';

/** Such as "Okta, Active". */
export function directoryInWords(directory: Pick<Directory, 'name' | 'idp' | 'source' | 'state'>): string {
  return `${directoryCalled(directory)}, ${strings.overview.states[directory.state]}`;
}
