/** For so long after somebody last did something, they are taken to be at the page, in milliseconds. */
const PRESENT_MS = 60_000;

let lastAct = Date.now();

for (const act of ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const) {
  window.addEventListener(
    act,
    () => {
      lastAct = Date.now();
    },
    { capture: true, passive: true },
  );
}

/** Whether anybody is at this page: what it asks by itself must not keep a session open that nobody uses. */
export function isAttended(): boolean {
  return Date.now() - lastAct < PRESENT_MS;
}
