import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * What V8 made of the sources is kept from one process to the next: mocha's workers and the many processes that tests
 * start (`rollcall serve`, scripts of CI) each spend more than half of their first second on it otherwise. Node compares
 * the sources, so that a change counts at once.
 */
const folder = join(import.meta.dirname, '../../node_modules/.cache/node-compile');

// Coverage counted from it would be inexact, says Node.
if (process.env['NODE_V8_COVERAGE'] === undefined) {
  process.env['NODE_COMPILE_CACHE'] ??= folder;
  enableCompileCache(process.env['NODE_COMPILE_CACHE']);
}
