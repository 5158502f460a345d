import express, { type ErrorRequestHandler, type Express, type Request } from 'express';
import { requireActiveUser, requireWritable, RollcallProblem, type RollcallClient } from 'rollcall/client';
import { cookieOf, COOKIE, identifyBy } from './identify.ts';
import { createLocalSessions } from './local-sessions.ts';
import { signInPage } from './sign-in-page.ts';
import { webhookHandlers, type WebhookSettings } from './webhooks.ts';

export interface ProductOptions {
  client: RollcallClient;
  /** The customer that this product serves: one, to keep the example small. */
  tenant: string;
  webhooks: WebhookSettings;
  /** Instead of the runtime's clock. */
  now?: () => Date;
}

const sessionHours = 12;

/** A product in which people of one company share notes. Who may come in and write is Rollcall's to say. */
export function createProduct({ client, tenant, webhooks, now = () => new Date() }: ProductOptions): Express {
  const sessions = createLocalSessions();
  const notes: { by: string; text: string }[] = [];
  const isIn = requireActiveUser({ client, identify: identifyBy(tenant, sessions) });
  const mayWrite = requireWritable();
  const app = express();

  app.post('/webhooks/rollcall', ...webhookHandlers(webhooks, sessions, isIn));
  app.use(express.urlencoded({ extended: false }), express.json());

  app.get('/sign-in', (_request, response) => void response.send(signInPage));
  app.post('/sign-in', async (request, response) => {
    // A real product checks a password, or asks the customer's identity provider, before this line.
    const userId = await findUser(client, tenant, fieldOf(request, 'email'));
    const expiresAt = new Date(now().getTime() + sessionHours * 3_600_000);
    // Refused where the account may not sign in.
    const session =
      userId === null
        ? null
        : await client
            .registerSession(tenant, { user_id: userId, expires_at: expiresAt.toISOString() })
            .catch(nullIfRefused);
    if (userId === null || session === null) {
      response.status(403).json({ error: 'This account may not sign in.' });
      return;
    }
    response.cookie(COOKIE, sessions.open({ userId, rollcallId: session.id }), {
      httpOnly: true,
      sameSite: 'strict',
      secure: request.secure,
      expires: expiresAt,
    });
    response.redirect(303, '/notes');
  });
  app.post('/sign-out', async (request, response) => {
    const cookie = cookieOf(request) ?? '';
    const session = sessions.find(cookie);
    sessions.close(cookie);
    if (session !== null) await client.revokeSession(tenant, session.rollcallId);
    response.clearCookie(COOKIE).redirect(303, '/sign-in');
  });

  app.get('/notes', isIn, (request, response) => {
    response.json({ role: request.rollcall?.role, read_only: request.rollcall?.readOnly, notes });
  });
  app.post('/notes', isIn, mayWrite, (request, response) => {
    notes.push({ by: request.rollcall?.userId ?? '', text: fieldOf(request, 'text') });
    response.status(201).json(notes.at(-1));
  });
  app.post('/api-keys', isIn, mayWrite, async (request, response) => {
    const userId = request.rollcall?.userId ?? '';
    const { key } = await client.createApiKey(tenant, { user_id: userId, name: fieldOf(request, 'name') });
    // The key alone does not say whose it is.
    response.status(201).json({ token: `${userId}.${key}` });
  });

  app.use(answerFaults);
  return app;
}

async function findUser(client: RollcallClient, tenant: string, email: string): Promise<string | null> {
  if (email === '') return null;
  const { data } = await client.listUsers(tenant, { email, limit: 2 });
  // Two accounts with one address: the product would have to ask which.
  return data.length === 1 ? (data[0]?.id ?? null) : null;
}

function nullIfRefused(fault: unknown): null {
  if (fault instanceof RollcallProblem && fault.code === 'conflict') return null;
  throw fault;
}

/** A field of a form or of a JSON body; empty where it is missing or no text. */
function fieldOf(request: Request, name: string): string {
  const body = request.body as Record<string, unknown> | undefined;
  const value = body !== undefined && Object.hasOwn(body, name) ? body[name] : '';
  return typeof value === 'string' ? value.slice(0, 1_000) : '';
}

/** Without the fault's own text, which is not for who asks. */
const answerFaults: ErrorRequestHandler = (fault: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(fault);
    return;
  }
  const { status } = fault as { status?: unknown };
  const isTheirs = !(fault instanceof RollcallProblem) && typeof status === 'number' && status < 500;
  response
    .status(isTheirs ? status : 503)
    .json({ error: isTheirs ? 'The request cannot be read.' : 'Try again.' });
};
