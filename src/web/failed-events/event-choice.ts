/** What became of the events that are looked at. */
export type FailedStatus = 'set_aside' | 'dismissed';

/** Which events are meant: all that failed, those of one cause, or one. */
export type EventChoice =
  | { kind: 'all'; status: FailedStatus }
  | { kind: 'group'; failure: string; status: FailedStatus }
  | { kind: 'one'; event: string; directoryId: string };
