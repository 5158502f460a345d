/** What orders two pieces of news about the same record or membership. */
export interface EventClock {
  /** The source's time, RFC 3339 in UTC with milliseconds: compares as text. */
  occurredAt: string;
  /** At the same instant a removal wins: losing a coin toss must never leave a former employee inside. */
  removes: boolean;
  eventId: string;
}

/** True if `a` is later news than `b`: last writer wins by (occurredAt, removal, event id). */
export function isLater(a: EventClock, b: EventClock): boolean {
  if (a.occurredAt !== b.occurredAt) return a.occurredAt > b.occurredAt;
  if (a.removes !== b.removes) return a.removes;
  return a.eventId > b.eventId;
}
