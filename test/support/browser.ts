import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import type { NewPortalLink, PortalLinkOnce } from '../../src/generated/api.ts';
import { unpackedChromium } from './chromium.ts';
import { operatorToken, type TestRollcall } from './rollcall.ts';

export interface OpenOptions {
  /** In CSS pixels; 1280 unless told. */
  width?: number;
  theme?: 'light' | 'dark';
}

/** A page in a context of its own, as of a person who has just opened their browser. */
export interface OpenPage {
  page: Page;
  /** What the page complained of: faults of scripts, refusals of its policy, requests that failed. */
  complaints: string[];
  /** Fails where the page complained of anything. */
  close(): Promise<void>;
}

let launched: Promise<Browser> | undefined;

/** A page of a real Chromium. One browser serves all tests of a process; it ends with the process. */
export async function openPage(
  { url }: Pick<TestRollcall, 'url'>,
  { width = 1_280, theme = 'light' }: OpenOptions = {},
): Promise<OpenPage> {
  const browser = await (launched ??= launch());
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height: 900 },
    colorScheme: theme,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    // Nothing moves, so that a test looks at what stays.
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`fault: ${error.message}`));
  page.on('console', (message) => {
    // Answers that the tests ask for are shown to be handled by what the page says.
    const isAnswer = message.text().startsWith('Failed to load resource: the server responded');
    if (message.type() === 'error' && !isAnswer) complaints.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== url && protocol.startsWith('http')) complaints.push(`asked elsewhere: ${request.url()}`);
  });
  return {
    page,
    complaints,
    async close() {
      await context.close();
      assert.deepEqual(complaints, []);
    },
  };
}

/** Ends the browser of this process; tests that run one file after the other need it to end. */
export async function closeBrowser(): Promise<void> {
  const browser = await launched?.catch(() => undefined);
  launched = undefined;
  await browser?.close();
}

/** Enters the portal of a tenant as its administrator does: by a link that was made for them. */
export async function enterPortal(
  rollcall: Pick<TestRollcall, 'api'>,
  page: Page,
  tenant: string,
  wanted: NewPortalLink = {},
): Promise<void> {
  const made = await rollcall.api('POST', `/tenants/${tenant}/portal-links`, wanted);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  await page.goto((made.body as PortalLinkOnce).url);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(/\/portal(?!\/enter)/);
}

/** Signs in to the console with an API token, without the page for it: that has a test of its own. */
export async function enterConsole(
  { url }: Pick<TestRollcall, 'url'>,
  page: Page,
  token = operatorToken,
): Promise<void> {
  const answer = await page.request.post('/admin/sign-in/token', {
    headers: { 'Rollcall-App': 'console', Origin: url },
    data: { token },
  });
  assert.equal(answer.status(), 200, await answer.text());
}

/** WCAG 2.2 AA, with what axe holds for good practice beside it. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A lesser finding that counts as well: a dialog with a banner of its own, beside that of the page. */
const SECOND_BANNER = 'landmark-no-duplicate-banner';

/**
 * Fails where axe finds something that keeps people from using the page: what it calls serious or critical. Of what is open
 * on it, such as a menu, as well.
 */
export async function assertAccessible(page: Page): Promise<void> {
  const { default: axe } = await import('axe-core');
  await page.evaluate(axe.source);
  const found = await page.evaluate<{ id: string; impact: string; help: string; nodes: string[] }[]>(
    `axe.run(document, { resultTypes: ['violations'], runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) =>
       violations.map(({ id, impact, help, nodes }) => ({ id, impact, help, nodes: nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary) })))`,
  );
  const grave = found.filter(
    ({ id, impact }) => impact === 'serious' || impact === 'critical' || id === SECOND_BANNER,
  );
  assert.deepEqual(grave, [], page.url());
}

/** The widths that pages are made for, in CSS pixels. At 992 the navigation has just come beside the page. */
export const widths = [360, 768, 992, 1_600] as const;

/** Takes a picture in both themes and at every width into the folder ROLLCALL_SCREENSHOTS; without it, nothing. */
export async function takePictures(page: Page, name: string): Promise<void> {
  const folder = process.env['ROLLCALL_SCREENSHOTS'];
  if (folder === undefined || folder === '') return;
  mkdirSync(folder, { recursive: true });
  const before = page.viewportSize() ?? { width: 1_280, height: 900 };
  for (const theme of ['light', 'dark'] as const) {
    await showIn(page, theme);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: join(folder, `${name}-${width}-${theme}.png`) });
    }
  }
  await showIn(page, 'light');
  await page.setViewportSize(before);
}

/** Shows the page as on a machine that is set to these colours. */
export async function showIn(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.locator(`html[data-mantine-color-scheme=${theme}]`).waitFor();
}

/** Fails where at any of the widths something of the page is wider than the screen, or a table than the room it has. */
export async function assertFits(page: Page): Promise<void> {
  const before = page.viewportSize() ?? { width: 1_280, height: 900 };
  for (const width of widths) {
    await page.setViewportSize({ ...before, width });
    const wide = await page.evaluate<string[]>(`{
      const { scrollWidth, clientWidth } = document.documentElement;
      const tables = [...document.querySelectorAll('table[role=table]')].filter(
        (table) => table.getBoundingClientRect().width > table.parentElement.clientWidth + 1,
      );
      [
        ...(scrollWidth > clientWidth ? ['the page needs ' + scrollWidth + ' pixels'] : []),
        ...tables.map((table) => 'the table ' + table.getAttribute('aria-label') + ' needs '
          + table.getBoundingClientRect().width + ' pixels of ' + table.parentElement.clientWidth),
      ];
    }`);
    assert.deepEqual(wide, [], `${page.url()} at ${width} pixels`);
  }
  await page.setViewportSize(before);
}

async function launch(): Promise<Browser> {
  // `npm test` has done so already; a single file may be run after a change of the pages.
  const build = fileURLToPath(new URL('../../build-web.js', import.meta.url));
  const [{ chromium }, { executablePath, env }] = await Promise.all([
    import('playwright-core'),
    unpackedChromium(),
    promisify(execFile)(process.execPath, [build, '--if-stale']),
  ]);
  return chromium.launch({
    executablePath,
    env,
    headless: true,
    // As root Chromium has no sandbox, and it only visits ourselves.
    chromiumSandbox: false,
    args: ['--font-render-hinting=none', '--disable-gpu', '--no-zygote', '--disable-dev-shm-usage'],
  });
}
