import { requestSender } from "./send-request.js";
export function createClient(options) {
    const send = requestSender(options);
    const read = async (path, query) => (await send({ method: 'GET', path, query: query ?? {}, repeatable: true }));
    const make = async (path, body) => (await send({ method: 'POST', path, body, repeatable: true, idempotencyKey: crypto.randomUUID() }));
    const remove = async (path) => (await send({ method: 'DELETE', path, repeatable: true }));
    const within = (tenant, ...path) => ['tenants', tenant, ...path];
    return {
        checkAccess: async (question) => (await send({
            method: 'POST',
            path: ['access-checks'],
            body: question,
            repeatable: true,
        })),
        registerUser: (tenant, user) => make(within(tenant, 'users'), user),
        getUser: (tenant, userId) => read(within(tenant, 'users', userId)),
        listUsers: (tenant, query) => read(within(tenant, 'users'), query),
        why: (tenant, userId) => read(within(tenant, 'users', userId, 'why')),
        setRole: async (tenant, userId, role) => (await send({
            method: 'PUT',
            path: within(tenant, 'users', userId, 'role'),
            body: { role },
            repeatable: true,
        })),
        withdrawRole: (tenant, userId) => remove(within(tenant, 'users', userId, 'role')),
        registerSession: (tenant, session) => make(within(tenant, 'sessions'), session),
        listSessions: (tenant, query) => read(within(tenant, 'sessions'), query),
        revokeSession: (tenant, sessionId) => remove(within(tenant, 'sessions', sessionId)),
        createApiKey: async (tenant, key) => (await send({
            method: 'POST',
            path: within(tenant, 'api-keys'),
            body: key,
            repeatable: false,
        })),
        listApiKeys: (tenant, query) => read(within(tenant, 'api-keys'), query),
        revokeApiKey: (tenant, keyId) => remove(within(tenant, 'api-keys', keyId)),
    };
}
