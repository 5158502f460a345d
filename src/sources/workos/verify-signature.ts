import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far ahead of ours a sender's clock may be. Real clocks differ by seconds; more widens replay for nothing. */
const FUTURE_SKEW_SECONDS = 30;
/** WorkOS sends under 100 characters with one signature; rotation adds 68 for each further one. */
const LONGEST_HEADER = 1024;

export type SignatureVerdict =
  { verified: true; secretIndex: number } | { verified: false; because: SignatureProblem; says: string };

export type SignatureProblem =
  'missing_header' | 'malformed_header' | 'stale' | 'in_the_future' | 'mismatch' | 'no_secret';

/**
 * Whether WorkOS signed these bytes: `WorkOS-Signature: t=<epoch ms>, v1=<hex>`, where v1 is
 * HMAC-SHA256(whole secret string, `${t}.${rawBody}`) over the bytes as they arrived, never over JSON that was
 * parsed and written again.
 *
 * Any secret and any v1 of the header may match, so that secrets rotate without a gap. An empty secret verifies
 * nothing. Signatures older than `toleranceSeconds` or more than 30 s ahead of `now` are refused. `secretIndex`
 * counts in `secrets` as given. `says` is for the operator; it repeats nothing of header, body or secret.
 */
export function verifySignature(request: {
  /** The value of the header as Node gives it. */
  header: string | string[] | undefined;
  rawBody: Buffer;
  secrets: readonly string[];
  now: Date;
  toleranceSeconds?: number;
}): SignatureVerdict {
  if (request.secrets.every(isBlank)) {
    return refused('no_secret', 'No webhook secret is configured, so nothing can be verified.');
  }
  const header = parseHeader(request.header);
  if ('because' in header) return header;
  const untimely = judgeAge(header.timestamp, request.now, request.toleranceSeconds ?? 180);
  if (untimely !== null) return untimely;

  const matching = request.secrets.findIndex(
    (secret) =>
      !isBlank(secret) && matchesAny(sign(secret, header.timestamp, request.rawBody), header.signatures),
  );
  if (matching === -1) {
    return refused(
      'mismatch',
      'The signature fits none of the configured webhook secrets: another secret, or a body that was changed on the way.',
    );
  }
  return { verified: true, secretIndex: matching };
}

interface ParsedHeader {
  /** Exactly as sent, since these characters are what was signed. */
  timestamp: string;
  /** 32 bytes each, at least one. */
  signatures: Buffer[];
}

type Refusal = Extract<SignatureVerdict, { verified: false }>;

function parseHeader(header: string | string[] | undefined): ParsedHeader | Refusal {
  const values = header === undefined ? [] : [header].flat();
  const [value] = values;
  if (value === undefined || isBlank(value)) {
    return refused('missing_header', 'The request has no WorkOS-Signature header.');
  }
  if (values.length > 1) return malformed('is there more than once');
  if (value.length > LONGEST_HEADER) return malformed(`is longer than ${LONGEST_HEADER} characters`);

  const timestamps: string[] = [];
  const signatures: Buffer[] = [];
  for (const part of value.split(',')) {
    const [scheme, ...rest] = part.trim().split('=');
    const content = rest.join('=').trim();
    if (scheme === 't') timestamps.push(content);
    // Other schemes are passed over: a later v2 must not break v1.
    if (scheme === 'v1' && /^[0-9a-f]{64}$/i.test(content)) signatures.push(Buffer.from(content, 'hex'));
  }
  const [timestamp, secondTimestamp] = timestamps;
  if (timestamp === undefined) return malformed('has no timestamp (t=)');
  if (secondTimestamp !== undefined) return malformed('has more than one timestamp (t=)');
  if (!/^\d{1,15}$/.test(timestamp))
    return malformed('has a timestamp (t=) that is not a number of milliseconds');
  if (signatures.length === 0) return malformed('has no signature (v1=) of 64 hexadecimal digits');
  return { timestamp, signatures };
}

/** Null when the timestamp is recent enough. Written so that a broken `now` or tolerance refuses too. */
function judgeAge(timestamp: string, now: Date, toleranceSeconds: number): Refusal | null {
  const ageSeconds = (now.getTime() - Number(timestamp)) / 1000;
  if (ageSeconds < -FUTURE_SKEW_SECONDS) {
    return refused(
      'in_the_future',
      `The signature is dated ${Math.round(-ageSeconds)} s ahead of this machine's clock; ${FUTURE_SKEW_SECONDS} s are allowed.`,
    );
  }
  if (!(ageSeconds <= toleranceSeconds)) {
    return refused(
      'stale',
      `The signature is ${Math.round(ageSeconds)} s old; ${toleranceSeconds} s are allowed. Is this machine's clock right?`,
    );
  }
  return null;
}

function sign(secret: string, timestamp: string, rawBody: Buffer): Buffer {
  return createHmac('sha256', secret).update(`${timestamp}.`).update(rawBody).digest();
}

function matchesAny(expected: Buffer, signatures: Buffer[]): boolean {
  return signatures.some((signature) => timingSafeEqual(expected, signature));
}

function isBlank(text: string): boolean {
  return text.trim() === '';
}

function malformed(what: string): Refusal {
  return refused('malformed_header', `The WorkOS-Signature header ${what}.`);
}

function refused(because: SignatureProblem, says: string): Refusal {
  return { verified: false, because, says };
}
