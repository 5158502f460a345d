import { ActionIcon, Group, Paper, Skeleton, Text, VisuallyHidden } from '@mantine/core';
import { Fragment, useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { Pages } from '../api/use-pages.ts';
import { IconChevronDown, IconChevronLeft, IconChevronRight } from '../theme/icons.ts';
import { strings } from '../strings/strings.ts';
import classes from './paged-table.module.css';
import { ProblemNote } from './problem-note.tsx';
import { StillLoading } from './still-loading.tsx';

export interface Column<Item> {
  key: string;
  header: string;
  cell: (item: Item) => ReactNode;
  /** On a narrow screen, where each row is a card, this is its first line, without its header. */
  lead?: true;
  /** Figures stand at the end of their column. */
  figure?: true;
  /** Takes what room the others leave. */
  wide?: true;
}

interface PagedTableProps<Item> {
  /** What the rows are, for screen readers. */
  label: string;
  pages: Pages<Item>;
  columns: readonly Column<Item>[];
  rowKey: (item: Item) => string;
  /** In place of the table where the list has no items. */
  empty: ReactNode;
  /** More of a row, shown below it when it is opened. */
  details?: (item: Item) => ReactNode;
  /** What a row is called where only its button is heard. Needed with `details`. */
  rowName?: (item: Item) => string;
  /** Marks a row that has just come. */
  isNew?: (item: Item) => boolean;
}

/** A list that the service pages: a table, and cards where the screen is narrow. Arrow keys go from row to row. */
export function PagedTable<Item>(props: PagedTableProps<Item>): ReactNode {
  const { label, pages, columns, empty, details } = props;
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  if (pages.error !== null && pages.rows.length === 0)
    return <ProblemNote error={pages.error} retry={pages.retry} />;
  if (!pages.isLoading && pages.rows.length === 0 && pages.page === 1) {
    return <Paper className={classes.frame}>{empty}</Paper>;
  }
  const toggle = (key: string): void => {
    setOpened((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });
  };
  return (
    <>
      {pages.error !== null && <ProblemNote error={pages.error} retry={pages.retry} />}
      <Paper className={classes.frame} aria-busy={pages.isFetching}>
        {/* Cards are no table to a browser any more, so the roles are written down. */}
        <table className={classes.table} role="table" aria-label={label}>
          <thead role="rowgroup">
            <tr role="row">
              {columns.map(({ key, header, figure, wide }) => (
                <th key={key} scope="col" role="columnheader" data-figure={figure} data-wide={wide}>
                  {header}
                </th>
              ))}
              {details !== undefined && (
                <th role="columnheader" className={classes.opener}>
                  <VisuallyHidden>{strings.common.table.details}</VisuallyHidden>
                </th>
              )}
            </tr>
          </thead>
          <tbody role="rowgroup" onKeyDown={moveBetweenRows}>
            {pages.isLoading ? (
              <Placeholders columns={columns} />
            ) : (
              <Rows {...props} opened={opened} toggle={toggle} />
            )}
          </tbody>
        </table>
        {pages.isLoading && <StillLoading />}
        <Footer pages={pages} />
      </Paper>
    </>
  );
}

type RowsProps<Item> = PagedTableProps<Item> & { opened: ReadonlySet<string>; toggle: (key: string) => void };

function Rows<Item>(props: RowsProps<Item>): ReactNode {
  const { pages, columns, rowKey, details, rowName, isNew, opened, toggle } = props;
  const id = useId();
  return pages.rows.map((item) => {
    const key = rowKey(item);
    const isOpen = opened.has(key);
    return (
      <Fragment key={key}>
        <tr
          role="row"
          className={classes.row}
          data-new={isNew?.(item) === true || undefined}
          data-open={isOpen || undefined}
        >
          {columns.map(({ key: column, header, cell, lead, figure, wide }) => (
            <td
              key={column}
              role="cell"
              data-label={lead === true ? undefined : header}
              data-lead={lead}
              data-figure={figure}
              data-wide={wide}
            >
              {cell(item)}
            </td>
          ))}
          {details !== undefined && (
            <td role="cell" className={classes.opener}>
              <ActionIcon
                variant="subtle"
                color="slate"
                aria-expanded={isOpen}
                aria-controls={isOpen ? `${id}-${key}` : undefined}
                aria-label={strings.common.table.showDetails(rowName?.(item) ?? key)}
                onClick={() => {
                  toggle(key);
                }}
              >
                <IconChevronDown size={17} className={classes.chevron} />
              </ActionIcon>
            </td>
          )}
        </tr>
        {details !== undefined && isOpen && (
          <tr role="row" className={classes.details} id={`${id}-${key}`}>
            <td role="cell" colSpan={columns.length + 1}>
              {details(item)}
            </td>
          </tr>
        )}
      </Fragment>
    );
  });
}

function Placeholders({ columns }: { columns: readonly { key: string; wide?: true }[] }): ReactNode {
  return Array.from({ length: 8 }, (_, row) => (
    <tr key={row} role="row" className={classes.row}>
      {columns.map(({ key, wide }) => (
        <td key={key} role="cell" data-wide={wide}>
          <Skeleton height={14} my={4} width={wide === true ? `${85 - ((row * 17) % 40)}%` : '70%'} />
        </td>
      ))}
    </tr>
  ));
}

function Footer<Item>({ pages }: { pages: Pages<Item> }): ReactNode {
  const { table } = strings.common;
  if (pages.isLoading || (pages.page === 1 && !pages.hasNext)) return null;
  return (
    <Group component="nav" className={classes.footer} justify="flex-end" gap="xs" aria-label={table.pages}>
      <Text size="sm" c="dimmed" role="status">
        {pages.isFetching ? table.refreshing : table.page(pages.page)}
      </Text>
      <ActionIcon
        variant="default"
        onClick={pages.previous}
        disabled={pages.page === 1}
        aria-label={table.previous}
      >
        <IconChevronLeft size={16} />
      </ActionIcon>
      <ActionIcon variant="default" onClick={pages.next} disabled={!pages.hasNext} aria-label={table.next}>
        <IconChevronRight size={16} />
      </ActionIcon>
    </Group>
  );
}

/** Up and down go to the same control of the row above or below, Home and End to the first and the last row. */
function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  if (!(event.target instanceof HTMLElement) || event.target.matches('input, textarea, select')) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>(`.${String(classes['row'])}`)];
  const row = event.target.closest<HTMLElement>(`.${String(classes['row'])}`);
  if (row === null) return;
  const at = rows.indexOf(row);
  const goals: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 };
  const goal = rows[goals[event.key] ?? -1];
  if (goal === undefined) return;
  const place = controlsOf(row).indexOf(event.target);
  const controls = controlsOf(goal);
  const control = controls[Math.min(place, controls.length - 1)];
  if (control === undefined) return;
  event.preventDefault();
  control.focus();
}

function controlsOf(row: HTMLElement): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>('a[href], button:not(:disabled)')];
}
