import type { OutboxStatus } from '../../../generated/api.ts';
import { count, plural } from './counting.ts';

/** The outbox: what webhook endpoints were sent, and what waits. */
export const outbox = {
  title: 'Outbox',
  lead: 'Every message to every webhook endpoint. One that is not taken is tried again for a day and then given up on; it stays here for 90 days and can be delivered again.',
  table: 'Deliveries',
  columns: {
    message: 'Message',
    state: 'State',
    to: 'To',
    tries: 'Tries',
    made: 'Made',
    action: 'Action',
  },
  states: { waiting: 'Waiting', delivered: 'Delivered', dead: 'Given up' } satisfies Record<
    OutboxStatus,
    string
  >,
  all: 'All',
  show: 'Show',
  endpoint: 'Endpoint',
  everyEndpoint: 'Every endpoint',
  nextAttempt: 'next attempt {when}',
  /** Why a message that waits is not sent. */
  heldBy: {
    disabled: 'until the endpoint is enabled',
    resting: 'the endpoint rests until {when}',
    turn: 'sent in its turn',
  },
  tries: (value: number) => count(value),
  answered: (status: number) => `Answered ${count(status)}`,
  noAnswer: 'Not sent yet',
  replay: 'Deliver again',
  replayAll: 'Deliver again what was given up',
  replaying: {
    one: 'Deliver this message again?',
    oneHappens: [
      'It is sent to this endpoint once more, under the same id, so that a receiver can tell.',
      'Messages about the same person that were sent later have been received already.',
    ],
    all: 'Deliver again what was given up on?',
    counting: 'Counting the messages',
    allHappens: (value: number) =>
      plural(value, {
        one: '# message is sent once more, under its own id.',
        other: '# messages are sent once more, each under its own id.',
      }),
    to: 'Endpoints that still fail give up on them again after a day.',
    none: 'None was given up on.',
    done: (value: number) => plural(value, { one: '# message waits again', other: '# messages wait again' }),
  },
  message: { label: 'The message as it is sent', id: 'the id' },
  unknownEndpoint: 'An endpoint of another list',
  empty: {
    title: 'Nothing was sent',
    text: 'Once a webhook endpoint listens to this tenant, every message to it is listed here, with what the endpoint answered.',
    make: 'Webhook endpoints',
  },
  noMatch: {
    title: 'Nothing in this state',
    text: 'There are deliveries in other states, or to other endpoints.',
  },
};
