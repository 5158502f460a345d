import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ForgeComment {
  id: number;
  body: string;
}

/** The few endpoints of GitHub or GitLab that comments on one pull request need, with pages as they make them. */
export interface FakeForge {
  url: string;
  comments: ForgeComment[];
  /** Method and path of each request that changed something. */
  writes: string[];
  /** From now on, nothing may be written, as with the token of a fork. */
  readOnly: boolean;
  /** Ids of comments that somebody else wrote. */
  foreign: Set<number>;
  stop(): Promise<void>;
}

export const forgeToken = 'forge-token-of-the-test';

/** Where comments are, how one is changed, and what the token is sent in. */
const FORGES = {
  github: {
    list: '/repos/acme/policies/issues/7/comments',
    one: '/repos/acme/policies/issues/comments',
    update: 'PATCH',
    mayAsk: ({ headers }: IncomingMessage) => headers.authorization === `Bearer ${forgeToken}`,
  },
  gitlab: {
    list: '/api/v4/projects/42/merge_requests/7/notes',
    one: '/api/v4/projects/42/merge_requests/7/notes',
    update: 'PUT',
    mayAsk: ({ headers }: IncomingMessage) => headers['private-token'] === forgeToken,
  },
};

/** Of the pull request 7 of acme/policies, or of the merge request 7 of the project 42. */
export async function startFakeForge(kind: keyof typeof FORGES): Promise<FakeForge> {
  const { list, one, update, mayAsk } = FORGES[kind];
  const server = createServer((request, response) => {
    void answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const forge: FakeForge = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    comments: [],
    writes: [],
    readOnly: false,
    foreign: new Set(),
    stop: () => new Promise((resolve) => void server.close(() => resolve())),
  };

  async function answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const { pathname, searchParams } = new URL(request.url ?? '/', forge.url);
    if (!mayAsk(request)) return refuse(401);
    if (pathname === list && request.method === 'GET') {
      const [page, size] = [
        Number(searchParams.get('page') ?? 1),
        Number(searchParams.get('per_page') ?? 30),
      ];
      return { status: 200, body: forge.comments.slice((page - 1) * size, page * size) };
    }
    const { body } = (await readJson(request)) as { body?: unknown };
    if (typeof body !== 'string' || body.length > 65_536) return refuse(422);
    if (forge.readOnly) return refuse(403);
    if (pathname === list && request.method === 'POST') {
      const id = forge.comments.length + 1_000;
      const comment = { id, body };
      forge.comments.push(comment);
      forge.writes.push('POST');
      return { status: 201, body: comment };
    }
    const comment = forge.comments.find(({ id }) => pathname === `${one}/${id}`);
    if (request.method !== update || comment === undefined) return refuse(404);
    if (forge.foreign.has(comment.id)) return refuse(403);
    comment.body = body;
    forge.writes.push(`${update} ${comment.id}`);
    return { status: 200, body: comment };
  }
  return forge;
}

function refuse(status: number): { status: number; body: unknown } {
  return { status, body: { message: 'Refused.' } };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? {} : JSON.parse(text);
}
