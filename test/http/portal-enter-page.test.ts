import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PortalLinkOnce } from '../../src/generated/api.ts';
import { assertAccessible, openPage } from '../support/browser.ts';
import { startRollcall, type TestRollcall } from '../support/rollcall.ts';

/** A page of the product that frames whatever is behind the ? of its address. */
const product = createServer((request, response) => {
  const framed = decodeURIComponent((request.url ?? '').replace(/^[^?]*\?/, ''));
  response.setHeader('content-type', 'text/html');
  response.end(
    `<!doctype html><title>Product</title><iframe src="${framed}" width="800" height="600"></iframe>`,
  );
});

describe('the page that a portal link opens, in a browser', function () {
  this.timeout(120_000);
  let rollcall: TestRollcall;
  let productUrl: string;

  before(async () => {
    await new Promise<void>((resolve) => product.listen(0, '127.0.0.1', resolve));
    productUrl = `http://127.0.0.1:${(product.address() as AddressInfo).port}`;
    const web = { embedOrigins: [productUrl], secureCookies: false, oidc: null };
    rollcall = await startRollcall({ web: () => Promise.resolve(web) });
    await rollcall.createTenant('acme', 'directory_acme');
  });
  after(async () => {
    product.closeAllConnections();
    product.close();
    await rollcall.stop();
  });

  const makeLink = async (): Promise<string> => {
    const body = { return_url: 'https://app.example.com/settings' };
    const answer = await rollcall.api('POST', '/tenants/acme/portal-links', body);
    assert.equal(answer.status, 201);
    return (answer.body as PortalLinkOnce).url;
  };

  it('enters on a click, takes the secret out of the address, and says what to do the second time', async () => {
    const link = await makeLink();
    const first = await openPage(rollcall);
    await first.page.goto(link);
    await first.page.getByRole('button', { name: 'Continue' }).waitFor();
    assert.equal(first.page.url(), `${rollcall.url}/portal/enter`);
    await assertAccessible(first.page);
    // Whoever only looks uses nothing up; the button has the focus.
    await first.page.keyboard.press('Enter');
    await first.page.waitForURL(/\/portal(?!\/enter)/);
    const session = await first.page.evaluate(async () => {
      const answer = await fetch('/api/v1/session', { headers: { 'rollcall-app': 'portal' } });
      return (await answer.json()) as { tenant: string };
    });
    assert.equal(session.tenant, 'acme');
    // Whoever opens their own link once more is led on.
    await first.page.goto('about:blank');
    await first.page.goto(link);
    await first.page.getByRole('button', { name: 'Continue' }).click();
    await first.page.getByRole('link', { name: 'Go on in the portal' }).click();
    await first.page.waitForURL(/\/portal(?!\/enter)/);
    await first.page.context().close();

    const second = await openPage(rollcall);
    await second.page.goto(link);
    await second.page.getByRole('button', { name: 'Continue' }).click();
    await second.page.getByRole('heading', { name: 'This link does not open the portal' }).waitFor();
    const said = (await second.page.locator('#says').textContent()) ?? '';
    assert.match(said, /opened already.*ask for a new one/);
    assert.equal(await second.page.evaluate('document.activeElement?.id'), 'title');
    assert.ok(await second.page.getByRole('link', { name: 'Go on in the portal' }).isHidden());
    await assertAccessible(second.page);
    const back = second.page.getByRole('link', { name: 'Go back' });
    assert.equal(await back.getAttribute('href'), 'https://app.example.com/settings');
    await second.close();
  });

  it('enters by itself inside a configured origin, and is not shown in another', async () => {
    const inside = await openPage({ url: productUrl });
    const entered = inside.page.waitForResponse((answer) => answer.url().endsWith('/api/v1/session'));
    await inside.page.goto(`/?${encodeURIComponent(await makeLink())}`);
    assert.equal((await entered).status(), 200);
    // Whoever signs out leaves the frame with all that is around it.
    await inside.page.route('https://app.example.com/**', (route) => route.fulfill({ body: 'Settings' }));
    const framed = inside.page.frameLocator('iframe');
    await framed.getByRole('button', { name: 'Menu', exact: true }).click();
    await framed.getByRole('button', { name: 'Sign out' }).click();
    await inside.page.waitForURL('https://app.example.com/settings');
    await inside.page.context().close();

    // Another name of the same machine is another origin.
    const elsewhere = await openPage({ url: productUrl.replace('127.0.0.1', 'localhost') });
    const asked: string[] = [];
    elsewhere.page.on('request', (request) =>
      asked.push(`${request.method()} ${new URL(request.url()).pathname}`),
    );
    await elsewhere.page.goto(`/?${encodeURIComponent(await makeLink())}`);
    await elsewhere.page.waitForLoadState('networkidle');
    assert.ok(asked.includes('GET /portal/enter'));
    assert.ok(!asked.includes('POST /portal/enter') && !asked.includes('GET /portal/enter.js'), asked.join());
    await elsewhere.page.context().close();
  });
});
