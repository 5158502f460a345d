import type { ReactNode } from 'react';
import type { TenantSummary } from '../../generated/api.ts';
import { StatTile, StatTiles } from '../parts/stat-tile.tsx';
import { strings } from '../strings/strings.ts';
import { usePageOfTenant } from './page-of-tenant.ts';

/** The tenant in four figures. */
export function TenantTiles({
  summary: { people, holds, events, deliveries },
}: {
  summary: TenantSummary;
}): ReactNode {
  const { tiles: words } = strings.tenant;
  const { count } = strings.common;
  const pageAt = usePageOfTenant();
  return (
    <StatTiles>
      <StatTile
        label={words.people}
        value={count(people.active)}
        note={words.others(people.read_only, people.deactivated)}
        to={pageAt('people')}
      />
      <StatTile
        label={words.holds}
        value={count(holds.open)}
        note={words.holdPeople(holds.people)}
        to={pageAt('approvals')}
        {...(holds.open > 0 ? { tone: 'attention' } : {})}
      />
      <StatTile
        label={words.failed}
        value={count(events.set_aside)}
        note={words.waitingEvents(events.waiting)}
        to={pageAt('failed-events')}
        {...(events.set_aside > 0 ? { tone: 'problem' } : {})}
      />
      <StatTile
        label={words.dead}
        value={count(deliveries.dead)}
        note={words.waitingDeliveries(deliveries.waiting)}
        to={pageAt('outbox')}
        {...(deliveries.dead > 0 ? { tone: 'problem' } : {})}
      />
    </StatTiles>
  );
}
