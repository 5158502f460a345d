import { ActionIcon, Group, Paper, Skeleton, Text, VisuallyHidden } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { ApiProblem } from '../api/api-problem.ts';
import type { Pages } from '../api/use-pages.ts';
import { IconChevronDown, IconChevronLeft, IconChevronRight } from '../theme/icons.ts';
import { strings } from '../strings/strings.ts';
import classes from './paged-table.module.css';
import { ProblemNote } from './problem-note.tsx';
import { RowPlaceContext } from './row-place.ts';
import { StillLoading } from './still-loading.tsx';

export interface Column<Item> {
  key: string;
  header: string;
  cell: (item: Item) => ReactNode;
  /** On a narrow screen, where each row is a card, this is its first line, without its header. */
  lead?: true;
  /** Figures stand at the end of their column. */
  figure?: true;
  /** Long text: takes more room than the others. */
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

/** A list that the service pages: a table, and cards where there is little room. Arrow keys go from row to row. */
export function PagedTable<Item>(props: PagedTableProps<Item>): ReactNode {
  const { label, pages } = props;
  const isOld = pages.rows.length > 0;
  return (
    <>
      <VisuallyHidden role="status">{whatIsShown(label, pages)}</VisuallyHidden>
      {pages.error !== null && !(isOld && isUnreached(pages.error)) && (
        <ProblemNote error={pages.error} retry={pages.retry} />
      )}
      {(pages.error === null || isOld) && <Table {...props} />}
    </>
  );
}

/** Above the page there is a bar then (`UnreachedBar`): rows of before need not say it once more. */
function isUnreached(error: Error): boolean {
  return error instanceof ApiProblem && error.kind === 'network';
}

/** What is heard once a search has been answered or a page has come. */
function whatIsShown<Item>(label: string, { rows, page, hasNext, isSettled }: Pages<Item>): string {
  const { table } = strings.common;
  if (!isSettled) return '';
  return page === 1 && !hasNext ? table.found(label, rows.length) : table.shown(label, page, rows.length);
}

function Table<Item>(props: PagedTableProps<Item>): ReactNode {
  const { label, pages, columns, empty, details } = props;
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const table = useRef<HTMLTableElement>(null);
  const isTurned = useRef(false);
  useEffect(() => {
    if (!isTurned.current || !pages.isSettled) return;
    isTurned.current = false;
    table.current?.focus({ preventScroll: true });
    table.current?.parentElement?.scrollIntoView({ block: 'start' });
  }, [pages.page, pages.isSettled]);
  const isNothing = pages.rows.length === 0;
  if (pages.isSettled && isNothing && pages.page === 1)
    return <Paper className={classes.frame}>{empty}</Paper>;
  // Nothing may be what another filter has found: it is not known yet what this one does.
  const isComing = pages.isLoading || (isNothing && !pages.isSettled);
  const toggle = (key: string): void => {
    setOpened((before) => {
      const after = new Set(before);
      if (!after.delete(key)) after.add(key);
      return after;
    });
  };
  return (
    <Paper className={classes.frame} aria-busy={pages.isFetching}>
      {/* Cards are no table to a browser any more, so the roles are written down. */}
      <table className={classes.table} role="table" aria-label={label} ref={table} tabIndex={-1}>
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
          {isComing ? (
            <Placeholders columns={columns} />
          ) : (
            <Rows {...props} opened={opened} toggle={toggle} />
          )}
        </tbody>
      </table>
      {isComing && (
        <div className={classes.late}>
          <StillLoading retry={pages.retry} />
        </div>
      )}
      <Footer
        label={label}
        pages={pages}
        onTurn={() => {
          isTurned.current = true;
        }}
      />
    </Paper>
  );
}

type RowsProps<Item> = PagedTableProps<Item> & { opened: ReadonlySet<string>; toggle: (key: string) => void };

function Rows<Item>(props: RowsProps<Item>): ReactNode {
  const { pages, columns, rowKey, details, rowName, isNew, opened, toggle } = props;
  const id = useId();
  return pages.rows.map((item, at) => {
    const key = rowKey(item);
    const isOpen = opened.has(key);
    return (
      <RowPlaceContext key={key} value={at === 0 ? 'first' : 'below'}>
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
              <RowPlaceContext value="none">{details(item)}</RowPlaceContext>
            </td>
          </tr>
        )}
      </RowPlaceContext>
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

interface FooterProps<Item> {
  label: string;
  pages: Pages<Item>;
  /** Another page is on its way. */
  onTurn: () => void;
}

function Footer<Item>({ label, pages, onTurn }: FooterProps<Item>): ReactNode {
  const { table } = strings.common;
  // Neither while the last page is on its way: whoever has pressed a button keeps it, and with it the focus.
  if (pages.page === 1 && !pages.hasNext && pages.isSettled) return null;
  if (pages.isLoading && pages.page === 1) return null;
  const button = (name: string, Sign: Icon, isThere: boolean, turn: () => void): ReactNode => (
    <ActionIcon
      variant="default"
      aria-label={name}
      aria-disabled={!isThere}
      {...(isThere ? {} : { 'data-disabled': true })}
      onClick={() => {
        if (!isThere) return;
        onTurn();
        turn();
      }}
    >
      <Sign size={16} />
    </ActionIcon>
  );
  return (
    <Group
      component="nav"
      className={classes.footer}
      justify="flex-end"
      gap="xs"
      aria-label={table.pagesOf(label)}
    >
      <Text size="sm" c="dimmed" aria-hidden>
        {pages.isFetching ? table.refreshing : table.page(pages.page)}
      </Text>
      {button(table.previous, IconChevronLeft, pages.page > 1, pages.previous)}
      {button(table.next, IconChevronRight, pages.hasNext, pages.next)}
    </Group>
  );
}

/**
 * Up and down go to the same control of the row above or below, Home and End to the first and the last row, left and right to
 * what else is in the row: controls, and times, whose exact form is shown then.
 */
function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  if (!(event.target instanceof HTMLElement) || event.target.matches('input, textarea, select')) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>(`.${String(classes['row'])}`)];
  const row = event.target.closest<HTMLElement>(`.${String(classes['row'])}`);
  if (row === null) return;
  const at = rows.indexOf(row);
  const controls = controlsOf(row);
  const place = controls.indexOf(event.target);
  const within: Record<string, number> = { ArrowRight: place + 1, ArrowLeft: place - 1 };
  const goals: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 };
  const goal = rows[goals[event.key] ?? -1];
  const others = goal === undefined ? [] : controlsOf(goal);
  const control = controls[within[event.key] ?? -1] ?? others[Math.min(place, others.length - 1)];
  if (control === undefined) return;
  event.preventDefault();
  control.focus();
}

function controlsOf(row: HTMLElement): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>('a[href], button:not(:disabled), time[tabindex]')];
}
