import assert from 'node:assert/strict';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type { ShapeName } from '../../src/http/route.ts';
import { compileShapes } from '../../src/http/shape-validation.ts';
import { makeTestFolder } from './run-folder.ts';

const policies = new URL('../../policies', import.meta.url).pathname;
const shapes = compileShapes();

export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** The command line on one database, for one tenant. */
export interface Cli {
  run(...args: string[]): Promise<Ran>;
  /** What a command prints with --json, checked against the shape of the API that it must have. */
  json<T>(shape: ShapeName, ...args: string[]): Promise<T>;
}

/** @param tenant its slug; every command names it */
export function cliFor(databaseUrl: string, tenant: string): Cli {
  const cwd = makeTestFolder('cli');
  const run: Cli['run'] = async (...args) => {
    let out = '';
    let err = '';
    const code = await runCommandLine([...args, '--tenant', tenant], {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      env: { DATABASE_URL: databaseUrl, ROLLCALL_POLICIES: policies, ROLLCALL_HOME: cwd },
      cwd,
    });
    return { code, out, err };
  };
  return {
    run,
    async json<T>(shape: ShapeName, ...args: string[]) {
      const { code, out, err } = await run(...args, '--json');
      assert.equal(code, 0, err);
      return shapes.body(shape, JSON.parse(out)) as T;
    },
  };
}
