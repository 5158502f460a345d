import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { RollcallError } from '../domain/rollcall-error.ts';

/** A secret that this home keeps, and whether it was made just now (and so has to be shown once). */
export interface KeptSecret {
  value: string;
  path: string;
  isNew: boolean;
}

/** The bootstrap operator token of this home; made on the first call. */
export function operatorToken(home: string): KeptSecret {
  return keptSecret(home, 'operator-token', 'rollcall_operator_');
}

/** The webhook secret that stands in for WorkOS's own in development; made on the first call. */
export function workosWebhookSecret(home: string): KeptSecret {
  return keptSecret(home, 'workos-webhook-secret', 'development_');
}

/** The key that seals secrets of this home which have to be read again; made on the first call. */
export function secretKey(home: string): KeptSecret {
  return keptSecret(home, 'secret-key', '');
}

function keptSecret(home: string, name: string, prefix: string): KeptSecret {
  ensureHome(home);
  const path = join(home, name);
  const isNew = createPrivateFile(path, `${prefix}${randomBytes(32).toString('base64url')}\n`);
  const value = readPrivateFile(path).trim();
  if (value === '') {
    throw new RollcallError(
      'invalid_configuration',
      `${path} is empty. Remove it, and a new secret is made.`,
    );
  }
  return { value, path, isNew };
}

/**
 * Makes ROLLCALL_HOME. Only its owner may look inside; as root others may pass through, since the embedded database
 * then runs as another user and lies below.
 */
export function ensureHome(home: string): void {
  naming(home, () => {
    mkdirSync(home, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
    // A folder that was made for Rollcall beforehand; one with something in it may be meant for more, and stays shut.
    if (isRoot() && statSync(home).uid === 0 && readdirSync(home).length === 0) chmodSync(home, 0o711);
  });
}

/**
 * Creates a file of mode 0600 with its whole text at once: a reader never sees half of it, and of two processes one
 * wins. Never overwrites.
 * @returns whether this call created it
 */
export function createPrivateFile(path: string, text: string): boolean {
  return naming(path, () => {
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) return false;
    const draft = writeDraft(path, text);
    try {
      linkSync(draft, path);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      // Some file systems have no hard links; there the file is exclusive, though not whole at once.
      writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
      return true;
    } finally {
      rmSync(draft, { force: true });
    }
  });
}

/** Replaces a file of mode 0600 at once. */
export function replacePrivateFile(path: string, text: string): void {
  naming(path, () => renameSync(writeDraft(path, text), path));
}

export function readPrivateFile(path: string): string {
  return naming(path, () => readFileSync(path, 'utf8'));
}

function writeDraft(path: string, text: string): string {
  const draft = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, text, { flag: 'wx', mode: 0o600, flush: true });
  // A home that belongs to an ordinary user stays theirs, also when root ran once.
  if (isRoot()) {
    const owner = statSync(dirname(path));
    chownSync(draft, owner.uid, owner.gid);
  }
  return draft;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

const refusals = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOSPC', 'EISDIR']);

function naming<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!refusals.has(code)) throw error;
    throw new RollcallError(
      'invalid_configuration',
      `${path} cannot be used (${code}). Set ROLLCALL_HOME to a folder that this user may write, or run as the user it belongs to.`,
      { cause: error },
    );
  }
}
