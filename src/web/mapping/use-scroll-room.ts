import { useEffect, type RefObject } from 'react';

/** Between what has the focus and what is in front of the page, in pixels. */
const GAP = 24;

/** Keeps what has the focus from being behind an element that stays at the foot of the screen. */
export function useScrollRoom(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const bar = element.current;
    if (bar === null) return undefined;
    const { style } = document.documentElement;
    const keepRoom = (): void => {
      const isInFront = getComputedStyle(bar).position === 'sticky';
      style.scrollPaddingBottom = isInFront ? `${String(bar.offsetHeight + GAP)}px` : '';
    };
    const observer = new ResizeObserver(keepRoom);
    observer.observe(bar);
    window.addEventListener('resize', keepRoom);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', keepRoom);
      style.scrollPaddingBottom = '';
    };
  }, [element]);
}
