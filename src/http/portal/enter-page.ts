import { readFileSync } from 'node:fs';
import { enterWords as words } from './enter-words.ts';

/** What is shown to whoever opens a link, before it is exchanged. It works without the web application. */
export const enterPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>${words.title}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/portal/enter.css">
    <script id="words" type="application/json">${JSON.stringify(words).replaceAll('<', '\\u003c')}</script>
    <script src="/portal/enter.js" defer></script>
  </head>
  <body>
    <main>
      <div>
        <svg width="36" height="36" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="8" fill="#006881"/>
          <path d="M8 10h9M8 16h6M8 22h4" stroke="#8bd0dd" stroke-width="2.6" stroke-linecap="round"/>
          <path d="m15.5 20.5 4 4 6.5-9" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>
        </svg>
        <h1 id="title" tabindex="-1">${words.title}</h1>
        <p id="says" aria-live="polite">${words.says}</p>
        <p class="ways">
          <button id="enter" type="button">${words.action}</button>
          <a id="go-on" href="/portal" hidden>${words.goOn}</a>
          <a id="back" hidden rel="noreferrer">${words.back}</a>
        </p>
        <noscript><p>${words.needsScript}</p></noscript>
      </div>
    </main>
  </body>
</html>
`;

export const enterStyle = readFileSync(new URL('./enter/enter.css', import.meta.url), 'utf8');

export const enterScript = readFileSync(new URL('./enter/enter.js', import.meta.url), 'utf8');
