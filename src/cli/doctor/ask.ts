import { request as askHttp } from 'node:http';
import { request as askHttps } from 'node:https';
import type { TLSSocket } from 'node:tls';

/** What an address answered. */
export type Answered =
  | { kind: 'answered'; status: number; body: string; date: Date | null; certificateEnds: Date | null }
  /** Nobody answered, or nobody who can be trusted: the code that Node gives. */
  | { kind: 'silent'; code: string };

/** Bytes of an answer that are read. */
const ENOUGH = 65_536;

/** One GET, whose redirections are not followed. */
export function ask(
  address: string,
  { headers = {}, signal }: { headers?: Record<string, string>; signal: AbortSignal },
): Promise<Answered> {
  return new Promise((resolve) => {
    const silent = (fault: unknown) => {
      resolve({ kind: 'silent', code: codeOf(fault) });
    };
    const send = address.startsWith('https:') ? askHttps : askHttp;
    // A connection of its own: none may be kept open when the command is done.
    const asked = send(address, { headers, signal, agent: false }, (answer) => {
      const certificate =
        'getPeerCertificate' in answer.socket ? (answer.socket as TLSSocket).getPeerCertificate() : null;
      const ends = new Date(certificate?.valid_to ?? '');
      const date = new Date(answer.headers.date ?? '');
      let body = '';
      const done = () => {
        resolve({
          kind: 'answered',
          status: answer.statusCode ?? 0,
          body,
          date: isTime(date) ? date : null,
          certificateEnds: isTime(ends) ? ends : null,
        });
        answer.destroy();
      };
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        body += part;
        if (body.length > ENOUGH) done();
      });
      answer.on('end', done);
      answer.on('error', silent);
    });
    asked.on('error', silent);
    asked.end();
  });
}

function isTime(date: Date): boolean {
  return !Number.isNaN(date.getTime());
}

function codeOf(fault: unknown): string {
  const { code, name } = fault as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : name;
}

const untrusted = /CERT|SELF_SIGNED|UNABLE_TO_|TLS|SSL|ALTNAME/;

/** Whether the other side answered and could not be trusted. */
export function isUntrusted(code: string): boolean {
  return untrusted.test(code);
}

const inWords: Record<string, string> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'the name of the host is not known',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  ECONNRESET: 'the connection was cut off',
  ABORT_ERR: 'no answer in time',
  AbortError: 'no answer in time',
  ETIMEDOUT: 'no answer in time',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an authority that nobody knows',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'it does not send the whole chain of its certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

export function silenceInWords(code: string): string {
  return inWords[code] ?? code;
}
