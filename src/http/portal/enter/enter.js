/*
 * Exchanges the link on a click, so that programs that only look at links, in mail for example, do not use it up. A page
 * that embeds the portal made its link for this moment, so inside a frame nobody is asked for a click.
 */

/** @typedef {import('../enter-words.ts').EnterWords} EnterWords */
/** @typedef {{ go_to: string, return_url: string | null }} Entered */
/** @typedef {{ detail: string, state?: string, return_url?: string | null }} Refused */

const page = {
  title: elementAt('title', HTMLHeadingElement),
  says: elementAt('says', HTMLElement),
  enter: elementAt('enter', HTMLButtonElement),
  goOn: elementAt('go-on', HTMLAnchorElement),
  back: elementAt('back', HTMLAnchorElement),
};
const words = /** @type {EnterWords} */ (JSON.parse(elementAt('words', HTMLElement).textContent));
const headers = { 'rollcall-app': 'portal' };
const token = location.hash.slice(1);
// Out of the address bar and the history; whoever comes back has the page without it.
history.replaceState(null, '', location.pathname);

if (token === '') refuse(words.noLink);
else if (window.self !== window.top) void enter();
else {
  page.enter.addEventListener('click', () => void enter());
  page.enter.focus();
}

async function enter() {
  page.enter.disabled = true;
  page.says.textContent = words.oneMoment;
  try {
    const answer = await fetch('/portal/enter', {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    const body = /** @type {unknown} */ (await answer.json());
    if (answer.ok) await goTo(/** @type {Entered} */ (body));
    else if (answer.status === 429 || answer.status >= 500) letTryAgain(/** @type {Refused} */ (body).detail);
    else await refuseLink(/** @type {Refused} */ (body));
  } catch {
    letTryAgain(words.unreachable);
  }
}

/** @param {Entered} entered */
async function goTo({ go_to: address, return_url: returnUrl }) {
  if (await isSignedIn()) location.replace(address);
  else refuse(words.noCookie, returnUrl);
}

/** @param {Refused} refused */
async function refuseLink({ detail, state, return_url: returnUrl }) {
  refuse({ title: words.refused, text: detail }, returnUrl);
  // Whoever opens their link once more may still be signed in by it.
  if (state === 'used' && (await isSignedIn())) page.goOn.hidden = false;
}

async function isSignedIn() {
  return (await fetch('/api/v1/session', { headers })).ok;
}

/** @param {string} text */
function letTryAgain(text) {
  page.says.textContent = text;
  page.enter.disabled = false;
}

/**
 * @param {{ title: string, text: string }} said
 * @param {string | null} [returnUrl]
 */
function refuse({ title, text }, returnUrl = null) {
  page.title.textContent = title;
  document.title = title;
  page.says.textContent = text;
  page.enter.hidden = true;
  page.title.focus();
  if (returnUrl === null) return;
  page.back.href = returnUrl;
  page.back.target = '_top';
  page.back.hidden = false;
}

/**
 * @template {HTMLElement} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
function elementAt(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`The page has no ${id}.`);
  return found;
}
