import { upstreamMeaning, unlisted, upstreamStateInWords } from '../../domain/upstream-state.ts';
import { counted } from '../../domain/first-sync.ts';
import { contentSteps, firstSyncStep } from './content-steps.ts';
import { capital, done, problem, waiting, type SetupStep, type SetupView } from './setup-step.ts';

/** The setup of a directory that WorkOS speaks for. Whether its portal was opened nobody can know. */
export function workosSteps(view: SetupView): SetupStep[] {
  return [
    organizationStep(view),
    connectedStep(view),
    credentialsStep(view),
    ...contentSteps(view),
    firstSyncStep(view),
  ];
}

function organizationStep({ facts, tenant, reader }: SetupView): SetupStep {
  const { directory } = facts;
  if (directory.organization_id !== null) {
    return done(
      'organization',
      reader === 'customer'
        ? 'Your organization is known to the service that connects it.'
        : `Its organization at WorkOS is ${directory.organization_id}.`,
      directory.created_at,
    );
  }
  if (directory.workos_id !== null) {
    return done('organization', 'It was made with an id of WorkOS, and its organization is not known yet.');
  }
  return waiting(
    'organization',
    'It has no organization at WorkOS yet.',
    reader === 'customer'
      ? 'Make a link to connect your identity provider.'
      : `Run \`rollcall directory connect --tenant ${tenant}\`.`,
  );
}

function connectedStep({ facts, provider, tenant, reader }: SetupView): SetupStep {
  const { directory, candidates } = facts;
  if (candidates.length > 0 && reader === 'customer') {
    return problem(
      'connected',
      `${counted(candidates.length, 'directory', 'directories')} of your organization could be meant, and which one only a person can say.`,
      'Tell those who run Rollcall which identity provider you have just connected: they choose it.',
    );
  }
  if (candidates.length > 0) {
    return problem(
      'connected',
      `WorkOS has ${String(candidates.length)} directories of this organization that nobody has claimed: ${candidates.slice(0, 10).join(', ')}. Only a person can say which one is meant.`,
      `Claim it: POST /api/v1/tenants/${tenant}/directories/${directory.id}/claim with its workos_id; or delete the other one in the WorkOS dashboard.`,
    );
  }
  if (directory.workos_id !== null) {
    const at = directory.connected_at;
    const says =
      reader === 'customer'
        ? `${capital(provider)} is connected.`
        : `It is ${directory.workos_id} at WorkOS.`;
    return done('connected', says, at);
  }
  const who = provider === 'the identity provider' ? 'their identity provider' : provider;
  if (reader === 'customer') {
    const yours = provider === 'the identity provider' ? 'your identity provider' : provider;
    return waiting(
      'connected',
      `${capital(yours)} is not connected yet.`,
      `Make a link, open it within five minutes, and connect ${yours} there. Where it has ended, make another.`,
    );
  }
  return waiting(
    'connected',
    `No directory of the organization has appeared at WorkOS yet.`,
    `Have an administrator of the customer open the link to the Admin Portal and connect ${who}. Links end after five minutes; a new one: \`rollcall directory portal-link ${directory.id} --tenant ${tenant}\`.`,
  );
}

function credentialsStep({ facts, provider, tenant, reader }: SetupView): SetupStep {
  const { directory } = facts;
  const { upstream_state: state, upstream_occurred_at: at } = directory;
  const says = upstreamStateInWords(state, reader);
  const link = `\`rollcall directory portal-link ${directory.id} --tenant ${tenant}\``;
  const isCustomer = reader === 'customer';
  switch (upstreamMeaning(state)) {
    case 'linked':
      return done('credentials', `The connection to ${provider} works.`, at);
    case 'invalid_credentials':
      return problem(
        'credentials',
        `${capital(provider)} refuses the credentials of the connection.`,
        isCustomer
          ? 'Make a link, open it, and renew them there.'
          : `Have an administrator renew them in the Admin Portal: ${link}.`,
        at,
      );
    case 'unlinked':
    case 'deleted':
    case unlisted:
      return problem(
        'credentials',
        says ?? 'The connection has ended.',
        isCustomer
          ? 'Make a link and connect it again there, or disconnect this directory.'
          : `Connect it again in the Admin Portal (${link}), or disconnect this directory.`,
        at,
      );
    default:
      return waiting('credentials', says ?? 'The connection has not been tried yet.', null);
  }
}
