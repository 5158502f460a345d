import type { ReactNode } from 'react';
import classes from './provider-mark.module.css';

const letters: Readonly<Record<string, string>> = {
  okta: 'O',
  entra: 'E',
  google: 'G',
  onelogin: '1',
  jumpcloud: 'J',
  ping: 'P',
  pingfederate: 'P',
  rippling: 'R',
};

/** A sign for an identity provider: a letter, and no mark of theirs. */
export function ProviderMark({ idp }: { idp: string }): ReactNode {
  return (
    <span className={classes.mark} data-idp={idp} aria-hidden>
      {letters[idp] ?? '*'}
    </span>
  );
}
