import type { Request, RequestHandler, Response } from 'express';
import type { AccessAnswer, AccessCheck, WorkspaceGrant } from '../generated/api.ts';
import { RollcallProblem, RollcallUnreachable } from './api-fault.ts';
import type { RollcallClient } from './create-client.ts';
import { createKeptAnswers, type KeptAnswers } from './kept-answers.ts';
import { sendProblem, type Refusal } from './send-problem.ts';

/** Who is in, as Rollcall says: what `request.rollcall` holds behind the middleware. */
export interface RollcallAccess {
  tenant: string;
  userId: string;
  /** Null: the account has none. */
  role: string | null;
  workspaces: WorkspaceGrant[];
  /** They have left and may still read; see requireWritable. */
  readOnly: boolean;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- how Express lets a request be extended
  namespace Express {
    interface Request {
      rollcall?: RollcallAccess;
    }
  }
}

export interface ActiveUserOptions {
  client: Pick<RollcallClient, 'checkAccess'>;
  /**
   * Who asks, as the product's own cookie, token or key says, with what was shown of these: `session_id`,
   * `session_issued_at` (of a stateless token) or `api_key`. Null where nobody is signed in: 401.
   */
  identify: (request: Request) => AccessCheck | null | Promise<AccessCheck | null>;
  /** How long an answer that lets somebody in may be used again, in milliseconds; 0 unless told: every request asks. */
  maxAgeMs?: number;
  /**
   * What to do while Rollcall does not answer. `deny`, unless told: 503. `allow`: whoever Rollcall let in during the last
   * `allowForMs` stays in; everybody else is 503.
   */
  whenUnreachable?: 'deny' | 'allow';
  /** In milliseconds; 60,000 unless told. */
  allowForMs?: number;
  /** Told of each check that failed, such as to log it. */
  onFault?: (fault: unknown, request: Request) => void;
  /** Milliseconds of a clock that never goes back, instead of the runtime's own. */
  now?: () => number;
}

/** The middleware, with a way to make it forget what it keeps. */
export interface RequireActiveUser extends RequestHandler {
  /** Give it each verified webhook message: answers about its person are not used again. */
  forget: (message: { data: unknown }) => void;
}

const mostKept = 10_000;

/**
 * Lets a request pass whose user Rollcall says may use the product now, and says who that is in `request.rollcall`.
 * Whoever has to sign in (again) is 401, whose account may not come in is 403, and where Rollcall cannot say it is 503.
 */
export function requireActiveUser(options: ActiveUserOptions): RequireActiveUser {
  const { client, identify, maxAgeMs = 0, whenUnreachable = 'deny', allowForMs = 60_000 } = options;
  const kept = createKeptAnswers(options.now ?? (() => performance.now()), mostKept);
  const keeps = maxAgeMs > 0 || whenUnreachable === 'allow';

  async function answerTo(question: AccessCheck, request: Request): Promise<AccessAnswer | Refusal | null> {
    const known = kept.find(question, maxAgeMs);
    if (known !== null) return known;
    const keep = keeps ? kept.ask(question) : () => undefined;
    try {
      const answer = await client.checkAccess(question);
      keep(answer);
      return answer;
    } catch (fault) {
      options.onFault?.(fault, request);
      // Something in it is longer, or otherwise other, than all that Rollcall ever gave out.
      if (fault instanceof RollcallProblem && fault.code === 'invalid_request') return notUnderstood;
      // What Rollcall refuses, such as a token that was revoked, does not pass by itself.
      if (whenUnreachable !== 'allow' || !(fault instanceof RollcallUnreachable)) return null;
      return kept.find(question, allowForMs);
    }
  }

  async function check(request: Request, response: Response): Promise<boolean> {
    // Whatever was there, nobody is let in on it.
    delete request.rollcall;
    const question = await identify(request);
    if (question === null) return refuse(response, notSignedIn);
    const answer = await answerTo(question, request);
    if (answer === notUnderstood) return refuse(response, notUnderstood);
    if (!isAnswer(answer)) return refuse(response, unknown);
    if (!answer.allowed) return refuse(response, refusalOf(answer));
    request.rollcall = {
      tenant: question.tenant,
      userId: question.user_id,
      role: answer.role,
      workspaces: answer.workspaces,
      readOnly: answer.read_only,
    };
    return true;
  }

  const middleware: RequestHandler = (request, response, next) => {
    check(request, response).then(
      (isIn) => {
        if (isIn) next();
      },
      (fault: unknown) => next(fault),
    );
  };
  return Object.assign(middleware, { forget: (message: { data: unknown }) => forget(kept, message) });
}

function refuse(response: Response, refusal: Refusal): false {
  sendProblem(response, refusal);
  return false;
}

const notSignedIn: Refusal = {
  status: 401,
  code: 'not_signed_in',
  title: 'Sign in first',
  detail: 'Nobody is signed in.',
};

const notUnderstood: Refusal = {
  ...notSignedIn,
  code: 'not_understood',
  detail: 'What was shown is no session and no key.',
};

const unknown: Refusal = {
  status: 503,
  code: 'access_unknown',
  title: 'Access cannot be checked just now',
  detail: 'Try again in a moment.',
};

/** Who has to sign in again, which helps; with an account that is out it would not. */
const signInAgain: ReadonlySet<string> = new Set<AccessAnswer['code']>([
  'unknown_session',
  'session_of_another_user',
  'session_revoked',
  'session_expired',
  'session_superseded',
  'unknown_api_key',
  'api_key_of_another_user',
  'api_key_revoked',
]);

/** Whatever else came instead of an answer is none. */
function isAnswer(answer: AccessAnswer | Refusal | null): answer is AccessAnswer {
  return typeof (answer as Partial<AccessAnswer> | null | undefined)?.allowed === 'boolean';
}

function refusalOf({ code, reason: detail }: AccessAnswer): Refusal {
  return signInAgain.has(code)
    ? { status: 401, code, title: 'Sign in again', detail }
    : { status: 403, code, title: 'This account may not come in', detail };
}

/** Of a message that is about nobody, such as a directory's, nothing is to be forgotten. */
function forget(kept: KeptAnswers, { data }: { data: unknown }): void {
  const { tenant, user_id: userId } = (data ?? {}) as { tenant?: { slug?: unknown }; user_id?: unknown };
  if (typeof tenant?.slug === 'string' && typeof userId === 'string') kept.forget(tenant.slug, userId);
}
