import { RollcallProblem, RollcallUnreachable } from "./api-fault.js";
const firstWaitMs = 100;
/**
 * Speaks to the admin API.
 *
 * The calls throw RollcallProblem for what Rollcall refuses, and RollcallUnreachable where it did not answer in time.
 */
export function requestSender(options) {
    const { token, timeoutMs = 5_000, retries = 2 } = options;
    const ask = options.fetch ?? fetch;
    const wait = options.wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
    const base = baseOf(options.url);
    if (!/^[\x21-\x7e]+$/.test(token))
        throw new TypeError('`token` must be an API token of Rollcall.');
    async function attempt(request, leftMs) {
        const answer = await ask(addressOf(base, request), {
            method: request.method,
            headers: {
                authorization: `Bearer ${token}`,
                accept: 'application/json',
                ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
                ...(request.idempotencyKey === undefined ? {} : { 'idempotency-key': request.idempotencyKey }),
            },
            // The token is for Rollcall and nobody that it might point to.
            redirect: 'error',
            signal: AbortSignal.timeout(leftMs),
            ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        }).catch((cause) => {
            throw new RollcallUnreachable('Rollcall cannot be reached.', { cause });
        });
        return readAnswer(answer);
    }
    return async (request) => {
        const until = performance.now() + timeoutMs;
        for (let repeated = 0;; repeated += 1) {
            try {
                return await attempt(request, Math.max(1, Math.ceil(until - performance.now())));
            }
            catch (fault) {
                const pause = request.repeatable && repeated < retries ? pauseAfter(fault, repeated) : null;
                if (pause === null || performance.now() + pause >= until)
                    throw fault;
                await wait(pause);
            }
        }
    };
}
/** Milliseconds to wait before the next attempt, or null where another would end the same. */
function pauseAfter(fault, repeated) {
    if (!(fault instanceof RollcallUnreachable || (fault instanceof RollcallProblem && fault.retryable))) {
        return null;
    }
    // Apart from each other, so that many do not come back at the same moment.
    return firstWaitMs * 2 ** repeated * (0.5 + Math.random());
}
async function readAnswer(answer) {
    const text = await answer.text().catch((cause) => {
        throw new RollcallUnreachable('The answer of Rollcall broke off.', { cause });
    });
    const body = text === '' ? undefined : parsed(text);
    if (answer.ok && body !== null)
        return body;
    if (!answer.ok && isProblem(body))
        throw new RollcallProblem(answer.status, body);
    throw new RollcallUnreachable(`Something else than Rollcall answered, with ${answer.status}: is \`url\` right, or is there a proxy?`);
}
/** Null where it is not JSON. */
function parsed(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return null;
    }
}
function isProblem(body) {
    return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}
function baseOf(url) {
    const { protocol, origin, pathname, username } = new URL(url);
    if (!['http:', 'https:'].includes(protocol) || username !== '') {
        throw new TypeError('`url` must be the address of Rollcall, such as https://rollcall.example.');
    }
    return `${origin}${pathname.replace(/\/+$/, '')}/api/v1`;
}
function addressOf(base, { path, query = {} }) {
    const parts = path.map((part) => {
        // Such a part would name another address than the one that is meant.
        if (['', '.', '..'].includes(part) || !part.isWellFormed()) {
            throw new TypeError('A slug or an id is empty, or is none.');
        }
        return encodeURIComponent(part);
    });
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    const pairs = given.map(([name, value]) => [name, String(value)]);
    const search = new URLSearchParams(pairs).toString();
    return `${base}/${parts.join('/')}${search === '' ? '' : `?${search}`}`;
}
