import type { AccessAnswer, AccessCheck } from '../generated/api.js';
/** Answers that let somebody in. Refusals are not kept: whoever may come in again does so at once. */
export interface KeptAnswers {
    /** The answer to this question, where it was asked at most so many milliseconds ago. */
    find(question: AccessCheck, maxAgeMs: number): AccessAnswer | null;
    /** Begins a question; what it returns keeps the answer, unless somebody was forgotten meanwhile. */
    ask(question: AccessCheck): (answer: AccessAnswer) => void;
    forget(tenant: string, userId: string): void;
    forgetEveryone(): void;
}
/** @param now milliseconds of a clock that never goes back */
export declare function createKeptAnswers(now: () => number, most: number): KeptAnswers;
