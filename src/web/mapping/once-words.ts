import type { GroupMappingOnceActive } from '../../generated/api.ts';
import { plainText } from '../parts/plain-text.ts';
import { strings } from '../strings/strings.ts';

/** What directories are called, by their ids. */
export type DirectoryNames = ReadonlyMap<string, string>;

/** When something comes about for people of directories of which nothing is applied now: "Once Okta is activated". */
export function onceInWords(onceActive: GroupMappingOnceActive | null, names: DirectoryNames): string {
  const { effect } = strings.mapping;
  const [first, ...others] = onceActive?.directories ?? [];
  if (first === undefined) return '';
  if (others.length > 0) return effect.onceSeveral;
  const name = names.get(first.directory);
  if (name === undefined) return effect.onceOne;
  return first.state === 'paused'
    ? effect.onceResumed(plainText(name))
    : effect.onceActivated(plainText(name));
}
