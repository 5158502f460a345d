import type { Icon } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Scope } from '../../generated/api.ts';

/** One page: where it is, what the navigation calls it, and how its code is fetched once it is opened. */
export interface PageEntry {
  /** Below its shell, such as `people` or `people/:user`; empty for the first page of the console. */
  path: string;
  label: string;
  icon: Icon;
  /** Reached from other pages, and not from the navigation. */
  hidden?: true;
  /** Only in the navigation of who may do this; the page says so to others. */
  needs?: Exclude<Scope, '*'>;
  load: () => Promise<ComponentType>;
}
