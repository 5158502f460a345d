import type { Response } from 'express';
/** Why a request to the product is refused, for whoever sent it. Nothing in it tells of the person. */
export interface Refusal {
    status: 401 | 403 | 503;
    code: string;
    title: string;
    detail: string;
}
/** Answers with problem+json (RFC 9457). */
export declare function sendProblem(response: Response, refusal: Refusal): void;
