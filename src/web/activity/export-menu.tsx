import { Button, Menu, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type ReactNode } from 'react';
import type { AuditRecordsQuery } from '../../generated/api.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { saveFile } from '../parts/save-file.ts';
import { toastDone } from '../parts/toasts.ts';
import { WorkProgress } from '../parts/work-progress.tsx';
import { strings } from '../strings/strings.ts';
import { IconChevronDown, IconDownload } from '../theme/icons.ts';
import { readAllRecords, recordsAsCsv, recordsAsJson } from './export-records.ts';

interface ExportMenuProps {
  tenant: string;
  /** What is on the page is what is exported. */
  query: AuditRecordsQuery;
}

export function ExportMenu({ tenant, query }: ExportMenuProps): ReactNode {
  const { exporting: words } = strings.activity;
  const [count, setCount] = useState(0);
  const stop = useRef<AbortController>(null);
  const exporting = useMutation({
    mutationFn: async (format: 'csv' | 'json') => {
      const controller = new AbortController();
      stop.current = controller;
      setCount(0);
      const records = await readAllRecords(tenant, query, setCount, controller.signal).catch(
        (error: unknown) => {
          if (controller.signal.aborted) return null;
          throw error;
        },
      );
      if (records === null) return;
      const name = `${words.fileName(tenant, new Date().toISOString().slice(0, 10))}.${format}`;
      if (format === 'csv') saveFile(name, 'text/csv', recordsAsCsv(records));
      else saveFile(name, 'application/json', recordsAsJson(records));
      toastDone(words.done(records.length));
    },
  });
  const close = (): void => {
    stop.current?.abort();
    exporting.reset();
  };
  return (
    <>
      <Menu position="bottom-end">
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
            <Menu.Item
              key={format}
              onClick={() => {
                exporting.mutate(format);
              }}
            >
              {words[format]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={exporting.isPending || exporting.isError}
        onClose={close}
        title={words.button}
        closeButtonProps={{ 'aria-label': strings.common.close }}
      >
        {exporting.isError ? (
          <ProblemNote
            error={exporting.error}
            title={strings.problems.actionTitle}
            retry={() => {
              exporting.mutate(exporting.variables);
            }}
          />
        ) : (
          <WorkProgress label={words.label} done={count} total={null} onCancel={close} />
        )}
      </Modal>
    </>
  );
}
