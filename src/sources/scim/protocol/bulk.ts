import { resolveReferences, type ReferringParts } from './bulk-references.ts';
import { isObject, memberOf } from './member-of.ts';
import { ScimError } from './scim-error.ts';

const bulkMethods = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type BulkMethod = (typeof bulkMethods)[number];

/** An operation of a bulk request, as it was written (RFC 7644 §3.7). */
export interface BulkOperation {
  method: BulkMethod;
  /** Always there for a POST. */
  bulkId: string | null;
  /** Below the base URL, with a slash in front: /Users, /Users/123, /Users/bulkId:abc. */
  path: string;
  /** An entity-tag, for If-Match. */
  version: string | null;
  /** Undefined where there is none. */
  data: unknown;
}

export interface BulkRequest {
  /** After how many errors to stop; null for never. */
  failOnErrors: number | null;
  operations: BulkOperation[];
}

/** An operation that can be performed: with ids in the place of references. */
export interface BulkTask extends BulkOperation {
  /** The id that a POST is to create its resource under; null for every other method. */
  id: string | null;
}

/** What became of an operation, in the form of a BulkResponse. */
export interface BulkResult {
  method: BulkMethod;
  bulkId?: string;
  version?: string;
  location?: string;
  status: string;
  /** The error, where it failed. */
  response?: unknown;
}

export interface BulkSetting {
  failOnErrors: number | null;
  /** Where resources are, without a slash at the end. */
  baseUrl: string;
  newId: () => string;
  /** Does one operation; what it rejects with is that operation's error. */
  perform: (task: BulkTask) => Promise<{ status: number; location: string | null; version: string | null }>;
  toErrorResponse: (error: unknown) => { status: number; body: unknown };
}

/**
 * Reads the body of a bulk request. What is wrong with one operation's resource is found when it is performed; here is
 * refused what makes no bulk request.
 *
 * @throws ScimError invalidSyntax, invalidValue, payloadTooLarge (more than `maxOperations`)
 */
export function readBulk(body: unknown, limits: { maxOperations: number }): BulkRequest {
  if (!isObject(body))
    throw new ScimError('invalidSyntax', 'The body must be a JSON object with Operations.');
  const written = memberOf(body, 'Operations');
  if (!Array.isArray(written)) {
    throw new ScimError('invalidSyntax', 'Operations must be an array of operations.');
  }
  if (written.length > limits.maxOperations) {
    throw new ScimError(
      'payloadTooLarge',
      `A bulk request may have at most ${limits.maxOperations} operations; this one has ${written.length}.`,
    );
  }
  const operations = written.map(readOperation);
  refuseRepeatedIds(operations);
  return { failOnErrors: readFailOnErrors(memberOf(body, 'failOnErrors')), operations };
}

/**
 * Performs the operations and says what became of each, in the order of the request.
 *
 * Each POST has its id beforehand, so that `bulkId:` references resolve whichever way they point. An operation runs after
 * those that it refers to, and otherwise in its turn: an identity provider may delete someone and create the next of that
 * name. In a circle somebody has to be first, and refers to what is about to exist. Where what an operation refers to has
 * failed, or is not in the request, it is answered `unresolvable` and not tried.
 *
 * `failOnErrors` counts errors as they happen, and the results are those of the operations that were reached until then:
 * so they run one after the other. Without it, each begins once the one before it has begun and what it refers to and what
 * was asked of the same resource has ended; `perform` has to see to it that what begins earlier counts earlier.
 */
export async function runBulk(
  operations: readonly BulkOperation[],
  setting: BulkSetting,
): Promise<BulkResult[]> {
  const plans = planned(operations, setting.newId);
  const results = new Map<Plan, BulkResult>();
  const failed = new Set<Plan>();
  const attempt = async (plan: Plan): Promise<void> => {
    try {
      results.set(plan, await performed(plan, failed, setting));
    } catch (error) {
      failed.add(plan);
      results.set(plan, failure(plan, setting, error));
    }
  };
  const ordered = inOrderOfReference(plans);
  if (setting.failOnErrors === null) {
    await begunInTurn(ordered, attempt);
  } else {
    for (const plan of ordered) {
      await attempt(plan);
      if (failed.size >= setting.failOnErrors) break;
    }
  }
  return plans.flatMap((plan) => results.get(plan) ?? []);
}

/** Begins each after what it refers to, as far as that comes first, and after what was begun on the same resource. */
async function begunInTurn(ordered: readonly Plan[], attempt: (plan: Plan) => Promise<void>): Promise<void> {
  const begun = new Map<Plan, Promise<void>>();
  const onResource = new Map<string, Promise<void>>();
  for (const plan of ordered) {
    const path = plan.parts?.path ?? plan.operation.path;
    const before = [...plan.refersTo.map((other) => begun.get(other)), onResource.get(path)].filter(
      (running) => running !== undefined,
    );
    // Those behind it wait as well: they may depend on it without a word, such as on a name that it gives up.
    if (before.length > 0) await Promise.all(before);
    const running = attempt(plan);
    begun.set(plan, running);
    if (plan.operation.method !== 'POST') onResource.set(path, running);
  }
  await Promise.all(begun.values());
}

/** An operation with what is known of it before any is performed. */
interface Plan {
  operation: BulkOperation;
  id: string | null;
  /** Null where it is refused for what it says. */
  parts: ReferringParts | null;
  refusal: ScimError | null;
  refersTo: Plan[];
}

