/** Answers with problem+json (RFC 9457). */
export function sendProblem(response, refusal) {
    const { status, code, title, detail } = refusal;
    response.status(status);
    response.setHeader('cache-control', 'no-store');
    response.setHeader('content-type', 'application/problem+json');
    if (status === 503)
        response.setHeader('retry-after', '2');
    response.end(JSON.stringify({ type: 'about:blank', title, status, code, detail }));
}
