import { Button, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AuditExportQuery, AuditRecordsQuery } from '../../generated/api.ts';
import { addressOf } from '../api/ask.ts';
import { shownHalf } from '../session/half.ts';
import { strings } from '../strings/strings.ts';
import { IconChevronDown, IconDownload } from '../theme/icons.ts';

interface ExportMenuProps {
  tenant: string;
  /** What is on the page is what is exported. */
  query: AuditRecordsQuery;
}

/** The service makes the file while the browser saves it, so that its length does not matter. */
export function ExportMenu({ tenant, query }: ExportMenuProps): ReactNode {
  const { exporting: words } = strings.activity;
  const linkTo = (format: 'csv' | 'json'): string => {
    const asked: AuditExportQuery = { ...query, format, app: shownHalf() };
    return addressOf(['tenants', tenant, 'audit-records', 'export'], asked);
  };
  return (
    // Opened by keys it gives the focus to its first item, and not to a place without a name.
    <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          rightSection={<IconChevronDown size={14} />}
        >
          {words.button}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['csv', 'json'] as const).map((format) => (
          <Menu.Item key={format} component="a" href={linkTo(format)} download>
            {words[format]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