function planned(operations: readonly BulkOperation[], newId: () => string): Plan[] {
  const plans = operations.map((operation): Plan => ({
    operation,
    id: operation.method === 'POST' ? newId() : null,
    parts: null,
    refusal: null,
    refersTo: [],
  }));
  const made = new Map<string, Plan>();
  const ids = new Map<string, string>();
  for (const plan of plans) {
    if (plan.id === null || plan.operation.bulkId === null) continue;
    made.set(plan.operation.bulkId, plan);
    ids.set(plan.operation.bulkId, plan.id);
  }
  for (const plan of plans) {
    const resolved = resolveReferences(plan.operation, ids);
    if (resolved.kind === 'refused') {
      plan.refusal = resolved.error;
    } else {
      plan.parts = resolved.parts;
      plan.refersTo = resolved.bulkIds.flatMap((bulkId) => made.get(bulkId) ?? []);
    }
  }
  return plans;
}

/**
 * As in the request, but each after those that it refers to, however they are chained. Without recursion: a chain can be
 * as long as the request.
 */
function inOrderOfReference(plans: readonly Plan[]): Plan[] {
  const ordered: Plan[] = [];
  const reached = new Set<Plan>();
  for (const start of plans) {
    if (reached.has(start)) continue;
    reached.add(start);
    const path = [{ plan: start, next: 0 }];
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const wanted = step.plan.refersTo[step.next];
      step.next += 1;
      if (wanted === undefined) {
        ordered.push(step.plan);
        path.pop();
      } else if (!reached.has(wanted)) {
        reached.add(wanted);
        path.push({ plan: wanted, next: 0 });
      }
    }
  }
  return ordered;
}

async function performed(
  { operation, id, parts, refusal, refersTo }: Plan,
  failed: ReadonlySet<Plan>,
  setting: BulkSetting,
): Promise<BulkResult> {
  if (parts === null) throw refusal ?? new ScimError('unresolvable', 'The operation cannot be resolved.');
  if (refersTo.some((plan) => failed.has(plan))) {
    throw new ScimError('unresolvable', 'The operation refers to a bulkId whose operation failed.');
  }
  const task: BulkTask = { ...operation, ...parts, id };
  const { status, location, version } = await setting.perform(task);
  return {
    ...namedAs(operation),
    location: location ?? locationOf(setting.baseUrl, task.path, id),
    ...(version === null ? {} : { version }),
    status: String(status),
  };
}

/** A failed operation says where its resource is, unless it was to create it (RFC 7644 §3.7). */
function failure({ operation, parts }: Plan, setting: BulkSetting, error: unknown): BulkResult {
  const { status, body } = setting.toErrorResponse(error);
  const path = parts?.path ?? operation.path;
  return {
    ...namedAs(operation),
    ...(operation.method === 'POST' ? {} : { location: locationOf(setting.baseUrl, path, null) }),
    status: String(status),
    response: body,
  };
}

function namedAs({ method, bulkId }: BulkOperation): Pick<BulkResult, 'method' | 'bulkId'> {
  return { method, ...(bulkId === null ? {} : { bulkId }) };
}

function locationOf(baseUrl: string, path: string, createdId: string | null): string {
  return createdId === null ? `${baseUrl}${path}` : `${baseUrl}${path}/${createdId}`;
}

function readOperation(written: unknown, index: number): BulkOperation {
  const where = `Operations[${index}]`;
  if (!isObject(written)) throw new ScimError('invalidSyntax', `${where} must be a JSON object.`);
  const method = readMethod(memberOf(written, 'method'), where);
  const bulkId = readText(memberOf(written, 'bulkId'), `${where}.bulkId`);
  if (method === 'POST' && bulkId === null) {
    throw new ScimError('invalidSyntax', `${where} is a POST and needs a bulkId.`);
  }
  const path = readText(memberOf(written, 'path'), `${where}.path`);
  if (path === null) throw new ScimError('invalidSyntax', `${where} needs a path.`);
  return {
    method,
    bulkId,
    path: path.startsWith('/') ? path : `/${path}`,
    version: readText(memberOf(written, 'version'), `${where}.version`),
    data: memberOf(written, 'data'),
  };
}

function readMethod(written: unknown, where: string): BulkMethod {
  const name = typeof written === 'string' ? written.toUpperCase() : '';
  const method = bulkMethods.find((known) => known === name);
  if (method === undefined) {
    throw new ScimError('invalidSyntax', `${where}.method must be POST, PUT, PATCH or DELETE.`);
  }
  return method;
}

const longestText = 2000;

function readText(written: unknown, where: string): string | null {
  if (written === undefined || written === null) return null;
  if (typeof written !== 'string' || written === '' || written.length > longestText) {
    throw new ScimError('invalidSyntax', `${where} must be text of 1 to ${longestText} characters.`);
  }
  return written;
}

function readFailOnErrors(written: unknown): number | null {
  // Clients that never want to stop send 0.
  if (written === undefined || written === null || written === 0) return null;
  if (typeof written !== 'number' || !Number.isInteger(written) || written < 0) {
    throw new ScimError('invalidValue', 'failOnErrors must be a whole number from 1.');
  }
  return written;
}

function refuseRepeatedIds(operations: readonly BulkOperation[]): void {
  const seen = new Set<string>();
  for (const { method, bulkId } of operations) {
    if (method !== 'POST' || bulkId === null) continue;
    if (seen.has(bulkId)) throw new ScimError('invalidValue', 'Two operations have the same bulkId.');
    seen.add(bulkId);
  }
}
