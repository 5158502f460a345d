import type { KeptSecret } from '../../store/home-directory.ts';
import type { LoadedPolicy } from '../../tenancy/load-policies.ts';
import type { CommandIo } from '../command-io.ts';

export interface Welcome {
  address: string;
  loaded: LoadedPolicy[];
  /** The operator token kept in this home; null where one is configured. */
  token: KeptSecret | null;
  /** The webhook secret kept in this home; null where one is configured, or there is none. */
  secret: KeptSecret | null;
  webhookIsOpen: boolean;
  home: string;
  /** The folder that mail goes to; null where a mail server is configured. */
  mailbox: string | null;
  /** Whom alerts for operators go to. */
  alertsTo: readonly string[];
}

/** What an operator sees once the service runs: where it listens, what is in force, what to try next. */
export function printWelcome(io: CommandIo, welcome: Welcome): void {
  const { address, token, secret } = welcome;
  const lines = [
    '',
    `Rollcall listens on ${address}`,
    `  Console                    ${address}/admin`,
    `  API and its documentation  ${address}/docs`,
    `  WorkOS webhooks            ${address}/api/webhooks/workos${welcome.webhookIsOpen ? '' : ' (closed: set WORKOS_WEBHOOK_SECRET)'}`,
    `  SCIM 2.0                   ${address}/scim/v2/DIRECTORY, for each directory of the source scim`,
    `  Health and metrics         ${address}/readyz, ${address}/metrics`,
    `  Data                       ${welcome.home}`,
    ...(welcome.mailbox === null ? [] : [`  Mail goes to               ${welcome.mailbox}`]),
    `  Alerts are mailed to       ${welcome.alertsTo.length === 0 ? 'nobody: set ROLLCALL_ALERTS_TO' : welcome.alertsTo.join(', ')}`,
    '',
    'Policies in force:',
    ...welcome.loaded.map(describePolicy),
    ...(welcome.loaded.length === 0
      ? ['  none yet: add policies/NAME.policy.yaml, or run npx rollcall tenant create NAME']
      : []),
    '',
  ];
  if (token) {
    lines.push(
      token.isNew
        ? `Operator token, shown this once:  ${token.value}`
        : 'The operator token is the one of the first run.',
      `  It is kept in ${token.path}`,
    );
  }
  if (secret) lines.push(`WorkOS webhooks are verified with the secret in ${secret.path}`);
  lines.push(
    '',
    'Try next, in another terminal:',
    '  npm run demo                   a made-up company of 200 people lives a working day',
    '  npx rollcall policy check      check every policy in policies/',
    '  npx rollcall tenant list       see the tenants',
    '',
  );
  io.stdout.write(`${lines.join('\n')}\n`);
}

function describePolicy({ tenant, file, outcome, version, diagnostics }: LoadedPolicy): string {
  if (outcome !== 'refused') return `  ${tenant}, version ${version ?? '?'} (${outcome})`;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const first = errors[0];
  const where = first ? `: ${first.file}:${first.line}:${first.column} ${first.message}` : '';
  const instead =
    version === null ? 'and there is none to fall back to' : `version ${version} stays in force`;
  return `  ${tenant} NOT LOADED, ${instead}: ${errors.length} error(s) in ${file}${where}`;
}
