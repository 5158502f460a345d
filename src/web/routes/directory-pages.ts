import { strings } from '../strings/strings.ts';
import { IconPlugConnected } from '../theme/icons.ts';
import type { PageEntry } from './page-entry.ts';

type DirectoryPageEntry = PageEntry & { part: 'directory_sync' };

/** Directory Sync: the list of directories, their setup, and what is done to each. */
export const directoryPages: readonly DirectoryPageEntry[] = [
  {
    path: 'directories',
    part: 'directory_sync',
    label: strings.directories.title,
    icon: IconPlugConnected,
    load: async () => (await import('../directories/directories-page.tsx')).DirectoriesPage,
  },
  hidden(
    'directories/new',
    async () => (await import('../directories/choose-provider-page.tsx')).ChooseProviderPage,
  ),
  hidden(
    'directories/new/:idp',
    async () => (await import('../directories/start-setup-page.tsx')).StartSetupPage,
  ),
  hidden(
    'directories/:directory',
    async () => (await import('../directories/directory-page.tsx')).DirectoryPage,
  ),
  hidden(
    'directories/:directory/setup/:step?',
    async () => (await import('../directories/setup-page.tsx')).SetupPage,
  ),
  hidden(
    'directories/:directory/activate',
    async () => (await import('../directories/step-plan-page.tsx')).ActivatePage,
  ),
  hidden(
    'directories/:directory/resume',
    async () => (await import('../directories/step-plan-page.tsx')).ResumePage,
  ),
  hidden(
    'directories/:directory/disconnect',
    async () => (await import('../directories/disconnect-page.tsx')).DisconnectPage,
  ),
];

function hidden(path: string, load: PageEntry['load']): DirectoryPageEntry {
  return {
    path,
    part: 'directory_sync',
    label: strings.directories.title,
    icon: IconPlugConnected,
    hidden: true,
    load,
  };
}
