import { ActionIcon, Drawer } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { Mark } from '../parts/mark.tsx';
import { plainText } from '../parts/plain-text.ts';
import { SafeText } from '../parts/safe-text.tsx';
import type { Half } from '../session/half.ts';
import { strings } from '../strings/strings.ts';
import { IconMenu } from '../theme/icons.ts';
import classes from './frame.module.css';
import { UnreachedBar } from './unreached-bar.tsx';

interface FrameProps {
  half: Half;
  /** What this half is called, beside the product's name. */
  sector: string;
  /** The company whose pages these are, where there is no other. */
  whose?: string | null;
  /** The navigation, from its top to what stands at its foot. */
  navigation: ReactNode;
}

/** What is around every page: navigation at the side, or behind a button where the screen is narrow. */
export function Frame({ half, sector, whose = null, navigation }: FrameProps): ReactNode {
  const { shell } = strings;
  const { pathname } = useLocation();
  // The address at which it was opened: it closes by itself once the reader goes somewhere.
  const [menuAt, setMenuAt] = useState<string | null>(null);
  const menu = menuAt === pathname;
  const isMoving = useNavigation().state === 'loading';
  const brand = (
    <span className={classes.brand}>
      <Mark size={26} />
      <span className={classes.brandWords}>
        <span>
          {shell.product} <span className={classes.sector}>{sector}</span>
        </span>
        {whose !== null && (
          <span className={classes.whose} title={plainText(whose)}>
            <SafeText most={60} brief>
              {whose}
            </SafeText>
          </span>
        )}
      </span>
    </span>
  );
  return (
    <div className={classes.frame} data-half={half}>
      <a href="#content" className={classes.skip}>
        {shell.skip}
      </a>
      <div className={classes.moving} data-moving={isMoving || undefined} aria-hidden />
      <header className={classes.top}>
        {brand}
        <ActionIcon
          variant="transparent"
          c="inherit"
          size="lg"
          aria-label={shell.menu}
          aria-expanded={menu}
          onClick={() => {
            setMenuAt(pathname);
          }}
        >
          <IconMenu size={20} />
        </ActionIcon>
      </header>
      <Drawer
        opened={menu}
        onClose={() => {
          setMenuAt(null);
        }}
        title={brand}
        size="18rem"
        closeButtonProps={{ 'aria-label': shell.closeMenu }}
        classNames={{ content: classes.drawer, header: classes.drawer, body: classes.drawerBody }}
        attributes={{ content: { 'data-half': half } }}
      >
        {/* Also by a link to the page that is open. */}
        <div
          className={classes.drawerInside}
          onClick={({ target }) => {
            if (target instanceof Element && target.closest('a') !== null) setMenuAt(null);
          }}
        >
          {navigation}
        </div>
      </Drawer>
      <header className={classes.side}>
        <div className={classes.sideHead}>{brand}</div>
        {navigation}
      </header>
      <main id="content" className={classes.main} tabIndex={-1}>
        <UnreachedBar />
        <Outlet />
      </main>
      <ScrollRestoration />
    </div>
  );
}
