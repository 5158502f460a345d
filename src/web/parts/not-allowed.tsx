import type { ReactNode } from 'react';
import { strings } from '../strings/strings.ts';
import { IconUserShield } from '../theme/icons.ts';
import { Empty } from './empty.tsx';
import { PageFrame } from './page-frame.tsx';

/** Instead of a page that the reader's role does not let them see: who may, and what they may do themselves. */
export function NotAllowed({ title, text }: { title: string; text: string }): ReactNode {
  return (
    <PageFrame title={title}>
      <Empty icon={<IconUserShield />} title={strings.common.notAllowed} text={text} />
    </PageFrame>
  );
}
