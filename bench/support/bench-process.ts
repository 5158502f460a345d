import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Starts a script of this folder in a process of its own, and waits for the first message it sends. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the message is the script's own form
export async function startProcess<Message>(
  script: string,
  env: Record<string, string>,
): Promise<{ child: ChildProcess; message: Message }> {
  const child = fork(new URL(script, import.meta.url), { env: { ...process.env, ...env } });
  const died = once(child, 'exit').then(() => {
    throw new Error(`${script} ended before it was done`);
  });
  const [message] = (await Promise.race([once(child, 'message'), died])) as [Message];
  died.catch(() => undefined);
  return { child, message };
}
