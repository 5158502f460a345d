import { isPlainAndRemote } from '../config.ts';
import { RollcallError } from '../domain/rollcall-error.ts';
import { settingReader } from '../setting-reader.ts';
import type { CommandIo } from './command-io.ts';

export interface OfServer {
  /** The address of a running service; without it the setting ROLLCALL_SERVER, and without that the database. */
  server?: string;
}

/** The running service that a command is to ask, or null: the database. Throws invalid_configuration. */
export function serviceAddress(io: CommandIo, { server }: OfServer): { url: string; token: string } | null {
  const read = settingReader(server === undefined ? io.env : { ...io.env, ROLLCALL_SERVER: server });
  const url = read.url('ROLLCALL_SERVER', server === undefined ? 'ROLLCALL_SERVER' : '--server');
  if (url === null) return null;
  const token = tokenOf(io, read);
  if (isPlainAndRemote(url)) {
    io.stderr.write(`${url} is not https://, so the token travels in the clear.\n`);
  }
  return { url, token };
}

function tokenOf(io: CommandIo, read: ReturnType<typeof settingReader>): string {
  const remedy = 'a token of the service, made with POST /api/v1/tokens';
  const token = read.secret('ROLLCALL_TOKEN', remedy);
  if (token === null) {
    throw new RollcallError(
      'invalid_configuration',
      `ROLLCALL_SERVER, or --server, names a service, and ROLLCALL_TOKEN is not set. Set it to ${remedy}.`,
    );
  }
  // Not quoted: it is a secret.
  if (!/^[\x21-\x7e]{1,500}$/.test(token)) {
    throw new RollcallError('invalid_configuration', `ROLLCALL_TOKEN is no token. Set it to ${remedy}.`);
  }
  return token;
}
