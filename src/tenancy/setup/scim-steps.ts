import { isValidToken } from '../../domain/directory-token.ts';
import { guideFor, guideTitles } from '../../domain/identity-provider.ts';
import { lifeOfToken } from '../../store/directory-tokens.ts';
import type { RefusedBecause } from '../../store/setup-facts.ts';
import { contentSteps, firstSyncStep } from './content-steps.ts';
import { refusalsOf } from './refusals.ts';
import { capital, done, problem, waiting, type SetupStep, type SetupView } from './setup-step.ts';

/** The setup of a directory whose identity provider speaks SCIM to Rollcall. */
export function scimSteps(view: SetupView): SetupStep[] {
  return [
    tokenStep(view),
    requestStep(view),
    ...configurationStep(view),
    ...contentSteps(view),
    ...refusedStep(view),
    ...profileStep(view),
    firstSyncStep(view),
  ];
}

function tokenStep({ facts, now, tenant, reader }: SetupView): SetupStep {
  const { directory, tokens } = facts;
  if (directory.state === 'disconnected') {
    return waiting('token', 'The directory is disconnected, so its tokens open nothing.', null);
  }
  const valid = tokens.filter((token) => isValidToken(lifeOfToken(token), now));
  const [first] = valid;
  if (first !== undefined) return done('token', 'The directory has a valid token.', first.created_at);
  return problem(
    'token',
    'The directory has no valid token, so every request is refused.',
    reader === 'customer'
      ? 'Make one, and paste it into your identity provider.'
      : `Make one with \`rollcall directory token create ${directory.id} --tenant ${tenant}\`, and paste it into the identity provider.`,
  );
}

function requestStep({ facts, guide, provider }: SetupView): SetupStep {
  const { directory, tokens } = facts;
  const lastUse = Math.max(
    -Infinity,
    ...tokens.map(({ last_used_at }) => last_used_at?.getTime() ?? -Infinity),
  );
  const { refused_at: refusedAt, refused_because: because } = directory;
  // The last use of a token is written once a minute.
  if (refusedAt !== null && because !== null && refusedAt.getTime() > lastUse + 60_000) {
    const somebody =
      lastUse === -Infinity ? 'Somebody' : `${capital(provider)} got through before, but somebody`;
    return problem(
      'first_request',
      `${somebody} has asked for this directory ${refusedInWords[because]}, and was refused.`,
      guide.advice.token,
      refusedAt,
    );
  }
  if (directory.connected_at !== null) {
    return done('first_request', `${capital(provider)} has reached Rollcall.`, directory.connected_at);
  }
  return waiting('first_request', 'Nothing has asked for this directory yet.', guide.advice.connect);
}

const refusedInWords: Record<RefusedBecause, string> = {
  no_token: 'without any token',
  wrong_token: 'with a token that is not of this directory',
  expired_token: 'with a token that has expired',
  revoked_token: 'with a token that was revoked',
};

/** Not all of them ask, so it is told only where one has. */
function configurationStep({ facts, provider }: SetupView): SetupStep[] {
  const asked = facts.done.get('asked_configuration');
  if (asked === undefined) return [];
  const says = `${capital(provider)} has asked for the service provider configuration.`;
  return [done('configuration', says, asked.firstAt)];
}

/** People who were sent in a form that is not understood, as long as nobody has got through since. */
function refusedStep({ facts, provider }: SetupView): SetupStep[] {
  const refused = refusalsOf(facts);
  if (refused === null) return [];
  const { count, reason, at } = refused;
  const because = reason === '' ? '' : ` The reason given the last time: ${reason}`;
  return [
    problem(
      'refused',
      `${capital(provider)} has sent people, and was refused ${count === 1 ? 'once' : `${count.toLocaleString('en-US')} times`}.${because}`,
      `Mend what the reason names; where another dialect fits better, take that. Then have ${provider} send those people again: they do not come by themselves.`,
      at,
    ),
  ];
}

function profileStep({ facts, suggested, tenant, reader }: SetupView): SetupStep[] {
  if (suggested === null) return [];
  const { profile, because } = suggested;
  return [
    problem(
      'profile',
      `${profile === 'generic' ? 'The dialect of no identity provider in particular' : `The dialect of ${guideTitles[guideFor(null, profile)]}`} seems to fit better. ${because}`,
      reader === 'customer'
        ? 'Take it over with the button below.'
        : `Set it with \`rollcall directory set-profile ${facts.directory.id} ${profile} --tenant ${tenant}\`.`,
    ),
  ];
}
