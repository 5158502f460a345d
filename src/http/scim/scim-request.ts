import type { DialectRequest } from '../../sources/scim/profiles/profile.ts';
import type { ScimAnswer } from './answer.ts';

/** A request as its directory's profile has left it. */
export interface ScimRequest extends DialectRequest {
  ifMatch: string | null;
  ifNoneMatch: string | null;
  /** The answer to a part of the request that failed, where the whole did not. */
  answerFault: (error: unknown) => ScimAnswer;
}
