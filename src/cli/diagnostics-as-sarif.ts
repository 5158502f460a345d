import { createHash } from 'node:crypto';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import packageJson from '../../package.json' with { type: 'json' };
import type { Diagnostic } from '../domain/diagnostic.ts';
import { DIAGNOSTIC_CODES } from './diagnostic-codes.ts';
import { wordAt } from './diagnostic-text.ts';

/** A file with what is wrong with it. */
export interface FileWithDiagnostics {
  file: string;
  text: string;
  diagnostics: readonly Diagnostic[];
}

/** Where the words about each code are, for whoever reads an alert. */
const HELP = 'docs/policies.md#diagnostics';

/**
 * Diagnostics as a log of SARIF 2.1.0, as GitHub's code scanning takes it: addresses relative to the top of the
 * repository, and a fingerprint that stays the same while other lines come and go.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 * @param root the top of the repository
 */
export function diagnosticsAsSarif(files: readonly FileWithDiagnostics[], root: string): object {
  const found = files.flatMap(({ text, diagnostics }) => {
    const lines = text.split('\n');
    return diagnostics.map((diagnostic) => ({
      diagnostic,
      source: (lines[diagnostic.line - 1] ?? '').replace(/\r$/, ''),
    }));
  });
  const codes = [...new Set(found.map(({ diagnostic }) => diagnostic.code))].sort();
  const fingerprintOf = fingerprints();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Rollcall',
            semanticVersion: packageJson.version,
            rules: codes.map((code) =>
              rule(
                code,
                found.some(({ diagnostic }) => diagnostic.code === code && diagnostic.severity === 'error'),
              ),
            ),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: found.map(({ diagnostic, source }) => {
          const { file, line, column, severity, code, message, hint } = diagnostic;
          const uri = addressOf(file, root);
          return {
            ruleId: code,
            ruleIndex: codes.indexOf(code),
            level: severity,
            message: { text: (hint === null ? message : `${message} ${hint}`).toWellFormed() },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri },
                  region: {
                    startLine: line,
                    startColumn: column,
                    endColumn: column + Math.max(1, wordAt(source, column).length),
                  },
                },
              },
            ],
            partialFingerprints: { primaryLocationLineHash: fingerprintOf(uri, code, source) },
          };
        }),
      },
    ],
  };
}

function rule(code: string, isError: boolean): object {
  const says = DIAGNOSTIC_CODES[code] ?? 'Something is wrong with this policy.';
  const level = isError ? 'error' : 'warning';
  return {
    id: code,
    name: code,
    shortDescription: { text: says },
    fullDescription: { text: says },
    help: {
      text: `${says} The message says what to write instead. All codes are in ${HELP}.`,
      markdown: `${says}\n\nThe message says what to write instead. All codes are in \`${HELP}\`.`,
    },
    defaultConfiguration: { level },
    properties: { tags: ['policy'], 'problem.severity': level },
  };
}

/** By what is found and by the line itself, not by its number; the same again in one file is counted. */
function fingerprints(): (uri: string, code: string, source: string) => string {
  const seen = new Map<string, number>();
  return (uri, code, source) => {
    const digest = createHash('sha256')
      .update(JSON.stringify([uri, code, source.trim().toWellFormed()]))
      .digest('hex')
      .slice(0, 16);
    const count = (seen.get(digest) ?? 0) + 1;
    seen.set(digest, count);
    return `${digest}:${String(count)}`;
  };
}

/** Relative to the top of the repository, with slashes and everything escaped; a file outside of it keeps its whole address. */
function addressOf(file: string, root: string): string {
  const below = relative(root, resolve(root, file));
  if (below.startsWith('..') || isAbsolute(below)) return pathToFileURL(resolve(root, file)).href;
  return below
    .split(sep)
    .map((segment) => encodeURIComponent(segment.toWellFormed()))
    .join('/');
}
