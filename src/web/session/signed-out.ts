import type { Half } from './half.ts';

/** One for the page, as a channel hears what every other one says, and not what it says itself. */
let channel: BroadcastChannel | null = null;

/** Tells every other tab of this browser that somebody has signed out. */
export function tellSignedOut(half: Half): void {
  channelOfPage()?.postMessage(half);
}

/** @returns what ends the listening */
export function hearSignedOut(then: (half: Half) => void): () => void {
  const used = channelOfPage();
  const hear = ({ data }: MessageEvent<unknown>): void => {
    if (data === 'portal' || data === 'console') then(data);
  };
  used?.addEventListener('message', hear);
  return () => {
    used?.removeEventListener('message', hear);
  };
}

/** Null where the browser has none, or refuses it: each tab is then on its own. */
function channelOfPage(): BroadcastChannel | null {
  try {
    channel ??= new BroadcastChannel('rollcall.signed-out');
  } catch {
    return null;
  }
  return channel;
}
