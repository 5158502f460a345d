import { count, plural } from './counting.ts';

/** What building blocks say. */
export const common = {
  count,
  copy: 'Copy',
  copied: 'Copied',
  copyOf: (what: string) => `Copy ${what}`,
  notCopied: {
    title: 'It was not copied',
    text: (what: string) =>
      `The browser does not let this page copy the ${what}. Mark it on the page and copy it yourself.`,
  },
  cancel: 'Cancel',
  clear: 'Clear',
  close: 'Close',
  tryAgain: 'Try again',
  reload: 'Reload',
  showAll: (length: number) => `Show all ${count(length)} characters`,
  showLess: 'Show less',
  control: (code: string) => `hidden character ${code}`,
  never: 'Never',
  loading: 'Loading',
  stillLoading: 'This takes longer than usual. It goes on by itself; you can also try again.',
  percent: (share: number) => `${count(Math.round(share * 100))}%`,
  progress: (done: number, total: number) => `${count(done)} of ${count(total)}`,
  progressSoFar: (done: number) => `${count(done)} so far`,
  people: (value: number) => plural(value, { one: '# person', other: '# people' }),
  secrets: {
    once: 'This is shown once. Rollcall keeps only a digest of it and cannot show it again.',
    kept: 'I have copied it',
  },
  notAllowed: 'Your role does not show you this',
  table: {
    next: 'Next page',
    previous: 'Previous page',
    pages: 'Pages',
    page: (page: number) => `Page ${count(page)}`,
    details: 'Details',
    showDetails: (of: string) => `Details of ${of}`,
    refreshing: 'Refreshing',
  },
  chart: {
    asTable: 'Show as a table',
    asChart: 'Show as a chart',
    total: 'Total',
  },
  difference: {
    field: 'What',
    before: 'Before',
    after: 'After',
    nothing: 'nothing',
    unchanged: 'Nothing differs.',
    yes: 'yes',
    no: 'no',
  },
  steps: {
    done: 'Done',
    current: 'Now',
    waiting: 'Later',
    problem: 'Needs you',
  },
};
