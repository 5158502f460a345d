import { useSyncExternalStore } from 'react';

let isPrinting = false;

/** Whether the page is being put on paper, where nothing can be opened any more. */
export function useIsPrinting(): boolean {
  return useSyncExternalStore(subscribe, () => isPrinting);
}

function subscribe(onChange: () => void): () => void {
  const before = (): void => {
    isPrinting = true;
    onChange();
  };
  const after = (): void => {
    isPrinting = false;
    onChange();
  };
  window.addEventListener('beforeprint', before);
  window.addEventListener('afterprint', after);
  return () => {
    window.removeEventListener('beforeprint', before);
    window.removeEventListener('afterprint', after);
  };
}
