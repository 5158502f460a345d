import { closeBrowser } from './browser.ts';
import { removeAbandonedFolders, removeRunFolders } from './run-folder.ts';
import { stopTestServer } from './test-server.ts';

/** Mocha calls these before the first and after the last test of a run. */
export function mochaGlobalSetup(): void {
  removeAbandonedFolders();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      removeRunFolders();
      process.kill(process.pid, signal);
    });
  }
}

export async function mochaGlobalTeardown(): Promise<void> {
  await closeBrowser();
  await stopTestServer();
  removeRunFolders();
}
