/** A process that uses an embedded database: `node hold-embedded.ts HOME`. Prints its state, and leaves on SIGTERM. */
import { once } from 'node:events';
import { startEmbedded } from '../../src/store/embedded.ts';

const sentences: string[] = [];
const say = (sentence: string) => sentences.push(sentence);
const embedded = await startEmbedded({
  home: process.argv[2] ?? '',
  log: { info: say, warn: say },
  profile: 'fast',
});
const toLeave = once(process, 'SIGTERM');
process.stdout.write(
  `${JSON.stringify({ url: embedded.url, dataDirectory: embedded.dataDirectory, sentences })}\n`,
);
await toLeave;
await embedded.stop();
