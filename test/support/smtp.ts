import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A real SMTP server on a free port, which keeps what it is given. */
export interface TestSmtp {
  port: number;
  received: { from: string; to: string[]; source: string }[];
  /** Names of users that have logged in. */
  users: string[];
  stop(): Promise<void>;
}

export async function startSmtp(options: SMTPServerOptions = {}): Promise<TestSmtp> {
  const received: TestSmtp['received'] = [];
  const users: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    disabledCommands: ['STARTTLS'],
    onAuth(auth, _session, done) {
      users.push(auth.username ?? '');
      if (auth.password === 'p@ss') done(null, { user: auth.username });
      else done(new Error('no'));
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          source: Buffer.concat(parts).toString(),
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    users,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}
