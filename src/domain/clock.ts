/** Where "now" comes from. Injected everywhere, so that tests travel in time. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
