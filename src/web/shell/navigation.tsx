import type { Icon } from '@tabler/icons-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { NavLink, useLocation } from 'react-router';
import { strings } from '../strings/strings.ts';
import classes from './navigation.module.css';

export interface NavigationLink {
  to: string;
  label: string;
  icon: Icon;
  /** Only at exactly this address, not below it. */
  end?: boolean;
}

interface NavigationProps {
  groups: readonly { label: string | null; links: readonly NavigationLink[] }[];
}

/** The pages that can be gone to, in groups. */
export function Navigation({ groups }: NavigationProps): ReactNode {
  // It is on the page twice where the screen is narrow and the menu open.
  const id = useId();
  const { pathname } = useLocation();
  const all = useRef<HTMLElement>(null);
  useEffect(() => {
    all.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [pathname]);
  return (
    <nav ref={all} className={classes.navigation} aria-label={strings.shell.navigation}>
      {groups.map(({ label, links }, at) => (
        <div key={label ?? at}>
          {label !== null && (
            <p className={classes.label} id={`${id}-${at}`}>
              <bdi>{label}</bdi>
            </p>
          )}
          <ul className={classes.links} {...(label === null ? {} : { 'aria-labelledby': `${id}-${at}` })}>
            {links.map(({ to, label: name, icon: Sign, end = false }) => (
              <li key={to}>
                <NavLink to={to} end={end} className={String(classes['link'])}>
                  <Sign size={18} stroke={1.8} aria-hidden />
                  {name}
                </NavLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
