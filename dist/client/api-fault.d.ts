/** Rollcall answered that it cannot be done; `code` is stable (docs/api.md lists them). */
export declare class RollcallProblem extends Error {
    readonly name = "RollcallProblem";
    readonly status: number;
    readonly code: string;
    /** The request, for who looks after Rollcall. */
    readonly instance: string | null;
    /** Whether the same request can succeed in a moment. */
    readonly retryable: boolean;
    constructor(status: number, problem: Record<string, unknown>);
}
/** There was no answer of Rollcall's: the network, a time-out, or something in between that answered instead. */
export declare class RollcallUnreachable extends Error {
    readonly name = "RollcallUnreachable";
}
