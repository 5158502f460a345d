import { directoryOf, listDirectories, listGroups, listUsers, oneOf } from './directory-endpoints.ts';
import type { FakeWorkos } from './environment.ts';
import { notFound } from './wire-error.ts';

export interface FakeRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
}

export interface FakeAnswer {
  status: number;
  body: unknown;
}

type Answer = (fake: FakeWorkos, request: FakeRequest, id: string) => unknown;

interface Route {
  method: string;
  path: RegExp;
  status: number;
  answer: Answer;
}

const route = (method: string, path: RegExp, answer: Answer, status = 200): Route => ({
  method,
  path,
  status,
  answer,
});

const routes: Route[] = [
  route('GET', /^\/directories$/, ({ directories }, { query }) => listDirectories(directories, query)),
  route('GET', /^\/directories\/([^/]+)$/, ({ directories }, _, id) => directoryOf(directories, id).record()),
  route('DELETE', /^\/directories\/([^/]+)$/, deleteDirectory, 204),
  route('GET', /^\/directory_users$/, ({ directories }, { query }) => listUsers(directories, query)),
  route('GET', /^\/directory_users\/([^/]+)$/, ({ directories }, _, id) =>
    oneOf(
      directories.flatMap((each) => each.users()),
      'Directory User',
      id,
    ),
  ),
  route('GET', /^\/directory_groups$/, ({ directories }, { query }) => listGroups(directories, query)),
  route('GET', /^\/directory_groups\/([^/]+)$/, ({ directories }, _, id) =>
    oneOf(
      directories.flatMap((each) => each.groups()),
      'Directory Group',
      id,
    ),
  ),
  route('GET', /^\/events$/, ({ events }, { query }) => events.page(query)),
  route('GET', /^\/organizations$/, ({ organizations }, { query }) => organizations.list(query)),
  route('POST', /^\/organizations$/, ({ organizations }, { body }) => organizations.create(body), 201),
  route('GET', /^\/organizations\/external_id\/([^/]+)$/, ({ organizations }, _, id) =>
    organizations.getByExternalId(id),
  ),
  route('GET', /^\/organizations\/([^/]+)$/, ({ organizations }, _, id) => organizations.get(id)),
  route(
    'POST',
    /^\/portal\/generate_link$/,
    ({ organizations, url }, { body }) => organizations.portalLink(body, url),
    201,
  ),
  route('GET', /^\/portal\/launch$/, launchPortal),
];

export function answerRequest(fake: FakeWorkos, request: FakeRequest): FakeAnswer {
  for (const { method, path, status, answer } of routes) {
    const found = method === request.method ? path.exec(request.path) : null;
    if (found) return { status, body: answer(fake, request, decodeURIComponent(found[1] ?? '')) };
  }
  throw notFound('Endpoint', `${request.method} ${request.path}`);
}

function deleteDirectory(fake: FakeWorkos, _: FakeRequest, id: string): null {
  const directory = directoryOf(fake.directories, id);
  directory.catchUp();
  fake.publish(directory.deletion());
  fake.directories.splice(fake.directories.indexOf(directory), 1);
  return null;
}

/** The customer's administrator opens the link and connects their identity provider, all in one. */
function launchPortal(fake: FakeWorkos, { query }: FakeRequest): unknown {
  const { id: organizationId, name } = fake.organizations.ofPortalLink(query.get('secret') ?? '');
  const known = fake.directories.find((directory) => directory.organizationId === organizationId);
  const directory = known ?? fake.addDirectory({ organizationId, name });
  if (known === undefined) fake.publish(directory.idp.activate());
  return directory.record();
}
