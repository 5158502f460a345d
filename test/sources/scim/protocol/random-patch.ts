import fc from 'fast-check';
import type { Attributes } from '../../../../src/sources/scim/protocol/attribute.ts';
import type { PatchOperation } from '../../../../src/sources/scim/protocol/patch-operation.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** With the prototype that objects from JSON have; those of fast-check have none. */
function asParsed<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return arbitrary.map((value) => structuredClone(value));
}

const text = fc.constantFrom('a', 'A', 'b', 'c@x.org', 'work', 'home', '');
const type = fc.constantFrom('work', 'Work', 'home', 'other');

const email = fc.record(
  { value: fc.constantFrom('a@x.org', 'A@x.org', 'b@x.org'), type, primary: fc.boolean(), display: text },
  { requiredKeys: [] },
);
const address = fc.record({ type, locality: text, country: text }, { requiredKeys: ['type'] });

/** Names that reach a prototype where they are written without care. */
const hostileName = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty');

const hostile = fc
  .tuple(hostileName, fc.jsonValue())
  // As from JSON.parse: a member of its own, also where it is named __proto__.
  .map(([name, value]) => Object.fromEntries([[name, value]]) as unknown);

const fitting = fc.oneof(
  text,
  fc.boolean(),
  email,
  address,
  fc.array(email, { maxLength: 3 }),
  fc.array(address, { maxLength: 2 }),
  fc.record({ givenName: fc.oneof(text, fc.constant(null)), familyName: text }, { requiredKeys: [] }),
  fc.record({ department: text, manager: fc.record({ value: text }) }, { requiredKeys: [] }),
);

const anyValue = fc.oneof(
  { weight: 8, arbitrary: fitting },
  { weight: 1, arbitrary: fc.constantFrom(undefined, null, [], {}) },
  { weight: 1, arbitrary: fc.jsonValue() },
  { weight: 1, arbitrary: hostile },
);

const filter = fc.oneof(
  type.map((word) => `type eq "${word}"`),
  fc.constantFrom(
    'primary eq true',
    'value pr',
    'not (type pr)',
    'type eq "work" and primary eq true',
    'type eq "home" or value eq "b@x.org"',
    'value sw "a" and type ne "home"',
    'shoeSize eq 1',
    '__proto__ pr',
  ),
);

const attribute = fc.constantFrom('emails', 'EMAILS', 'addresses', 'phoneNumbers', 'displayName', 'name');
const part = fc.constantFrom('value', 'type', 'primary', 'display', 'locality', 'givenName', '__proto__');

const path = fc.oneof(
  { weight: 3, arbitrary: attribute },
  { weight: 2, arbitrary: fc.tuple(attribute, part).map(([whole, sub]) => `${whole}.${sub}`) },
  { weight: 3, arbitrary: fc.tuple(attribute, filter).map(([whole, which]) => `${whole}[${which}]`) },
  {
    weight: 3,
    arbitrary: fc.tuple(attribute, filter, part).map(([whole, which, sub]) => `${whole}[${which}].${sub}`),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      enterprise,
      `${enterprise}:department`,
      `${enterprise}:manager`,
      `${enterprise}:manager.value`,
      `${enterprise}:__proto__`,
      'userName',
      'active',
      'password',
      'id',
      'schemas',
      'groups',
    ),
  },
  { weight: 1, arbitrary: hostileName },
  { weight: 1, arbitrary: fc.string() },
);

const named = fc
  .array(
    fc.tuple(
      fc.oneof(
        { weight: 4, arbitrary: attribute },
        { weight: 1, arbitrary: fc.constantFrom(enterprise, `${enterprise}:department`, 'active', 'groups') },
        { weight: 1, arbitrary: hostileName },
        { weight: 1, arbitrary: fc.string() },
      ),
      anyValue,
    ),
    { maxLength: 3 },
  )
  .map((entries) => Object.fromEntries(entries) as unknown);

