import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Hold, HoldPerson } from '../../generated/api.ts';
import { usePages } from '../api/use-pages.ts';
import { Empty } from '../parts/empty.tsx';
import { PagedTable, type Column } from '../parts/paged-table.tsx';
import { Panel } from '../parts/panel.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { visibleName } from '../parts/visible-name.ts';
import { useRoleNames, type Roles } from '../people/use-role-names.ts';
import { useTenant } from '../session/tenant.tsx';
import { useReaches } from '../session/use-reaches.ts';
import { strings } from '../strings/strings.ts';
import { IconUsers } from '../theme/icons.ts';
import classes from './approvals.module.css';
import { changesInWords } from './held-words.ts';
import { HoldState } from './hold-state.tsx';

const { hold: words } = strings.approvals;

const columnsOf = ({ kind, status: ofHold }: Hold, roles: Roles): readonly Column<HoldPerson>[] => [
  {
    key: 'person',
    header: words.personColumns.person,
    cell: (person) => <Person person={person} />,
    lead: true,
    wide: true,
  },
  {
    key: 'waits',
    header: ofHold === 'open' ? words.personColumns.waits : words.personColumns.waited,
    cell: ({ changes }) => (
      <span className={classes.reason}>
        <SafeText most={200}>{changesInWords(changes, roles.called)}</SafeText>
      </span>
    ),
  },
  {
    key: 'state',
    header: words.personColumns.state,
    cell: ({ status }) => <HoldState kind={kind} status={status} />,
  },
];

/** Everybody whom the same cause brought into a hold, and what waits for each. */
export function HoldPeople({ hold, pollMs }: { hold: Hold; pollMs: number | undefined }): ReactNode {
  const { slug } = useTenant();
  const roles = useRoleNames();
  const pages = usePages('HoldPersonList', ['tenants', slug, 'holds', hold.id, 'people'], {}, { pollMs });
  return (
    <Panel title={words.people}>
      <PagedTable
        label={words.personTable}
        pages={pages}
        columns={columnsOf(hold, roles)}
        rowKey={({ directory_user_id: id }) => id}
        empty={<Empty icon={<IconUsers />} title={words.nobody.title} text={words.nobody.text} />}
      />
    </Panel>
  );
}

function Person({ person }: { person: HoldPerson }): ReactNode {
  const { base } = useTenant();
  const reachesPeople = useReaches('people');
  const name = visibleName(person.display_name, person.email) ?? words.someone;
  const links = person.user_id !== null && reachesPeople;
  return (
    <div className={classes.reason}>
      {links ? (
        <Anchor component={Link} to={`${base}/people/${encodeURIComponent(person.user_id ?? '')}`} fw={600}>
          <SafeText most={80} brief>
            {name}
          </SafeText>
        </Anchor>
      ) : (
        <strong>
          <SafeText most={80}>{name}</SafeText>
        </strong>
      )}
      <Text size="sm" c="dimmed">
        {person.email !== null && person.email !== name && <SafeText most={80}>{person.email}</SafeText>}{' '}
        {person.user_id === null && words.noAccount}
      </Text>
    </div>
  );
}
