import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the build, as it is and compressed where that is smaller. */
export interface WebAsset {
  /** Of RFC 9110 §8.3, with the charset. */
  type: string;
  plain: Buffer;
  br: Buffer | null;
  gzip: Buffer | null;
}

/** The web application as `build-web.js` leaves it. */
export interface WebBuild {
  /** With the placeholder of the nonce in it. */
  indexHtml: string;
  /** By the name below /assets/. */
  assets: ReadonlyMap<string, WebAsset>;
}

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  json: 'application/json; charset=utf-8',
  woff2: 'font/woff2',
  png: 'image/png',
  webp: 'image/webp',
};

/**
 * Reads a whole build into memory, some megabytes, so that a running process serves the pages that it began with even
 * while another build takes their place. Null where there is no build.
 */
export function readWebBuild(folder: string): WebBuild | null {
  const index = join(folder, 'index.html');
  const assetsFolder = join(folder, 'assets');
  if (!existsSync(index) || !existsSync(assetsFolder)) return null;
  const assets = new Map<string, WebAsset>();
  for (const name of readdirSync(assetsFolder)) {
    const type = types[name.slice(name.lastIndexOf('.') + 1)];
    if (type === undefined) continue;
    const compressed = (extension: string): Buffer | null => {
      const path = join(assetsFolder, `${name}.${extension}`);
      return existsSync(path) ? readFileSync(path) : null;
    };
    assets.set(name, {
      type,
      plain: readFileSync(join(assetsFolder, name)),
      br: compressed('br'),
      gzip: compressed('gz'),
    });
  }
  return { indexHtml: readFileSync(index, 'utf8'), assets };
}
