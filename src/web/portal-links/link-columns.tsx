import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { PortalLink, PortalLinkState } from '../../generated/api.ts';
import type { Column } from '../parts/paged-table.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { When } from '../parts/when.tsx';
import { strings } from '../strings/strings.ts';
import type { Tone } from '../theme/tone.ts';
import { portalPageNames } from './portal-page-names.ts';

const tones: Readonly<Record<PortalLinkState, Tone>> = {
  open: 'info',
  used: 'ok',
  expired: 'off',
  revoked: 'off',
};

const { columns: headers } = strings.portalLinks;

/** What the list says of each link. */
export const linkColumns: readonly Column<PortalLink>[] = [
  {
    key: 'who',
    header: headers.who,
    lead: true,
    cell: ({ label, made_by: by }) => (
      <>
        {label === null ? (
          strings.portalLinks.nobody
        ) : (
          <strong>
            <SafeText most={60}>{label}</SafeText>
          </strong>
        )}
        <Text size="sm" c="dimmed">
          <SafeText most={60}>{strings.portalLinks.madeBy(makerOf(by))}</SafeText>
        </Text>
      </>
    ),
  },
  {
    key: 'state',
    header: headers.state,
    cell: ({ state }) => <StatusBadge tone={tones[state]}>{strings.portalLinks.states[state]}</StatusBadge>,
  },
  { key: 'opens', header: headers.opens, wide: true, cell: opensInWords },
  { key: 'made', header: headers.made, cell: ({ created_at: at }) => <When at={at} /> },
  { key: 'until', header: headers.until, cell: (link) => <EndOf link={link} /> },
];

function opensInWords({ pages, access }: PortalLink): ReactNode {
  const { everything, access: accesses, pages: names } = strings.portalLinks;
  const all = pages.length === portalPageNames.length;
  return (
    <>
      {all ? everything : pages.map((page) => names[page]).join(', ')}
      <Text size="sm" c="dimmed">
        {accesses[access]}
      </Text>
    </>
  );
}

function EndOf({ link: { state, expires_at, used_at, revoked_at } }: { link: PortalLink }): ReactNode {
  const at = { open: expires_at, used: used_at, expired: expires_at, revoked: revoked_at }[state];
  return (
    <span>
      <Sentence of={strings.portalLinks.end[state]} with={{ when: <When at={at} /> }} />
    </span>
  );
}

function makerOf({ kind, id }: PortalLink['made_by']): string {
  // Of people the name; of tokens the kind, since their id says nothing to anybody.
  if (kind === 'console_user' && id !== null) return id;
  return strings.activity.actors[kind] ?? kind;
}
