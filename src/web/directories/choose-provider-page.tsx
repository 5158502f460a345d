import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { DirectoryGuideSummary } from '../../generated/api.ts';
import { ask } from '../api/ask.ts';
import { PageFrame } from '../parts/page-frame.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { StillLoading } from '../parts/still-loading.tsx';
import { useTenant } from '../session/tenant.tsx';
import { strings } from '../strings/strings.ts';
import classes from './choose-provider-page.module.css';
import { ProviderMark } from './provider-mark.tsx';

/** The first question of a setup: which identity provider it is. */
export function ChooseProviderPage(): ReactNode {
  const { directories, directorySetup } = strings;
  const { base } = useTenant();
  const guides = useQuery({
    queryKey: ['directory-guides'],
    queryFn: ({ signal }) => ask('DirectoryGuideList', 'GET', ['directory-guides'], { signal }),
    staleTime: Infinity,
  });
  return (
    <PageFrame
      title={directorySetup.choose.title}
      lead={directorySetup.choose.lead}
      crumbs={[{ label: directories.title, to: `${base}/directories` }]}
    >
      {guides.error !== null && guides.data === undefined ? (
        <ProblemNote error={guides.error} retry={() => void guides.refetch()} />
      ) : (
        <ul
          className={classes.providers}
          aria-label={directorySetup.choose.list}
          aria-busy={guides.isPending}
        >
          {guides.data === undefined
            ? Array.from({ length: 8 }, (_, at) => (
                <li key={at}>
                  <Skeleton height={150} radius="lg" />
                </li>
              ))
            : guides.data.data.map((guide) => (
                <li key={guide.idp}>
                  <Provider guide={guide} base={base} />
                </li>
              ))}
        </ul>
      )}
      {guides.isPending && <StillLoading />}
    </PageFrame>
  );
}

function Provider({
  guide: { idp, name, about, offered },
  base,
}: {
  guide: DirectoryGuideSummary;
  base: string;
}): ReactNode {
  const { choose } = strings.directorySetup;
  const ways = offered.filter((way) => way !== 'import').map((way) => choose.ways[way]);
  return (
    <div className={classes.provider}>
      <div className={classes.head}>
        <ProviderMark idp={idp} />
        <div>
          <Link to={`${base}/directories/new/${encodeURIComponent(idp)}`} className={classes.name}>
            {strings.directories.idps[idp] ?? name}
          </Link>
          <div className={classes.ways}>{ways.length === 0 ? choose.notHere : ways.join(', ')}</div>
        </div>
      </div>
      <p className={classes.about}>{about}</p>
    </div>
  );
}
