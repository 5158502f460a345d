/** What is shown to whoever opens a link, before it is exchanged. It works without the web application. */
export const enterPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <title>Open the portal</title>
    <link rel="stylesheet" href="/portal/enter.css">
    <script src="/portal/enter.js" defer></script>
  </head>
  <body>
    <main>
      <h1 id="title">Open the portal</h1>
      <p id="says" aria-live="polite">This link opens the portal once, in this browser.</p>
      <p><button id="enter" type="button">Continue</button> <a id="back" hidden rel="noreferrer">Go back</a></p>
      <noscript><p>This page needs JavaScript.</p></noscript>
    </main>
  </body>
</html>
`;

export const enterStyle = `:root {
  color-scheme: light dark;
  font: 16px/1.5 system-ui, sans-serif;
  --text: #1a1b1e;
  --page: #f8f9fa;
  --card: #fff;
  --line: #ced4da;
  --action: #1864ab;
  --on-action: #fff;
}
@media (prefers-color-scheme: dark) {
  :root { --text: #e9ecef; --page: #141517; --card: #1f2023; --line: #4a4d52; --action: #74c0fc; --on-action: #0b1a28; }
}
body { margin: 0; color: var(--text); background: var(--page); }
main { box-sizing: border-box; max-width: 30rem; margin: 12vh auto; padding: 2rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px; }
h1 { margin: 0 0 0.5rem; font-size: 1.4rem; line-height: 1.3; }
p { margin: 0.75rem 0; overflow-wrap: anywhere; }
button { padding: 0.6rem 1.4rem; font: inherit; font-weight: 600; color: var(--on-action); background: var(--action);
  border: 0; border-radius: 6px; cursor: pointer; }
button[disabled] { opacity: 0.6; cursor: default; }
:focus-visible { outline: 3px solid var(--action); outline-offset: 2px; }
a { color: var(--action); }
@media (max-width: 34rem) { main { margin: 0; min-height: 100vh; border: 0; border-radius: 0; } }
`;

/**
 * Exchanges the link on a click, so that programs that only look at links, in mail for example, do not use it up. A page
 * that embeds the portal made its link for this moment, so inside a frame nobody is asked for a click.
 */
export const enterScript = `const says = document.getElementById('says');
const button = document.getElementById('enter');
const token = location.hash.slice(1);
// Out of the address bar and the history; whoever comes back has the page without it.
history.replaceState(null, '', location.pathname);

function refuse(title, text, returnUrl) {
  document.getElementById('title').textContent = title;
  document.title = title;
  says.textContent = text;
  button.hidden = true;
  if (!returnUrl) return;
  const back = document.getElementById('back');
  back.href = returnUrl;
  back.target = '_top';
  back.hidden = false;
}

const again = 'Go back to where the link came from, and ask for a new one.';

async function enter() {
  button.disabled = true;
  says.textContent = 'One moment.';
  try {
    const answer = await fetch('/portal/enter', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'rollcall-app': 'portal' },
      body: JSON.stringify({ token }),
    });
    const body = await answer.json();
    if (!answer.ok) {
      if (answer.status === 429 || answer.status >= 500) {
        says.textContent = body.detail;
        button.disabled = false;
        return;
      }
      refuse('This link does not open the portal', body.detail, body.return_url);
      return;
    }
    const session = await fetch('/api/v1/session', { headers: { 'rollcall-app': 'portal' } });
    if (session.ok) location.replace(body.go_to);
    else {
      refuse('The browser keeps no cookie here',
        'It does not let this page remember you, which some do for pages inside of others. ' +
          'Ask for a new link, and open it in a window of its own.', body.return_url);
    }
  } catch {
    says.textContent = 'The service could not be reached. Check the connection, and try again.';
    button.disabled = false;
  }
}

if (token === '') refuse('There is no link here', 'The address is not whole, or the link was opened already. ' + again);
else if (window.self !== window.top) void enter();
else {
  button.addEventListener('click', () => void enter());
  button.focus();
}
`;
