import { spawn } from 'node:child_process';

export interface ShellRun {
  code: number;
  out: string;
  err: string;
}

/** Runs a script as a step of CI would: with the settings of this process, less those of CI itself, and its own. */
export async function runShell(
  script: string,
  options: { cwd: string; env?: Record<string, string> },
): Promise<ShellRun> {
  const { PATH = '', HOME = '', NODE_COMPILE_CACHE = '' } = process.env;
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: options.cwd,
    env: { PATH: `${nodeFolder}:${PATH}`, HOME, NODE_COMPILE_CACHE, ...GIT, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve(status ?? 1));
  });
  return { code, out, err };
}

const nodeFolder = new URL('.', `file://${process.execPath}`).pathname.slice(0, -1);

/** Git as nobody has configured it. */
const GIT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Ann Example',
  GIT_AUTHOR_EMAIL: 'ann@acme.example',
  GIT_COMMITTER_NAME: 'Ann Example',
  GIT_COMMITTER_EMAIL: 'ann@acme.example',
};
