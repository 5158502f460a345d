import assert from 'node:assert/strict';
import fc from 'fast-check';
import { foundCompany } from '../support/company.ts';
import { operatorToken, startRollcall, type TestRollcall } from '../support/rollcall.ts';

const policy = `
identity: { match_by: [external_id, email], verified_domains: [acme.com], existing_accounts: link }
groups: { match_by: name, default_role: member }
`;
const day = 86_400_000;

describe('A file about somebody who has left another directory', () => {
  let rollcall: TestRollcall;

  before(async () => {
    rollcall = await startRollcall();
  });
  after(() => rollcall.stop());

  it('lets them in again only if it is from after that, in whatever order all of it is heard', async () => {
    const news = fc.shuffledSubarray(['gone', 'old file', 'new file'] as const, { minLength: 2 });
    await fc.assert(
      fc.asyncProperty(
        news.filter((heard) => heard.includes('gone')),
        async (heard) => {
          const company = await foundCompany(rollcall, policy);
          const path = `/tenants/${company.slug}/directories`;
          const { id } = await company.api.expect('DirectoryDetail', 'POST', path, {
            body: { source: 'import', state: 'active' },
          });
          const ada = await company.hire('ada');
          const { idpId } = ada;
          const before = await company.userOf(ada);
          const gone = company.idp.remove(ada);
          const left = Math.max(...gone.map(({ created_at }) => Date.parse(created_at)));
          const read = async (at: number) => {
            const query = `mode=partial&guess=true&as_of=${new Date(at).toISOString()}`;
            const answer = await fetch(`${rollcall.url}/api/v1${path}/${id}/imports?${query}`, {
              method: 'POST',
              headers: { authorization: `Bearer ${operatorToken}`, 'content-type': 'text/csv' },
              body: `externalId,userName,active\n${idpId},ada@acme.com,true\n`,
            });
            assert.ok(answer.ok, await answer.text());
            await rollcall.drain();
          };
          for (const each of heard) {
            if (each === 'gone') await company.tell(gone);
            else await read(each === 'old file' ? left - 2 * day : left + 1_000);
          }
          const after = await company.users();
          assert.equal(after.length, 1, 'nobody gets a second account');
          const isThere = heard.includes('new file');
          assert.deepEqual(
            [after[0]?.id, after[0]?.status, after[0]?.directory_id],
            [before.id, isThere ? 'active' : 'deactivated', isThere ? id : company.directoryId],
          );
          const open = (await company.holds('?status=open')).map(({ kind }) => kind);
          assert.deepEqual(open, isThere ? [] : ['ambiguous_match']);
        },
      ),
      { numRuns: 8 },
    );
  });
});
