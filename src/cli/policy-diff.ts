import { styleText } from 'node:util';
import { RollcallError } from '../domain/rollcall-error.ts';
import type { PolicyDiff } from '../generated/api.ts';
import { printResult, type CommandIo } from './command-io.ts';
import { explainingInvalid } from './invalid-policy.ts';
import { plainText } from './plain-text.ts';
import { inLines } from './policy-commands.ts';
import { withPolicyService, type OfServer } from './policy-service.ts';
import { readTenantPolicyFile } from './tenant-policy-file.ts';

export interface PolicyDiffOptions extends OfServer {
  file?: string;
  version?: number;
  /** `active`, or the number of a version. */
  against?: string;
  json?: boolean;
}

/** `rollcall policy diff TENANT`: how a file, or a version, differs from what is in force. */
export async function policyDiffCommand(
  tenant: string,
  options: PolicyDiffOptions,
  io: CommandIo,
): Promise<number> {
  const { version, json } = options;
  const proposed = version === undefined ? readTenantPolicyFile(tenant, options.file, io) : null;
  const request = {
    ...(proposed === null ? {} : { yaml: proposed.text, file: proposed.file }),
    ...(version === undefined ? {} : { version }),
    ...againstOf(options.against),
  };
  const diff = await withPolicyService(io, options, (service) =>
    explainingInvalid(io, { text: proposed?.text ?? null, json }, service.diff(tenant, request)),
  );
  return printResult(io, json, diff, diffInWords(diff, proposed?.file ?? null, inLines(io).color === true));
}

function againstOf(against = 'active'): { against?: number } {
  if (against === 'active') return {};
  if (/^[1-9]\d{0,8}$/.test(against)) return { against: Number(against) };
  throw new RollcallError(
    'invalid_request',
    `--against is "active" or the number of a version, not ${JSON.stringify(against)}.`,
  );
}

/** The sentences first, then the text. */
function diffInWords(
  { tenant, before, after, differences, text }: PolicyDiff,
  file: string | null,
  color: boolean,
): string {
  const what = after === null ? plainText(file ?? 'the policy') : `version ${after}`;
  const head = `${tenant}: ${what}, compared with version ${before}`;
  if (differences.length === 0 && text === '') return `${head}: nothing differs.`;
  const meaning =
    differences.length === 0
      ? ['Both mean the same; only the text differs.']
      : differences.map(({ says }) => `- ${plainText(says)}`);
  const lines =
    text === ''
      ? ['The text is the same: the default policy or the catalog is another.']
      : textLines(text, color);
  return [head, '', ...meaning, '', ...lines].join('\n');
}

function textLines(text: string, color: boolean): string[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      const plain = plainText(line.replace(/\r$/, ''));
      if (!color) return plain;
      if (/^(?:---|\+\+\+|@@)/.test(plain)) return styleText('bold', plain, { validateStream: false });
      if (plain.startsWith('+')) return styleText('green', plain, { validateStream: false });
      return plain.startsWith('-') ? styleText('red', plain, { validateStream: false }) : plain;
    });
}
