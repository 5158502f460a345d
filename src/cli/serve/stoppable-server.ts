import type { Server, ServerResponse } from 'node:http';

/** How long answers that were begun may take once the stop was asked for, in milliseconds. */
export const deadlineMs = 10_000;

/**
 * Makes a server stoppable beside clients that keep their connections busy. To be called before it listens.
 *
 * @returns stops accepting, answers what was begun and what still comes in on open connections, asking each client to
 *   leave (`Connection: close`, RFC 9112 §9.6), and closes whatever is open after the deadline
 */
export function makeStoppable(server: Server, deadline = deadlineMs): () => Promise<void> {
  const open = new Set<ServerResponse>();
  let stopping = false;
  server.prependListener('request', (_request, response: ServerResponse) => {
    if (stopping) response.setHeader('Connection', 'close');
    open.add(response);
    response.once('close', () => open.delete(response));
  });
  return async () => {
    stopping = true;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const response of open) if (!response.headersSent) response.setHeader('Connection', 'close');
    server.closeIdleConnections();
    const timer = setTimeout(() => {
      server.closeAllConnections();
    }, deadline);
    await closed;
    clearTimeout(timer);
  };
}
