import type { WebApp } from '../../src/http/web-security.ts';

export interface BrowserAnswer {
  status: number;
  headers: Headers;
  body: unknown;
  /** Of Set-Cookie, whole. */
  cookies: string[];
}

/** As a browser behaves that shows a page of the service itself: cookies, `Origin`, `Sec-Fetch-Site`, no redirects followed. */
export interface CookieBrowser {
  jar: Map<string, string>;
  ask(
    method: string,
    path: string,
    ask?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<BrowserAnswer>;
  /** Exchanges a link, and answers what the service did. */
  enter(linkUrl: string): Promise<BrowserAnswer>;
}

/** @param url of the service, without a slash at the end */
export function openBrowser(url: string, app: WebApp): CookieBrowser {
  const jar = new Map<string, string>();
  const ask: CookieBrowser['ask'] = async (method, path, { body, headers } = {}) => {
    const sent = {
      'rollcall-app': app,
      'sec-fetch-site': 'same-origin',
      ...(method === 'GET' ? {} : { origin: url }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
      ...headers,
    };
    // An empty one stands for none.
    const kept = Object.entries(sent).filter(([, value]) => value !== '');
    const answer = await fetch(new URL(path, url), {
      method,
      redirect: 'manual',
      headers: Object.fromEntries(kept),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const cookies = answer.headers.getSetCookie();
    for (const cookie of cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return {
      status: answer.status,
      headers: answer.headers,
      body: isJson && text !== '' ? (JSON.parse(text) as unknown) : text,
      cookies,
    };
  };
  return {
    jar,
    ask,
    enter: (linkUrl) => ask('POST', '/portal/enter', { body: { token: new URL(linkUrl).hash.slice(1) } }),
  };
}