const valueOfPart = { value: text, type, primary: fc.boolean(), display: text } as const;
const goodFilter = fc.oneof(
  type.map((word) => `type eq "${word}"`),
  fc.constantFrom('primary eq true', 'value pr', 'value sw "a" and type ne "home"', 'not (type pr)'),
);
const goodNamed = fc.record(
  {
    emails: fc.array(email, { maxLength: 2 }),
    displayName: text,
    name: fc.record({ givenName: fc.oneof(text, fc.constant(null)), familyName: text }),
    [enterprise]: fc.record({ department: text }),
    shoeSize: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

/** Paths with values of their type. */
const fittingTarget: fc.Arbitrary<[string | null, unknown]> = fc.oneof(
  fc.tuple(fc.constantFrom('emails', 'EMAILS'), fc.oneof(email, fc.array(email, { maxLength: 3 }))),
  fc.tuple(
    goodFilter.map((which) => `emails[${which}]`),
    email,
  ),
  ...(['value', 'type', 'primary', 'display'] as const).map((name) =>
    fc.tuple(
      goodFilter.map((which) => `emails[${which}].${name}`),
      valueOfPart[name],
    ),
  ),
  fc.tuple(fc.constantFrom('addresses', 'addresses[type eq "work"]'), address),
  fc.tuple(fc.constantFrom('displayName', 'name.givenName', 'name.middleName', 'emails.display'), text),
  fc.tuple(fc.constantFrom(`${enterprise}:department`, `${enterprise}:manager.value`), text),
  fc.tuple(fc.constant(enterprise), fc.record({ department: text })),
  fc.tuple(fc.constant(null), goodNamed),
);

const op = fc.constantFrom('add', 'remove', 'replace');

const fittingOperation: fc.Arbitrary<PatchOperation> = fc
  .tuple(op, fittingTarget, fc.boolean())
  .map(([verb, [where, value], listed]) => ({
    op: verb,
    path: where,
    value: verb === 'remove' && !listed ? undefined : value,
  }));

/** Operations that mostly make sense, and every now and then none. */
export const randomOperation: fc.Arbitrary<PatchOperation> = asParsed(
  fc.oneof(
    { weight: 8, arbitrary: fittingOperation },
    { weight: 2, arbitrary: fc.record({ op, path, value: anyValue }) },
    {
      weight: 1,
      arbitrary: fc.record({
        op,
        path: fc.constant(null),
        value: fc.oneof({ weight: 5, arbitrary: named }, { weight: 1, arbitrary: anyValue }),
      }),
    },
  ),
);

/** An `add` whose filter, if it has one, still holds of what it has written. */
export const randomAdd: fc.Arbitrary<PatchOperation> = asParsed(
  fc
    .oneof(
      fc.tuple(fc.constantFrom('emails', 'displayName', 'name', 'addresses'), anyValue),
      fc.tuple(
        type.map((word) => `emails[type eq "${word}"].value`),
        fc.constantFrom('a@x.org', 'b@x.org'),
      ),
      fc.tuple(
        fc.constant('emails[value eq "a@x.org"]'),
        fc.record({ display: text, primary: fc.boolean() }, { requiredKeys: [] }),
      ),
      fc.tuple(fc.constant(enterprise), anyValue),
      fc.tuple(fc.constant(null), named),
    )
    .map(([where, value]) => ({ op: 'add', path: where, value })),
);

/** A user in the form that a reader of resources gives it. */
export const randomUser: fc.Arbitrary<Attributes> = asParsed(
  fc.record(
    {
      userName: fc.constant('ada'),
      displayName: fc.constantFrom('Ada', 'a'),
      name: fc.constant({ givenName: 'Ada', familyName: 'Byron' }),
      emails: fc.constantFrom(
        [{ value: 'a@x.org', type: 'work', primary: true }],
        [
          { value: 'a@x.org', type: 'work' },
          { value: 'b@x.org', type: 'home', primary: true },
        ],
        [{ value: 'b@x.org' }, { type: 'work', display: 'a' }],
      ),
      addresses: fc.constant([{ type: 'work', locality: 'a' }]),
      [enterprise]: fc.constant({ department: 'a', manager: { value: 'm1' } }),
    },
    { requiredKeys: ['userName'] },
  ),
);
