import type { Directory, DirectoryDetail, DirectoryToken } from '../generated/api.ts';
import { alignedTable, printable } from './aligned-table.ts';

/** Directories as a table, and below it what is to be done about them. */
export function directoryTable(directories: Directory[]): string {
  const table = alignedTable(
    [
      'DIRECTORY',
      'SOURCE',
      'IDP',
      'PROFILE',
      'NAME',
      'STATE',
      'WORKOS ID',
      'WAITING',
      'SET ASIDE',
      'LAST EVENT',
      'HEALTH',
    ],
    directories.map((directory) => [
      directory.id,
      directory.source,
      directory.idp,
      directory.profile,
      directory.name,
      directory.state,
      directory.workos_id,
      directory.events.waiting,
      directory.events.set_aside,
      directory.last_event_at,
      directory.health && [directory.health.state, ...directory.health.problems].join(' '),
    ]),
  );
  const sentences = directories.flatMap(({ id, tokens_say }) =>
    tokens_say === null ? [] : [`${id}: ${tokens_say}`],
  );
  return [table, ...sentences].join('\n');
}

/** Everything about one directory, in lines for people. */
export function directoryInWords(directory: DirectoryDetail, schemas: string[], tenant: string): string {
  const { dialect } = directory;
  const facts: [string, string | number | null][] = [
    ['Directory', directory.id],
    ['Name', directory.name],
    ['State', directory.state],
    ['Source', directory.source],
    ['Identity provider', directory.idp],
    ...(directory.source === 'scim'
      ? ([
          ['Profile', directory.profile],
          ['Base URL', directory.base_url],
        ] as const)
      : ([
          ['WorkOS id', directory.workos_id],
          ['Connection', directory.upstream_says],
        ] as const)
    ).map(([name, value]): [string, string | null] => [name, value]),
    ['People', directory.people],
    ['Groups', directory.groups],
    ['Events', `${directory.events.waiting} waiting, ${directory.events.set_aside} set aside`],
    ['Last event', directory.last_event_at],
    ['Last applied', directory.last_applied_at],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, value]) => `${name.padEnd(width)}  ${printable(value)}`);
  if (dialect === null) return lines.join('\n');
  lines.push('', ...paragraph('Tokens', tokenTable(directory.tokens, directory.tokens_say).split('\n')));
  lines.push('', ...paragraph('Extension schemas', schemas.map(printable), 'none'));
  lines.push(
    '',
    ...paragraph(
      'Dialect',
      dialect.rewrites.map(({ says }) => `${says}.`),
      'nothing was rewritten',
    ),
  );
  if (dialect.suggested_profile !== null) {
    const { profile, because } = dialect.suggested_profile;
    lines.push(
      '',
      `The profile ${profile} seems to fit better. ${because}`,
      `  rollcall directory set-profile ${directory.id} ${profile} --tenant ${tenant}`,
    );
  }
  return lines.join('\n');
}

/** Tokens as a table, and below it what is to be done about them. */
export function tokenTable(tokens: DirectoryToken[], altogether: string | null = null): string {
  const sentences = tokens.flatMap(({ id, says }) => (says === null ? [] : [`${id}: ${says}`]));
  const table = alignedTable(
    ['TOKEN', 'STATE', 'CREATED', 'EXPIRES', 'LAST USED', 'REVOKED'],
    tokens.map(({ id, state, created_at, expires_at, last_used_at, revoked_at }) => [
      id,
      state,
      created_at,
      expires_at,
      last_used_at,
      revoked_at,
    ]),
  );
  const told = tokens.some(({ says }) => says === altogether);
  return [table, ...sentences, ...(altogether === null || told ? [] : [altogether])].join('\n');
}

function paragraph(heading: string, lines: string[], otherwise = ''): string[] {
  return lines.length === 0
    ? [`${heading}: ${otherwise}`]
    : [`${heading}:`, ...lines.map((line) => `  ${line}`)];
}
