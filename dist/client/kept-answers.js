import { createHash } from 'node:crypto';
/** @param now milliseconds of a clock that never goes back */
export function createKeptAnswers(now, most) {
    // In the order in which they were answered: the first is the one to go.
    const kept = new Map();
    let timesForgotten = 0;
    return {
        find(question, maxAgeMs) {
            if (maxAgeMs <= 0)
                return null;
            const found = kept.get(keyOf(question));
            return found !== undefined && now() - found.askedAt <= maxAgeMs ? found.answer : null;
        },
        ask(question) {
            const askedAt = now();
            const before = timesForgotten;
            return (answer) => {
                const key = keyOf(question);
                kept.delete(key);
                // An answer from before the news that made somebody be forgotten would bring them back.
                if (!answer.allowed || timesForgotten !== before)
                    return;
                kept.set(key, { answer, person: personOf(question.tenant, question.user_id), askedAt });
                const [oldest] = kept.keys();
                if (kept.size > most && oldest !== undefined)
                    kept.delete(oldest);
            };
        },
        forget(tenant, userId) {
            timesForgotten += 1;
            const person = personOf(tenant, userId);
            for (const [key, entry] of kept)
                if (entry.person === person)
                    kept.delete(key);
        },
        forgetEveryone() {
            timesForgotten += 1;
            kept.clear();
        },
    };
}
function personOf(tenant, userId) {
    return JSON.stringify([tenant, userId.toLowerCase()]);
}
/** A digest, because an API key may be among it. */
function keyOf(question) {
    const { tenant, user_id, session_id, api_key, session_issued_at } = question;
    const parts = [tenant, user_id, session_id, api_key, session_issued_at].map((part) => part ?? null);
    return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}
