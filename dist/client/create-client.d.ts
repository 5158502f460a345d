import type { AccessAnswer, AccessCheck, ApiKeyList, ApiKeyOnce, ApiKeysQuery, NewApiKey, NewSession, NewUser, Session, SessionList, SessionsQuery, UserDetail, UserList, UsersQuery, Why } from '../generated/api.js';
import { type ClientOptions } from './send-request.js';
/**
 * Rollcall's API, as far as a product needs it. Tenants are given by slug. Requests and answers are those of the API, so
 * docs/api.md describes them. Lists come in pages: give `next_cursor` as `cursor` to read on.
 *
 * The calls throw RollcallProblem for what Rollcall refuses, and RollcallUnreachable where it did not answer in time.
 */
export interface RollcallClient {
    /** May this person use the product now? Not being allowed is an answer (`allowed: false`). */
    checkAccess(question: AccessCheck): Promise<AccessAnswer>;
    /** Registers an account that the product had before the sync. */
    registerUser(tenant: string, user: NewUser): Promise<UserDetail>;
    getUser(tenant: string, userId: string): Promise<UserDetail>;
    listUsers(tenant: string, query?: UsersQuery): Promise<UserList>;
    /** Why an account is as it is, step by step. */
    why(tenant: string, userId: string): Promise<Why>;
    /** Sets a role by hand; whether it counts is the policy's to say. */
    setRole(tenant: string, userId: string, role: string): Promise<UserDetail>;
    withdrawRole(tenant: string, userId: string): Promise<UserDetail>;
    /** Registers a session, so that it ends with the account. Its `id` goes into access checks. */
    registerSession(tenant: string, session: NewSession): Promise<Session>;
    listSessions(tenant: string, query?: SessionsQuery): Promise<SessionList>;
    revokeSession(tenant: string, sessionId: string): Promise<void>;
    /**
     * Makes an API key. The key is in this answer and nowhere else, so the request is never repeated: after
     * RollcallUnreachable one may have been made that nobody knows, which `listApiKeys` shows.
     */
    createApiKey(tenant: string, key: NewApiKey): Promise<ApiKeyOnce>;
    listApiKeys(tenant: string, query?: ApiKeysQuery): Promise<ApiKeyList>;
    revokeApiKey(tenant: string, keyId: string): Promise<void>;
}
export declare function createClient(options: ClientOptions): RollcallClient;
