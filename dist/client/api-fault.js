/** Rollcall answered that it cannot be done; `code` is stable (docs/api.md lists them). */
export class RollcallProblem extends Error {
    name = 'RollcallProblem';
    status;
    code;
    /** The request, for who looks after Rollcall. */
    instance;
    /** Whether the same request can succeed in a moment. */
    retryable;
    constructor(status, problem) {
        super(textOf(problem['detail']) ?? `Rollcall answered ${status}.`);
        this.status = status;
        this.code = textOf(problem['code']) ?? 'unknown';
        this.instance = textOf(problem['instance']);
        this.retryable = problem['retryable'] === true;
    }
}
/** There was no answer of Rollcall's: the network, a time-out, or something in between that answered instead. */
export class RollcallUnreachable extends Error {
    name = 'RollcallUnreachable';
}
function textOf(value) {
    return typeof value === 'string' ? value : null;
}
