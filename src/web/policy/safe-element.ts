import { piecesOf } from '../parts/printable-text.ts';

/** `SafeText` where React is not: text from outside that hides nothing and turns nothing around it. */
export function safeElement(name: 'div' | 'p' | 'span', text: string): HTMLElement {
  const element = document.createElement(name);
  const inside = document.createElement('bdi');
  for (const piece of piecesOf(text)) inside.append(piece.kind === 'text' ? piece.text : `⟨${piece.code}⟩`);
  element.append(inside);
  return element;
}
