/** A refusal as WorkOS words it. The body of a 429 is a bare text. */
export class WireError extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Record<string, string>;

  constructor(status: number, body: unknown, headers: Record<string, string> = {}) {
    super(`WorkOS would answer ${status}`);
    this.name = 'WireError';
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export function notFound(what: string, id: string): WireError {
  return new WireError(404, {
    message: `${what} not found: '${id}'.`,
    code: 'entity_not_found',
    entity_id: id,
  });
}

export function badRequest(message: string): WireError {
  return new WireError(400, { message, code: 'bad_request', errors: [message] });
}

export function unprocessable(field: string, code: string): WireError {
  return new WireError(422, {
    message: 'Validation failed.',
    code: 'validation_error',
    errors: [{ field, code }],
  });
}
