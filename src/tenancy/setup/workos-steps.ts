import { upstreamMeaning, unlisted, upstreamStateInWords } from '../../domain/upstream-state.ts';
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

function organizationStep({ facts, tenant }: SetupView): SetupStep {
  const { directory } = facts;
  if (directory.organization_id !== null) {
    return done(
      'organization',
      `Its organization at WorkOS is ${directory.organization_id}.`,
      directory.created_at,
    );
  }
  if (directory.workos_id !== null) {
    return done('organization', 'It was made with an id of WorkOS, and its organization is not known yet.');
  }
  return waiting(
    'organization',
    'It has no organization at WorkOS yet.',
    `Run \`rollcall directory connect --tenant ${tenant}\`.`,
  );
}

function connectedStep({ facts, provider, tenant }: SetupView): SetupStep {
  const { directory, candidates } = facts;
  if (candidates.length > 0) {
    return problem(
      'connected',
      `WorkOS has ${String(candidates.length)} directories of this organization that nobody has claimed: ${candidates.slice(0, 10).join(', ')}. Only a person can say which one is meant.`,
      `Claim it: POST /api/v1/tenants/${tenant}/directories/${directory.id}/claim with its workos_id; or delete the other one in the WorkOS dashboard.`,
    );
  }
  if (directory.workos_id !== null) {
    const at = directory.connected_at;
    return done('connected', `It is ${directory.workos_id} at WorkOS.`, at);
  }
  const who = provider === 'the identity provider' ? 'their identity provider' : provider;
  return waiting(
    'connected',
    `No directory of the organization has appeared at WorkOS yet.`,
    `Have an administrator of the customer open the link to the Admin Portal and connect ${who}. Links end after five minutes; a new one: \`rollcall directory portal-link ${directory.id} --tenant ${tenant}\`.`,
  );
}

function credentialsStep({ facts, provider, tenant }: SetupView): SetupStep {
  const { directory } = facts;
  const { upstream_state: state, upstream_occurred_at: at } = directory;
  const says = upstreamStateInWords(state);
  const link = `\`rollcall directory portal-link ${directory.id} --tenant ${tenant}\``;
  switch (upstreamMeaning(state)) {
    case 'linked':
      return done('credentials', `The connection to ${provider} works.`, at);
    case 'invalid_credentials':
      return problem(
        'credentials',
        `${capital(provider)} refuses the credentials of the connection.`,
        `Have an administrator renew them in the Admin Portal: ${link}.`,
        at,
      );
    case 'unlinked':
    case 'deleted':
    case unlisted:
      return problem(
        'credentials',
        says ?? 'The connection has ended.',
        `Connect it again in the Admin Portal (${link}), or disconnect this directory.`,
        at,
      );
    default:
      return waiting('credentials', says ?? 'The connection has not been tried yet.', null);
  }
}
