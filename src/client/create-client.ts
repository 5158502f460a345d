import type {
  AccessAnswer,
  AccessCheck,
  ApiKeyList,
  ApiKeyOnce,
  ApiKeysQuery,
  NewApiKey,
  NewSession,
  NewUser,
  Session,
  SessionList,
  SessionsQuery,
  UserDetail,
  UserList,
  UsersQuery,
  Why,
} from '../generated/api.ts';
import { requestSender, type ClientOptions } from './send-request.ts';

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

export function createClient(options: ClientOptions): RollcallClient {
  const send = requestSender(options);
  const read = async <T>(path: string[], query?: object): Promise<T> =>
    (await send({ method: 'GET', path, query: query ?? {}, repeatable: true })) as T;
  const make = async <T>(path: string[], body: unknown): Promise<T> =>
    (await send({ method: 'POST', path, body, repeatable: true, idempotencyKey: crypto.randomUUID() })) as T;
  const remove = async <T>(path: string[]): Promise<T> =>
    (await send({ method: 'DELETE', path, repeatable: true })) as T;
  const within = (tenant: string, ...path: string[]): string[] => ['tenants', tenant, ...path];
  return {
    checkAccess: async (question) =>
      (await send({
        method: 'POST',
        path: ['access-checks'],
        body: question,
        repeatable: true,
      })) as AccessAnswer,
    registerUser: (tenant, user) => make(within(tenant, 'users'), user),
    getUser: (tenant, userId) => read(within(tenant, 'users', userId)),
    listUsers: (tenant, query) => read(within(tenant, 'users'), query),
    why: (tenant, userId) => read(within(tenant, 'users', userId, 'why')),
    setRole: async (tenant, userId, role) =>
      (await send({
        method: 'PUT',
        path: within(tenant, 'users', userId, 'role'),
        body: { role },
        repeatable: true,
      })) as UserDetail,
    withdrawRole: (tenant, userId) => remove(within(tenant, 'users', userId, 'role')),
    registerSession: (tenant, session) => make(within(tenant, 'sessions'), session),
    listSessions: (tenant, query) => read(within(tenant, 'sessions'), query),
    revokeSession: (tenant, sessionId) => remove(within(tenant, 'sessions', sessionId)),
    createApiKey: async (tenant, key) =>
      (await send({
        method: 'POST',
        path: within(tenant, 'api-keys'),
        body: key,
        repeatable: false,
      })) as ApiKeyOnce,
    listApiKeys: (tenant, query) => read(within(tenant, 'api-keys'), query),
    revokeApiKey: (tenant, keyId) => remove(within(tenant, 'api-keys', keyId)),
  };
}
