import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { NONCE_PLACEHOLDER } from './src/http/web-security.ts';

/** The service that `npm run dev:web` asks. */
const service = process.env['ROLLCALL_URL'] ?? 'http://127.0.0.1:8080';

/** Builds src/web into dist-web (build-web.js swaps it in), and serves it while one works on it. */
export default defineConfig({
  root: new URL('src/web/', import.meta.url).pathname,
  base: '/',
  publicDir: false,
  cacheDir: new URL('node_modules/.vite/', import.meta.url).pathname,
  plugins: [react()],
  // The service puts the nonce of each answer in its place: see src/http/web-security.ts.
  html: { cspNonce: NONCE_PLACEHOLDER },
  build: {
    outDir: new URL('dist-web/', import.meta.url).pathname,
    emptyOutDir: true,
    target: ['chrome120', 'firefox121', 'safari17'],
    manifest: 'manifest.json',
    // A data: URL in a style sheet would need the policy to allow it.
    assetsInlineLimit: 0,
    // Its module preload polyfill is for browsers older than the target.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: Object.fromEntries(
      [
        '/api',
        '/openapi.json',
        '/docs',
        '/healthz',
        '/readyz',
        '/portal/enter',
        '/portal/leave',
        '/admin/sign-in/',
        '/admin/sign-out',
      ].map((path) => [path, { target: service, changeOrigin: false }]),
    ),
  },
});
