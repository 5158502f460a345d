/**
 * npm run screenshots: takes the pictures of the README and of docs/ anew, from a service of its own in which the demo's
 * day has been played. Look at them before they are committed.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { closeBrowser, enterConsole, enterPortal, openPage } from './browser.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const pictures = join(root, 'docs', 'pictures');
const home = mkdtempSync(join(tmpdir(), 'rollcall-pictures-'));
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const env = {
  ...process.env,
  PORT: String(port),
  PUBLIC_URL: url,
  ROLLCALL_HOME: home,
  ROLLCALL_API_TOKEN: 'a-token-for-pictures-that-nobody-needs',
  LOG_LEVEL: 'warn',
};
const token = env.ROLLCALL_API_TOKEN;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port: free } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return free;
}

function rollcall(...args: string[]): ChildProcess {
  return spawn(process.execPath, [join(root, 'src/rollcall.js'), ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function outputOf(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.on('data', (part: Buffer) => (text += part.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`it ended with ${code}: ${text}`);
  return text;
}

async function api(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function picture(page: Page, name: string, size = { width: 1_280, height: 800 }): Promise<void> {
  await page.setViewportSize(size);
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: join(pictures, `${name}.png`) });
  process.stdout.write(`docs/pictures/${name}.png\n`);
}

const service = rollcall('serve');
service.stdout?.resume();
try {
  await ready();
  const day = JSON.parse(await outputOf(rollcall('demo', '--seed', '42', '--json'))) as { tenant: string };
  mkdirSync(pictures, { recursive: true });
  await consolePictures(day.tenant);
  await portalPictures(day.tenant);
} finally {
  await closeBrowser();
  service.kill('SIGTERM');
  await once(service, 'exit');
  rmSync(home, { recursive: true, force: true });
}

async function ready(): Promise<void> {
  for (let tries = 0; tries < 240; tries += 1) {
    const is = await fetch(`${url}/readyz`).catch(() => null);
    if (is?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('the service does not get ready');
}

async function consolePictures(tenant: string): Promise<void> {
  const opened = await openPage({ url }, { width: 1_280 });
  const { page } = opened;
  await enterConsole({ url }, page, token);
  await page.goto('/admin');
  await page.getByRole('link', { name: 'northwind' }).first().waitFor();
  await picture(page, 'console');
  await page.goto(`/admin/tenants/${tenant}/policy`);
  await page.locator('.cm-content').waitFor();
  await page.locator('.cm-content').focus();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('default_role');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('End');
  // Another role for everybody whom no group gives one, so that there is something to see.
  for (let i = 0; i < 'member'.length; i += 1) await page.keyboard.press('Backspace');
  await page.keyboard.type('viewer');
  await page.keyboard.press('Escape');
  await page
    .getByText(/people? change/)
    .first()
    .waitFor({ timeout: 60_000 });
  await picture(page, 'policy-editor');
  const { body } = await api('GET', `/tenants/${tenant}/users?role=admin&status=active&limit=1`);
  const [admin] = body['data'] as { id: string }[];
  await page.goto(`/admin/tenants/${tenant}/people/${admin?.id ?? ''}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await picture(page, 'person');
  await opened.close();
}

async function portalPictures(tenant: string): Promise<void> {
  const rollcallApi = { api };
  const opened = await openPage({ url }, { width: 1_280 });
  const { page } = opened;
  await enterPortal(rollcallApi, page, tenant, { label: 'it@halcyon.example' });
  await page.goto('/portal/group-mapping');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await picture(page, 'group-mapping');
  await page.goto('/portal/activity');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await picture(page, 'activity');
  await page.goto('/portal/directories/new/okta');
  await page.getByRole('button', { name: 'Create the directory' }).click();
  await page.getByRole('link', { name: 'Next: Connect' }).click();
  await page.getByRole('heading', { name: 'Connect', level: 2 }).waitFor();
  await picture(page, 'setup');
  await picture(page, 'setup-on-a-phone', { width: 390, height: 844 });
  await opened.close();
}
