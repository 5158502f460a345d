import { RollcallProblem, RollcallUnreachable } from "./api-fault.js";
import { createKeptAnswers } from "./kept-answers.js";
import { sendProblem } from "./send-problem.js";
const mostKept = 10_000;
/**
 * Lets a request pass whose user Rollcall says may use the product now, and says who that is in `request.rollcall`.
 * Whoever has to sign in (again) is 401, whose account may not come in is 403, and where Rollcall cannot say it is 503.
 */
export function requireActiveUser(options) {
    const { client, identify, maxAgeMs = 0, whenUnreachable = 'deny', allowForMs = 60_000 } = options;
    const kept = createKeptAnswers(options.now ?? (() => performance.now()), mostKept);
    const keeps = maxAgeMs > 0 || whenUnreachable === 'allow';
    async function answerTo(question, request) {
        const known = kept.find(question, maxAgeMs);
        if (known !== null)
            return known;
        const keep = keeps ? kept.ask(question) : () => undefined;
        try {
            const answer = await client.checkAccess(question);
            keep(answer);
            return answer;
        }
        catch (fault) {
            options.onFault?.(fault, request);
            // Something in it is longer, or otherwise other, than all that Rollcall ever gave out.
            if (fault instanceof RollcallProblem && fault.code === 'invalid_request')
                return notUnderstood;
            // What Rollcall refuses, such as a token that was revoked, does not pass by itself.
            if (whenUnreachable !== 'allow' || !(fault instanceof RollcallUnreachable))
                return null;
            return kept.find(question, allowForMs);
        }
    }
    async function check(request, response) {
        // Whatever was there, nobody is let in on it.
        delete request.rollcall;
        const question = await identify(request);
        if (question === null)
            return refuse(response, notSignedIn);
        const answer = await answerTo(question, request);
        if (answer === notUnderstood)
            return refuse(response, notUnderstood);
        if (!isAnswer(answer))
            return refuse(response, unknown);
        if (!answer.allowed)
            return refuse(response, refusalOf(answer));
        request.rollcall = {
            tenant: question.tenant,
            userId: question.user_id,
            role: answer.role,
            workspaces: answer.workspaces,
            readOnly: answer.read_only,
        };
        return true;
    }
    const middleware = (request, response, next) => {
        check(request, response).then((isIn) => {
            if (isIn)
                next();
        }, (fault) => next(fault));
    };
    return Object.assign(middleware, { forget: (message) => forget(kept, message) });
}
function refuse(response, refusal) {
    sendProblem(response, refusal);
    return false;
}
const notSignedIn = {
    status: 401,
    code: 'not_signed_in',
    title: 'Sign in first',
    detail: 'Nobody is signed in.',
};
const notUnderstood = {
    ...notSignedIn,
    code: 'not_understood',
    detail: 'What was shown is no session and no key.',
};
const unknown = {
    status: 503,
    code: 'access_unknown',
    title: 'Access cannot be checked just now',
    detail: 'Try again in a moment.',
};
/** Who has to sign in again, which helps; with an account that is out it would not. */
const signInAgain = new Set([
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
function isAnswer(answer) {
    return typeof answer?.allowed === 'boolean';
}
function refusalOf({ code, reason: detail }) {
    return signInAgain.has(code)
        ? { status: 401, code, title: 'Sign in again', detail }
        : { status: 403, code, title: 'This account may not come in', detail };
}
/** Of a message that is about nobody, such as a directory's, nothing is to be forgotten. */
function forget(kept, { data }) {
    const { tenant, user_id: userId } = (data ?? {});
    if (typeof tenant?.slug === 'string' && typeof userId === 'string')
        kept.forget(tenant.slug, userId);
}
