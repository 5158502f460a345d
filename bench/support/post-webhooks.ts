import { Agent, request } from 'node:http';

export interface SignedBody {
  body: string;
  signature: string;
}

/**
 * Posts signed bodies over `connections` kept-alive connections, each sending the next one when its last was answered.
 * Fails on any answer but 200. Returns the milliseconds of each request.
 */
export async function postWebhooks(
  url: string,
  bodies: SignedBody[],
  connections: number,
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const durations: number[] = [];
  let next = 0;
  const sender = async (): Promise<void> => {
    for (;;) {
      const signed = bodies[next];
      next += 1;
      if (!signed) return;
      const began = performance.now();
      await postOne(url, agent, signed);
      durations.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: connections }, sender));
  agent.destroy();
  return durations;
}

function postOne(url: string, agent: Agent, { body, signature }: SignedBody): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'workos-signature': signature,
        },
      },
      (answer) => {
        answer.resume();
        answer.on('end', () => {
          if (answer.statusCode === 200) resolve();
          else reject(new Error(`the server answered ${answer.statusCode ?? 'nothing'}`));
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
