import assert from 'node:assert/strict';
import { readPerson } from '../../../src/sources/import/read-person.ts';

describe('A record of an imported file', () => {
  const columns = new Map([
    ['id', 'id'],
    ['userName', 'userName'],
  ] as const);
  const read = (userName: unknown) =>
    readPerson(
      new Map<string, unknown>([
        ['id', 7],
        ['userName', userName],
      ]),
      { columns, key: 'id', groupSeparator: ';' },
    );

  it('is no person where its user name is no text, and says which column', () => {
    for (const userName of [5, true, ['ada'], { value: 'ada' }]) {
      const reason = '"userName" is not a text';
      assert.deepEqual(read(userName), { reason, sourceId: '7' }, JSON.stringify(userName));
    }
  });

  it('is a person where the user name is a text of digits', () => {
    const person = read(' 5 ');
    assert.ok('resource' in person);
    assert.equal(person.resource.userName, '5');
  });
});
