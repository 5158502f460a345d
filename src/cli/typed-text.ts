import { validate } from 'uuid';
import { RollcallError } from '../domain/rollcall-error.ts';

/** An id that was typed. @throws RollcallError not_found where it cannot be one */
export function typedId(id: string, noun: string): string {
  if (validate(id)) return id.toLowerCase();
  throw new RollcallError('not_found', `There is no ${noun} with this id.`);
}

/** Text that was typed, to be looked for. @throws RollcallError invalid_request where nothing stored can be like it */
export function typedText(text: string, option: string): string {
  if (text !== '' && !text.includes('\0') && text.isWellFormed()) return text;
  throw new RollcallError('invalid_request', `${option} needs text that can be stored.`);
}
