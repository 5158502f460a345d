import { runbookOf } from '../../domain/directory-problem.ts';
import type { ToldProblem } from '../../domain/notice.ts';
import type { Paragraph, Place } from './notice-paragraphs.ts';
import { plainLine } from './plain-line.ts';

/** A problem of a directory or of the installation, or that it is over: what is the matter, and what to do. */
export function problemParagraph(
  says: string,
  { code, directory_id, directory, resolved, next_step }: ToldProblem,
  { tenant, publicUrl }: Place,
): Paragraph {
  const name = plainLine(directory, 60);
  const isOfDirectory = directory_id !== null;
  const id = directory_id ?? '';
  const title = resolved ? `Over: ${lowerFirst(titles[code])}` : titles[code];
  return {
    title: isOfDirectory ? `${title}: ${name}` : title,
    groups: [
      {
        says: resolved ? `This is over: ${plainLine(says, 1_000)}` : plainLine(says, 1_000),
        people: [],
        more: 0,
      },
    ],
    advice: resolved
      ? ['Nothing is to be done.']
      : [plainLine(next_step, 1_000), `More on it: ${runbookOf(code)}`],
    commands: isOfDirectory ? [`rollcall directory health ${id} --tenant ${tenant}`] : ['rollcall health'],
    links: [
      isOfDirectory
        ? { says: 'The directory', url: `${publicUrl}/api/v1/tenants/${tenant}/directories/${id}/health` }
        : { says: 'All directories', url: `${publicUrl}/api/v1/health` },
    ],
  };
}

function lowerFirst(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}

const titles: Record<ToldProblem['code'], string> = {
  deleted_upstream: 'A directory was deleted at its source',
  unlinked: 'A connection is switched off',
  invalid_credentials: 'An identity provider refuses the connection',
  token_expired: 'No token opens a directory any more',
  token_missing: 'No token opens a directory',
  token_refused: 'A token is refused',
  events_set_aside: 'Events could not be applied',
  events_delayed: 'Events wait too long',
  policy_unusable: 'The policy in force cannot be loaded',
  resync_failed: 'A resync failed',
  silent: 'A directory is silent',
  events_late: 'News comes late',
  resync_drift: 'A resync found what no news had told',
  token_expiring: 'A token expires soon',
  token_unused: 'A token was never used',
  policy_refused: 'A policy file is not in force',
  first_sync_missing: 'A first sync does not come',
  testing_long: 'A directory is in testing for long',
  paused_long: 'A directory is paused for long',
  poller_behind: 'The events of WorkOS are not read',
};
