import { Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { PageFrame } from '../parts/page-frame.tsx';
import { shownHalf } from '../session/half.ts';
import { strings } from '../strings/strings.ts';

/** For an address inside a shell that is no page. */
export function NotFoundPage(): ReactNode {
  const { notFound } = strings.shell;
  const home = shownHalf() === 'portal' ? '/portal' : '/admin';
  return (
    <PageFrame title={notFound.title}>
      <Text>{notFound.text}</Text>
      <div>
        <Button component={Link} to={home} variant="default">
          {notFound.home}
        </Button>
      </div>
    </PageFrame>
  );
}
