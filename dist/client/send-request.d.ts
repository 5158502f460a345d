export interface ClientOptions {
    /** Of Rollcall, such as https://rollcall.example. */
    url: string;
    /** An API token. Access checks need the scope `access:check`, reading `read`, everything else `write`. */
    token: string;
    /** Milliseconds for a whole call, repetitions included; 5,000 unless told. */
    timeoutMs?: number;
    /** How often a request is repeated that can be repeated; 2 unless told. */
    retries?: number;
    /** Instead of the runtime's own. */
    fetch?: typeof fetch;
    /** Instead of a timer, between repetitions. */
    wait?: (milliseconds: number) => Promise<void>;
}
export interface ClientRequest {
    method: 'GET' | 'POST' | 'PUT' | 'DELETE';
    /** Below /api/v1, each part as it is. */
    path: string[];
    query?: object;
    body?: unknown;
    /** Sent again when it failed in a way that may pass: it changes nothing the second time. */
    repeatable: boolean;
    /** Makes a repetition of a write the same write. */
    idempotencyKey?: string;
}
/** Sends a request, and again where that is safe. The answer's body; undefined where it has none. */
export type SendRequest = (request: ClientRequest) => Promise<unknown>;
/**
 * Speaks to the admin API.
 *
 * The calls throw RollcallProblem for what Rollcall refuses, and RollcallUnreachable where it did not answer in time.
 */
export declare function requestSender(options: ClientOptions): SendRequest;
