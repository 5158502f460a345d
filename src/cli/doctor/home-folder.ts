import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ok, problem, skipped, warning, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** Files that others than the owner must not read. */
const secrets = ['operator-token', 'workos-webhook-secret', 'secret-key', 'database.json'];

/** ROLLCALL_HOME: whose it is, who may look inside, and whether it can be written to. */
export function checkHome({ config, wrong }: Pick<Patient, 'config' | 'wrong'>): Finding {
  const { home } = config;
  if (wrong.has('ROLLCALL_HOME')) return skipped('ROLLCALL_HOME is wrong.');
  const found = statSync(home, { throwIfNoEntry: false });
  if (found === undefined) {
    const parent = nearestFolder(home);
    return mayWrite(parent)
      ? ok(`${home} is not there yet, and is made by the first start.`)
      : problem(`${home} cannot be made: ${parent} may not be written to.`, otherHome);
  }
  if (!found.isDirectory()) return problem(`${home} is no folder.`, otherHome);
  if (!mayWrite(home)) return problem(`${home} may not be written to by this user.`, otherHome);
  const me = process.getuid?.();
  if (me !== undefined && me !== 0 && found.uid !== me) {
    return warning(`${home} belongs to another user.`, 'Run Rollcall as the user that it belongs to.');
  }
  // As root others may pass through, to the database that runs as another user, and look at nothing.
  if ((found.mode & 0o066) !== 0) {
    return problem(
      `Others may look into ${home}, which holds secrets (mode ${modeOf(found.mode)}).`,
      `chmod ${me === 0 ? '711' : '700'} ${home}`,
    );
  }
  const open = secrets.filter((name) => {
    const file = statSync(join(home, name), { throwIfNoEntry: false });
    return file !== undefined && (file.mode & 0o077) !== 0;
  });
  if (open.length > 0) {
    const files = open.map((name) => join(home, name)).join(' ');
    return problem(`Others may read ${open.join(', ')} in ${home}.`, `chmod 600 ${files}`);
  }
  return ok(
    `${home} is this user's alone (mode ${modeOf(found.mode)}, ${readdirSync(home).length} entries).`,
  );
}

const otherHome =
  'Set ROLLCALL_HOME to a folder that this user may write to, or run as the user it belongs to.';

/** The folder itself, or the one above it that there is. */
export function nearestFolder(path: string): string {
  const above = dirname(path);
  return statSync(path, { throwIfNoEntry: false }) !== undefined || above === path
    ? path
    : nearestFolder(above);
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function modeOf(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, '0');
}
