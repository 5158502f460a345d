import { RollcallError } from '../../domain/rollcall-error.ts';
import { reconcile } from '../../reconcile/reconcile.ts';
import { listUsers, usersKeyset } from '../../store/users-read.ts';
import { answerPage } from '../paging.ts';
import { actorOf, tenantRoute, type Caller, type Shape } from '../route.ts';
import { showUser } from '../../tenancy/show-user.ts';

export const userRoutes = {
  listUsers: tenantRoute({
    method: 'get',
    path: '/users',
    scope: 'read',
    // Whoever answers whose account it is has to find it.
    portal: { access: 'read', pages: ['people', 'approvals'] },
    summary: 'List the users of a tenant',
    query: 'UsersQuery',
    answer: 'UserList',
    async perform(deps, { caller, tenant, query }) {
      if (!reachesPeople(caller)) requireFindingOne(query);
      return answerPage(query, 'users', usersKeyset, (page) =>
        deps.database.inTenant(tenant.id, (trx) => listUsers(trx, tenant.id, query, page)),
      );
    },
  }),

  registerUser: tenantRoute({
    method: 'post',
    path: '/users',
    scope: 'write',
    summary: 'Register an account that the product has',
    description:
      'For accounts that were there before the sync: a directory may link them, as the policy says. Give an `email` or an `external_id`.',
    body: 'NewUser',
    answer: 'UserDetail',
    creates: true,
    perform: (deps, { caller, tenant, body }) =>
      deps.database.inTenant(tenant.id, async (trx) => {
        const user = {
          email: body.email ?? null,
          external_id: body.external_id ?? null,
          display_name: body.display_name ?? null,
          given_name: body.given_name ?? null,
          family_name: body.family_name ?? null,
          role: body.role ?? null,
        };
        const { plans } = await reconcile(deps, trx, tenant.id, {
          kind: 'registration',
          user,
          actor: actorOf(caller),
        });
        const registered = plans[0]?.after?.id;
        if (registered === undefined)
          throw new RollcallError('internal', 'The registration planned no account.');
        return showUser(trx, tenant.id, registered);
      }),
  }),

  getUser: tenantRoute({
    method: 'get',
    path: '/users/:user',
    scope: 'read',
    portal: { access: 'read', pages: ['people'] },
    summary: 'Show a user, with the role set by hand if there is one',
    answer: 'UserDetail',
    perform: (deps, { tenant, params }) =>
      deps.database.inTenant(tenant.id, (trx) => showUser(trx, tenant.id, params.user)),
  }),

  setRole: tenantRoute({
    method: 'put',
    path: '/users/:user/role',
    scope: 'write',
    summary: 'Set a role by hand',
    description:
      "Whether it wins over the directory's is the policy's to say (`groups.manual_roles`); the answer tells.",
    body: 'RoleAssignment',
    answer: 'UserDetail',
    perform: (deps, { caller, tenant, params, body }) =>
      deps.database.inTenant(tenant.id, async (trx) => {
        const occasion = {
          kind: 'manual_role',
          userId: params.user,
          role: body.role,
          actor: actorOf(caller),
        } as const;
        await reconcile(deps, trx, tenant.id, occasion);
        return showUser(trx, tenant.id, params.user);
      }),
  }),

  withdrawRole: tenantRoute({
    method: 'delete',
    path: '/users/:user/role',
    scope: 'write',
    summary: 'Take back a role that was set by hand',
    description: 'The directory and the policy decide again.',
    answer: 'UserDetail',
    perform: (deps, { caller, tenant, params }) =>
      deps.database.inTenant(tenant.id, async (trx) => {
        const occasion = {
          kind: 'manual_role',
          userId: params.user,
          role: null,
          actor: actorOf(caller),
        } as const;
        await reconcile(deps, trx, tenant.id, occasion);
        return showUser(trx, tenant.id, params.user);
      }),
  }),
};

function reachesPeople({ session }: Caller): boolean {
  return session?.kind !== 'portal' || session.pages.includes('people');
}

/** For saying whose an account is, in characters and people. */
const finding = { least: 3, most: 10 };

/** A link that opens approvals and no people finds an account by name or address, and lists nobody. */
function requireFindingOne({ search = '', limit, cursor }: Shape<'UsersQuery'>): void {
  const { least, most } = finding;
  if (search.trim().length >= least && limit !== undefined && limit <= most && cursor === undefined) return;
  throw new RollcallError(
    'forbidden',
    `The link that was opened finds people only to say whose an account is: by \`search\` of at least ${least} characters, at most ${most} with \`limit\`, and no further pages.`,
  );
}
