import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface GithubComment {
  id: number;
  body: string;
  html_url: string;
}

/** The few endpoints of GitHub's REST API that comments need, with pages as GitHub makes them. */
export interface FakeGithub {
  url: string;
  comments: GithubComment[];
  /** Method and path of each request that changed something. */
  writes: string[];
  /** From now on, nothing may be written, as with the token of a fork. */
  readOnly: boolean;
  /** Ids of comments that somebody else wrote. */
  foreign: Set<number>;
  stop(): Promise<void>;
}

const TOKEN = 'github-token-of-the-test';
export const githubToken = TOKEN;

/** @param path of the repository's issue, such as /repos/acme/policies/issues/7 */
export async function startFakeGithub(issue: string): Promise<FakeGithub> {
  const repository = issue.replace(/\/issues\/\d+$/, '');
  const server = createServer((request, response) => {
    void answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const github: FakeGithub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    comments: [],
    writes: [],
    readOnly: false,
    foreign: new Set(),
    stop: () => new Promise((resolve) => void server.close(() => resolve())),
  };

  async function answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const { pathname, searchParams } = new URL(request.url ?? '/', github.url);
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return refuse(401);
    if (pathname === `${issue}/comments` && request.method === 'GET') {
      const [page, size] = [
        Number(searchParams.get('page') ?? 1),
        Number(searchParams.get('per_page') ?? 30),
      ];
      return { status: 200, body: github.comments.slice((page - 1) * size, page * size) };
    }
    const { body } = (await readJson(request)) as { body?: unknown };
    if (typeof body !== 'string' || body.length > 65_536) return refuse(422);
    if (github.readOnly) return refuse(403);
    if (pathname === `${issue}/comments` && request.method === 'POST') {
      const id = github.comments.length + 1_000;
      const comment = { id, body, html_url: `https://github.example/comments/${id}` };
      github.comments.push(comment);
      github.writes.push('POST');
      return { status: 201, body: comment };
    }
    const comment = github.comments.find(({ id }) => pathname === `${repository}/issues/comments/${id}`);
    if (request.method !== 'PATCH' || comment === undefined) return refuse(404);
    if (github.foreign.has(comment.id)) return refuse(403);
    comment.body = body;
    github.writes.push(`PATCH ${comment.id}`);
    return { status: 200, body: comment };
  }
  return github;
}

function refuse(status: number): { status: number; body: unknown } {
  return { status, body: { message: 'Refused.' } };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? {} : JSON.parse(text);
}
