import { DemoFailure } from './demo-failure.ts';

/** The admin API of a running Rollcall; `path` starts below /api/v1. Shapes are those of schemas/api.schema.json. */
export interface AdminApi {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  /** Every item of a list, page by page. */
  all<T>(path: string): Promise<T[]>;
}

export function createAdminApi(options: { url: string; token: string; fetch: typeof fetch }): AdminApi {
  async function call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
    const request = {
      method,
      headers: {
        authorization: `Bearer ${options.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const answer = await options.fetch(`${options.url}/api/v1${path}`, request).catch((cause: unknown) => {
      throw new DemoFailure(`The server at ${options.url} does not answer any more: see its log.`, { cause });
    });
    if (!answer.ok) throw new DemoFailure(await describeProblem(`${method} ${path}`, answer));
    return answer.json();
  }
  const get = async <T>(path: string) => (await call('GET', path)) as T;
  return {
    get,
    post: async <T>(path: string, body: unknown) => (await call('POST', path, body)) as T,
    all: async <T>(path: string) => {
      const items: T[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: { data: T[]; next_cursor: string | null } = await get(pagePath(path, cursor));
        items.push(...page.data);
        cursor = page.next_cursor;
      }
      return items;
    },
  };
}

function pagePath(path: string, cursor: string): string {
  const query = new URLSearchParams({ limit: '200', ...(cursor === '' ? {} : { cursor }) });
  return `${path}${path.includes('?') ? '&' : '?'}${query.toString()}`;
}

async function describeProblem(request: string, answer: Response): Promise<string> {
  const text = await answer.text();
  const problem = `${request} was answered ${answer.status}: ${text.slice(0, 2000)}`;
  return answer.status === 401
    ? `${problem}\nIs ROLLCALL_API_TOKEN, or operator-token in ROLLCALL_HOME, the token of this server?`
    : problem;
}
