/**
 * Unpacks the Chromium of @sparticuz/chromium, its libraries and its typefaces into the temporary folder of this process.
 * A process of its own, because the package unpacks into whatever TMPDIR names.
 */
import { fileURLToPath } from 'node:url';
import { inflate } from '@sparticuz/chromium';

const packed = new URL('../bin/', import.meta.resolve('@sparticuz/chromium'));
for (const name of ['chromium.br', 'al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br']) {
  await inflate(fileURLToPath(new URL(name, packed)));
}
