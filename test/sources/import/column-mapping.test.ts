import assert from 'node:assert/strict';
import { RollcallError } from '../../../src/domain/rollcall-error.ts';
import {
  guessMapping,
  mappingAsWritten,
  readMapArgument,
} from '../../../src/sources/import/column-mapping.ts';
import { readPerson } from '../../../src/sources/import/read-person.ts';
import { activeOf } from '../../../src/sources/import/read-values.ts';

const table = (columns: string[], ...rows: string[][]) => ({
  columns,
  cells: true,
  records: rows.map((row) => new Map(columns.map((column, i) => [column, row[i] ?? '']))),
});
const guess = (...columns: string[]) => Object.fromEntries(guessMapping(table(columns)).columns);

describe('what columns are guessed to say', () => {
  const cases: [string, Record<string, string>, string][] = [
    [
      'Okta',
      {
        login: 'userName',
        firstName: 'name.givenName',
        lastName: 'name.familyName',
        email: 'emails',
        status: 'active',
        'User ID': 'externalId',
        secondEmail: 'ignore',
      },
      'externalId',
    ],
    [
      'Entra ID',
      {
        userPrincipalName: 'userName',
        displayName: 'displayName',
        surname: 'name.familyName',
        givenName: 'name.givenName',
        'Object Id': 'externalId',
        accountEnabled: 'active',
        usageLocation: 'addresses.work.country',
        jobTitle: 'title',
        department: 'enterprise.department',
      },
      'externalId',
    ],
    [
      'Google Workspace',
      {
        'First Name [Required]': 'name.givenName',
        'Last Name [Required]': 'name.familyName',
        'Email Address [Required]': 'emails',
        'Password [Required]': 'ignore',
        'Status [READ ONLY]': 'active',
        'Employee ID': 'externalId',
        'Work Phone': 'phoneNumbers',
      },
      'externalId',
    ],
    [
      'a system for personnel',
      {
        'Employee ID': 'externalId',
        FIRST_NAME: 'name.givenName',
        'last-name': 'name.familyName',
        'Work Email': 'emails',
        'Personal Email': 'ignore',
        Email: 'ignore',
        'Employment Status': 'active',
        Salary: 'ignore',
        Groups: 'groups',
        Name: 'name.formatted',
      },
      'externalId',
    ],
    [
      'one with a better identity',
      { 'Employee ID': 'enterprise.employeeNumber', 'Object ID': 'externalId' },
      'externalId',
    ],
    ['one of addresses alone', { 'E-Mail': 'emails' }, 'emails'],
  ];
  for (const [name, expected, key] of cases) {
    it(`of ${name}`, () => {
      assert.deepEqual(guess(...Object.keys(expected)), expected);
      assert.equal(guessMapping(table(Object.keys(expected))).key, key);
    });
  }

  it('needs no confirmation where every column has its name of SCIM, and else it does', () => {
    assert.equal(guessMapping(table(['externalId', 'userName', 'emails'])).certain, true);
    assert.equal(guessMapping(table(['externalId', 'Work Email'])).certain, false);
  });

  it('finds what stands between groups, and splits no name at its comma where it need not', () => {
    const separator = (cell: string) => guessMapping(table(['id', 'Groups'], ['1', cell])).groupSeparator;
    assert.deepEqual(['a;b, c', 'a|b', 'a,b'].map(separator), [';', '|', ',']);
  });

  it('refuses a file in which nothing says who somebody is', () => {
    assert.throws(() => guessMapping(table(['First Name'])), RollcallError);
  });

  it('takes what is written, whatever the capitals, and reads no other column', () => {
    const { columns } = mappingAsWritten(
      Object.fromEntries([readMapArgument('work email=emails'), readMapArgument('Region=custom.region')]),
      table(['Work Email', 'Region', 'Status']),
    );
    assert.deepEqual(Object.fromEntries(columns), {
      'Work Email': 'emails',
      Region: 'custom.region',
      Status: 'ignore',
    });
  });

  it('says what cannot be mapped', () => {
    const columns = table(['a', 'b']);
    assert.throws(() => mappingAsWritten({ c: 'emails' }, columns), /no column "c".*"a", "b"/);
    assert.throws(() => mappingAsWritten({ a: 'emial' }, columns), /no attribute "emial"/);
    assert.throws(() => mappingAsWritten({ a: 'custom.__proto__' }, columns), /no attribute/);
    assert.throws(() => mappingAsWritten({ a: 'id', b: 'id' }, columns), /both to be id/);
    assert.throws(() => readMapArgument('emails'), /maps nothing/);
  });
});

describe('what a cell says', () => {
  it('knows who works there in many words, and lets nobody in by another', () => {
    for (const word of ['TRUE', 'Yes', '1', 'Active', 'LOCKED_OUT', 'On leave', 'aktiv', 'x']) {
      assert.equal(activeOf(word, true), true, word);
    }
    for (const word of ['false', 'No', '0', 'Suspended', 'DEPROVISIONED', 'Terminated', 'nein', 'Staged']) {
      assert.equal(activeOf(word, true), false, word);
    }
    for (const word of ['', 'perhaps', '-', 'active?'])
      assert.ok(typeof activeOf(word, true) === 'object', word);
    // A column that asks whether somebody is suspended.
    assert.equal(activeOf('TRUE', false), false);
    assert.equal(activeOf('No', false), true);
    assert.equal(activeOf('Suspended', false), false);
  });

  it('rejects a line, and never quotes the value, for whatever is no value', () => {
    const columns = ['Object ID', 'First Name', 'Work Email', 'Status', 'Groups'];
    const mapping = guessMapping(table(columns, ['', '', '', '', 'a;b']));
    const reason = (...row: string[]) => {
      const read = readPerson(new Map(columns.map((column, i) => [column, row[i] ?? ''])), mapping);
      return 'reason' in read ? read.reason : null;
    };
    const ok = ['1', 'Ada', 'ada@acme.com', 'active', 'a; b'];
    const but = (place: number, value: string) => reason(...ok.with(place, value));
    assert.equal(reason(...ok), null);
    assert.match(but(0, '') ?? '', /"Object ID" is empty/);
    assert.match(but(1, '=HYPERLINK("x")') ?? '', /formula/);
    assert.match(but(1, '@SUM(A1)') ?? '', /formula/);
    assert.match(but(1, 'A\0da') ?? '', /cannot be stored/);
    assert.match(but(1, 'A'.repeat(1_001)) ?? '', /longer than 1000/);
    assert.match(but(2, 'ada') ?? '', /no.*e-mail address|not an e-mail/);
    assert.match(but(3, 'who knows') ?? '', /neither active nor inactive/);
    assert.ok(!(but(3, 'who knows') ?? '').includes('who knows'));
    assert.equal(but(1, "'-Ada"), null);
  });
});
