import { Option } from 'commander';

/** What several commands have in common. */
export function jsonOption(): Option {
  return new Option('--json', 'print the result as JSON');
}

export function tenantOption(): Option {
  return new Option('--tenant <slug>', 'the tenant').makeOptionMandatory();
}

/** For commands that ask a running service, or the database. */
export function serverOption(): Option {
  return new Option(
    '--server <address>',
    'ask this running service, with the token in ROLLCALL_TOKEN (default: ROLLCALL_SERVER, else the database)',
  );
}

/** Shown after the help of a command. */
export function examples(lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`;
}
