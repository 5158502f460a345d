import {
  Anchor,
  SegmentedControl,
  Text,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { askBeside } from '../api/ask.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { isSomethingUnsaved, leaveWithoutAsking } from '../parts/unsaved.ts';
import { MOST_OF_A_TITLE, plainText } from '../parts/plain-text.ts';
import { SafeText } from '../parts/safe-text.tsx';
import { toastProblem } from '../parts/toasts.ts';
import { forgetDrafts } from '../session/drafts-in-tab.ts';
import { shownHalf } from '../session/half.ts';
import { useSession } from '../session/session.tsx';
import { tellSignedOut } from '../session/signed-out.ts';
import { strings } from '../strings/strings.ts';
import { IconDeviceDesktop, IconLogout, IconMoon, IconSun } from '../theme/icons.ts';
import classes from './side-foot.module.css';

/** At the foot of the navigation: who is signed in, the way out, and the colours. */
export function SideFoot(): ReactNode {
  const { shell } = strings;
  const session = useSession();
  const [asking, setAsking] = useState(false);
  const leaving = useMutation({
    mutationFn: async () => {
      const answer = await askBeside('POST', session.kind === 'portal' ? '/portal/leave' : '/admin/sign-out');
      const { go_to: goTo, return_url: returnUrl } = answer as { go_to?: string; return_url?: string | null };
      return goTo ?? returnUrl ?? '/portal';
    },
    onSuccess: (goTo) => {
      forgetDrafts(shownHalf());
      tellSignedOut(shownHalf());
      leaveWithoutAsking();
      // A whole new page: nothing of this session stays in memory. What embeds the portal is left with it: to set `href`
      // is all that a frame may do to a page of another origin, and to ask for its `assign` is refused.
      const place = goTo.startsWith('/') ? window : (window.top ?? window);
      place.location.href = goTo;
    },
    onError: toastProblem,
  });
  return (
    <div className={classes.foot}>
      <Colours />
      {session.return_url !== null && (
        <Anchor href={session.return_url} target="_top" className={classes.link}>
          {shell.back}
        </Anchor>
      )}
      {session.label !== null && (
        <Text size="sm" className={classes.who} title={plainText(session.label, MOST_OF_A_TITLE)}>
          {shell.signedInAs('')}
          <SafeText most={60} brief>
            {session.label}
          </SafeText>
        </Text>
      )}
      {session.kind !== 'token' && (
        <UnstyledButton
          className={classes.link}
          disabled={leaving.isPending}
          onClick={() => {
            if (isSomethingUnsaved()) setAsking(true);
            else leaving.mutate();
          }}
        >
          <IconLogout size={16} aria-hidden /> {shell.signOut}
        </UnstyledButton>
      )}
      <ConfirmDialog
        opened={asking}
        onClose={() => {
          setAsking(false);
        }}
        title={shell.signOutUnsaved.title}
        happens={[shell.signOutUnsaved.happens]}
        action={shell.signOut}
        severe
        onConfirm={() => {
          leaving.mutate();
          return Promise.resolve();
        }}
      />
    </div>
  );
}

function Colours(): ReactNode {
  const { colours } = strings.shell;
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const choice = (Sign: typeof IconSun, label: string): ReactNode => (
    <span title={label} className={classes.choice}>
      <Sign size={15} aria-hidden />
      <VisuallyHidden>{label}</VisuallyHidden>
    </span>
  );
  return (
    <SegmentedControl
      size="xs"
      fullWidth
      withItemsBorders={false}
      aria-label={colours.label}
      value={colorScheme}
      onChange={setColorScheme}
      classNames={{ root: classes.colours, label: classes.colour, indicator: classes.chosen }}
      data={[
        { value: 'light', label: choice(IconSun, colours.light) },
        { value: 'dark', label: choice(IconMoon, colours.dark) },
        { value: 'auto', label: choice(IconDeviceDesktop, colours.auto) },
      ]}
    />
  );
}
