import type { WorkosEvent } from '../../src/cli/demo/workos-payload.ts';

/** What must never be found again, in the forms in which it might be. */
export const plantedSecrets = {
  ssn: '078-05-1120',
  card: '4111 1111 1111 1111',
  iban: 'DE89 3704 0044 0532 0130 00',
  /** Recognized by its name alone. */
  password: 'correct-horse-battery-staple',
  /** Nine bare digits, recognized where the name says what they are. */
  bareSsn: '219099999',
} as const;

const traces = Object.values(plantedSecrets).flatMap((secret) => [secret, secret.replaceAll(/[\s-]/g, '')]);

/** The planted secrets that a text gives away. */
export function secretsIn(text: string): string[] {
  const whole = text.toLowerCase();
  return traces.filter((trace) => whole.includes(trace.toLowerCase()));
}

/** A person's custom attributes of every form that there is. */
export const everyForm = {
  note: 'x',
  level: 3,
  remote: true,
  nothing: null,
  tags: ['a', 'b'],
  address_book: [{ kind: 'home', lines: ['x', 'y'] }],
  deep: { er: { est: { value: 'x' } } },
  embedded: '{"inner":{"note":"x"}}',
  schema_value: { name: 'anything', value: 'x' },
  addresses: [
    {
      type: 'work',
      primary: true,
      street_address: 'x',
      locality: 'x',
      region: 'x',
      postal_code: 'x',
      country: 'US',
      raw_address: 'x',
    },
  ],
  phone_numbers: [{ type: 'mobile', value: '+1 555 0100' }],
  employee_type: 'x',
  cost_center_name: 'x',
  division_name: 'x',
  manager_email: 'boss@example.com',
  preferred_language: 'en',
};

type Path = (string | number)[];

/** One copy of an event for each position in it, with a secret in that position and nowhere else. */
export function* plantEverywhere(event: WorkosEvent): Generator<{ at: string; body: unknown }> {
  const byValue = [plantedSecrets.ssn, plantedSecrets.card, plantedSecrets.iban];
  let turn = 0;
  const next = () => byValue[(turn += 1) % byValue.length] ?? '';
  for (const path of pathsOf(event)) {
    const at = path.join('.');
    const value = valueAt(event, path);
    if (typeof value !== 'object' || value === null) {
      yield { at: `${at} =`, body: withValue(event, path, next()) };
      yield { at: `${at} ~`, body: withValue(event, path, `seen ${next()}, twice`) };
    } else if (Array.isArray(value)) {
      yield { at: `${at} []`, body: withValue(event, path, [...(value as unknown[]), next()]) };
      yield { at: `${at} [{}]`, body: withValue(event, path, [...(value as unknown[]), { value: next() }]) };
      yield { at: `${at} instead`, body: withValue(event, path, next()) };
    } else {
      // Further members break nothing, so these go together.
      const members = value as Record<string, unknown>;
      for (const ssn of [plantedSecrets.bareSsn, Number(plantedSecrets.bareSsn)]) {
        const more = {
          [next()]: 'x',
          [`about ${next()}`]: { a: 1 },
          remark: next(),
          more: { and: [{ more: next() }] },
          json: JSON.stringify({ a: [next()] }),
          amount: 4111111111111111,
          password: plantedSecrets.password,
          Password: plantedSecrets.password,
          pass_word: plantedSecrets.password,
          ssn,
          social: { security: { number: ssn } },
        };
        yield { at: `${at} {}`, body: withValue(event, path, { ...members, ...more }) };
      }
    }
    const name = path.at(-1);
    if (typeof name === 'string') yield { at: `${at} renamed`, body: renamed(event, path, next()) };
  }
}

function pathsOf(value: unknown, path: Path = []): Path[] {
  const here: Path[] = [path];
  if (Array.isArray(value))
    return [...here, ...value.flatMap((item, index) => pathsOf(item, [...path, index]))];
  if (typeof value !== 'object' || value === null) return here;
  return [...here, ...Object.entries(value).flatMap(([name, member]) => pathsOf(member, [...path, name]))];
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<string | number, unknown>)[step], root);
}

function withValue(root: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(root))
    return root.map((item: unknown, index) => (index === step ? withValue(item, rest, value) : item));
  const members = root as Record<string, unknown>;
  return { ...members, [step]: withValue(members[step], rest, value) };
}

function renamed(root: unknown, path: Path, name: string): unknown {
  const parent = path.slice(0, -1);
  const { [path.at(-1) ?? '']: value, ...others } = valueAt(root, parent) as Record<string, unknown>;
  return withValue(root, parent, { ...others, [name]: value });
}
