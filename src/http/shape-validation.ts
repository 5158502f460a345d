import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import apiSchema from '../../schemas/api.schema.json' with { type: 'json' };
import { hasItsDay } from '../domain/moment.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { ShapeName } from './route.ts';

export interface ShapeErrors {
  field: string;
  message: string;
}

/** Checks requests against the shapes of schemas/api.schema.json. */
export interface ShapeValidation {
  /** Numbers are read from their text. Returns the query as the shape says. */
  query(name: ShapeName | null, query: unknown): unknown;
  body(name: ShapeName, body: unknown): unknown;
}

const MOST_ERRORS_TOLD = 20;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const dateTime = /^[1-9]\d{3}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/;

export function isUuid(text: string): boolean {
  return uuid.test(text);
}

/** They are the same for every app of this process, and compiling them takes longer than most requests to come. */
let compiler: ReturnType<typeof shapeCompiler> | undefined;

export function compileShapes(): ShapeValidation {
  const { validatorOf, nothing } = (compiler ??= shapeCompiler());
  return {
    query(name, query) {
      const given = { ...(query as Record<string, unknown>) };
      const repeated = Object.keys(given).filter((key) => Array.isArray(given[key]));
      if (repeated.length > 0) {
        throw refusal(
          repeated.map((field) => ({ field: shown(field), message: 'It is given more than once.' })),
        );
      }
      for (const key of name === null ? [] : integersOf(name)) {
        const text = given[key];
        // ajv's own coercion would also take 0x10 and 1e2.
        if (typeof text === 'string' && /^-?\d{1,15}$/.test(text)) given[key] = Number(text);
      }
      return checked(name === null ? nothing : validatorOf(name), given, 'query parameter');
    },
    body: (name, body) => checked(validatorOf(name), body, 'field'),
  };
}

/** An ajv over the API's shapes. */
function shapeCompiler() {
  // Verbose: an error then knows which names would have been allowed.
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    ownProperties: true,
    verbose: true,
  });
  ajv.addFormat('uuid', uuid);
  ajv.addFormat(
    'date-time',
    (text: string) => dateTime.test(text) && !Number.isNaN(Date.parse(text)) && hasItsDay(text),
  );
  // What mail servers accept is theirs to say: a part on each side of an @, without spaces.
  ajv.addFormat('email', /^[^\s@]+@[^\s@]+$/);
  ajv.addFormat('uri', (text: string) => URL.canParse(text));
  // Without its members, which name every shape: each is compiled when it is first asked for.
  ajv.addSchema({ $defs: apiSchema.$defs }, 'api');
  return {
    nothing: ajv.compile({ type: 'object', additionalProperties: false, properties: {} }),
    validatorOf: (name: ShapeName): ValidateFunction => {
      const validator = ajv.getSchema(`api#/$defs/${name}`);
      if (validator === undefined) throw new TypeError(`schemas/api.schema.json has no shape ${name}.`);
      return validator as ValidateFunction;
    },
  };
}

/** The names of a query's members that are whole numbers. */
function integersOf(name: ShapeName): string[] {
  const shapes = apiSchema.$defs as Record<string, ShapeSchema>;
  return Object.entries(shapes[name]?.properties ?? {}).flatMap(([key, { $ref, type }]) => {
    const resolved = $ref === undefined ? type : shapes[$ref.replace('#/$defs/', '')]?.type;
    return resolved === 'integer' ? [key] : [];
  });
}

interface ShapeSchema {
  type?: unknown;
  $ref?: string;
  properties?: Record<string, ShapeSchema>;
}

function checked(validator: ValidateFunction, value: unknown, noun: string): unknown {
  if (!validator(value)) throw refusal((validator.errors ?? []).map((error) => inWords(error, noun)));
  const unstorable = placesOfUnstorableText(value, '');
  if (unstorable.length === 0) return value;
  throw refusal(
    unstorable.map((field) => ({
      field,
      message: 'It holds a NUL character or half a surrogate pair, which cannot be stored.',
    })),
  );
}

function refusal(errors: ShapeErrors[]): RollcallError {
  const told = errors.slice(0, MOST_ERRORS_TOLD);
  const sentences = told.map((error) =>
    error.field === '' ? error.message : `\`${error.field}\`: ${error.message}`,
  );
  return new RollcallError('invalid_request', sentences.join(' '), { details: { errors: told } });
}

function inWords(error: ErrorObject, noun: string): ShapeErrors {
  const at = error.instancePath.slice(1).replaceAll('/', '.');
  const below = (name: string) => shown(at === '' ? name : `${at}.${name}`);
  switch (error.keyword) {
    case 'additionalProperties': {
      const allowed = Object.keys((error.parentSchema?.['properties'] ?? {}) as object);
      const known = allowed.length === 0 ? 'None is allowed here.' : `Allowed: ${allowed.join(', ')}.`;
      return {
        field: below(String(error.params['additionalProperty'])),
        message: `There is no such ${noun}. ${known}`,
      };
    }
    case 'required':
      return { field: below(String(error.params['missingProperty'])), message: `This ${noun} is missing.` };
    case 'enum':
      return {
        field: shown(at),
        message: `Use one of ${(error.params['allowedValues'] as unknown[]).join(', ')}.`,
      };
    case 'format':
      return {
        field: shown(at),
        message: formatWords[String(error.params['format'])] ?? 'The form is not right.',
      };
    default:
      return { field: shown(at), message: `It ${error.message ?? 'is not valid'}.` };
  }
}

const formatWords: Record<string, string> = {
  uuid: 'It must be a UUID.',
  'date-time': 'It must be a time such as 2027-01-31T12:00:00Z (RFC 3339).',
  email: 'It must be an e-mail address.',
};

/** A name that the caller chose, short enough to be repeated. */
function shown(name: string): string {
  return name.length <= 80 ? name : `${name.slice(0, 80)}…`;
}

/** Where text is that PostgreSQL stores neither as text nor as jsonb. The value has its shape, so it is not deep. */
function placesOfUnstorableText(value: unknown, at: string): string[] {
  if (typeof value === 'string') return isStorable(value) ? [] : [at];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    placesOfUnstorableText(member, at === '' ? name : `${at}.${name}`),
  );
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
