import type { Request, RequestHandler } from 'express';
import type { AccessCheck, WorkspaceGrant } from '../generated/api.js';
import type { RollcallClient } from './create-client.js';
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
    forget: (message: {
        data: unknown;
    }) => void;
}
/**
 * Lets a request pass whose user Rollcall says may use the product now, and says who that is in `request.rollcall`.
 * Whoever has to sign in (again) is 401, whose account may not come in is 403, and where Rollcall cannot say it is 503.
 */
export declare function requireActiveUser(options: ActiveUserOptions): RequireActiveUser;
