/** What became of the events that are looked at. */
export type FailedStatus = 'set_aside' | 'dismissed';

/** Which events are meant: all that failed, those of one cause, or one. */
export type EventChoice = ManyEvents | OneEvent;

export type ManyEvents =
  { kind: 'all'; status: FailedStatus } | { kind: 'group'; failure: string; status: FailedStatus };

export interface OneEvent {
  kind: 'one';
  event: string;
  directoryId: string;
  /** What could not be read is never tried. */
  isReadable: boolean;
}

/** Those of them that are not one. */
export function manyOf(choice: EventChoice | null): ManyEvents | null {
  return choice === null || choice.kind === 'one' ? null : choice;
}
