#!/usr/bin/env node
// The command `rollcall`. Plain JavaScript, so that it also parses on a Node too old for the rest: then it goes on with
// the Node that `npm ci` put into node_modules, or says what is needed.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  await import('./main.ts');
} else {
  const bundled = new URL(
    process.platform === 'win32' ? '../node_modules/node/bin/node.exe' : '../node_modules/node/bin/node',
    import.meta.url,
  );
  if (existsSync(bundled)) goOnWith(fileURLToPath(bundled));
  else {
    process.stderr.write(
      `Rollcall needs Node 22.18 or newer, and this is Node ${process.versions.node}. ` +
        'Install a newer one, or run `npm ci`, which brings Node 24 along.\n',
    );
    process.exitCode = 2;
  }
}

/** @param {string} node */
function goOnWith(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  const pass = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
  // A terminal sends its signals to the child as well; this one only has to outlive it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', pass);
  process.on('SIGHUP', pass);
  child.on('error', (error) => {
    process.stderr.write(`${node} cannot be run: ${error.message}\n`);
    process.exitCode = 2;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (signal === 'SIGINT' ? 2 : signal === 'SIGTERM' ? 15 : 9);
  });
}
