import { Button, Group, Radio, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { PolicyVersionSummary } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { usePages } from '../api/use-pages.ts';
import { Empty } from '../parts/empty.tsx';
import { PagedTable, type Column } from '../parts/paged-table.tsx';
import { PageFrame } from '../parts/page-frame.tsx';
import { Panel } from '../parts/panel.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SafeText } from '../parts/safe-text.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { StillLoading } from '../parts/still-loading.tsx';
import { toastProblem } from '../parts/toasts.ts';
import { When } from '../parts/when.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import { IconHistory } from '../theme/icons.ts';
import { DifferenceSentences } from './difference-sentences.tsx';
import { policyInForce } from './policy-in-force.ts';
import { PutInForceDialog } from './put-in-force-dialog.tsx';
import { UnifiedDiff } from './unified-diff.tsx';
import { VersionDetails } from './version-details.tsx';

/** The two that are compared, by their numbers; null: not chosen. */
interface Compared {
  before: number | null;
  after: number | null;
}

/** The versions of a tenant's policy: who made them, how any two differ, and the way back to one. */
export function VersionsPage(): ReactNode {
  const { versions: words, ...policy } = strings.policy;
  const { slug, base } = useTenant();
  const [search, setSearch] = useSearchParams();
  const [backTo, setBackTo] = useState<{ version: number; isOpen: boolean } | null>(null);
  const inForce = useQuery({ ...policyInForce(slug), retry: false });
  const pages = usePages('PolicyVersionList', ['tenants', slug, 'policy', 'versions']);
  const [compared, setCompared] = useState<Compared>(() => ({
    before: numberIn(search, 'before'),
    after: numberIn(search, 'after'),
  }));
  const choose = (part: Partial<Compared>): void => {
    const { before, after } = { ...compared, ...part };
    setCompared({ before, after });
    // So that the address leads back here.
    setSearch(
      new URLSearchParams({
        ...(before !== null && { before: String(before) }),
        ...(after !== null && { after: String(after) }),
      }),
      { replace: true, preventScrollReset: true },
    );
  };
  const over = inForce.data?.version ?? null;
  return (
    <PageFrame
      title={words.title}
      lead={words.lead}
      crumbs={[{ label: policy.title, to: `${base}/policy` }]}
      actions={
        <Button variant="default" component={Link} to={`${base}/policy`}>
          {words.openEditor}
        </Button>
      }
    >
      <PagedTable
        label={words.table}
        pages={pages}
        columns={columnsFor(compared, choose)}
        rowKey={({ version }) => String(version)}
        rowName={({ version }) => words.details(version)}
        details={(version) => (
          <VersionDetails
            tenant={slug}
            version={version}
            onGoBack={
              over === null
                ? null
                : (chosen) => {
                    setBackTo({ version: chosen, isOpen: true });
                  }
            }
          />
        )}
        empty={<Empty icon={<IconHistory />} title={policy.none.title} text={policy.none.text} />}
      />
      <Comparison tenant={slug} {...compared} />
      {over !== null && backTo !== null && (
        <PutInForceDialog
          opened={backTo.isOpen}
          tenant={slug}
          what={{ version: backTo.version }}
          over={over}
          title={words.goBackTitle(backTo.version)}
          action={policy.actions.activate}
          happens={[words.goBackFile]}
          perform={(plan) =>
            ask(
              'PolicyPutInForce',
              'POST',
              ['tenants', slug, 'policy', 'versions', String(backTo.version), 'activate'],
              { body: { over, plan } },
            )
          }
          onClose={() => {
            setBackTo({ ...backTo, isOpen: false });
          }}
          onOvertaken={toastProblem}
        />
      )}
    </PageFrame>
  );
}

function columnsFor(
  { before, after }: Compared,
  choose: (part: Partial<Compared>) => void,
): Column<PolicyVersionSummary>[] {
  const { versions: words } = strings.policy;
  return [
    {
      key: 'version',
      header: words.columns.version,
      lead: true,
      cell: ({ version, in_force: isInForce }) => (
        <Group gap="xs">
          <b>{words.number(version)}</b>
          {isInForce && <StatusBadge tone="ok">{words.inForce}</StatusBadge>}
        </Group>
      ),
    },
    {
      key: 'author',
      header: words.columns.author,
      wide: true,
      cell: ({ author }) => <SafeText most={80}>{author}</SafeText>,
    },
    { key: 'origin', header: words.columns.origin, cell: fromWhere },
    { key: 'created', header: words.columns.created, cell: ({ created_at: at }) => <When at={at} /> },
    { key: 'activated', header: words.columns.activated, cell: ({ activated_at: at }) => <When at={at} /> },
    {
      key: 'compare',
      header: words.columns.compare,
      cell: ({ version }) => (
        <Group gap="sm" wrap="nowrap">
          <Radio
            size="xs"
            name="before"
            label={words.before}
            aria-label={words.compareAsBefore(version)}
            checked={before === version}
            onChange={() => {
              choose({ before: version });
            }}
          />
          <Radio
            size="xs"
            name="after"
            label={words.after}
            aria-label={words.compareAsAfter(version)}
            checked={after === version}
            onChange={() => {
              choose({ after: version });
            }}
          />
        </Group>
      ),
    },
  ];
}

/** Of what was made through the API only what was put in force in the portal is known to be from there. */
function fromWhere({ origin, activated_by: by }: PolicyVersionSummary): string {
  const { versions: words } = strings.policy;
  return origin === 'api' && by?.kind === 'portal_user' ? words.portal : words.origins[origin];
}

/** How two versions differ, in what they mean and in their texts. */
function Comparison({ tenant, before, after }: Compared & { tenant: string }): ReactNode {
  const { versions: words } = strings.policy;
  const isChosen = before !== null && after !== null;
  const body = { version: after, against: before };
  const diff = useQuery({
    queryKey: ['tenants', tenant, 'policy', 'diff', body],
    queryFn: ({ signal }) =>
      ask('PolicyDiff', 'POST', ['tenants', tenant, 'policy', 'diff'], { body, signal }),
    enabled: isChosen && before !== after,
    staleTime: Infinity,
  });
  if (!isChosen || before === after) {
    return (
      <Text size="sm" c="dimmed" role="status">
        {isChosen ? words.same : words.choose}
      </Text>
    );
  }
  return (
    <Panel title={words.comparison(before, after)}>
      {diff.error !== null && <ProblemNote error={diff.error} retry={() => void diff.refetch()} />}
      {diff.data === undefined && diff.error === null && <StillLoading />}
      {diff.data !== undefined && (
        <>
          <DifferenceSentences diff={diff.data} />
          <UnifiedDiff text={diff.data.text} />
        </>
      )}
    </Panel>
  );
}

function numberIn(search: URLSearchParams, name: string): number | null {
  const text = search.get(name) ?? '';
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}
