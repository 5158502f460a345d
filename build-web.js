/**
 * Builds the web application of src/web into dist-web, which the service serves at /portal and /admin. Plain JavaScript,
 * because it also runs right after `npm ci`, on whatever Node that was.
 *
 *   node build-web.js               builds
 *   node build-web.js --if-stale    builds where the sources are not those of the build. Where it cannot, it says why and
 *                                   exits 0: the service runs without pages, and /admin says so.
 *
 * Two that build at once do not disturb each other: each builds into a folder of its own, and swaps it in.
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = import.meta.dirname;
const target = join(root, 'dist-web');
const STAMP = 'build.json';
const onlyIfStale = process.argv.includes('--if-stale');

process.exitCode = await main();

async function main() {
  const digest = digestOfSources();
  if (onlyIfStale && digestOfBuild() === digest) return 0;
  try {
    await build(digest);
    return 0;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (!onlyIfStale) {
      process.stderr.write(`The web application cannot be built: ${why}\n`);
      return 1;
    }
    const kept = existsSync(join(target, STAMP))
      ? 'An older build is served.'
      : 'There are no pages until it is.';
    process.stderr.write(`The web application is not built (${firstLine(why)}). ${kept}\n`);
    return 0;
  }
}

/** @param {string} digest */
async function build(digest) {
  const vite = await import('vite').catch(() => {
    throw new Error('vite is not installed; `npm ci` without --omit=dev brings it');
  });
  // Beside the target, so that swapping it in is a rename.
  const draft = mkdtempSync(join(root, 'dist-web-'));
  try {
    await vite.build({
      configFile: join(root, 'vite.config.ts'),
      // The other ways write a file into node_modules, which may be closed to whoever builds.
      configLoader: 'runner',
      logLevel: 'warn',
      build: { outDir: draft, emptyOutDir: true },
    });
    for (const file of filesUnder(join(draft, 'assets'))) compress(file);
    writeFileSync(join(draft, STAMP), `${JSON.stringify({ digest })}\n`);
    // A temporary folder is its maker's alone; whoever runs the service has to read this one.
    chmodSync(draft, 0o755);
    swapIn(draft);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** @param {string} draft */
function swapIn(draft) {
  const before = mkdtempSync(join(root, 'dist-web-before-'));
  if (existsSync(target)) renameSync(target, join(before, 'dist-web'));
  try {
    renameSync(draft, target);
  } catch (error) {
    // Another build was swapped in between: it is of the same sources.
    if (!existsSync(join(target, STAMP))) throw error;
  } finally {
    rmSync(before, { recursive: true, force: true });
  }
}

/**
 * Writes FILE.br and FILE.gz beside a file that gets smaller by it. Typefaces are compressed already.
 * @param {string} file
 */
function compress(file) {
  if (!/\.(js|css|svg|json)$/.test(file)) return;
  const bytes = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  for (const [extension, compressed] of /** @type {const} */ ([
    ['br', brotliCompressSync(bytes, { params })],
    ['gz', gzipSync(bytes, { level: 9 })],
  ])) {
    if (compressed.length < bytes.length) writeFileSync(`${file}.${extension}`, compressed);
  }
}

/** Of everything that the build depends on, the versions of packages included. */
function digestOfSources() {
  const hash = createHash('sha256');
  const files = [
    ...filesUnder(join(root, 'src/web')),
    ...[
      'package-lock.json',
      'vite.config.ts',
      'build-web.js',
      'src/http/web-security.ts',
      'schemas/policy.schema.json',
    ].map((name) => join(root, name)),
  ];
  for (const file of files.sort()) {
    hash.update(`${file.slice(root.length).replaceAll('\\', '/')}\0`);
    hash.update(existsSync(file) ? readFileSync(file) : '');
    hash.update('\0');
  }
  return hash.digest('hex');
}

function digestOfBuild() {
  try {
    return JSON.parse(readFileSync(join(target, STAMP), 'utf8')).digest;
  } catch {
    return null;
  }
}

/** @param {string} folder */
function filesUnder(folder) {
  return (
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      // Node 20 before 20.12 has no parentPath.
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  );
}

/** @param {string} text */
function firstLine(text) {
  return text.split('\n', 1)[0] ?? '';
}
