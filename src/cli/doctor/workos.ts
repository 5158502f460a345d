import { ask, isUntrusted, silenceInWords } from './ask.ts';
import { compareClocks } from './database-clock.ts';
import { ok, problem, skipped, warning, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** Milliseconds: the Date header has whole seconds, cut off. */
const HEADER_SLACK = 1_000;

/** Whether WorkOS takes the API key, asked with one cheap request, and whether its clock agrees with this machine's. */
export async function checkWorkos(
  { config, wrong, clock }: Pick<Patient, 'config' | 'wrong' | 'clock'>,
  signal: AbortSignal,
): Promise<Finding[]> {
  const { workosApiKey, workosApiUrl } = config;
  if (wrong.has('WORKOS_API_KEY') || wrong.has('WORKOS_API_URL'))
    return [skipped('A setting of WorkOS is wrong.')];
  if (workosApiKey === null) return [skipped('WORKOS_API_KEY is not set: the API of WorkOS is not asked.')];
  const askedAt = clock.now().getTime();
  const answer = await ask(`${workosApiUrl}/directories?limit=1`, {
    headers: {
      authorization: `Bearer ${workosApiKey}`,
      accept: 'application/json',
      'user-agent': 'rollcall',
    },
    signal,
  });
  const answeredAt = clock.now().getTime();
  if (answer.kind === 'silent') return [silent(answer.code, workosApiUrl)];
  const clocks =
    answer.date === null
      ? []
      : [
          compareClocks(
            (askedAt + answeredAt) / 2 - answer.date.getTime() - HEADER_SLACK / 2,
            (answeredAt - askedAt) / 2 + HEADER_SLACK,
            'WorkOS',
          ),
        ];
  return [verdictOf(answer.status, workosApiUrl), ...clocks];
}

function silent(code: string, url: string): Finding {
  if (isUntrusted(code)) {
    return problem(
      `${url} cannot be trusted: ${silenceInWords(code)}.`,
      'A proxy that opens TLS needs its authority in NODE_EXTRA_CA_CERTS.',
    );
  }
  return problem(
    `${url} cannot be reached: ${silenceInWords(code)}.`,
    'May this machine reach it? Leave WORKOS_API_URL out unless WorkOS gave you another address.',
  );
}

function verdictOf(status: number, url: string): Finding {
  if (status >= 200 && status < 300) return ok('WorkOS takes the API key.');
  if (status === 401 || status === 403) {
    return problem(
      `WorkOS does not take the API key (${status}).`,
      'Set WORKOS_API_KEY to a key of the environment that the directories are in.',
    );
  }
  if (status === 429) {
    return warning('WorkOS has had too many requests from here just now.', 'Run this again in a minute.');
  }
  if (status >= 500)
    return warning(`WorkOS answers ${status}.`, 'Run this again; see https://status.workos.com.');
  return problem(
    `${url} answers ${status}, and not as WorkOS does.`,
    'Leave WORKOS_API_URL out, or correct it.',
  );
}
