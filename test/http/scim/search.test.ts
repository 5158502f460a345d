import assert from 'node:assert/strict';
import { startRollcall, type TestRollcall } from '../../support/rollcall.ts';
import {
  CORE_GROUP,
  CORE_USER,
  LIST_RESPONSE,
  openScim,
  SEARCH_REQUEST,
  type ScimBody,
  type StrictScimClient,
} from '../../support/strict-scim-client.ts';

describe('lists of SCIM resources over HTTP', () => {
  let rollcall: TestRollcall;
  let scim: StrictScimClient;
  let ids: string[];

  before(async () => {
    rollcall = await startRollcall();
    scim = await openScim(rollcall);
    ids = [];
    for (let count = 0; count < 7; count += 1) {
      const user = await scim.expect(201, 'POST', '/Users', {
        schemas: [CORE_USER],
        userName: `user-${count}`,
        name: { familyName: `F${count}`, givenName: 'G' },
        title: count % 2 === 0 ? 'even' : 'odd',
      });
      ids.push(user.id);
    }
    await scim.expect(201, 'POST', '/Groups', {
      schemas: [CORE_GROUP],
      displayName: 'Everyone',
      members: ids.map((value) => ({ value })),
    });
  });
  after(() => rollcall.stop());

  const names = (list: ScimBody) => list.Resources.map(({ userName }) => userName);
  const query = (parameters: Record<string, string>) => `?${new URLSearchParams(parameters).toString()}`;

  it('are the same by GET and by POST', async () => {
    const asked = {
      filter: 'title eq "even"',
      sortBy: 'userName',
      sortOrder: 'descending',
      startIndex: '2',
      count: '2',
      attributes: 'userName',
    };
    const got = await scim.expect(200, 'GET', `/Users${query(asked)}`);
    assert.deepEqual(names(got), ['user-4', 'user-2']);
    assert.deepEqual(
      {
        schemas: got.schemas,
        totalResults: got.totalResults,
        startIndex: got.startIndex,
        itemsPerPage: got.itemsPerPage,
      },
      { schemas: [LIST_RESPONSE], totalResults: 4, startIndex: 2, itemsPerPage: 2 },
    );
    const message = {
      ...asked,
      schemas: [SEARCH_REQUEST],
      startIndex: 2,
      count: 2,
      attributes: ['userName'],
    };
    assert.deepEqual(await scim.expect(200, 'POST', '/Users/.search', message), got);
    const everywhere = await scim.expect(200, 'POST', '/.search', message);
    assert.deepEqual(names(everywhere), names(got));
  });

  it('begin at one, count nothing below nothing, and end where they end', async () => {
    for (const startIndex of ['0', '-5', '1']) {
      const list = await scim.expect(200, 'GET', `/Users${query({ startIndex, count: '3' })}`);
      assert.equal(list.startIndex, 1, startIndex);
      assert.equal(list.itemsPerPage, 3);
    }
    for (const count of ['0', '-1']) {
      const list = await scim.expect(200, 'GET', `/Users${query({ count })}`);
      assert.deepEqual(list.Resources, []);
      assert.equal(list.totalResults, 7);
      assert.equal(list.itemsPerPage, 0);
    }
    const beyond = await scim.expect(200, 'GET', `/Users${query({ startIndex: '100' })}`);
    assert.deepEqual(
      { total: beyond.totalResults, start: beyond.startIndex, items: beyond.Resources },
      { total: 7, start: 100, items: [] },
    );
  });

  it('are stable from page to page without an order asked for', async () => {
    const seen: string[] = [];
    for (const startIndex of ['1', '4', '7']) {
      const page = await scim.expect(200, 'GET', `/Users${query({ startIndex, count: '3' })}`);
      seen.push(...page.Resources.map(({ id }) => id));
    }
    assert.deepEqual(seen.toSorted(), ids.toSorted());
  });

  it('are followed by cursors, there and back', async () => {
    const pageAt = (cursor: string) =>
      scim.expect(200, 'GET', `/Users${query({ cursor, count: '3', attributes: 'userName' })}`);
    const pages = [await pageAt('')];
    for (let next = pages[0]?.nextCursor; next !== undefined && pages.length < 10;) {
      const page = await pageAt(next);
      pages.push(page);
      next = page.nextCursor;
    }
    assert.deepEqual(
      pages.map(({ Resources }) => Resources.length),
      [3, 3, 1],
    );
    assert.equal(new Set(pages.flatMap(names)).size, 7);
    for (const { startIndex } of pages) assert.equal(startIndex, undefined);
    const back = await pageAt(pages.at(-1)?.previousCursor ?? '');
    assert.deepEqual(names(back), names(pages[1] ?? back));
    await scim.refused(400, 'invalidCursor', 'GET', `/Users${query({ cursor: 'nonsense' })}`);
    await scim.refused(400, 'invalidCursor', 'POST', '/Users/.search', { cursor: 'nonsense' });
  });

  it('show what is asked for, and nothing that is left out', async () => {
    const some = await scim.expect(200, 'GET', `/Users${query({ attributes: 'NAME.familyName' })}`);
    for (const user of some.Resources) {
      assert.deepEqual(Object.keys(user).toSorted(), ['id', 'name', 'schemas']);
      assert.deepEqual(Object.keys(user.name as object), ['familyName']);
    }
    const [group] = (await scim.expect(200, 'GET', `/Groups${query({ excludedAttributes: 'members' })}`))[
      'Resources'
    ];
    assert.equal(group?.['members'], undefined);
    assert.equal(group?.['displayName'], 'Everyone');
    const [full] = (await scim.expect(200, 'GET', '/Groups')).Resources;
    assert.equal(full?.members.length, 7);
    const [user] = (await scim.expect(200, 'GET', `/Users${query({ count: '1' })}`)).Resources;
    assert.equal(user?.groups[0]?.display, 'Everyone');
  });

  it('at the root are of all types, each shown as its own', async () => {
    const list = await scim.expect(200, 'GET', '/');
    assert.equal(list.totalResults, 8);
    const types = list.Resources.map(({ meta }) => meta.resourceType);
    assert.equal(types.filter((type) => type === 'User').length, 7);
    assert.equal(types.filter((type) => type === 'Group').length, 1);
    for (const resource of list.Resources) {
      const { location } = resource.meta as { location: string };
      assert.deepEqual(await scim.expect(200, 'GET', location.slice(scim.baseUrl.length)), resource);
    }
  });

  it('are refused where the filter is not understood, never empty', async () => {
    for (const filter of [
      'userName',
      'userName eq',
      'userName eq "a',
      'nonsense eq "a"',
      'active gt true',
      'userName eq "a" and',
      '(userName eq "a"',
      'userName xx "a"',
      '',
    ]) {
      await scim.refused(400, 'invalidFilter', 'GET', `/Users${query({ filter })}`);
      await scim.refused(400, 'invalidFilter', 'POST', '/.search', { filter });
    }
  });

  it('are refused in an order that there is not', async () => {
    const answered = await scim.request('GET', `/Users${query({ sortBy: 'nonsense' })}`);
    assert.equal(answered.status, 400);
    await scim.refused(400, 'invalidValue', 'GET', `/Users${query({ sortBy: 'userName', sortOrder: 'up' })}`);
  });

  it('may be asked for with the remains that identity providers leave in their addresses', async () => {
    for (const path of [
      '/Users?filter=userName+eq+%22user-1%22&',
      '/Users?aadOptscim062020&filter=userName%20eq%20%22USER-1%22',
      '/Users/?filter=userName%20eq%20%22user-1%22&startIndex=1&count=100',
    ]) {
      assert.deepEqual(names(await scim.expect(200, 'GET', path)), ['user-1'], path);
    }
  });
});
