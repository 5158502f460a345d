import type { Directory } from '../../generated/api.ts';
import { strings } from '../strings/strings.ts';
import type { TenantStanding } from './tenant-standing.ts';

/** Such as "Okta, Active". */
export function directoryInWords({ idp, name, source, state }: Directory): string {
  const { idps, sources } = strings.activity;
  const called = name ?? (idp === null ? sources[source] : (idps[idp] ?? idp));
  return `${called}, ${strings.overview.states[state]}`;
}

/** What waits for somebody, one sentence each; none where nothing does. */
export function waitingInWords({ directories, openHolds, moreHolds }: TenantStanding): string[] {
  const { overview } = strings;
  const failed = directories.reduce((sum, { events }) => sum + events.set_aside, 0);
  return [
    ...(openHolds > 0 ? [moreHolds ? overview.heldAtLeast(openHolds) : overview.held(openHolds)] : []),
    ...(failed > 0 ? [overview.failed(failed)] : []),
  ];
}
