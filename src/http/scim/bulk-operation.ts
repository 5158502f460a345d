import { v7 as newId } from 'uuid';
import { readBulk, runBulk, type BulkTask } from '../../sources/scim/protocol/bulk.ts';
import type { ScimCaller } from '../../sources/scim/scim-caller.ts';
import { announcedLimits } from './announced-limits.ts';
import type { ScimAnswer } from './answer.ts';
import type { ScimDeps } from './scim-deps.ts';
import type { ScimRequest } from './scim-request.ts';

const BULK_RESPONSE = 'urn:ietf:params:scim:api:messages:2.0:BulkResponse';

/** Nothing of a resource is shown in the answer to a bulk request, so that nothing more than that is read. */
const NOTHING_MORE = { attributes: 'id' };

/** Answers one operation as if it had come alone. */
export type PerformOperation = (request: ScimRequest, id: string | null) => Promise<ScimAnswer>;

/**
 * POST /Bulk (RFC 7644 §3.7): each operation is answered on its own, all of them together with 200. The data of a PATCH may
 * be its operations alone, as in the example of §3.7.3.
 */
export async function bulk(
  { scim }: ScimDeps,
  caller: ScimCaller,
  request: ScimRequest,
  perform: PerformOperation,
): Promise<ScimAnswer> {
  const { operations, failOnErrors } = readBulk(request.body, announcedLimits(scim.settings));
  const performTask = async ({ method, path, data, version, id }: BulkTask) => {
    const body = method === 'PATCH' && Array.isArray(data) ? { Operations: data as unknown[] } : data;
    const asWritten = { method, path, query: NOTHING_MORE, body, userAgent: request.userAgent };
    const { request: plain, rewrites } = caller.profile.rewrite(asWritten);
    scim.dialectNotes.note(caller, rewrites, []);
    const single = { ...request, ...plain, ifMatch: version, ifNoneMatch: null };
    const { status, headers } = await perform(single, id);
    return { status, location: headers['Location'] ?? null, version: headers['ETag'] ?? null };
  };
  const results = await runBulk(operations, {
    failOnErrors,
    baseUrl: caller.baseUrl,
    newId,
    perform: performTask,
    toErrorResponse: request.answerFault,
  });
  return { status: 200, headers: {}, body: { schemas: [BULK_RESPONSE], Operations: results } };
}
